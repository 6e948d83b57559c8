//! Plugins, as long as none can be installed: the lists that clients read at start are empty.

use axum::extract::State;
use chinwag_model::permission as p;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::Auth,
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/plugins", list)
        .get("/api/v4/plugins/statuses", statuses)
        .get("/api/v4/plugins/webapp", webapp)
}

async fn list(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.access_system(&auth.0, p::SYSCONSOLE_READ_PLUGINS)?;
    json(&value!({"active": [], "inactive": []}))
}

async fn statuses(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.access_system(&auth.0, p::SYSCONSOLE_READ_PLUGINS)?;
    json(&value!([]))
}

/// Pages ask for this before anybody has logged in.
async fn webapp() -> Reply {
    json(&value!([]))
}
