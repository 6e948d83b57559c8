//! Uploads that come in pieces: how far each has come. The pieces are in the file store.

use chinwag_model::{Millis, UploadId, UserId, upload::Upload};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT u.id, u.kind, u.create_at, u.user_id, u.channel_id, u.filename, u.file_size, u.file_offset FROM uploads u ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Upload> {
    Ok(Upload {
        id: row.next()?,
        kind: row.next()?,
        create_at: row.next()?,
        user_id: row.next()?,
        channel_id: row.next()?,
        filename: row.next()?,
        file_size: row.next()?,
        file_offset: row.next()?,
        ..Upload::default()
    })
}

/// Adds an upload.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, upload: &Upload) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO uploads (id, kind, create_at, user_id, channel_id, filename, file_size) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            &upload.id,
            &upload.kind,
            upload.create_at,
            &upload.user_id,
            &upload.channel_id,
            &upload.filename,
            upload.file_size
        ],
    )
    .await?;
    Ok(())
}

/// One upload.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: UploadId) -> StoreResult<Option<Upload>> {
    tx.opt(select!("WHERE u.id = $1"), params![&id], read).await
}

/// Uploads of a user, oldest first.
///
/// # Errors
/// As the database answers.
pub async fn of_user(tx: &mut Tx, user: UserId) -> StoreResult<Vec<Upload>> {
    tx.all(select!("WHERE u.user_id = $1 ORDER BY u.create_at"), params![&user], read).await
}

/// Moves on from one offset to the next; says whether it stood at the first.
///
/// # Errors
/// As the database answers.
pub async fn advance(tx: &mut Tx, id: UploadId, from: i64, to: i64) -> StoreResult<bool> {
    let touched = tx
        .execute(
            "UPDATE uploads SET file_offset = $3 WHERE id = $1 AND file_offset = $2",
            params![&id, from, to],
        )
        .await?;
    Ok(touched > 0)
}

/// Uploads begun before a time, at most `limit`.
///
/// # Errors
/// As the database answers.
pub async fn begun_before(tx: &mut Tx, before: Millis, limit: i64) -> StoreResult<Vec<Upload>> {
    tx.all(select!("WHERE u.create_at < $1 ORDER BY u.create_at LIMIT $2"), params![before, limit], read)
        .await
}

/// Forgets an upload; says whether it was there.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, id: UploadId) -> StoreResult<bool> {
    Ok(tx.execute("DELETE FROM uploads WHERE id = $1", params![&id]).await? > 0)
}
