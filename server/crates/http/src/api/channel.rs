//! Channels.

use axum::extract::State;
use chinwag_model::{AppError, UserId, channel::Channel};

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, created, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/channels", create)
        .post("/api/v4/channels/direct", create_direct)
        .get("/api/v4/channels/{channel_id}", get)
}

async fn create(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Channel>) -> Reply {
    created(&state.app.do_create_channel(&auth.0, draft).await?)
}

async fn create_direct(State(state): State<HttpState>, auth: Auth, Body(ids): Body<Vec<UserId>>) -> Reply {
    let [a, b] = ids[..] else {
        return Err(AppError::invalid_param_why(
            "user_ids",
            format!("a direct message is between two users; {} were given", ids.len()),
        )
        .into());
    };
    created(&state.app.do_open_direct(&auth.0, a, b).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.access_channel_read(&auth.0, params.id("channel_id")?).await?.into_channel())
}
