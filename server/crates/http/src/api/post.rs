//! Posts: writing, reading, changing; threads as followers see them are in [`super::thread`].

use axum::{extract::State, http::HeaderMap};
use chinwag_app::{Around, Collapsed, Deleted, Direction, Pinned, SetOnline, ThreadPage, Window};
use chinwag_model::{
    AppError, PostId, UserId,
    page::Page,
    post::{Post, PostList, PostPatch},
};
use serde::Deserialize;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json, json_etag, not_modified, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/posts", create)
        .post("/api/v4/posts/ephemeral", create_ephemeral)
        .post("/api/v4/posts/ids", by_ids)
        .get("/api/v4/posts/{post_id}", get)
        .put("/api/v4/posts/{post_id}", update)
        .delete("/api/v4/posts/{post_id}", delete)
        .put("/api/v4/posts/{post_id}/patch", patch)
        .post("/api/v4/posts/{post_id}/pin", pin)
        .post("/api/v4/posts/{post_id}/unpin", unpin)
        .get("/api/v4/posts/{post_id}/thread", thread)
        .get("/api/v4/posts/{post_id}/files/info", files)
        .get("/api/v4/posts/{post_id}/info", info)
        .get("/api/v4/posts/{post_id}/edit_history", history)
        .post("/api/v4/posts/{post_id}/restore/{restore_version_id}", restore)
        .get("/api/v4/channels/{channel_id}/posts", of_channel)
        .get("/api/v4/channels/{channel_id}/pinned", pinned)
        .get("/api/v4/users/{user_id}/posts/flagged", flagged)
        .get("/api/v4/users/{user_id}/channels/{channel_id}/posts/unread", around_unread)
        .post("/api/v4/users/{user_id}/posts/{post_id}/set_unread", set_unread)
        .post("/api/v4/users/{user_id}/posts/{post_id}/ack", acknowledge)
        .delete("/api/v4/users/{user_id}/posts/{post_id}/ack", unacknowledge)
        .post("/api/v4/users/{user_id}/posts/{post_id}/reminder", remind)
}

