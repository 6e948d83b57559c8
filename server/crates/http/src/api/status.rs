//! Presence, typing, and the statuses people write.

use axum::extract::State;
use chinwag_model::{AppError, ChannelId, PostId, UserId, permission as p, status::CustomStatus};
use serde::Deserialize;

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, json, ok},
    router::Routes,
};

/// Users one request may ask for.
const AT_ONCE: usize = 1_000;

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/users/status/ids", by_ids)
        .get("/api/v4/users/{user_id}/status", get)
        .put("/api/v4/users/{user_id}/status", set)
        .post("/api/v4/users/{user_id}/typing", typing)
        .put("/api/v4/users/{user_id}/status/custom", set_custom)
        .delete("/api/v4/users/{user_id}/status/custom", clear_custom)
        .delete("/api/v4/users/{user_id}/status/custom/recent", forget_recent)
        .post("/api/v4/users/{user_id}/status/custom/recent/delete", forget_recent)
}

async fn by_ids(State(state): State<HttpState>, _auth: Auth, Body(ids): Body<Vec<UserId>>) -> Reply {
    if ids.is_empty() || ids.len() > AT_ONCE || ids.iter().any(UserId::is_empty) {
        return Err(AppError::invalid_param_why(
            "user_ids",
            format!("{} were given; 1 to {AT_ONCE} ids are allowed", ids.len()),
        )
        .into());
    }
    json(&state.app.statuses_of(ids).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = state.app.access_user(&auth.0, params.user(&auth)?).await?;
    json(&state.app.statuses_of(vec![user.id]).await?.into_iter().next())
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct StatusBody {
    user_id: UserId,
    status: String,
    dnd_end_time: i64,
}

async fn set(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<StatusBody>,
) -> Reply {
    let user = params.user(&auth)?;
    if body.user_id != user {
        return Err(AppError::invalid_param_why(
            "user_id",
            format!("`{}` in the body is not the user of the address, `{user}`", body.user_id),
        )
        .into());
    }
    json(&state.app.do_set_status(&auth.0, user, &body.status, body.dnd_end_time).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct TypingBody {
    channel_id: ChannelId,
    parent_id: PostId,
}

async fn typing(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<TypingBody>,
) -> Reply {
    if !auth.0.is(params.user(&auth)?) {
        return Err(AppError::permission(p::MANAGE_SYSTEM).into());
    }
    if body.channel_id.is_empty() {
        return Err(AppError::invalid_param("channel_id").into());
    }
    state.app.do_typing(&auth.0, body.channel_id, body.parent_id).await?;
    ok()
}

async fn set_custom(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(custom): Body<CustomStatus>,
) -> Reply {
    state.app.do_set_custom_status(&auth.0, params.user(&auth)?, custom).await?;
    ok()
}

async fn clear_custom(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_clear_custom_status(&auth.0, params.user(&auth)?).await?;
    ok()
}

async fn forget_recent(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(custom): Body<CustomStatus>,
) -> Reply {
    state.app.do_forget_recent_status(&auth.0, params.user(&auth)?, custom).await?;
    ok()
}
