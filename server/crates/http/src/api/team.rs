//! Teams: making, finding and changing them. Who is in them is in `team_member`.

use axum::extract::State;
use chinwag_app::TeamPrivacy;
use chinwag_model::{
    AppError, TeamId,
    page::Page,
    team::{Team, TeamPatch},
};
use serde::Deserialize;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    const ONE: &str = "/api/v4/teams/{team_id}";
    Routes::new()
        .get("/api/v4/teams", list)
        .post("/api/v4/teams", create)
        .post("/api/v4/teams/search", search)
        .get("/api/v4/teams/name/{team_name}", by_name)
        .get("/api/v4/teams/name/{team_name}/exists", exists)
        .get("/api/v4/teams/invite/{invite_id}", invite_info)
        .get(ONE, get)
        .put(ONE, update)
        .delete(ONE, delete)
        .put("/api/v4/teams/{team_id}/patch", patch)
        .put("/api/v4/teams/{team_id}/privacy", set_privacy)
        .post("/api/v4/teams/{team_id}/restore", restore)
        .post("/api/v4/teams/{team_id}/regenerate_invite_id", renew_invite)
}

async fn create(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Team>) -> Reply {
    created(&state.app.do_create_team(&auth.0, draft).await?)
}

async fn list(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let (teams, total) = state.app.list_teams(&auth.0, String::new(), query.page()).await?;
    if query.flag("include_total_count") {
        return json(&value!({"teams": teams, "total_count": total}));
    }
    json(&teams)
}

/// With `page` and `per_page` the answer is a page with the total, else a list.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Search {
    term: String,
    page: Option<u32>,
    per_page: Option<u32>,
}

async fn search(State(state): State<HttpState>, auth: Auth, Body(search): Body<Search>) -> Reply {
    let (Some(page), Some(per_page)) = (search.page, search.per_page) else {
        let (teams, _) = state.app.list_teams(&auth.0, search.term, Page::first(1000)).await?;
        return json(&teams);
    };
    let (teams, total) = state.app.list_teams(&auth.0, search.term, Page::new(page, per_page)).await?;
    json(&value!({"teams": teams, "total_count": total}))
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.shown_team_by_id(&auth.0, params.id("team_id")?).await?)
}

async fn by_name(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.shown_team_by_name(&auth.0, params.text("team_name")).await?)
}

async fn exists(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let exists = state.app.team_exists(&auth.0, params.text("team_name")).await?;
    json(&value!({"exists": exists}))
}

/// What somebody with an invite link sees before they have an account.
async fn invite_info(State(state): State<HttpState>, params: Params) -> Reply {
    let team = state.app.team_by_invite(params.text("invite_id")).await?;
    json(&value!({
        "id": team.id,
        "name": team.name,
        "display_name": team.display_name,
        "description": team.description,
    }))
}

/// A whole team; what it does not name stays.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Update {
    id: TeamId,
    #[serde(flatten)]
    patch: TeamPatch,
}

async fn update(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(update): Body<Update>,
) -> Reply {
    let id = params.id("team_id")?;
    if update.id != id {
        return Err(AppError::invalid_param_why("id", "it must be the id in the address").into());
    }
    json(&state.app.do_patch_team(&auth.0, id, update.patch).await?)
}

async fn patch(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(patch): Body<TeamPatch>,
) -> Reply {
    json(&state.app.do_patch_team(&auth.0, params.id("team_id")?, patch).await?)
}

#[derive(Deserialize)]
struct Privacy {
    privacy: String,
}

async fn set_privacy(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<Privacy>,
) -> Reply {
    let privacy = match body.privacy.as_str() {
        "O" => TeamPrivacy::Open,
        "I" => TeamPrivacy::Invited,
        other => {
            return Err(AppError::invalid_param_why(
                "privacy",
                format!("`{other}` is neither `O` (open) nor `I` (by invitation)"),
            )
            .into());
        }
    };
    json(&state.app.do_set_team_privacy(&auth.0, params.id("team_id")?, privacy).await?)
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let id = params.id("team_id")?;
    if query.flag("permanent") {
        state.app.do_purge_team(&auth.0, id).await?;
    } else {
        state.app.do_archive_team(&auth.0, id).await?;
    }
    ok()
}

async fn restore(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_restore_team(&auth.0, params.id("team_id")?).await?)
}

async fn renew_invite(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_renew_invite(&auth.0, params.id("team_id")?).await?)
}
