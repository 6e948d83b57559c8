//! Teams: making, finding and changing them. Who is in them is in `team_member`.

use axum::extract::State;
use chinwag_model::{permission as p, team::Team};

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, created, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new().post("/api/v4/teams", create).get("/api/v4/teams/{team_id}", get)
}

async fn create(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Team>) -> Reply {
    created(&state.app.do_create_team(&auth.0, draft).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let access = state.app.access_team(&auth.0, params.id("team_id")?, p::VIEW_TEAM).await?;
    json(&state.app.shown_team(&auth.0, access.team().clone()).await?)
}
