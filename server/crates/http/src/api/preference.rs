//! Preferences.

use axum::extract::State;
use chinwag_model::preference::Preference;

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/users/{user_id}/preferences", all)
        .put("/api/v4/users/{user_id}/preferences", set)
        .post("/api/v4/users/{user_id}/preferences/delete", delete)
        .get("/api/v4/users/{user_id}/preferences/{category}", of_category)
        .get("/api/v4/users/{user_id}/preferences/{category}/name/{preference_name}", one)
}

async fn all(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.preferences(&auth.0, params.user(&auth)?).await?)
}

async fn set(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(preferences): Body<Vec<Preference>>,
) -> Reply {
    state.app.do_set_preferences(&auth.0, params.user(&auth)?, preferences).await?;
    ok()
}

async fn delete(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(preferences): Body<Vec<Preference>>,
) -> Reply {
    state.app.do_delete_preferences(&auth.0, params.user(&auth)?, preferences).await?;
    ok()
}

async fn of_category(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = params.user(&auth)?;
    json(&state.app.preferences_of_category(&auth.0, user, params.text("category")).await?)
}

async fn one(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = params.user(&auth)?;
    let (category, name) = (params.text("category"), params.text("preference_name"));
    json(&state.app.preference(&auth.0, user, category, name).await?)
}
