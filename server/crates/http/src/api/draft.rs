//! Drafts: the routes by which clients keep messages that are not sent yet.

use axum::extract::State;
use chinwag_model::{PostId, draft::Draft};

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, created, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/drafts", save)
        .get("/api/v4/users/{user_id}/teams/{team_id}/drafts", list)
        .delete("/api/v4/users/{user_id}/channels/{channel_id}/drafts", delete)
        .delete("/api/v4/users/{user_id}/channels/{channel_id}/drafts/{thread_id}", delete_in_thread)
}

async fn save(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Draft>) -> Reply {
    created(&state.app.do_save_draft(&auth.0, draft).await?)
}

async fn list(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.drafts(&auth.0, params.user(&auth)?, params.id("team_id")?).await?)
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, channel) = (params.user(&auth)?, params.id("channel_id")?);
    state.app.do_delete_draft(&auth.0, user, channel, PostId::EMPTY).await?;
    ok()
}

async fn delete_in_thread(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, channel) = (params.user(&auth)?, params.id("channel_id")?);
    state.app.do_delete_draft(&auth.0, user, channel, params.id("thread_id")?).await?;
    ok()
}
