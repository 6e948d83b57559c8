//! Roles and permissions.

use axum::extract::State;
use chinwag_model::permission::with_ancillary;
use serde::Deserialize;

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/roles", all)
        .post("/api/v4/roles/names", by_names)
        .get("/api/v4/roles/name/{role_name}", by_name)
        .get("/api/v4/roles/{role_id}", one)
        .put("/api/v4/roles/{role_id}/patch", patch)
        .post("/api/v4/permissions/ancillary", ancillary)
}

async fn all(State(state): State<HttpState>, auth: Auth) -> Reply {
    json(&state.app.all_roles(&auth.0)?)
}

async fn by_names(State(state): State<HttpState>, _auth: Auth, Body(names): Body<Vec<String>>) -> Reply {
    json(&state.app.roles_by_names(&names)?)
}

async fn by_name(State(state): State<HttpState>, _auth: Auth, params: Params) -> Reply {
    json(&state.app.role_by_name(params.text("role_name"))?)
}

async fn one(State(state): State<HttpState>, _auth: Auth, params: Params) -> Reply {
    json(&state.app.role(params.id("role_id")?)?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RolePatch {
    permissions: Option<Vec<String>>,
}

async fn patch(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(patch): Body<RolePatch>,
) -> Reply {
    json(&state.app.do_patch_role(&auth.0, params.id("role_id")?, patch.permissions).await?)
}

async fn ancillary(_auth: Auth, Body(names): Body<Vec<String>>) -> Reply {
    json(&with_ancillary(names))
}
