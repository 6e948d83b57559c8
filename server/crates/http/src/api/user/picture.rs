//! Profile pictures.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chinwag_model::AppError;

use crate::{
    HttpState,
    extract::{Auth, Params, file_of_form},
    reply::{Reply, ok},
    router::Routes,
};

/// A picture of a person need not be larger; files of posts have their own limit.
const PICTURE_MAX: i64 = 20 << 20;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/users/{user_id}/image", get)
        .get("/api/v4/users/{user_id}/image/default", drawn)
        .post("/api/v4/users/{user_id}/image", set)
        .delete("/api/v4/users/{user_id}/image", reset)
}

fn picture(bytes: Bytes, version: &str) -> Reply {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=86400, private"));
    headers.insert(header::ETAG, HeaderValue::from_str(version).map_err(AppError::internal)?);
    Ok(response)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params, headers: HeaderMap) -> Reply {
    let (user, version) = state.app.portrait_version(&auth.0, params.user(&auth)?).await?;
    if headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == version.as_bytes()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    picture(state.app.portrait(&user).await?, &version)
}

async fn drawn(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, version) = state.app.portrait_version(&auth.0, params.user(&auth)?).await?;
    picture(state.app.drawn_portrait(&user).await?, &format!("{version}.default"))
}

async fn set(State(state): State<HttpState>, auth: Auth, params: Params, request: Request<Body>) -> Reply {
    let user = params.user(&auth)?;
    let limit = state.app.config().FileSettings.max_file_size.clamp(1, PICTURE_MAX);
    let bytes = file_of_form(&state, request, "image", usize::try_from(limit).unwrap_or(1 << 20)).await?;
    state.app.do_set_portrait(&auth.0, user, bytes).await?;
    ok()
}

async fn reset(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_reset_portrait(&auth.0, params.user(&auth)?).await?;
    ok()
}
