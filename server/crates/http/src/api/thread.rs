//! Threads as followers see them.

use axum::extract::State;
use chinwag_app::{Following, People, ThreadsAsked, ThreadsWanted, Unread};

use crate::{
    HttpState,
    extract::{Auth, Params, Query},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    const ONE: &str = "/api/v4/users/{user_id}/teams/{team_id}/threads/{thread_id}";
    Routes::new()
        .get("/api/v4/users/{user_id}/teams/{team_id}/threads", list)
        .put("/api/v4/users/{user_id}/teams/{team_id}/threads/read", read_all)
        .get(ONE, get)
        .put("/api/v4/users/{user_id}/teams/{team_id}/threads/{thread_id}/following", follow)
        .delete("/api/v4/users/{user_id}/teams/{team_id}/threads/{thread_id}/following", unfollow)
        .put("/api/v4/users/{user_id}/teams/{team_id}/threads/{thread_id}/read/{timestamp}", read)
        .post("/api/v4/users/{user_id}/teams/{team_id}/threads/{thread_id}/set_unread/{post_id}", set_unread)
}

/// Threads a page when nothing is said.
const PAGE: i64 = 25;
/// Most threads a page.
const PAGE_MAX: i64 = 200;

fn people(query: &Query) -> People {
    if query.flag("extended") { People::Users } else { People::Ids }
}

async fn list(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let size = query.number("per_page").or_else(|| query.number("pageSize")).filter(|n| *n > 0);
    let asked = ThreadsAsked {
        wanted: match (query.flag("totalsOnly"), query.flag("threadsOnly")) {
            (true, _) => ThreadsWanted::TotalsOnly,
            (false, true) => ThreadsWanted::ThreadsOnly,
            (false, false) => ThreadsWanted::Both,
        },
        people: people(&query),
        unread: if query.flag("unread") { Unread::Only } else { Unread::Any },
        personal: i64::from(!query.flag("excludeDirect")),
        deleted: i64::from(query.flag("deleted")),
        since: query.number("since").unwrap_or_default(),
        before: query.id("before")?,
        after: query.id("after")?,
        limit: size.unwrap_or(PAGE).min(PAGE_MAX),
    };
    json(&state.app.threads(&auth.0, params.user(&auth)?, params.id("team_id")?, asked).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let (user, root) = (params.user(&auth)?, params.id("thread_id")?);
    json(&state.app.thread_of(&auth.0, user, root, people(&query)).await?)
}

async fn follow(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    set_following(&state, &auth, &params, Following::Yes).await
}

async fn unfollow(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    set_following(&state, &auth, &params, Following::No).await
}

async fn set_following(state: &HttpState, auth: &Auth, params: &Params, following: Following) -> Reply {
    let (user, team, root) = (params.user(auth)?, params.id("team_id")?, params.id("thread_id")?);
    state.app.do_follow_thread(&auth.0, user, team, root, following).await?;
    ok()
}

async fn read(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, team, root) = (params.user(&auth)?, params.id("team_id")?, params.id("thread_id")?);
    let text = params.text("timestamp");
    let until = text
        .parse::<i64>()
        .ok()
        .filter(|t| *t >= 0)
        .ok_or_else(|| chinwag_model::AppError::invalid_url_param("timestamp", text))?;
    json(&state.app.do_read_thread(&auth.0, user, team, root, until).await?)
}

async fn set_unread(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, team) = (params.user(&auth)?, params.id("team_id")?);
    let posts = (params.id("thread_id")?, params.id("post_id")?);
    json(&state.app.do_unread_thread(&auth.0, user, team, posts).await?)
}

async fn read_all(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_read_all_threads(&auth.0, params.user(&auth)?, params.id("team_id")?).await?;
    ok()
}
