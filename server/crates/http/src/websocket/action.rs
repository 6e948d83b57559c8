//! What the requests of a socket do. Their form is in [`super::request`]; authentication is in [`super::socket`].

use chinwag_app::{Activity, Actor};
use chinwag_model::{AppError, AppResult, UserId};
use serde_json::{Value, json};

use super::{
    Realtime,
    request::{self, Request},
};

/// The action that authenticates; on an authenticated socket it is ignored.
pub(super) const CHALLENGE: &str = "authentication_challenge";

/// Carries a request out; `None` when the protocol gives no answer.
pub(super) async fn answer(realtime: &Realtime, actor: &Actor, request: &Request) -> Option<String> {
    let done = match request.action.as_str() {
        CHALLENGE => return None,
        // Plugins answer these themselves.
        custom if custom.starts_with("custom_") => {
            realtime.app.tell_plugins_of_action(actor, actor.connection_id, custom, &request.data);
            return None;
        }
        "ping" => Ok(Some(pong(realtime))),
        "user_typing" => typing(realtime, actor, request).await,
        "user_update_active_status" => update_active(realtime, actor, request).await,
        "get_statuses" => {
            let online = realtime.hub.online_users();
            realtime.app.statuses_of(online).await.map(|statuses| Some(by_user(&statuses)))
        }
        "get_statuses_by_ids" => statuses_by_ids(realtime, request).await,
        // Which channel the client shows, and that it has notified: nothing here depends on it.
        "presence" | "posted_notify_ack" => Ok(None),
        other => Err(unknown(other)),
    };
    Some(match done {
        Ok(data) => request::ok(request.seq, data.as_ref()),
        Err(error) => request::fail(request.seq, &error),
    })
}

fn pong(realtime: &Realtime) -> Value {
    json!({
        "text": "pong",
        "version": chinwag_app::API_VERSION,
        "server_time": realtime.app.now(),
        "node_id": "",
    })
}

fn unknown(action: &str) -> AppError {
    let action: String = action.chars().take(64).collect();
    AppError::new(
        500,
        "api.web_socket_router.bad_action.app_error",
        format!("There is no WebSocket action `{action}`."),
    )
}

async fn typing(realtime: &Realtime, actor: &Actor, request: &Request) -> AppResult<Option<Value>> {
    let channel = request.required("channel_id", |value| value.as_str()?.parse().ok())?;
    let parent = request.text("parent_id").unwrap_or_default().parse().unwrap_or_default();
    realtime.app.do_typing(actor, channel, parent).await?;
    Ok(None)
}

async fn update_active(realtime: &Realtime, actor: &Actor, request: &Request) -> AppResult<Option<Value>> {
    let active = request.required("user_is_active", Value::as_bool)?;
    let manual = request.data.get("manual").and_then(Value::as_bool).unwrap_or_default();
    let activity = match (active, manual) {
        (true, false) => Activity::Active,
        (true, true) => Activity::ActiveByHand,
        (false, false) => Activity::Idle,
        (false, true) => Activity::AwayByHand,
    };
    realtime.app.do_note_activity(actor, activity).await?;
    Ok(None)
}

async fn statuses_by_ids(realtime: &Realtime, request: &Request) -> AppResult<Option<Value>> {
    let ids: Vec<UserId> = request.required("user_ids", |value| {
        value.as_array()?.iter().map(|id| id.as_str()?.parse().ok()).collect()
    })?;
    let statuses = realtime.app.statuses_of(ids).await?;
    Ok(Some(by_user(&statuses)))
}

fn by_user(statuses: &[chinwag_model::status::Status]) -> Value {
    statuses.iter().map(|status| (status.user_id.to_string(), Value::from(status.status.as_str()))).collect()
}
