//! What is known of uploaded files; their bytes are in the file store.

use chinwag_model::{ChannelId, FileId, Millis, PostId, UserId, file::FileInfo};

use crate::{Columns, Param, StoreResult, Tx, params};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT f.id, f.user_id, f.post_id, f.channel_id, f.create_at, f.update_at, f.delete_at, f.name, f.extension, f.size, f.mime_type, f.width, f.height, f.has_preview_image, f.mini_preview, f.path, f.preview_path, f.thumbnail_path FROM files f ",
            $rest
        )
    };
}

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
    tx.execute(
        "INSERT INTO files (id, user_id, post_id, channel_id, create_at, update_at, name, extension, size, mime_type, width, height, has_preview_image, mini_preview, path, preview_path, thumbnail_path)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
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
    )
    .await?;
    Ok(())
}

/// One file.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: FileId) -> StoreResult<Option<StoredFile>> {
    tx.opt(select!("WHERE f.id = $1 AND f.delete_at = 0"), params![&id], read).await
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
