//! One file of a multipart form, in memory and within a limit: pictures, emoji. Files of posts are streamed instead.

use axum::{body::Body, http::Request};
use bytes::{Bytes, BytesMut};
use chinwag_model::{AppError, AppResult};

use super::body::in_time;
use crate::HttpState;

/// Reads the file part `name` of a form; other parts are passed over.
///
/// # Errors
/// 400 when the body is no form or has no such part, 408 when it does not come in time, 413 when the part is larger
/// than `limit` bytes.
pub(crate) async fn file_of_form(
    state: &HttpState,
    request: Request<Body>,
    name: &str,
    limit: usize,
) -> AppResult<Bytes> {
    in_time(state, read(request, name, limit)).await?
}

async fn read(request: Request<Body>, name: &str, limit: usize) -> AppResult<Bytes> {
    let refuse = |why: String| {
        AppError::bad_request(
            "api.context.read_form.app_error",
            format!("The request must be a multipart form with a file in the part `{name}`: {why}."),
        )
    };
    let content_type =
        request.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(|e| refuse(e.to_string()))?;
    let whole = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(64 * 1024);
    let limits = multer::SizeLimit::new().whole_stream(whole);
    let mut form = multer::Multipart::with_constraints(
        request.into_body().into_data_stream(),
        boundary,
        multer::Constraints::new().size_limit(limits),
    );
    let failed = |error: multer::Error| match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            too_large(name, limit)
        }
        other => refuse(other.to_string()),
    };
    while let Some(mut part) = form.next_field().await.map_err(failed)? {
        if part.name() != Some(name) {
            continue;
        }
        let mut bytes = BytesMut::new();
        while let Some(chunk) = part.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > limit {
                return Err(too_large(name, limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        if bytes.is_empty() {
            return Err(refuse("it is empty".into()));
        }
        return Ok(bytes.freeze());
    }
    Err(refuse("there is none".into()))
}

fn too_large(name: &str, limit: usize) -> AppError {
    AppError::new(
        413,
        "api.context.file_too_large.app_error",
        format!("The file `{name}` is larger than {limit} bytes; send a smaller one."),
    )
}
