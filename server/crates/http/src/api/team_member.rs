//! Membership of teams.

use axum::extract::State;

use crate::{
    HttpState,
    extract::{Auth, Params},
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v4/users/{user_id}/teams", teams_of_user)
}

async fn teams_of_user(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.teams_of_user(&auth.0, params.user(&auth)?).await?)
}
