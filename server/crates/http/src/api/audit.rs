//! Records of what was done to accounts and by whom.

use axum::extract::State;

use crate::{
    HttpState,
    extract::{Auth, Params, Query},
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v4/audits", all).get("/api/v4/users/{user_id}/audits", of_user)
}

async fn all(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    json(&state.app.audits(&auth.0, query.page()).await?)
}

async fn of_user(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    json(&state.app.audits_of_user(&auth.0, params.user(&auth)?, query.page()).await?)
}
