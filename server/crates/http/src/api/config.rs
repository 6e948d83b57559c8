//! The configuration: reading and changing it.

use axum::extract::State;
use chinwag_model::{AppError, config::Config, permission as p};
use serde_json::Value;

use crate::{
    HttpState,
    extract::{Auth, Body, Query},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/config", get)
        .put("/api/v4/config", replace)
        .put("/api/v4/config/patch", patch)
        .post("/api/v4/config/reload", reload)
        .get("/api/v4/config/environment", environment)
}

/// Permissions of which any one lets an administrator look at the configuration.
const READERS: [&str; 6] = [
    p::MANAGE_SYSTEM,
    p::SYSCONSOLE_READ_SITE,
    p::SYSCONSOLE_READ_ENVIRONMENT,
    p::SYSCONSOLE_READ_AUTHENTICATION,
    p::SYSCONSOLE_READ_INTEGRATIONS,
    p::SYSCONSOLE_READ_PLUGINS,
];

fn may_read(state: &HttpState, auth: &Auth) -> Result<(), AppError> {
    if READERS.iter().any(|permission| state.app.can(&auth.0, permission)) {
        return Ok(());
    }
    Err(AppError::permission(p::MANAGE_SYSTEM))
}

async fn get(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    may_read(&state, &auth)?;
    let config = state.app.config();
    if !query.flag("remove_defaults") {
        return json(&config.masked());
    }
    let defaults = serde_json::to_value(Config::default()).map_err(AppError::internal)?;
    json(&without(config.masked(), &defaults))
}

/// The parts of `value` that differ from `defaults`.
fn without(value: Value, defaults: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(key, v)| defaults.get(key) != Some(v))
                .map(|(key, v)| {
                    let rest = without(v, defaults.get(&key).unwrap_or(&Value::Null));
                    (key, rest)
                })
                .collect(),
        ),
        other => other,
    }
}

async fn replace(State(state): State<HttpState>, auth: Auth, Body(new): Body<Value>) -> Reply {
    state.app.access_system(&auth.0, p::MANAGE_SYSTEM)?;
    json(&state.app.do_save_config(&auth.0, new).await?.masked())
}

async fn patch(State(state): State<HttpState>, auth: Auth, Body(patch): Body<Value>) -> Reply {
    state.app.access_system(&auth.0, p::MANAGE_SYSTEM)?;
    if !patch.is_object() {
        return Err(AppError::invalid_param("config").into());
    }
    json(&state.app.do_save_config_patch(&auth.0, &patch).await?.masked())
}

async fn reload(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.access_system(&auth.0, p::RELOAD_CONFIG)?;
    state.app.do_reload_config()?;
    ok()
}

async fn environment(State(state): State<HttpState>, auth: Auth) -> Reply {
    may_read(&state, &auth)?;
    json(&state.app.config_environment())
}
