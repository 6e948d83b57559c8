//! Reactions: the routes that add, remove and list the emojis on posts.

use axum::extract::State;
use chinwag_model::{AppError, PostId, reaction::Reaction};

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/reactions", add)
        .get("/api/v4/posts/{post_id}/reactions", of_post)
        .post("/api/v4/posts/ids/reactions", of_posts)
        .delete("/api/v4/users/{user_id}/posts/{post_id}/reactions/{emoji_name}", remove)
}

async fn add(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Reaction>) -> Reply {
    if draft.post_id.is_empty() || draft.user_id.is_empty() || draft.emoji_name.is_empty() {
        return Err(
            AppError::invalid_param_why("reaction", "user_id, post_id and emoji_name are needed").into()
        );
    }
    json(&state.app.do_react(&auth.0, draft).await?)
}

async fn of_post(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.reactions(&auth.0, params.id("post_id")?).await?)
}

async fn of_posts(State(state): State<HttpState>, auth: Auth, Body(ids): Body<Vec<PostId>>) -> Reply {
    json(&state.app.reactions_of_posts(&auth.0, ids).await?)
}

async fn remove(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, post) = (params.user(&auth)?, params.id("post_id")?);
    state.app.do_unreact(&auth.0, user, post, params.text("emoji_name").to_owned()).await?;
    ok()
}
