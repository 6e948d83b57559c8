//! Request bodies: JSON whatever the content type says, unknown fields ignored, `null` as the empty value.
//!
//! A body has a size and a time in which it must come, both by setting. The NUL character is refused here, with the
//! place it stands at: no text of ours may hold it, because PostgreSQL stores none that does.

use std::{future::Future, time::Duration};

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use chinwag_model::{AppError, AppResult};
use futures_util::future::BoxFuture;
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
        whole(request, state).await.map(Self)
    }
}

/// In a box, as `who_asks` is.
fn whole(request: Request, state: &HttpState) -> BoxFuture<'_, Result<Bytes, ApiError>> {
    Box::pin(async move {
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
        let body = in_time(state, axum::body::to_bytes(request.into_body(), limit)).await?;
        let body = body.map_err(|error| {
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
        Ok(body)
    })
}

/// Waits for the end of a body no longer than `ServiceSettings.ReadTimeout`: who sends a byte a minute keeps no place.
///
/// # Errors
/// 408 when it takes longer.
pub(crate) async fn in_time<T>(state: &HttpState, reading: impl Future<Output = T>) -> AppResult<T> {
    let seconds = state.app.config().ServiceSettings.read_timeout.clamp(1, 3600).unsigned_abs();
    tokio::time::timeout(Duration::from_secs(seconds), reading).await.map_err(|_| {
        AppError::new(
            408,
            "api.context.body_too_slow.app_error",
            format!(
                "The request body did not come within {seconds} seconds (ServiceSettings.ReadTimeout). Send it faster, or upload a file in pieces."
            ),
        )
    })
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
    refuse_nul(text)?;
    // The usual body has no nulls and reads in one pass.
    if let Ok(value) = serde_json::from_slice(text) {
        return Ok(value);
    }
    let value: Value = serde_json::from_slice(text).map_err(|e| wrong(&e))?;
    serde_json::from_value(without_nulls(value)).map_err(|e| wrong(&e))
}

/// Most characters of what is said about a wrong body: it may quote a value of any length, and ends with the place.
const WORDS_MAX: usize = 300;

fn wrong(error: &serde_json::Error) -> AppError {
    let mut words = error.to_string();
    if words.len() > WORDS_MAX {
        let (begin, end) =
            (words.floor_char_boundary(WORDS_MAX - 60), words.ceil_char_boundary(words.len() - 50));
        words = format!("{} … {}", &words[..begin], &words[end..]);
    }
    AppError::bad_request(
        "api.context.invalid_body_param.app_error",
        format!("The request body is not what this call takes: {words}."),
    )
}

/// JSON writes NUL as `\u0000`, and so looks a text that only speaks of it: what looks so is read to be sure.
fn refuse_nul(text: &[u8]) -> AppResult<()> {
    if memchr::memmem::find(text, b"\\u0000").is_none() {
        return Ok(());
    }
    let Ok(value) = serde_json::from_slice::<Value>(text) else { return Ok(()) };
    match place_of_nul(&value) {
        None => Ok(()),
        Some(place) => Err(AppError::bad_request(
            "api.context.nul_character.app_error",
            format!(
                "The request body holds the NUL character (U+0000) in `{place}`; texts cannot have it, take it out."
            ),
        )),
    }
}

/// Where NUL stands, as `props.a.0`; the whole body is `.`.
fn place_of_nul(value: &Value) -> Option<String> {
    let inside = |key: String, value: &Value| {
        let place = place_of_nul(value)?;
        Some(if place == "." { key } else { format!("{key}.{place}") })
    };
    match value {
        Value::String(text) => text.contains('\0').then(|| ".".to_owned()),
        Value::Array(items) => items.iter().enumerate().find_map(|(n, item)| inside(n.to_string(), item)),
        Value::Object(fields) => fields.iter().find_map(|(key, value)| {
            if key.contains('\0') { Some(key.replace('\0', "\\u0000")) } else { inside(key.clone(), value) }
        }),
        _ => None,
    }
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
        let long = format!("{{\"create_at\":\"{}\"}}", "é".repeat(9_000));
        let error = parse::<Post>(long.as_bytes()).unwrap_err();
        assert!(error.message.len() < 500, "a refusal does not send the whole of a wrong value back");
    }

    #[test]
    fn nul_is_refused_with_its_place_and_a_message_that_speaks_of_it_is_not() {
        let refusal = |text: &[u8]| parse::<Value>(text).unwrap_err().message;
        assert!(refusal(br#"{"props":{"a":["x","b\u0000"]}}"#).contains("`props.a.1`"));
        assert!(
            refusal(br#"["\u0000"]"#).contains("`0`") && refusal(br#"{"a\u0000":1}"#).contains(r"`a\u0000`")
        );
        let post: Post = parse(br#"{"message":"write \\u0000 for NUL"}"#).unwrap();
        assert_eq!(post.message, r"write \u0000 for NUL");
    }
}
