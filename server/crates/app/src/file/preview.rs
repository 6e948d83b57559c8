//! Smaller pictures of uploaded ones, made off the request path.
//!
//! An upload starts the work and does not wait for it. When too much is waiting already the work is left out and
//! done when somebody first asks for the preview. A picture that cannot be decoded stays a file without previews.

use std::{collections::HashMap, time::Duration};

use base64::Engine;
use bytes::Bytes;
use chinwag_model::{AppError, AppResult, FileId};
use chinwag_store::file::{Previews, StoredFile};
use image::{DynamicImage, imageops::FilterType};
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    App,
    file::{kept, upload::folder},
    picture::{self, PictureError},
    stored,
};

/// Pictures in work or waiting; more are left for later.
const RUNNING_MAX: usize = 48;
/// Bytes of a file that is worth decoding.
const SOURCE_BYTES_MAX: u64 = 64 << 20;
/// Pixels of a preview's width.
const PREVIEW_WIDTH: u32 = 1920;
/// Pixels of a thumbnail.
const THUMBNAIL: (u32, u32) = (120, 100);
/// Pixels of a side of the tiny picture.
const MINI: u32 = 16;
/// A request waits this long for a preview in work.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which files are being worked on.
#[derive(Default)]
pub(crate) struct PreviewWork(Mutex<HashMap<FileId, watch::Receiver<()>>>);

/// What is made of one picture.
struct Made {
    width: u32,
    height: u32,
    preview: Vec<u8>,
    thumbnail: Vec<u8>,
    mini: String,
}

fn make(bytes: &[u8], max_pixels: u64) -> Result<Made, PictureError> {
    let original = picture::decode(bytes, max_pixels)?;
    let preview = picture::shrink(&original, PREVIEW_WIDTH, u32::MAX / 8);
    let thumbnail = picture::shrink(&preview, THUMBNAIL.0, THUMBNAIL.1);
    let mini: DynamicImage = thumbnail.resize_exact(MINI, MINI, FilterType::Triangle);
    Ok(Made {
        width: original.width(),
        height: original.height(),
        preview: picture::jpeg(&preview)?,
        thumbnail: picture::jpeg(&thumbnail)?,
        mini: base64::engine::general_purpose::STANDARD.encode(picture::jpeg(&mini)?),
    })
}

impl App {
    /// Starts making the previews of a picture, if there is room; nobody waits for it.
    pub(crate) fn begin_previews(&self, file: StoredFile) {
        if file.info.has_preview_image {
            let _begun = self.join_previews(file);
        }
    }

    /// Joins the work on a file's previews, or starts it; `None` when there is too much work already.
    fn join_previews(&self, file: StoredFile) -> Option<watch::Receiver<()>> {
        let id = file.info.id;
        let mut running = self.inner.previews.0.lock();
        if let Some(work) = running.get(&id) {
            return Some(work.clone());
        }
        if running.len() >= RUNNING_MAX {
            return None;
        }
        let (done, work) = watch::channel(());
        running.insert(id, work.clone());
        drop(running);
        let app = self.clone();
        tokio::spawn(async move {
            if let Err(error) = app.make_previews(file).await {
                tracing::warn!(file = %id, %error, "previews were not made; they are tried again when asked for");
            }
            app.inner.previews.0.lock().remove(&id);
            drop(done);
        });
        Some(work)
    }

    /// A file with its previews made, if it can have any.
    pub(crate) async fn with_previews(&self, file: StoredFile) -> AppResult<StoredFile> {
        if !file.info.has_preview_image || !file.preview_path.is_empty() {
            return Ok(file);
        }
        let id = file.info.id;
        let not_ready = || {
            AppError::unavailable(
                "api.file.get_file_preview.not_ready.app_error",
                format!("The preview of the file `{id}` is still being made; try again in a moment."),
            )
        };
        let mut work = self.join_previews(file).ok_or_else(not_ready)?;
        // The sender never sends: it goes away when the work is done, however it ended.
        if tokio::time::timeout(PATIENCE, work.changed()).await.is_err() {
            return Err(not_ready());
        }
        let after = self.stored_file(id).await?;
        if after.info.has_preview_image && after.preview_path.is_empty() {
            return Err(not_ready());
        }
        Ok(after)
    }

    async fn make_previews(&self, file: StoredFile) -> AppResult<()> {
        let worker = self.pictures().worker().await?;
        let id = file.info.id;
        let max_pixels = self.max_pixels();
        let made = if u64::try_from(file.info.size).is_ok_and(|size| size <= SOURCE_BYTES_MAX) {
            let bytes = kept(self.file_store().get_bytes(&file.path, SOURCE_BYTES_MAX).await)?;
            worker.run(move || make(&bytes, max_pixels)).await
        } else {
            Ok(Err(PictureError::Broken(format!("it has more than {SOURCE_BYTES_MAX} bytes"))))
        };
        let made = match made {
            Ok(Ok(made)) => made,
            Ok(Err(why)) => return self.note_no_previews(id, &why.to_string()).await,
            // The decoder panicked; it would again.
            Err(panic) => return self.note_no_previews(id, &panic.detailed_error).await,
        };
        let previews = Previews {
            width: made.width,
            height: made.height,
            preview_path: format!("{}/preview.jpg", folder(id)),
            thumbnail_path: format!("{}/thumbnail.jpg", folder(id)),
            mini_preview: made.mini,
        };
        let keys = [previews.preview_path.clone(), previews.thumbnail_path.clone()];
        kept(self.file_store().put_bytes(&keys[0], Bytes::from(made.preview)).await)?;
        kept(self.file_store().put_bytes(&keys[1], Bytes::from(made.thumbnail)).await)?;
        let now = self.now();
        let there = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(
                        async move { chinwag_store::file::set_previews(tx, id, Some(&previews), now).await },
                    )
                })
                .await,
        )?;
        if !there.into_inner() {
            for key in &keys {
                kept(self.file_store().delete(key).await)?;
            }
        }
        Ok(())
    }

    async fn note_no_previews(&self, id: FileId, why: &str) -> AppResult<()> {
        tracing::info!(file = %id, why, "a picture has no previews");
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| Box::pin(chinwag_store::file::set_previews(tx, id, None, now)))
                .await,
        )?;
        // Clients that have seen the post believe in a preview.
        match self.stored_file(id).await?.info.post_id.some() {
            Some(post) => self.do_retell(post).await,
            None => Ok(()),
        }
    }
}
