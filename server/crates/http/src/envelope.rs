//! What every answer carries: request id, version, the error body, and a plain refusal instead of a panic.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use chinwag_model::{AppError, id};
use serde::Serialize;

use crate::{HttpState, reply::Refused};

/// The id of a request, in its extensions.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

#[derive(Serialize)]
struct ErrorBody<'a> {
    #[serde(flatten)]
    error: &'a AppError,
    request_id: &'a str,
}

/// The outermost layer.
pub(crate) async fn envelope(State(state): State<HttpState>, mut request: Request, next: Next) -> Response {
    let request_id = id::secret();
    let get = request.method() == Method::GET;
    let line = format!("{} {}", request.method(), request.uri().path());
    request.extensions_mut().insert(RequestId(request_id.clone()));
    let mut response = next.run(request).await;
    if let Some(Refused(error)) = response.extensions_mut().remove::<Refused>() {
        if error.status_code >= 500 && error.status_code != 501 {
            tracing::error!(%request_id, %line, %error, "request failed");
        } else {
            tracing::debug!(%request_id, %line, %error, "request refused");
        }
        write_error(&mut response, &error, &request_id);
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        headers.insert("x-request-id", value);
    }
    let version = format!("{v}.{v}.{}.false", state.app.config_hash(), v = chinwag_app::API_VERSION);
    if let Ok(value) = HeaderValue::from_str(&version) {
        headers.insert("x-version-id", value);
    }
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.entry(header::VARY).or_insert(HeaderValue::from_static("Accept-Encoding"));
    if get && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::EXPIRES, HeaderValue::from_static("0"));
    }
    response
}

fn write_error(response: &mut Response, error: &AppError, request_id: &str) {
    let body = serde_json::to_vec(&ErrorBody { error, request_id }).unwrap_or_default();
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(wait) = error.wait {
        headers.insert(header::RETRY_AFTER, wait.seconds.into());
        headers.insert("x-ratelimit-limit", wait.limit.into());
        headers.insert("x-ratelimit-remaining", 0.into());
        headers.insert("x-ratelimit-reset", wait.seconds.into());
    }
}
