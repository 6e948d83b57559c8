//! What handlers give back: JSON exactly as clients compare it, and errors.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chinwag_model::AppError;
use serde::Serialize;

/// What a handler answers.
pub(crate) type Reply = Result<Response, ApiError>;

/// A refusal on its way out; [`envelope`](crate::envelope) writes its body, which holds the request's id.
#[derive(Debug)]
pub(crate) struct ApiError(pub(crate) AppError);

impl<E: Into<AppError>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = StatusCode::from_u16(self.0.status_code)
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response();
        response.extensions_mut().insert(Refused(std::sync::Arc::new(self.0)));
        response
    }
}

/// The error of a response whose body is still to be written.
#[derive(Clone)]
pub(crate) struct Refused(pub(crate) std::sync::Arc<AppError>);

const JSON: HeaderValue = HeaderValue::from_static("application/json");

fn with_status(status: StatusCode, value: &(impl Serialize + ?Sized)) -> Reply {
    let body = serde_json::to_vec(value).map_err(AppError::internal)?;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    Ok(response)
}

/// 200 with JSON.
pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Reply {
    with_status(StatusCode::OK, value)
}

/// 201 with JSON.
pub(crate) fn created(value: &(impl Serialize + ?Sized)) -> Reply {
    with_status(StatusCode::CREATED, value)
}

/// 200 with `{"status":"OK"}`.
pub(crate) fn ok() -> Reply {
    json(&serde_json::json!({"status": "OK"}))
}

/// 304 when the client has this version already, before the value is even read.
pub(crate) fn not_modified(request: &HeaderMap, version: &str) -> Result<Option<Response>, ApiError> {
    let etag = format!("{}.{version}", chinwag_app::API_VERSION);
    let known = request.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes());
    if !known {
        return Ok(None);
    }
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    response.headers_mut().insert(header::ETAG, HeaderValue::from_str(&etag).map_err(AppError::internal)?);
    Ok(Some(response))
}

/// JSON with an ETag, or 304 when the client has it. `version` must change whenever the value does.
pub(crate) fn json_etag(request: &HeaderMap, version: &str, value: &(impl Serialize + ?Sized)) -> Reply {
    let etag = format!("{}.{version}", chinwag_app::API_VERSION);
    let tag = HeaderValue::from_str(&etag).map_err(AppError::internal)?;
    let known = request.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes());
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { json(value)? };
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// Plain text.
pub(crate) fn text(body: impl Into<String>) -> Reply {
    let mut response = Response::new(Body::from(body.into()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    Ok(response)
}
