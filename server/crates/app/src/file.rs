//! Files: who may have one, its bytes, and links that need no login.
//!
//! A file in a post is for those who may read the post's channel; one that is in no post yet is its uploader's.
//! [`upload`] takes bytes in, [`preview`] makes smaller pictures, [`search`] finds files by name, [`sweep`] removes
//! what nobody needs. What a browser may be told about a file's type is in `chinwag_model::file`.

mod preview;
mod search;
mod sweep;
pub(crate) mod upload;

use std::ops::Range;

use bytes::Bytes;
use chinwag_model::{AppError, AppResult, FileId, file::FileInfo, permission as p};
use chinwag_outside::file_store::FileStoreError;
use chinwag_store::file::StoredFile;
use futures_util::stream::BoxStream;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

pub(crate) use preview::PreviewWork;
pub use sweep::Swept;
pub use upload::{FileSource, StagedFile};

use crate::{Actor, App, stored};

/// Proof that the actor may read a file.
#[derive(Debug, Clone)]
pub struct FileAccess {
    file: StoredFile,
}

impl FileAccess {
    /// What is known of it.
    #[must_use]
    pub fn info(&self) -> &FileInfo {
        &self.file.info
    }
}

/// Which bytes of a file are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilePart {
    /// The file itself.
    Whole,
    /// The preview of a picture.
    Preview,
    /// The thumbnail of a picture.
    Thumbnail,
}

/// Bytes in the file store and how they are told to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Name for a download.
    pub name: String,
    /// Content type as found, not yet made safe for a browser.
    pub mime_type: String,
    /// Changes whenever the bytes do.
    pub version: String,
    key: String,
}

/// Bytes being read.
pub struct Reading {
    /// Size of the whole in bytes.
    pub total: u64,
    /// The bytes asked for.
    pub bytes: BoxStream<'static, Result<Bytes, std::io::Error>>,
}

impl Content {
    pub(crate) fn of(key: String, name: String, mime_type: &str, version: String) -> Self {
        Self { name, mime_type: mime_type.to_owned(), version, key }
    }
}

/// Turns what the file store says into what clients see.
pub(crate) fn kept<T>(result: Result<T, FileStoreError>) -> AppResult<T> {
    result.map_err(|error| match error {
        FileStoreError::NotFound { .. } => {
            AppError::new(404, "api.file.read_file.missing.app_error", "The bytes of this file are gone.")
        }
        FileStoreError::TooLarge { limit_bytes, .. } => too_large(limit_bytes),
        FileStoreError::Source { source, .. } => AppError::bad_request(
            "api.file.upload_file.read_request.app_error",
            "The upload broke off before its end; nothing was kept. Send it again.",
        )
        .detail(source.to_string()),
        other => {
            tracing::error!(error = %other, "the file store failed");
            AppError::internal("file store")
        }
    })
}

/// 413 with the limit.
pub(crate) fn too_large(limit: u64) -> AppError {
    AppError::new(
        413,
        "api.file.upload_file.too_large_detailed.app_error",
        format!(
            "The file is larger than {limit} bytes, which is the most this server takes (FileSettings.MaxFileSize)."
        ),
    )
}

impl App {
    /// A file the actor may read.
    ///
    /// # Errors
    /// 404 when it is not there or was deleted with its post, 403 when it is not the actor's to read.
    pub async fn access_file(&self, actor: &Actor, id: FileId) -> AppResult<FileAccess> {
        let file = self.stored_file(id).await?;
        if file.info.post_id.is_empty() {
            let own = actor.is(file.info.user_id);
            if own || self.can(actor, p::MANAGE_SYSTEM) {
                return Ok(FileAccess { file });
            }
            return Err(AppError::permission(p::READ_CHANNEL_CONTENT));
        }
        self.access_channel_read(actor, file.info.channel_id).await?;
        Ok(FileAccess { file })
    }

    async fn stored_file(&self, id: FileId) -> AppResult<StoredFile> {
        stored(self.store().read(move |tx| Box::pin(chinwag_store::file::get(tx, id))).await)?.ok_or_else(
            || {
                AppError::new(
                    404,
                    "app.file_info.get.app_error",
                    format!("There is no file `{id}`, or it was deleted with its post."),
                )
            },
        )
    }

