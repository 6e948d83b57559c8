//! Taking files in: bytes go straight to the file store, rows are written when everything has arrived.
//!
//! Bytes that no row names are removed again, whatever ended the upload: [`StagedFile`] sees to it when dropped.

use std::fmt;

use bytes::{Bytes, BytesMut};
use chinwag_model::{
    AppError, AppResult, ChannelId, FileId,
    file::{self, FileInfo},
    permission as p,
};
use chinwag_outside::{FileStore, file_store::Checksum};
use chinwag_store::file::StoredFile;
use futures_util::{Stream, StreamExt};
use parking_lot::Mutex;

use crate::{
    Actor, App, ChannelAccess,
    file::{kept, too_large},
    picture::{HEAD_BYTES, Header},
    stored,
};

/// Bytes from the start that tell what a file is, when it is not a picture.
const MAGIC_BYTES: usize = 64;

/// A file as it comes in.
pub struct FileSource<S> {
    /// The name the sender gives it.
    pub name: String,
    /// The type the sender says it has; believed only where name and content say nothing.
    pub claimed_type: String,
    /// Its bytes.
    pub content: S,
}

/// A file whose bytes are stored and which no row names yet. Dropped, it takes its bytes with it.
pub struct StagedFile {
    file: StoredFile,
    store: FileStore,
    kept: bool,
}

impl fmt::Debug for StagedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StagedFile").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let (store, key) = (self.store.clone(), std::mem::take(&mut self.file.path));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = store.delete(&key).await {
                    tracing::warn!(%error, "the bytes of a broken-off upload could not be removed");
                }
            });
        }
    }
}

/// The folder of everything that belongs to a file. The name given by people is never part of a key.
pub(crate) fn folder(id: FileId) -> String {
    format!("files/{}/{id}", id.as_str().get(..4).unwrap_or("0"))
}

impl App {
    /// The largest file in bytes.
    #[must_use]
    pub fn max_file_size(&self) -> u64 {
        u64::try_from(self.config().FileSettings.max_file_size).unwrap_or(0)
    }

    /// Insists that files are switched on.
    ///
    /// # Errors
    /// 501.
    pub fn check_files_enabled(&self) -> AppResult<()> {
        if self.config().FileSettings.enable_file_attachments {
            return Ok(());
        }
        Err(AppError::not_implemented(
            "api.file.attachments.disabled.app_error",
            "File attachments are switched off on this server (FileSettings.EnableFileAttachments).",
        ))
    }

    /// A channel the actor may upload files to.
    ///
    /// # Errors
    /// 404, 403, or 400 when it is archived.
    pub async fn access_upload(&self, actor: &Actor, channel: ChannelId) -> AppResult<ChannelAccess> {
        self.access_channel(actor, channel, p::UPLOAD_FILE).await?.alive()
    }

