//! The server itself: ping, client settings, licence, figures.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use chinwag_model::AppError;
use serde_json::{Map, json as value};

use crate::{
    HttpState,
    extract::{MaybeAuth, Query},
    reply::{ApiError, Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/system/ping", ping)
        .get("/api/v4/config/client", client_config)
        .get("/api/v4/license/client", client_license)
        .get("/metrics", metrics)
}

async fn ping(State(state): State<HttpState>, MaybeAuth(actor): MaybeAuth, query: Query) -> Reply {
    let mut answer = Map::new();
    for key in [
        "AndroidLatestVersion",
        "AndroidMinVersion",
        "DesktopLatestVersion",
        "DesktopMinVersion",
        "IosLatestVersion",
        "IosMinVersion",
    ] {
        answer.insert(key.into(), "".into());
    }
    answer.insert("status".into(), "OK".into());
    answer.insert("CanReceiveNotifications".into(), "NOT_AVAILABLE".into());
    if query.flag("get_server_status") {
        let database = state.app.check_database().await;
        answer.insert("database_status".into(), if database.is_ok() { "OK" } else { "UNHEALTHY" }.into());
        let files = state.app.files_work().await;
        answer.insert("filestore_status".into(), if files { "OK" } else { "UNHEALTHY" }.into());
        if actor.is_some() {
            answer.insert("ActiveSearchBackend".into(), "database".into());
        }
        if database.is_err() || !files {
            answer.insert("status".into(), "UNHEALTHY".into());
            let mut response = json(&answer)?;
            *response.status_mut() = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
            return Ok(response);
        }
    }
    json(&answer)
}

async fn client_config(State(state): State<HttpState>) -> Reply {
    json(&state.app.client_config())
}

async fn client_license(query: Query) -> Reply {
    if query.text("format") != "old" {
        return Err(AppError::bad_request(
            "api.license.client.old_format.app_error",
            "Ask for the licence with ?format=old.",
        )
        .into());
    }
    json(&value!({"IsLicensed": "false"}))
}

async fn metrics(State(state): State<HttpState>) -> Reply {
    if !state.app.config().MetricsSettings.enable {
        return Err(ApiError(AppError::not_implemented(
            "api.metrics.disabled.app_error",
            "Figures are switched off (MetricsSettings.Enable).",
        )));
    }
    let mut response = (state.metrics)().into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4"));
    Ok(response)
}
