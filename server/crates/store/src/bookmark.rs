//! Bookmarks of channels, in their order.

use chinwag_model::{BookmarkId, ChannelId, FileId, Millis, bookmark::Bookmark};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, create_at, update_at, delete_at, channel_id, owner_id, file_id, display_name, sort_order, link_url, image_url, emoji, kind FROM channel_bookmarks ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Bookmark> {
    Ok(Bookmark {
        id: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
        channel_id: row.next()?,
        owner_id: row.next()?,
        file_id: row.next()?,
        display_name: row.next()?,
        sort_order: row.next()?,
        link_url: row.next()?,
        image_url: row.next()?,
        emoji: row.next()?,
        kind: row.next()?,
    })
}

/// The bookmarks of a channel in their order, without removed ones.
///
/// # Errors
/// As the database answers.
pub async fn of_channel(tx: &mut Tx, channel: ChannelId) -> StoreResult<Vec<Bookmark>> {
    tx.all(
        select!("WHERE channel_id = $1 AND delete_at = 0 ORDER BY sort_order, id"),
        params![&channel],
        read,
    )
    .await
}

/// The bookmarks of a channel that changed at `since` or later, removed ones too.
///
/// # Errors
/// As the database answers.
pub async fn changed_since(tx: &mut Tx, channel: ChannelId, since: Millis) -> StoreResult<Vec<Bookmark>> {
    tx.all(
        select!("WHERE channel_id = $1 AND update_at >= $2 ORDER BY sort_order, id"),
        params![&channel, since],
        read,
    )
    .await
}

/// One bookmark that was not removed.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: BookmarkId) -> StoreResult<Option<Bookmark>> {
    tx.opt(select!("WHERE id = $1 AND delete_at = 0"), params![&id], read).await
}

/// Adds a bookmark.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, bookmark: &Bookmark) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO channel_bookmarks (id, create_at, update_at, delete_at, channel_id, owner_id, file_id, display_name, sort_order, link_url, image_url, emoji, kind)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            &bookmark.id,
            bookmark.create_at,
            bookmark.update_at,
            bookmark.delete_at,
            &bookmark.channel_id,
            &bookmark.owner_id,
            &bookmark.file_id,
            &bookmark.display_name,
            bookmark.sort_order,
            &bookmark.link_url,
            &bookmark.image_url,
            &bookmark.emoji,
            &bookmark.kind
        ],
    )
    .await?;
    Ok(())
}

/// Writes what may change of a bookmark.
///
/// # Errors
/// As the database answers.
pub async fn update(tx: &mut Tx, bookmark: &Bookmark) -> StoreResult<()> {
    tx.execute(
        "UPDATE channel_bookmarks SET update_at = $2, delete_at = $3, file_id = $4, display_name = $5, sort_order = $6, link_url = $7, image_url = $8, emoji = $9 WHERE id = $1",
        params![
            &bookmark.id,
            bookmark.update_at,
            bookmark.delete_at,
            &bookmark.file_id,
            &bookmark.display_name,
            bookmark.sort_order,
            &bookmark.link_url,
            &bookmark.image_url,
            &bookmark.emoji
        ],
    )
    .await?;
    Ok(())
}

/// Whether a channel has a file.
///
/// # Errors
/// As the database answers.
pub async fn has_file(tx: &mut Tx, channel: ChannelId, file: FileId) -> StoreResult<bool> {
    let n = tx
        .number(
            "SELECT COUNT(*) FROM files WHERE id = $1 AND channel_id = $2 AND delete_at = 0",
            params![&file, &channel],
        )
        .await?;
    Ok(n > 0)
}
