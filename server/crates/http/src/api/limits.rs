//! What this server can hold, and what it knows of the world: limits and time zones.

use axum::extract::State;
use chinwag_model::timezone;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::Auth,
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new().get("/api/v4/limits/server", server).get("/api/v4/system/timezones", timezones)
}

/// There is no limit; how many people there are is the administrators' business.
async fn server(State(state): State<HttpState>, auth: Auth) -> Reply {
    let active = state.app.active_users_for(&auth.0).await?;
    json(&value!({
        "maxUsersLimit": 0,
        "maxUsersHardLimit": 0,
        "activeUserCount": active,
        "lastAccessiblePostTime": 0,
        "postHistoryLimit": 0,
    }))
}

async fn timezones(_auth: Auth) -> Reply {
    json(&timezone::names().collect::<Vec<_>>())
}
