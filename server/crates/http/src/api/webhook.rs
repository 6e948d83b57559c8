//! Web hooks: managing them, and the address senders post to.

use axum::{
    extract::{FromRequest, Multipart, Request, State},
    http::header,
};
use chinwag_model::{
    AppError, AppResult, HookId, TeamId,
    webhook::{IncomingPayload, IncomingWebhook, OutgoingWebhook},
};

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query, Raw, in_time, parse},
    reply::{ApiError, Reply, created, json, ok, text},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/hooks/incoming", list_incoming)
        .post("/api/v4/hooks/incoming", create_incoming)
        .get("/api/v4/hooks/incoming/{hook_id}", get_incoming)
        .put("/api/v4/hooks/incoming/{hook_id}", update_incoming)
        .delete("/api/v4/hooks/incoming/{hook_id}", delete_incoming)
        .get("/api/v4/hooks/outgoing", list_outgoing)
        .post("/api/v4/hooks/outgoing", create_outgoing)
        .get("/api/v4/hooks/outgoing/{hook_id}", get_outgoing)
        .put("/api/v4/hooks/outgoing/{hook_id}", update_outgoing)
        .delete("/api/v4/hooks/outgoing/{hook_id}", delete_outgoing)
        .post("/api/v4/hooks/outgoing/{hook_id}/regen_token", regen_token)
        .post("/hooks/{hook_id}", receive)
}

async fn list_incoming(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let team: TeamId = query.id("team_id")?;
    let hooks = state.app.list_incoming(&auth.0, team, query.page()).await?;
    if query.flag("include_total_count") {
        return json(&serde_json::json!({"incoming_webhooks": hooks, "total_count": hooks.len()}));
    }
    json(&hooks)
}

async fn create_incoming(
    State(state): State<HttpState>,
    auth: Auth,
    Body(draft): Body<IncomingWebhook>,
) -> Reply {
    created(&state.app.do_create_incoming(&auth.0, draft).await?)
}

async fn get_incoming(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.access_incoming(&auth.0, params.id("hook_id")?).await?)
}

async fn update_incoming(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(new): Body<IncomingWebhook>,
) -> Reply {
    created(&state.app.do_update_incoming(&auth.0, params.id("hook_id")?, new).await?)
}

async fn delete_incoming(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_delete_incoming(&auth.0, params.id("hook_id")?).await?;
    ok()
}

async fn list_outgoing(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    json(&state.app.list_outgoing(&auth.0, query.id("team_id")?, query.page()).await?)
}

async fn create_outgoing(
    State(state): State<HttpState>,
    auth: Auth,
    Body(draft): Body<OutgoingWebhook>,
) -> Reply {
    created(&state.app.do_create_outgoing(&auth.0, draft).await?)
}

async fn get_outgoing(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.access_outgoing(&auth.0, params.id("hook_id")?).await?)
}

async fn update_outgoing(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(new): Body<OutgoingWebhook>,
) -> Reply {
    json(&state.app.do_update_outgoing(&auth.0, params.id("hook_id")?, new).await?)
}

async fn delete_outgoing(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_delete_outgoing(&auth.0, params.id("hook_id")?).await?;
    ok()
}

async fn regen_token(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_renew_outgoing_token(&auth.0, params.id("hook_id")?).await?)
}

/// Takes JSON of any content type, a form with `payload` (or with the fields themselves), and multipart.
async fn receive(State(state): State<HttpState>, params: Params, request: Request) -> Reply {
    let id: HookId = params
        .id("hook_id")
        .map_err(|_| AppError::bad_request("web.incoming_webhook.invalid.app_error", "Invalid webhook."))?;
    let payload = payload(&state, request).await?;
    Box::pin(state.app.do_receive_incoming(id, payload)).await?;
    text("ok")
}

async fn payload(state: &HttpState, request: Request) -> Result<IncomingPayload, ApiError> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        return Ok(in_time(state, multipart(state, request)).await??);
    }
    let Raw(bytes) = Raw::from_request(request, state).await?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        let fields = form_urlencoded::parse(&bytes).into_owned();
        return Ok(form(fields)?);
    }
    Ok(read_json(&bytes)?)
}

async fn multipart(state: &HttpState, request: Request) -> AppResult<IncomingPayload> {
    let wrong = |e: axum::extract::multipart::MultipartError| {
        AppError::bad_request("web.incoming_webhook.parse.app_error", e.to_string())
    };
    let mut parts = Multipart::from_request(request, state)
        .await
        .map_err(|e| AppError::bad_request("web.incoming_webhook.parse.app_error", e.to_string()))?;
    let mut fields = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(wrong)? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_none() {
            fields.push((name, part.text().await.map_err(wrong)?));
        }
    }
    form(fields.into_iter())
}

fn form(fields: impl Iterator<Item = (String, String)>) -> AppResult<IncomingPayload> {
    let mut payload = IncomingPayload::default();
    for (name, value) in fields {
        match name.as_str() {
            "payload" => return read_json(value.as_bytes()),
            "text" => payload.text = value,
            "channel" => payload.channel = value,
            "username" => payload.username = value,
            "icon_url" => payload.icon_url = value,
            "icon_emoji" => payload.icon_emoji = value,
            _ => {}
        }
    }
    Ok(payload)
}

/// Senders break lines inside JSON texts; that is mended before it is refused.
fn read_json(bytes: &[u8]) -> AppResult<IncomingPayload> {
    parse(bytes).or_else(|error| {
        let text = String::from_utf8_lossy(bytes);
        let mended = text.replace('\r', "").replace('\n', "\\n").replace('\t', "\\t");
        parse(mended.as_bytes()).map_err(|_| error)
    })
}
