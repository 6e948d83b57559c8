//! What is known of uploaded files; their bytes are in the file store.

use chinwag_model::{ChannelId, FileId, Millis, PostId, UserId, file::FileInfo};

mod search;

pub use search::{FileSearch, search};

use crate::{Columns, Param, StoreResult, Tx, params, params::first};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT f.id, f.user_id, f.post_id, f.channel_id, f.create_at, f.update_at, f.delete_at, f.name, f.extension, f.size, f.mime_type, f.width, f.height, f.has_preview_image, f.mini_preview, f.path, f.preview_path, f.thumbnail_path FROM files f ",
            $rest
        )
    };
}

pub(crate) const SELECT: &str = select!("");

/// A file and where its bytes are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredFile {
    /// What clients see.
    pub info: FileInfo,
    /// Key of the bytes in the file store.
    pub path: String,
    /// Key of the preview; empty without one.
    pub preview_path: String,
    /// Key of the thumbnail; empty without one.
    pub thumbnail_path: String,
}

fn read(row: &mut Columns<'_>) -> StoreResult<StoredFile> {
    Ok(StoredFile {
        info: FileInfo {
            id: row.next()?,
            user_id: row.next()?,
            post_id: row.next()?,
            channel_id: row.next()?,
            create_at: row.next()?,
            update_at: row.next()?,
            delete_at: row.next()?,
            name: row.next()?,
            extension: row.next()?,
            size: row.next()?,
            mime_type: row.next()?,
            width: u32::try_from(row.next::<i64>()?).unwrap_or_default(),
            height: u32::try_from(row.next::<i64>()?).unwrap_or_default(),
            has_preview_image: row.next()?,
            mini_preview: row.next()?,
            ..FileInfo::default()
        },
        path: row.next()?,
        preview_path: row.next()?,
        thumbnail_path: row.next()?,
    })
}

/// Adds a file.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, file: &StoredFile) -> StoreResult<()> {
    let info = &file.info;
    let sql = if tx.is_postgres() { INSERT } else { INSERT_SQLITE };
    let rowid = tx
        .opt(
            sql,
            params![
                &info.id,
                &info.user_id,
                &info.post_id,
                &info.channel_id,
                info.create_at,
                info.update_at,
                &info.name,
                &info.extension,
                info.size,
                &info.mime_type,
                info.width,
                info.height,
                info.has_preview_image,
                info.mini_preview.as_deref().map_or(Param::Null, Param::Text),
                &file.path,
                &file.preview_path,
                &file.thumbnail_path
            ],
            first::<i64>,
        )
        .await?;
    if !tx.is_postgres() {
        tx.execute(
            "INSERT INTO files_fts (rowid, name) VALUES ($1, $2)",
            params![rowid.unwrap_or_default(), &info.name],
        )
        .await?;
    }
    Ok(())
}

const INSERT: &str = "INSERT INTO files (id, user_id, post_id, channel_id, create_at, update_at, name, extension, size, mime_type, width, height, has_preview_image, mini_preview, path, preview_path, thumbnail_path)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING 0::bigint";
const INSERT_SQLITE: &str = "INSERT INTO files (id, user_id, post_id, channel_id, create_at, update_at, name, extension, size, mime_type, width, height, has_preview_image, mini_preview, path, preview_path, thumbnail_path)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING rowid";

/// One file; one that was deleted, or whose post was, is not there.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: FileId) -> StoreResult<Option<StoredFile>> {
    tx.opt(
        select!(
            "LEFT JOIN posts p ON p.id = f.post_id WHERE f.id = $1 AND f.delete_at = 0 AND (p.id IS NULL OR p.delete_at = 0)"
        ),
        params![&id],
        read,
    )
    .await
}

/// The smaller pictures made of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Previews {
    /// Pixels of the original.
    pub width: u32,
    /// Pixels of the original.
    pub height: u32,
    /// Key of the preview.
    pub preview_path: String,
    /// Key of the thumbnail.
    pub thumbnail_path: String,
    /// A tiny JPEG in base64.
    pub mini_preview: String,
}

/// Notes the smaller pictures of a file; `None` notes that there will be none. Says whether the file is still there.
///
/// # Errors
/// As the database answers.
pub async fn set_previews(
    tx: &mut Tx,
    id: FileId,
    previews: Option<&Previews>,
    now: Millis,
) -> StoreResult<bool> {
    let touched = match previews {
        Some(made) => {
            tx.execute(
                "UPDATE files SET width = $2, height = $3, preview_path = $4, thumbnail_path = $5, mini_preview = $6, update_at = $7, has_preview_image = TRUE WHERE id = $1 AND delete_at = 0",
                params![
                    &id,
                    made.width,
                    made.height,
                    &made.preview_path,
                    &made.thumbnail_path,
                    &made.mini_preview,
                    now
                ],
            )
            .await?
        }
        None => {
            tx.execute(
                "UPDATE files SET has_preview_image = FALSE, update_at = $2 WHERE id = $1 AND delete_at = 0",
                params![&id, now],
            )
            .await?
        }
    };
    Ok(touched > 0)
}

