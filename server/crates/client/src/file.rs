//! Uploading files, streamed: a file is never held in memory whole.

use std::path::Path;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use chinwag_model::ChannelId;
use chinwag_model::file::{FileInfo, FileUpload};
use futures_util::{Stream, StreamExt};
use reqwest::multipart::{Form, Part};
use tokio_util::io::ReaderStream;

use crate::transport::Sent;
use crate::{Client, Error, Result};

/// Bytes read from the disk at a time.
const PIECE: usize = 64 << 10;

impl Client {
    /// Uploads a file to a channel, where it waits for the post that names it. `progress` hears of every piece
    /// that was handed to the connection, in bytes.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read; else see [`crate::Error`].
    pub async fn upload_file(
        &self,
        channel: ChannelId,
        path: &Path,
        progress: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<FileInfo> {
        let bad = |reason: String| Error::File { path: path.display().to_string(), reason };
        let file = tokio::fs::File::open(path).await.map_err(|e| bad(e.to_string()))?;
        let found = file.metadata().await.map_err(|e| bad(e.to_string()))?;
        if !found.is_file() {
            return Err(bad("it is not a regular file".to_owned()));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let sent = Sent::default();
        let counter = sent.clone();
        let pieces = watched(ReaderStream::with_capacity(file, PIECE), move |bytes| {
            counter.fetch_add(bytes, Ordering::Relaxed);
            progress(bytes);
        });
        let body = reqwest::Body::wrap_stream(pieces);
        let form = Form::new()
            .text("channel_id", channel.to_string())
            .part("files", Part::stream_with_length(body, found.len()).file_name(name));
        let answer: FileUpload = self.post(&["files"]).form(form, sent).read().await?;
        answer.file_infos.into_iter().next().ok_or_else(|| Error::Shape {
            call: "POST /files".to_owned(),
            reason: "it names no file".to_owned(),
        })
    }
}

/// The same pieces; `progress` hears the size of each.
pub(crate) fn watched(
    pieces: impl Stream<Item = std::io::Result<Bytes>>,
    progress: impl Fn(u64),
) -> impl Stream<Item = std::io::Result<Bytes>> {
    pieces.inspect(move |piece| {
        if let Ok(piece) = piece {
            progress(piece.len() as u64);
        }
    })
}
