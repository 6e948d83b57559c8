//! Uploads that come in pieces: begun once, sent in as many requests as it takes, whole when the last byte is there.
//!
//! Pieces are kept as files of a few MiB under the upload's folder, so that little is held in memory and nothing
//! that has arrived is lost when a connection breaks. The last one makes them one file.

use std::{collections::HashSet, sync::Arc};

use bytes::{Bytes, BytesMut};
use chinwag_model::{
    AppError, AppResult, FileId, Millis, UploadId, UserId,
    file::{self, FileInfo},
    permission as p,
    upload::{ATTACHMENT, IMPORT, Upload},
};
use chinwag_outside::{
    FileStore,
    file_store::{Checksum, FileStoreError},
};
use chinwag_store::file::StoredFile;
use futures_util::{
    Stream, StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use parking_lot::Mutex;

use crate::{
    Actor, App,
    file::{kept, too_large, upload::folder},
    picture::HEAD_BYTES,
    stored,
};

/// Bytes of a piece.
const PIECE: usize = 4 << 20;
/// Uploads one person may have begun at a time.
const OPEN_MAX: usize = 50;

/// Uploads that somebody is sending to.
#[derive(Default)]
pub(crate) struct Sending(Arc<Mutex<HashSet<UploadId>>>);

/// The sole right to send to an upload, given back when dropped.
struct Sender(Arc<Mutex<HashSet<UploadId>>>, UploadId);

impl Sending {
    fn begin(&self, id: UploadId) -> AppResult<Sender> {
        if self.0.lock().insert(id) {
            return Ok(Sender(self.0.clone(), id));
        }
        Err(AppError::bad_request(
            "app.upload.upload_data.concurrent.app_error",
            format!("Another request is sending to the upload `{id}`; wait for it to end."),
        ))
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        self.0.lock().remove(&self.1);
    }
}

fn piece_key(id: UploadId, offset: i64) -> String {
    format!("uploads/{id}/{offset:020}")
}

impl App {
    /// Begins an upload.
    ///
    /// # Errors
    /// 400 for a wrong field, 403 without the permission, 413 when the file would be too large.
    pub async fn do_begin_upload(&self, actor: &Actor, draft: Upload) -> AppResult<Upload> {
        self.check_files_enabled()?;
        let owner = actor.require_user()?;
        let kind = if draft.kind.is_empty() { ATTACHMENT.to_owned() } else { draft.kind };
        let channel_id = match kind.as_str() {
            ATTACHMENT => self.access_upload(actor, draft.channel_id).await?.id(),
            IMPORT => {
                self.access_system(actor, p::MANAGE_SYSTEM)?;
                chinwag_model::ChannelId::EMPTY
            }
            other => {
                return Err(AppError::invalid_param_why(
                    "type",
                    format!("`{other}` is neither `{ATTACHMENT}` nor `{IMPORT}`"),
                ));
            }
        };
        if draft.file_size <= 0 {
            return Err(AppError::invalid_param_why("file_size", "it must be more than 0 bytes"));
        }
        if kind == ATTACHMENT && draft.file_size.unsigned_abs() > self.max_file_size() {
            return Err(too_large(self.max_file_size()));
        }
        if self.uploads_of(owner).await?.len() >= OPEN_MAX {
            return Err(AppError::bad_request(
                "app.upload.create.too_many.app_error",
                format!("You have begun {OPEN_MAX} uploads already; finish one of them first."),
            ));
        }
        let now = self.now();
        let upload = Upload {
            id: UploadId::at(now.unsigned_abs()),
            kind,
            create_at: now,
            user_id: owner,
            channel_id,
            filename: file::clean_name(&draft.filename),
            file_size: draft.file_size,
            ..Upload::default()
        };
        let row = upload.clone();
        stored(
            self.store()
                .write(move |tx| Box::pin(async move { chinwag_store::upload::insert(tx, &row).await }))
                .await,
        )?;
        Ok(upload)
    }

    async fn uploads_of(&self, user: UserId) -> AppResult<Vec<Upload>> {
        stored(self.store().read(move |tx| Box::pin(chinwag_store::upload::of_user(tx, user))).await)
    }

    /// Uploads a user has begun.
    ///
    /// # Errors
    /// 403 for another's.
    pub async fn uploads(&self, actor: &Actor, user: UserId) -> AppResult<Vec<Upload>> {
        if !actor.is(user) {
            return Err(AppError::forbidden(
                "api.user.get_uploads_for_user.forbidden.app_error",
                "The uploads a user has begun are for that user alone.",
            ));
        }
        self.uploads_of(user).await
    }

    /// An upload of the actor's, or any for an administrator.
    ///
    /// # Errors
    /// 404 when it is not there (or done), 403 when it is another's.
    pub async fn access_sending(&self, actor: &Actor, id: UploadId) -> AppResult<Upload> {
        let found = stored(self.store().read(move |tx| Box::pin(chinwag_store::upload::get(tx, id))).await)?;
        let upload = found.ok_or_else(|| {
            AppError::new(404, "app.upload.get.app_error", format!("There is no upload `{id}` in progress."))
        })?;
        if !actor.is(upload.user_id) {
            self.access_system(actor, p::MANAGE_SYSTEM)?;
        }
        Ok(upload)
    }

    /// Takes more bytes of an upload. What arrives before the stream breaks off is kept; the answer is the file
    /// when it is whole, `None` while more is expected.
    ///
    /// # Errors
    /// 400 when another request sends to it or there are more bytes than announced.
    pub async fn do_send<S, E>(
        &self,
        actor: &Actor,
        upload: Upload,
        content: S,
    ) -> AppResult<Option<FileInfo>>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: Send,
    {
        self.check_files_enabled()?;
        if !actor.is(upload.user_id) {
            return Err(AppError::permission(p::UPLOAD_FILE));
        }
        if upload.kind == ATTACHMENT {
            self.access_upload(actor, upload.channel_id).await?;
        }
        let _sender = self.inner.sending.begin(upload.id)?;
        // Read again: another request may have sent since.
        let mut upload = self.access_sending(actor, upload.id).await?;
        let mut content = std::pin::pin!(content);
        let mut piece = BytesMut::new();
        while let Some(Ok(bytes)) = content.next().await {
            let room = upload.file_size - upload.file_offset;
            if i64::try_from(piece.len() + bytes.len()).unwrap_or(i64::MAX) > room {
                return Err(AppError::bad_request(
                    "app.upload.upload_data.too_large.app_error",
                    format!(
                        "More bytes came than the {} that were announced; what came before this request is kept.",
                        upload.file_size
                    ),
                ));
            }
            piece.extend_from_slice(&bytes);
            if piece.len() >= PIECE {
                self.keep_piece(&mut upload, piece.split().freeze()).await?;
            }
        }
        if !piece.is_empty() {
            self.keep_piece(&mut upload, piece.freeze()).await?;
        }
        if upload.file_offset < upload.file_size {
            return Ok(None);
        }
        self.finish_upload(upload).await.map(Some)
    }

    async fn keep_piece(&self, upload: &mut Upload, piece: Bytes) -> AppResult<()> {
        let (id, from) = (upload.id, upload.file_offset);
        let to = from + i64::try_from(piece.len()).unwrap_or(0);
        kept(self.file_store().put_bytes(&piece_key(id, from), piece).await)?;
        let moved = stored(
            self.store().write(move |tx| Box::pin(chinwag_store::upload::advance(tx, id, from, to))).await,
        )?;
        if !moved.into_inner() {
            return Err(AppError::bad_request(
                "app.upload.upload_data.concurrent.app_error",
                format!("Another request has sent to the upload `{id}` meanwhile."),
            ));
        }
        upload.file_offset = to;
        Ok(())
    }

    /// Puts the pieces together, writes the row of the file, forgets the upload.
    async fn finish_upload(&self, upload: Upload) -> AppResult<FileInfo> {
        let now = self.now();
        let id = FileId::at(now.unsigned_abs());
        let import = upload.kind == IMPORT;
        let path =
            if import { format!("import/{}", import_name(&upload)) } else { format!("{}/file", folder(id)) };
        let pieces = self.pieces(&upload).await?;
        let head_of = pieces.first().cloned();
        let content = joined(self.file_store().clone(), pieces);
        let limit = upload.file_size.unsigned_abs();
        kept(self.file_store().put_stream(&path, content, limit, Checksum::None).await)?;
        let mut info = FileInfo {
            id,
            user_id: upload.user_id,
            channel_id: upload.channel_id,
            create_at: now,
            update_at: now,
            extension: file::extension_of(&upload.filename),
            name: upload.filename.clone(),
            size: upload.file_size,
            ..FileInfo::default()
        };
        if let Some(key) = head_of {
            let head = kept(self.file_store().get_bytes(&key, u64::MAX).await)?;
            self.describe(&mut info, &head[..head.len().min(HEAD_BYTES)], "");
        }
        if import {
            info.has_preview_image = false;
        } else {
            let file = StoredFile { info: info.clone(), path, ..StoredFile::default() };
            self.write_files(vec![file]).await?;
        }
        self.forget_upload(&upload).await?;
        Ok(info)
    }

    /// Keys of an upload's pieces, first to last.
    async fn pieces(&self, upload: &Upload) -> AppResult<Vec<String>> {
        let mut keys = kept(self.file_store().list(&format!("uploads/{}", upload.id)).await)?;
        keys.sort_unstable();
        Ok(keys)
    }

    async fn forget_upload(&self, upload: &Upload) -> AppResult<()> {
        let id = upload.id;
        stored(self.store().write(move |tx| Box::pin(chinwag_store::upload::delete(tx, id))).await)?;
        for key in self.pieces(upload).await? {
            kept(self.file_store().delete(&key).await)?;
        }
        Ok(())
    }

    /// Gives up uploads begun before a time; says how many.
    pub(crate) async fn sweep_uploads(&self, before: Millis) -> AppResult<u64> {
        let old = stored(
            self.store().read(move |tx| Box::pin(chinwag_store::upload::begun_before(tx, before, 200))).await,
        )?;
        let mut given_up = 0;
        for upload in old {
            let Ok(_sender) = self.inner.sending.begin(upload.id) else { continue };
            self.forget_upload(&upload).await?;
            given_up += 1;
        }
        Ok(given_up)
    }
}

/// The content of several files, one behind the other.
fn joined(store: FileStore, keys: Vec<String>) -> BoxStream<'static, Result<Bytes, FileStoreError>> {
    stream::iter(keys)
        .then(move |key| {
            let store = store.clone();
            async move { Ok::<_, FileStoreError>(store.get_stream(&key, None).await?.content) }
        })
        .try_flatten()
        .boxed()
}

/// The name of an import, as `GET /imports` lists it: its id keeps names apart.
fn import_name(upload: &Upload) -> String {
    let name: String = upload
        .filename
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .take(150)
        .collect();
    format!("{}_{name}", upload.id)
}
