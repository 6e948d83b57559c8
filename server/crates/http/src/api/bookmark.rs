//! Bookmarks of channels: links and files above the messages.

use axum::extract::State;
use chinwag_model::bookmark::{Bookmark, BookmarkPatch};
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    const ALL: &str = "/api/v4/channels/{channel_id}/bookmarks";
    const ONE: &str = "/api/v4/channels/{channel_id}/bookmarks/{bookmark_id}";
    Routes::new()
        .get(ALL, list)
        .post(ALL, create)
        .patch(ONE, patch)
        .delete(ONE, delete)
        .post("/api/v4/channels/{channel_id}/bookmarks/{bookmark_id}/sort_order", set_order)
}

async fn list(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let since = query.number("bookmarks_since").filter(|at| *at > 0);
    json(&state.app.bookmarks(&auth.0, params.id("channel_id")?, since).await?)
}

async fn create(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(draft): Body<Bookmark>,
) -> Reply {
    created(&state.app.do_create_bookmark(&auth.0, params.id("channel_id")?, draft).await?)
}

async fn patch(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(patch): Body<BookmarkPatch>,
) -> Reply {
    let (channel, id) = (params.id("channel_id")?, params.id("bookmark_id")?);
    let bookmark = state.app.do_patch_bookmark(&auth.0, channel, id, patch).await?;
    json(&value!({"updated": bookmark}))
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (channel, id) = (params.id("channel_id")?, params.id("bookmark_id")?);
    json(&state.app.do_delete_bookmark(&auth.0, channel, id).await?)
}

/// The body is the new place as a bare number.
async fn set_order(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(place): Body<i64>,
) -> Reply {
    let (channel, id) = (params.id("channel_id")?, params.id("bookmark_id")?);
    json(&state.app.do_move_bookmark(&auth.0, channel, id, place).await?)
}
