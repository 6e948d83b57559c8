//! Custom emoji.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method},
};
use chinwag_app::{Actor, App, EMOJI_BYTES_MAX, EmojiMatch, EmojiOrder, emoji_too_large};
use chinwag_model::{AppError, AppResult, emoji::Emoji, file::Disposition};
use http::request::Parts;
use serde::Deserialize;

use crate::{
    HttpState,
    content::{Asked, Keep, send},
    extract::{Auth, Body, Incoming, Params, Query, announced, broken_form, bytes_field, text_field},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/emoji", create)
        .get("/api/v4/emoji", list)
        .get("/api/v4/emoji/autocomplete", autocomplete)
        .get("/api/v4/emoji/name/{emoji_name}", by_name)
        .post("/api/v4/emoji/names", by_names)
        .post("/api/v4/emoji/search", search)
        .get("/api/v4/emoji/{emoji_id}", get)
        .delete("/api/v4/emoji/{emoji_id}", delete)
        .get("/api/v4/emoji/{emoji_id}/image", image)
}

async fn create(State(state): State<HttpState>, auth: Auth, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let incoming = Incoming::new(body);
    match receive(&state.app, &auth.0, &parts, &incoming).await {
        Ok(emoji) => json(&emoji),
        Err(refusal) => {
            incoming.drain().await;
            Err(refusal.into())
        }
    }
}

async fn receive(app: &App, actor: &Actor, parts: &Parts, incoming: &Incoming) -> AppResult<Emoji> {
    app.access_create_emoji(actor)?;
    if announced(&parts.headers).is_some_and(|n| n > EMOJI_BYTES_MAX as u64 + (64 << 10)) {
        return Err(emoji_too_large());
    }
    let mut form = incoming.form(&parts.headers).ok_or_else(|| {
        AppError::invalid_param_why("emoji", "send a multipart form with the parts `image` and `emoji`")
    })?;
    let (mut draft, mut picture) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|e| broken_form(&e))? {
        match field.name().unwrap_or_default() {
            "image" => {
                picture = Some(bytes_field(field, EMOJI_BYTES_MAX).await?.ok_or_else(emoji_too_large)?)
            }
            "emoji" => {
                let text = text_field(field).await?;
                let parsed: Emoji =
                    serde_json::from_str(&text).map_err(|e| AppError::invalid_param_why("emoji", e))?;
                draft = Some(parsed);
            }
            _ => {}
        }
    }
    let draft = draft.ok_or_else(|| AppError::invalid_param("emoji"))?;
    let picture = picture.ok_or_else(|| AppError::invalid_param("image"))?;
    app.do_create_emoji(actor, draft, picture).await
}

async fn list(State(state): State<HttpState>, _auth: Auth, query: Query) -> Reply {
    let order = match query.text("sort") {
        "" => EmojiOrder::Made,
        "name" => EmojiOrder::Name,
        other => return Err(AppError::invalid_url_param("sort", other).into()),
    };
    json(&state.app.emoji_list(order, query.page()).await?)
}

async fn autocomplete(State(state): State<HttpState>, _auth: Auth, query: Query) -> Reply {
    let name = query.text("name");
    if name.is_empty() {
        return Err(AppError::invalid_url_param("name", "").into());
    }
    json(&state.app.search_emoji(name.to_owned(), EmojiMatch::Beginning).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Search {
    term: String,
    prefix_only: bool,
}

async fn search(State(state): State<HttpState>, _auth: Auth, Body(search): Body<Search>) -> Reply {
    if search.term.is_empty() {
        return Err(AppError::invalid_param("term").into());
    }
    let place = if search.prefix_only { EmojiMatch::Beginning } else { EmojiMatch::Anywhere };
    json(&state.app.search_emoji(search.term, place).await?)
}

async fn by_name(State(state): State<HttpState>, _auth: Auth, params: Params) -> Reply {
    json(&state.app.emoji_by_name(params.text("emoji_name")).await?)
}

async fn by_names(State(state): State<HttpState>, _auth: Auth, Body(names): Body<Vec<String>>) -> Reply {
    if names.is_empty() {
        return Err(AppError::invalid_param("names").into());
    }
    json(&state.app.emoji_by_names(names).await?)
}

async fn get(State(state): State<HttpState>, _auth: Auth, params: Params) -> Reply {
    json(&state.app.emoji(params.id("emoji_id")?).await?)
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_delete_emoji(&auth.0, params.id("emoji_id")?).await?;
    ok()
}

async fn image(
    State(state): State<HttpState>,
    _auth: Auth,
    params: Params,
    method: Method,
    headers: HeaderMap,
) -> Reply {
    let content = state.app.emoji_content(params.id("emoji_id")?).await?;
    let asked =
        Asked { method: &method, headers: &headers, disposition: Disposition::Inline, keep: Keep::Day };
    send(&state.app, asked, &content).await
}
