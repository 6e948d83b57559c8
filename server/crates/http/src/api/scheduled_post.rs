//! Posts to be sent later.

use axum::extract::State;
use chinwag_app::Personal;
use chinwag_model::scheduled_post::ScheduledPost;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/posts/schedule", schedule)
        .put("/api/v4/posts/schedule/{scheduled_post_id}", change)
        .delete("/api/v4/posts/schedule/{scheduled_post_id}", delete)
        .get("/api/v4/posts/scheduled/team/{team_id}", list)
}

async fn schedule(State(state): State<HttpState>, auth: Auth, Body(draft): Body<ScheduledPost>) -> Reply {
    created(&state.app.do_schedule_post(&auth.0, draft).await?)
}

async fn change(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(draft): Body<ScheduledPost>,
) -> Reply {
    let id = params.id("scheduled_post_id")?;
    created(&state.app.do_change_scheduled(&auth.0, id, draft).await?)
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    created(&state.app.do_delete_scheduled(&auth.0, params.id("scheduled_post_id")?).await?)
}

async fn list(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let personal = if query.flag("includeDirectChannels") { Personal::With } else { Personal::Without };
    json(&state.app.scheduled_posts(&auth.0, params.id("team_id")?, personal).await?)
}