async fn create(State(state): State<HttpState>, auth: Auth, query: Query, Body(draft): Body<Post>) -> Reply {
    let set_online =
        if query.has("set_online") && !query.flag("set_online") { SetOnline::No } else { SetOnline::Yes };
    created(&state.app.do_create_post(&auth.0, draft, set_online).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct EphemeralDraft {
    user_id: UserId,
    post: Post,
}

async fn create_ephemeral(
    State(state): State<HttpState>,
    auth: Auth,
    Body(draft): Body<EphemeralDraft>,
) -> Reply {
    if draft.user_id.is_empty() {
        return Err(AppError::invalid_param("user_id").into());
    }
    created(&state.app.do_create_ephemeral(&auth.0, draft.user_id, draft.post).await?)
}

async fn by_ids(State(state): State<HttpState>, auth: Auth, Body(ids): Body<Vec<PostId>>) -> Reply {
    json(&state.app.posts_by_ids(&auth.0, ids).await?)
}

async fn get(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    headers: HeaderMap,
) -> Reply {
    let deleted = if query.flag("include_deleted") { Deleted::With } else { Deleted::Without };
    let post = state.app.post(&auth.0, params.id("post_id")?, deleted).await?;
    json_etag(&headers, &format!("{}.{}", post.id, post.update_at), &post)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WholePost {
    id: PostId,
    #[serde(flatten)]
    patch: PostPatch,
}

async fn update(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(whole): Body<WholePost>,
) -> Reply {
    let id = params.id("post_id")?;
    if whole.id != id {
        return Err(AppError::invalid_param_why("id", "it must be the id in the address").into());
    }
    // Files are changed by /patch alone: clients send back whatever they last saw.
    let patch = PostPatch { file_ids: None, ..whole.patch };
    json(&state.app.do_patch_post(&auth.0, id, patch).await?)
}

async fn patch(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(patch): Body<PostPatch>,
) -> Reply {
    json(&state.app.do_patch_post(&auth.0, params.id("post_id")?, patch).await?)
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let id = params.id("post_id")?;
    if query.flag("permanent") {
        return Err(AppError::not_implemented(
            "api.post.delete_post.enabled.app_error",
            "Posts are not removed for good on this server; without `permanent` the post is deleted for everybody.",
        )
        .into());
    }
    state.app.do_delete_post(&auth.0, id).await?;
    ok()
}

async fn pin(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_pin_post(&auth.0, params.id("post_id")?, Pinned::Yes).await?;
    ok()
}

async fn unpin(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_pin_post(&auth.0, params.id("post_id")?, Pinned::No).await?;
    ok()
}

async fn files(State(state): State<HttpState>, auth: Auth, params: Params, headers: HeaderMap) -> Reply {
    let files = state.app.files_of_post(&auth.0, params.id("post_id")?).await?;
    let newest = files.iter().map(|f| f.update_at).max().unwrap_or_default();
    json_etag(&headers, &format!("{}.{}.{newest}", params.text("post_id"), files.len()), &files)
}

async fn info(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.post_info(&auth.0, params.id("post_id")?).await?)
}

async fn history(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.post_history(&auth.0, params.id("post_id")?).await?)
}

async fn restore(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (post, version) = (params.id("post_id")?, params.id("restore_version_id")?);
    json(&state.app.do_restore_post_version(&auth.0, post, version).await?)
}

fn collapsed(query: &Query) -> Collapsed {
    match (query.flag("collapsedThreads"), query.flag("skipFetchThreads")) {
        (true, _) => Collapsed::Yes,
        (false, true) => Collapsed::No,
        (false, false) => Collapsed::Whole,
    }
}

async fn of_channel(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    headers: HeaderMap,
) -> Reply {
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
    let collapsed = collapsed(&query);
    let channel = state.app.access_channel_read(&auth.0, params.id("channel_id")?).await?;
    if matches!(window, Window::Since(_)) {
        return json(&state.app.posts_of_channel(&auth.0, &channel, window, collapsed).await?);
    }
    // Only who sends a tag, or wants one, pays for it; the page itself is read only when it changed.
    let version = state.app.posts_version(&auth.0, &channel, collapsed).await?;
    if let Some(same) = not_modified(&headers, &version)? {
        return Ok(same);
    }
    json_etag(&headers, &version, &state.app.posts_of_channel(&auth.0, &channel, window, collapsed).await?)
}

/// What changes whenever a list does.
fn version_of(list: &PostList) -> String {
    let newest = list.posts.values().max_by_key(|p| (p.update_at, p.id));
    let (id, at) = newest.map_or((PostId::EMPTY, 0), |p| (p.id, p.update_at));
    format!("{id}.{at}.{}", list.order.len())
}

async fn pinned(State(state): State<HttpState>, auth: Auth, params: Params, headers: HeaderMap) -> Reply {
    let list = state.app.pinned_posts(&auth.0, params.id("channel_id")?).await?;
    json_etag(&headers, &version_of(&list), &list)
}

async fn thread(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    headers: HeaderMap,
) -> Reply {
    let direction = match query.text("direction") {
        "" | "up" => Direction::Up,
        "down" => Direction::Down,
        other => return Err(AppError::invalid_url_param("direction", other).into()),
    };
    let page = ThreadPage {
        direction,
        from_time: query.number("fromCreateAt").unwrap_or_default(),
        from_post: query.id("fromPost")?,
        updated_after: query.number("fromUpdateAt").unwrap_or_default(),
        size: query.number("perPage").unwrap_or_default(),
        collapsed: if query.flag("collapsedThreads") { Collapsed::Yes } else { Collapsed::No },
    };
    let list = state.app.post_thread(&auth.0, params.id("post_id")?, page).await?;
    json_etag(&headers, &version_of(&list), &list)
}

async fn flagged(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let scope = (query.id("team_id")?, query.id("channel_id")?);
    json(&state.app.flagged_posts(&auth.0, params.user(&auth)?, scope, query.page()).await?)
}

async fn around_unread(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let limit = |name: &str| {
        let asked = query.number(name).and_then(|n| u32::try_from(n).ok());
        asked.unwrap_or(Page::DEFAULT).min(Page::MAX)
    };
    let around =
        Around { before: limit("limit_before"), after: limit("limit_after"), collapsed: collapsed(&query) };
    if around.after == 0 {
        return Err(AppError::invalid_url_param("limit_after", "0").into());
    }
    let (user, channel) = (params.user(&auth)?, params.id("channel_id")?);
    json(&state.app.posts_around_unread(&auth.0, user, channel, around).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SetUnread {
    collapsed_threads_supported: bool,
}

async fn set_unread(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(asked): Body<SetUnread>,
) -> Reply {
    let knows_threads = if asked.collapsed_threads_supported { Collapsed::Yes } else { Collapsed::No };
    let (user, post) = (params.user(&auth)?, params.id("post_id")?);
    json(&state.app.do_set_unread(&auth.0, user, post, knows_threads).await?)
}

async fn acknowledge(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_acknowledge(&auth.0, params.user(&auth)?, params.id("post_id")?).await?)
}

async fn unacknowledge(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_unacknowledge(&auth.0, params.user(&auth)?, params.id("post_id")?).await?;
    ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Reminder {
    target_time: i64,
}

async fn remind(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(asked): Body<Reminder>,
) -> Reply {
    let (user, post) = (params.user(&auth)?, params.id("post_id")?);
    state.app.do_remind(&auth.0, user, post, asked.target_time).await?;
    ok()
}
