//! Request bodies: JSON whatever the content type says, unknown fields ignored, `null` as the empty value.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use chinwag_model::{AppError, AppResult};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{HttpState, reply::ApiError};

/// A JSON body. An empty body and `null` are read as `{}`.
pub(crate) struct Body<T>(pub(crate) T);

/// A body as it came, within the limit.
pub(crate) struct Raw(pub(crate) Bytes);

impl FromRequest<HttpState> for Raw {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, ApiError> {
        let limit =
            usize::try_from(state.app.config().ServiceSettings.maximum_payload_size_bytes).unwrap_or(300_000);
        let too_large = || {
            AppError::new(
                413,
                "api.context.request_body_too_large.app_error",
                format!(
                    "The request body is larger than {limit} bytes (ServiceSettings.MaximumPayloadSizeBytes). Send less at once, or upload a file."
                ),
            )
        };
        let announced =
            request.headers().get("content-length").and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|n| n > limit) {
            return Err(too_large().into());
        }
        let body = axum::body::to_bytes(request.into_body(), limit).await.map_err(|error| {
            let by_limit =
                std::error::Error::source(&error).is_some_and(|s| s.is::<http_body_util::LengthLimitError>());
            if by_limit {
                too_large()
            } else {
                AppError::bad_request(
                    "api.context.read_body.app_error",
                    "The request body could not be read to its end.",
                )
            }
        })?;
        Ok(Self(body))
    }
}

impl<T: DeserializeOwned> FromRequest<HttpState> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, ApiError> {
        let Raw(bytes) = Raw::from_request(request, state).await?;
        Ok(Self(parse(&bytes)?))
    }
}

/// Reads JSON leniently.
///
/// # Errors
/// 400 with what is wrong and where.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> AppResult<T> {
    let text = if bytes.trim_ascii().is_empty() { b"{}" } else { bytes };
    // The usual body has no nulls and reads in one pass.
    if let Ok(value) = serde_json::from_slice(text) {
        return Ok(value);
    }
    let value: Value = serde_json::from_slice(text).map_err(|e| wrong(&e))?;
    serde_json::from_value(without_nulls(value)).map_err(|e| wrong(&e))
}

fn wrong(error: &serde_json::Error) -> AppError {
    AppError::bad_request(
        "api.context.invalid_body_param.app_error",
        format!("The request body is not what this call takes: {error}."),
    )
}

/// Drops nulls of the outer objects, so that missing-field defaults apply.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Null => Value::Object(serde_json::Map::new()),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(_, v)| !v.is_null())
                .map(|(k, v)| (k, if v.is_object() { without_nulls(v) } else { v }))
                .collect(),
        ),
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|v| if v.is_null() { v } else { without_nulls(v) }).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chinwag_model::post::Post;

    #[test]
    fn a_body_full_of_nulls_is_read_as_empty_values_and_garbage_is_refused_with_the_place() {
        let post: Post =
            parse(br#"{"message":"x","props":null,"participants":null,"file_ids":null,"unknown":1}"#)
                .unwrap();
        assert_eq!(post.message, "x");
        assert!(parse::<Post>(b"").is_ok() && parse::<Post>(b"null").is_ok());
        let error = parse::<Post>(br#"{"message":5}"#).unwrap_err();
        assert!(
            error.message.contains("line 1") || error.message.contains("expected a string"),
            "{}",
            error.message
        );
        assert!(parse::<Post>(b"{").is_err());
    }
}