    /// Where the bytes of a file, or of its preview, are. Previews that are not made yet are waited for.
    ///
    /// # Errors
    /// 400 when there is no preview, 503 when it is not ready in time.
    pub async fn file_content(&self, access: FileAccess, part: FilePart) -> AppResult<Content> {
        let (what, id) = match part {
            FilePart::Whole => {
                let info = access.file.info;
                return Ok(Content::of(access.file.path, info.name, &info.mime_type, info.id.to_string()));
            }
            FilePart::Preview => ("preview", "api.file.get_file_preview.no_preview.app_error"),
            FilePart::Thumbnail => ("thumbnail", "api.file.get_file_thumbnail.no_thumbnail.app_error"),
        };
        let file = self.with_previews(access.file).await?;
        let key = if part == FilePart::Preview { file.preview_path } else { file.thumbnail_path };
        if key.is_empty() {
            return Err(AppError::bad_request(
                id,
                format!("The file `{}` has no {what}: it is not a picture this server reads.", file.info.id),
            ));
        }
        let stem = file.info.name.rsplit_once('.').map_or(file.info.name.as_str(), |(stem, _)| stem);
        Ok(Content::of(key, format!("{stem}_{what}.jpg"), "image/jpeg", format!("{}.{what}", file.info.id)))
    }

    /// Bytes in the whole content.
    ///
    /// # Errors
    /// 404 when the bytes are gone.
    pub async fn content_size(&self, content: &Content) -> AppResult<u64> {
        kept(self.file_store().size(&content.key).await)
    }

    /// Opens a content, or a part of it.
    ///
    /// # Errors
    /// 404 when the bytes are gone.
    pub async fn read_content(&self, content: &Content, range: Option<Range<u64>>) -> AppResult<Reading> {
        use futures_util::{StreamExt, TryStreamExt};
        let opened = kept(self.file_store().get_stream(&content.key, range).await)?;
        Ok(Reading {
            total: opened.total_bytes,
            bytes: opened.content.map_err(std::io::Error::other).boxed(),
        })
    }

    fn public_links(&self) -> AppResult<()> {
        if self.config().FileSettings.enable_public_link {
            return Ok(());
        }
        Err(AppError::forbidden(
            "api.file.get_public_link.disabled.app_error",
            "Public links are switched off on this server (FileSettings.EnablePublicLink).",
        ))
    }

    /// The path and query of a link to a file that needs no login.
    ///
    /// # Errors
    /// 403 while public links are switched off, 404 or 403 for the file, 400 when it is in no post.
    pub async fn public_link(&self, actor: &Actor, id: FileId) -> AppResult<String> {
        self.public_links()?;
        let file = self.access_file(actor, id).await?.file;
        if file.info.post_id.is_empty() {
            return Err(AppError::bad_request(
                "api.file.get_public_link.no_post.app_error",
                "Only a file that is in a post can have a public link.",
            ));
        }
        let channel = self.access_channel_read(actor, file.info.channel_id).await?;
        if channel.is_member() && !self.can_in_channel(actor, &channel, p::GET_PUBLIC_LINK) {
            return Err(AppError::permission(p::GET_PUBLIC_LINK));
        }
        Ok(format!("/files/{id}/public?h={}", self.link_hash(id)))
    }

    /// The file a public link names.
    ///
    /// # Errors
    /// 403 while public links are switched off, 400 for a wrong hash, 404 when the file is gone.
    pub async fn public_file(&self, id: FileId, hash: &str) -> AppResult<FileAccess> {
        self.public_links()?;
        if !bool::from(self.link_hash(id).as_bytes().ct_eq(hash.as_bytes())) {
            return Err(AppError::bad_request(
                "api.file.get_file.public_invalid.app_error",
                "This public link does not appear to be valid.",
            ));
        }
        let file = self.stored_file(id).await?;
        if file.info.post_id.is_empty() {
            return Err(AppError::not_found("file"));
        }
        Ok(FileAccess { file })
    }

    fn link_hash(&self, id: FileId) -> String {
        use base64::Engine;
        let config = self.config();
        let salt = config.FileSettings.public_link_salt.as_bytes();
        // HMAC takes keys of every length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(salt) else { return String::new() };
        mac.update(id.as_str().as_bytes());
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
}
