//! Bodies too large for memory: read piece by piece, with patience for slow senders and none for silent ones.

use std::{sync::Arc, time::Duration};

use axum::body::{Body, BodyDataStream, Bytes};
use chinwag_model::{AppError, AppResult};
use futures_util::{Stream, StreamExt, stream};
use http::{HeaderMap, header};
use tokio::sync::Mutex;

/// A sender who is silent for so long has gone.
const SILENCE: Duration = Duration::from_secs(60);
/// After a refusal this much of the body is still read, so that the sender gets to read the answer.
const DRAIN_BYTES: usize = 64 << 20;
/// And for this long.
const DRAIN_TIME: Duration = Duration::from_secs(5);
/// Bytes of a form's text field.
const TEXT_MAX: usize = 64 << 10;

/// A body that is being read.
#[derive(Clone)]
pub(crate) struct Incoming(Arc<Mutex<BodyDataStream>>);

/// Why a body stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stopped {
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(axum::Error),
    /// Nothing came for a minute.
    #[error("nothing came for {} seconds", SILENCE.as_secs())]
    Silent,
}

impl Incoming {
    pub(crate) fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(body.into_data_stream())))
    }

    /// What is still to come. Several streams of one body share it.
    pub(crate) fn stream(&self) -> impl Stream<Item = Result<Bytes, Stopped>> + Send + 'static {
        stream::unfold(Some(self.0.clone()), |body| async move {
            let body = body?;
            let next = tokio::time::timeout(SILENCE, async { body.lock().await.next().await }).await;
            match next {
                Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(body))),
                Ok(Some(Err(error))) => Some((Err(Stopped::Broken(error)), None)),
                Ok(None) => None,
                Err(_) => Some((Err(Stopped::Silent), None)),
            }
        })
    }

    /// Reads on for a while after a refusal: a connection closed in the middle of sending loses the answer.
    pub(crate) async fn drain(&self) {
        let rest = async {
            let mut read = 0;
            let mut body = self.0.lock().await;
            while let Some(Ok(bytes)) = body.next().await {
                read += bytes.len();
                if read > DRAIN_BYTES {
                    break;
                }
            }
        };
        let _in_time = tokio::time::timeout(DRAIN_TIME, rest).await;
    }

    /// The body as a form, when its content type says so.
    pub(crate) fn form(&self, headers: &HeaderMap) -> Option<multer::Multipart<'static>> {
        let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let boundary = multer::parse_boundary(kind).ok()?;
        Some(multer::Multipart::new(self.stream(), boundary))
    }
}

/// The length the sender announces.
pub(crate) fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// 400 for a form that cannot be read.
pub(crate) fn broken_form(error: &multer::Error) -> AppError {
    AppError::bad_request(
        "api.file.upload_file.read_request.app_error",
        "The multipart form could not be read to its end; nothing was kept.",
    )
    .detail(error.to_string())
}

/// The text of a form's field.
///
/// # Errors
/// 400 when it is too long or broken off.
pub(crate) async fn text_field(field: multer::Field<'_>) -> AppResult<String> {
    let bytes = bytes_field(field, TEXT_MAX).await?;
    Ok(String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned())
}

/// A form's part in memory; `None` when it has more than `limit` bytes.
///
/// # Errors
/// 400 when it is broken off.
pub(crate) async fn bytes_field(mut field: multer::Field<'_>, limit: usize) -> AppResult<Option<Bytes>> {
    let mut kept = bytes::BytesMut::new();
    while let Some(piece) = field.chunk().await.map_err(|e| broken_form(&e))? {
        if kept.len() + piece.len() > limit {
            return Ok(None);
        }
        kept.extend_from_slice(&piece);
    }
    Ok(Some(kept.freeze()))
}