    /// Stores the bytes of a file that is to be uploaded.
    ///
    /// # Errors
    /// 413 when they are too many, 400 when they stop coming; nothing is kept then.
    pub async fn do_stage_file<S, E>(&self, actor: &Actor, source: FileSource<S>) -> AppResult<StagedFile>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.check_files_enabled()?;
        let owner = actor.require_user()?;
        let now = self.now();
        let id = FileId::at(now.unsigned_abs());
        let path = format!("{}/file", folder(id));
        let head = Mutex::new(BytesMut::new());
        let content = source.content.inspect(|chunk| {
            if let Ok(bytes) = chunk {
                remember(&mut head.lock(), bytes);
            }
        });
        let written =
            self.file_store().put_stream(&path, content, self.max_file_size(), Checksum::None).await;
        let size = i64::try_from(kept(written)?.bytes).unwrap_or(i64::MAX);
        let name = file::clean_name(&source.name);
        let mut info = FileInfo {
            id,
            user_id: owner,
            create_at: now,
            update_at: now,
            extension: file::extension_of(&name),
            name,
            size,
            ..FileInfo::default()
        };
        self.describe(&mut info, &head.into_inner(), &source.claimed_type);
        let file = StoredFile { info, path, ..StoredFile::default() };
        let mut staged = StagedFile { file, store: self.file_store().clone(), kept: false };
        self.will_upload(actor, &mut staged.file).await?;
        Ok(staged)
    }

    /// Fills in what name and first bytes tell: type, and for pictures the size.
    pub(crate) fn describe(&self, info: &mut FileInfo, head: &[u8], claimed_type: &str) {
        let header = Header::read(head);
        info.mime_type = mime_type(&info.name, head, header.as_ref(), claimed_type);
        if let Some(header) = header {
            (info.width, info.height) = (header.width, header.height);
            info.has_preview_image = header.fits(self.max_pixels());
        }
    }

    /// Pixels a picture may have to be decoded.
    pub(crate) fn max_pixels(&self) -> u64 {
        u64::try_from(self.config().FileSettings.max_image_resolution).unwrap_or(0)
    }

    /// Gives staged files to a channel: from here on they can be put into a post there.
    ///
    /// # Errors
    /// When the database does not answer; the bytes are removed then.
    pub async fn do_upload_files(
        &self,
        channel: &ChannelAccess,
        mut staged: Vec<StagedFile>,
    ) -> AppResult<Vec<FileInfo>> {
        let files: Vec<StoredFile> = staged
            .iter_mut()
            .map(|s| {
                s.file.info.channel_id = channel.id();
                s.file.clone()
            })
            .collect();
        self.write_files(files.clone()).await?;
        for one in &mut staged {
            one.kept = true;
        }
        Ok(files.into_iter().map(|f| f.info).collect())
    }

    /// Writes the rows of files whose bytes are there, and has their previews made.
    pub(crate) async fn write_files(&self, files: Vec<StoredFile>) -> AppResult<()> {
        let rows = files.clone();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        for row in &rows {
                            chinwag_store::file::insert(tx, row).await?;
                        }
                        Ok(())
                    })
                })
                .await,
        )?;
        for file in files {
            self.begin_previews(file);
        }
        Ok(())
    }

    /// Refuses an upload whose announced length is too much already.
    ///
    /// # Errors
    /// 413.
    pub fn check_announced_size(&self, bytes: u64, files: u64) -> AppResult<()> {
        let limit = self.max_file_size();
        // Boundaries and fields of a form come on top of the files.
        let slack = if files > 1 { 64 << 10 } else { 0 };
        if bytes > limit.saturating_mul(files).saturating_add(slack) { Err(too_large(limit)) } else { Ok(()) }
    }
}

/// Keeps the beginning of a file: a lot of a picture, whose header may come late, little of everything else.
fn remember(head: &mut BytesMut, bytes: &[u8]) {
    let room = if head.len() < MAGIC_BYTES || image::guess_format(head).is_ok() {
        HEAD_BYTES.saturating_sub(head.len())
    } else {
        0
    };
    head.extend_from_slice(&bytes[..room.min(bytes.len())]);
}

/// The type of a file: what its first bytes say, else its name, else what the sender claims.
fn mime_type(name: &str, head: &[u8], header: Option<&Header>, claimed: &str) -> String {
    if let Some(header) = header {
        return header.mime_type().into();
    }
    let by_name = mime_guess::from_path(name).first_raw();
    let by_magic = head.starts_with(b"%PDF-").then_some("application/pdf");
    if let Some(found) = by_name.or(by_magic) {
        return found.into();
    }
    // Only harmless claims are worth keeping: everything else is a download anyway.
    let media = ["image/", "video/", "audio/"].iter().any(|m| claimed.starts_with(m));
    if media && file::served_as(claimed).1 == file::Disposition::Inline {
        return file::served_as(claimed).0.into();
    }
    "application/octet-stream".into()
}

/// Refuses more files at once than a post may hold.
///
/// # Errors
/// 400.
pub(crate) fn check_count(files: usize) -> AppResult<()> {
    if files <= file::UPLOAD_MAX {
        return Ok(());
    }
    Err(AppError::bad_request(
        "api.file.upload_file.too_many_files.app_error",
        format!(
            "At most {} files can be uploaded at once; send the rest in another request.",
            file::UPLOAD_MAX
        ),
    ))
}

impl App {
    /// Refuses more files at once than a post may hold.
    ///
    /// # Errors
    /// 400.
    pub fn check_file_count(&self, files: usize) -> AppResult<()> {
        check_count(files)
    }
}
