//! Posts: the routes that write, read and change them.

use axum::extract::State;
use chinwag_app::{Collapsed, SetOnline, Window};
use chinwag_model::post::Post;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/posts", create)
        .get("/api/v4/posts/{post_id}", get)
        .get("/api/v4/channels/{channel_id}/posts", of_channel)
}

async fn create(State(state): State<HttpState>, auth: Auth, query: Query, Body(draft): Body<Post>) -> Reply {
    let set_online =
        if query.has("set_online") && !query.flag("set_online") { SetOnline::No } else { SetOnline::Yes };
    created(&state.app.do_create_post(&auth.0, draft, set_online).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.post(&auth.0, params.id("post_id")?).await?)
}

async fn of_channel(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let page = query.page();
    let window = if let Some(since) = query.number("since").filter(|s| *s > 0) {
        Window::Since(since)
    } else if query.has("before") {
        Window::Before(query.id("before")?, page)
    } else if query.has("after") {
        Window::After(query.id("after")?, page)
    } else {
        Window::Page(page)
    };
    let collapsed = if query.flag("collapsedThreads") { Collapsed::Yes } else { Collapsed::No };
    json(&state.app.posts_of_channel(&auth.0, params.id("channel_id")?, window, collapsed).await?)
}
