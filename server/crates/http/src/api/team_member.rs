//! Membership of teams.

use axum::extract::State;
use chinwag_app::ThreadCounts;

use crate::{
    HttpState,
    extract::{Auth, Params, Query},
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/users/{user_id}/teams", teams_of_user)
        .get("/api/v4/users/{user_id}/teams/members", of_user)
        .get("/api/v4/users/{user_id}/teams/unread", all_unread)
        .get("/api/v4/users/{user_id}/teams/{team_id}/unread", unread)
}

async fn teams_of_user(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.teams_of_user(&auth.0, params.user(&auth)?).await?)
}

async fn of_user(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.team_members_of_user(&auth.0, params.user(&auth)?).await?)
}

async fn all_unread(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let threads =
        if query.flag("include_collapsed_threads") { ThreadCounts::Wanted } else { ThreadCounts::Unwanted };
    let exclude = query.id("exclude_team")?;
    json(&state.app.teams_unread(&auth.0, params.user(&auth)?, exclude, threads).await?)
}

async fn unread(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.team_unread(&auth.0, params.user(&auth)?, params.id("team_id")?).await?)
}
