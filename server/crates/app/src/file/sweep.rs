//! Removing what nobody needs: files that were never put into a post, the bytes of deleted ones, and uploads that
//! were given up.
//!
//! A file is first marked as deleted, then loses its bytes, then its row: a crash in between leaves a row that the
//! next sweep takes up.

use std::{collections::HashSet, time::Duration};

use chinwag_model::{AppResult, FileId, Millis, UserId};
use chinwag_store::file::StoredFile;

use crate::{App, file::kept, stored};

/// A file that is in no post or draft is kept this long, in milliseconds.
const UNATTACHED: Millis = 24 * 3_600_000;
/// Rows looked at in one step.
const STEP: i64 = 200;
/// How often [`App::keep_files`] sweeps.
const UPKEEP: Duration = Duration::from_secs(600);

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files marked as deleted because they were in no post.
    pub unattached: u64,
    /// Files whose bytes were removed.
    pub removed: u64,
    /// Uploads that were given up.
    pub uploads: u64,
}

impl App {
    /// Removes what nobody needs.
    ///
    /// # Errors
    /// When the database or the file store does not answer; the rest is done next time.
    pub async fn sweep_files(&self) -> AppResult<Swept> {
        let unattached = self.mark_unattached().await?;
        let mut removed = 0;
        loop {
            let some =
                stored(self.store().read(|tx| Box::pin(chinwag_store::file::deleted(tx, STEP))).await)?;
            if some.is_empty() {
                break;
            }
            removed += some.len() as u64;
            self.remove_files(some).await?;
        }
        let uploads = self.sweep_uploads(self.now() - UNATTACHED).await?;
        Ok(Swept { unattached, removed, uploads })
    }

    async fn mark_unattached(&self) -> AppResult<u64> {
        let (before, now) = (self.now() - UNATTACHED, self.now());
        let stale = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let mut stale = chinwag_store::file::unattached(tx, before, STEP * 10).await?;
                        let users: HashSet<UserId> = stale.iter().map(|f| f.user_id).collect();
                        let users: Vec<UserId> = users.into_iter().collect();
                        let wanted: HashSet<FileId> =
                            chinwag_store::file::in_drafts(tx, &users).await?.into_iter().collect();
                        stale.retain(|f| !wanted.contains(&f.id));
                        Ok(stale.into_iter().map(|f| f.id).collect::<Vec<_>>())
                    })
                })
                .await,
        )?;
        if stale.is_empty() {
            return Ok(0);
        }
        let marked = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move { chinwag_store::file::delete_unattached(tx, &stale, now).await })
                })
                .await,
        )?;
        Ok(marked.into_inner())
    }

    async fn remove_files(&self, files: Vec<StoredFile>) -> AppResult<()> {
        for file in &files {
            let keys = [&file.path, &file.preview_path, &file.thumbnail_path];
            for key in keys.into_iter().filter(|key| !key.is_empty()) {
                kept(self.file_store().delete(key).await)?;
            }
        }
        let ids: Vec<FileId> = files.iter().map(|f| f.info.id).collect();
        stored(
            self.store()
                .write(move |tx| Box::pin(async move { chinwag_store::file::forget(tx, &ids).await }))
                .await,
        )?;
        Ok(())
    }

    /// Sweeps from time to time, for ever.
    pub async fn keep_files(self) {
        loop {
            tokio::time::sleep(UPKEEP).await;
            match self.sweep_files().await {
                Ok(swept) if swept != Swept::default() => {
                    tracing::info!(?swept, "files that nobody needs were removed");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "files could not be swept; it is tried again"),
            }
        }
    }
}
