//! Membership of channels, and marking them read.

use std::collections::HashMap;

use axum::extract::State;
use chinwag_model::{AppError, ChannelId, Millis, permission as p};
use serde::Deserialize;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new().post("/api/v4/channels/members/{user_id}/view", view)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct View {
    channel_id: ChannelId,
    prev_channel_id: ChannelId,
}

async fn view(State(state): State<HttpState>, auth: Auth, params: Params, Body(body): Body<View>) -> Reply {
    if !auth.0.is(params.user(&auth)?) {
        return Err(AppError::permission(p::EDIT_OTHER_USERS).into());
    }
    let channels = [body.channel_id, body.prev_channel_id].into_iter().filter(|c| !c.is_empty()).collect();
    let viewed = state.app.do_view_channels(&auth.0, channels).await?;
    let times: HashMap<ChannelId, Millis> = viewed.into_iter().collect();
    json(&value!({"status": "OK", "last_viewed_at_times": times}))
}