/// Files older than `before` that are in no post, at most `limit`.
///
/// # Errors
/// As the database answers.
pub async fn unattached(tx: &mut Tx, before: Millis, limit: i64) -> StoreResult<Vec<FileInfo>> {
    let found = tx
        .all(
            select!(
                "WHERE f.post_id = '' AND f.delete_at = 0 AND f.create_at < $1 ORDER BY f.create_at LIMIT $2"
            ),
            params![before, limit],
            read,
        )
        .await?;
    Ok(found.into_iter().map(|f| f.info).collect())
}

/// The files that drafts and scheduled posts of these users name.
///
/// # Errors
/// As the database answers.
pub async fn in_drafts(tx: &mut Tx, users: &[UserId]) -> StoreResult<Vec<FileId>> {
    let lists = tx
        .all(
            "SELECT d.file_ids FROM drafts d WHERE d.user_id = ANY($1) AND d.file_ids <> '[]'
             UNION ALL SELECT s.file_ids FROM scheduled_posts s WHERE s.user_id = ANY($1) AND s.file_ids <> '[]'",
            params![users],
            |row| row.json::<Vec<FileId>>(),
        )
        .await?;
    Ok(lists.into_iter().flatten().collect())
}

/// Marks files as deleted, unless a post has taken them meanwhile.
///
/// # Errors
/// As the database answers.
pub async fn delete_unattached(tx: &mut Tx, ids: &[FileId], now: Millis) -> StoreResult<u64> {
    tx.execute(
        "UPDATE files SET delete_at = $2, update_at = $2 WHERE id = ANY($1) AND post_id = '' AND delete_at = 0",
        params![ids, now],
    )
    .await
}

/// Deleted files whose bytes are still to be removed, at most `limit`.
///
/// # Errors
/// As the database answers.
pub async fn deleted(tx: &mut Tx, limit: i64) -> StoreResult<Vec<StoredFile>> {
    tx.all(select!("WHERE f.delete_at > 0 ORDER BY f.delete_at LIMIT $1"), params![limit], read).await
}

/// Forgets deleted files, when their bytes are gone.
///
/// # Errors
/// As the database answers.
pub async fn forget(tx: &mut Tx, ids: &[FileId]) -> StoreResult<()> {
    if !tx.is_postgres() {
        tx.execute(
            "DELETE FROM files_fts WHERE rowid IN (SELECT f.rowid FROM files f WHERE f.id = ANY($1))",
            params![ids],
        )
        .await?;
    }
    tx.execute("DELETE FROM files WHERE id = ANY($1) AND delete_at > 0", params![ids]).await?;
    Ok(())
}

/// Gives the user's own files, uploaded to the channel and in no post yet, to a post; gives those that were.
///
/// # Errors
/// As the database answers.
pub async fn attach(
    tx: &mut Tx,
    post: PostId,
    user: UserId,
    channel: ChannelId,
    ids: &[FileId],
    now: Millis,
) -> StoreResult<Vec<FileInfo>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.execute(
        "UPDATE files SET post_id = $1, update_at = $5 WHERE id = ANY($4) AND user_id = $2 AND channel_id = $3 AND post_id = '' AND delete_at = 0",
        params![&post, &user, &channel, ids, now],
    )
    .await?;
    let mut files = of_posts(tx, &[post]).await?;
    files.sort_by_key(|f| ids.iter().position(|id| *id == f.id));
    Ok(files)
}

/// Files of several posts, oldest first.
///
/// # Errors
/// As the database answers.
pub async fn of_posts(tx: &mut Tx, posts: &[PostId]) -> StoreResult<Vec<FileInfo>> {
    let found = tx
        .all(
            select!(
                "WHERE f.post_id = ANY($1) AND f.post_id <> '' AND f.delete_at = 0 ORDER BY f.create_at, f.id"
            ),
            params![posts],
            read,
        )
        .await?;
    Ok(found.into_iter().map(|f| f.info).collect())
}

/// Takes files off a post they are no longer part of.
///
/// # Errors
/// As the database answers.
pub async fn take_off(tx: &mut Tx, post: PostId, ids: &[FileId], now: Millis) -> StoreResult<()> {
    if !ids.is_empty() {
        tx.execute(
            "UPDATE files SET delete_at = $3, update_at = $3 WHERE id = ANY($2) AND post_id = $1 AND delete_at = 0",
            params![&post, ids, now],
        )
        .await?;
    }
    Ok(())
}

/// Puts files back on a post they were taken off.
///
/// # Errors
/// As the database answers.
pub async fn put_back(tx: &mut Tx, post: PostId, ids: &[FileId], now: Millis) -> StoreResult<()> {
    if !ids.is_empty() {
        tx.execute(
            "UPDATE files SET delete_at = 0, update_at = $3 WHERE id = ANY($2) AND post_id = $1",
            params![&post, ids, now],
        )
        .await?;
    }
    Ok(())
}
