//! Which answers are worth compressing for clients that ask for it: texts of some size, never people's files.

use axum::http::{HeaderMap, StatusCode, header};
use tower_http::compression::{CompressionLayer, CompressionLevel, Predicate, predicate::SizeAbove};

/// Below this many bytes compression costs more than it saves.
const WORTH_IT: u16 = 4096;

/// Texts, by their type.
#[derive(Clone, Copy)]
pub(crate) struct Texts;

impl Predicate for Texts {
    fn should_compress<B>(&self, response: &axum::http::Response<B>) -> bool
    where
        B: axum::body::HttpBody,
    {
        of_text(response.status(), response.headers()) && SizeAbove::new(WORTH_IT).should_compress(response)
    }
}

fn of_text(status: StatusCode, headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let text = ["application/json", "text/html", "text/css", "text/javascript", "image/svg+xml"]
        .iter()
        .any(|t| kind.starts_with(t));
    text && status == StatusCode::OK && !headers.contains_key(header::CONTENT_DISPOSITION)
}

/// The layer that compresses.
pub(crate) fn layer() -> CompressionLayer<Texts> {
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(Texts)
}
