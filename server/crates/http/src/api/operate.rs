//! What operators ask of the server: statistics, log, tests of mail and files, busy state, small facts.

use axum::{
    extract::State,
    http::{HeaderValue, header},
};
use chinwag_model::{AppError, permission as p};
use serde::Deserialize;
use serde_json::{Value, json as value};

use crate::{
    HttpState,
    extract::{Auth, Body, MaybeAuth, Query, Raw},
    reply::{Reply, json, ok, text},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/analytics/old", analytics)
        .get("/api/v4/logs", logs)
        .post("/api/v4/logs", post_log)
        .post("/api/v4/logs/query", query_logs)
        .get("/api/v4/logs/download", download_logs)
        .post("/api/v4/email/test", test_email)
        .post("/api/v4/file/test", test_files)
        .post("/api/v4/site_url/test", test_site_url)
        .post("/api/v4/caches/invalidate", invalidate_caches)
        .post("/api/v4/database/recycle", recycle)
        .get("/api/v4/server_busy", busy)
        .post("/api/v4/server_busy", set_busy)
        .delete("/api/v4/server_busy", clear_busy)
        .get("/api/v4/system/schema/version", schema_version)
        .get("/api/v4/system/support_packet", support_packet)
        .get("/api/v4/system/onboarding/complete", onboarding)
        .post("/api/v4/system/onboarding/complete", complete_onboarding)
        .get("/api/v4/system/notices/{team_id}", notices)
        .put("/api/v4/system/notices/view", view_notices)
        .post("/api/v4/client_perf", client_perf)
        .post("/api/v4/notifications/ack", acknowledge)
        .get("/api/v4/usage/posts", usage_posts)
        .get("/api/v4/usage/storage", usage_storage)
        .get("/api/v4/usage/teams", usage_teams)
}

async fn analytics(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let mut figures = state.app.analytics(&auth.0, query.text("name"), query.id("team_id")?).await?;
    for figure in &mut figures {
        if figure.name == "total_websocket_connections" {
            figure.value = i64::try_from(state.hub.connection_count()).unwrap_or(i64::MAX);
        }
    }
    json(&figures)
}

async fn logs(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let size = query.number("logs_per_page").and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
    let page = query.number("page").and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    json(&state.app.log_page(&auth.0, page, size.unwrap_or(10_000).min(10_000))?)
}

async fn query_logs(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let size = query.number("logs_per_page").and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
    let page = query.number("page").and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let lines = state.app.log_page(&auth.0, page, size.unwrap_or(10_000).min(10_000))?;
    let lines: Vec<Value> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    json(&value!({"default": lines}))
}

async fn download_logs(State(state): State<HttpState>, auth: Auth) -> Reply {
    let mut response = text(state.app.log_page(&auth.0, 0, 10_000)?.join("\n"))?;
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"chinwag.log\""),
    );
    Ok(response)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ClientLog {
    level: String,
    message: String,
}

/// What a client says went wrong; cut short, because anybody who is logged in may send it.
async fn post_log(MaybeAuth(actor): MaybeAuth, Body(body): Body<ClientLog>) -> Reply {
    let message: String = body.message.chars().take(400).collect();
    if actor.is_none() {
        return Err(AppError::permission(p::VIEW_MEMBERS).into());
    }
    if body.level.eq_ignore_ascii_case("error") {
        tracing::warn!(message, "a client reports an error");
    } else {
        tracing::debug!(message, "a client reports");
    }
    json(&value!({"message": message}))
}

async fn test_email(State(state): State<HttpState>, auth: Auth, Raw(body): Raw) -> Reply {
    state.app.do_test_email(&auth.0, serde_json::from_slice(&body).ok()).await?;
    ok()
}

async fn test_files(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.do_test_files(&auth.0).await?;
    ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SiteUrl {
    site_url: String,
}

async fn test_site_url(State(state): State<HttpState>, auth: Auth, Body(body): Body<SiteUrl>) -> Reply {
    state.app.do_test_site_url(&auth.0, &body.site_url).await?;
    ok()
}

async fn invalidate_caches(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.do_invalidate_caches(&auth.0).await?;
    ok()
}

/// Connections are checked whenever they are taken from the pool, so there is nothing to recycle by hand.
async fn recycle(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.access_system(&auth.0, p::RECYCLE_DATABASE_CONNECTIONS)?;
    state.app.check_database().await?;
    ok()
}

async fn busy(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.access_system(&auth.0, p::MANAGE_SYSTEM)?;
    let until = state.app.busy_until();
    json(&value!({"busy": until.is_some(), "expires": until.unwrap_or(0), "expires_ts": ""}))
}

async fn set_busy(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let seconds = if query.has("seconds") { query.number("seconds").unwrap_or(-1) } else { 3600 };
    state.app.do_set_busy(&auth.0, seconds)?;
    ok()
}

async fn clear_busy(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.do_clear_busy(&auth.0)?;
    ok()
}

async fn schema_version(State(state): State<HttpState>, auth: Auth) -> Reply {
    let facts = state.app.facts(&auth.0).await?;
    let versions: Vec<Value> =
        (1..=facts.schema_version).map(|v| value!({"version": v, "name": format!("{v:04}")})).collect();
    json(&versions)
}

async fn support_packet(State(state): State<HttpState>, auth: Auth) -> Reply {
    let facts = state.app.facts(&auth.0).await?;
    let packet = value!({
        "facts": facts,
        "configuration": state.app.config().masked(),
        "connections": state.hub.connection_count(),
        "started_at": state.started_at,
        "log": state.app.log_page(&auth.0, 0, 500)?,
    });
    let mut response = json(&packet)?;
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"chinwag-support.json\""),
    );
    Ok(response)
}

const ONBOARDING: &str = "FirstAdminSetupComplete";

async fn onboarding(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.access_system(&auth.0, p::MANAGE_SYSTEM)?;
    let done = state.app.system_fact(ONBOARDING).await?.unwrap_or_else(|| "false".into());
    json(&value!({"name": ONBOARDING, "value": done}))
}

async fn complete_onboarding(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.access_system(&auth.0, p::MANAGE_SYSTEM)?;
    state.app.do_set_system_fact(ONBOARDING, "true").await?;
    ok()
}

/// There are no product notices here, so the list is empty by nature.
async fn notices(_auth: Auth) -> Reply {
    json(&value!([]))
}

async fn view_notices(_auth: Auth) -> Reply {
    ok()
}

async fn client_perf(State(state): State<HttpState>, _auth: Auth, Raw(_body): Raw) -> Reply {
    if state.app.config().MetricsSettings.enable_client_metrics {
        metrics::counter!("chinwag_client_reports_total").increment(1);
    }
    ok()
}

async fn acknowledge(_auth: Auth) -> Reply {
    ok()
}

async fn usage_posts(State(state): State<HttpState>, _auth: Auth) -> Reply {
    json(&value!({"count": state.app.usage().await?.posts}))
}

async fn usage_storage(State(state): State<HttpState>, _auth: Auth) -> Reply {
    json(&value!({"bytes": state.app.usage().await?.bytes}))
}

async fn usage_teams(State(state): State<HttpState>, _auth: Auth) -> Reply {
    json(&value!({"active": state.app.usage().await?.teams, "cloud_archived": 0}))
}
