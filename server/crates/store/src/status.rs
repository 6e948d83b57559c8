//! Presence: one row a user who was ever here. Users without a row are offline.

use chinwag_model::{UserId, status::Status};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT s.user_id, s.status, s.manual, s.last_activity_at, s.dnd_end_time, s.prev_status FROM statuses s ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Status> {
    Ok(Status {
        user_id: row.next()?,
        status: row.next()?,
        manual: row.next()?,
        last_activity_at: row.next()?,
        dnd_end_time: row.next()?,
        prev_status: row.next()?,
    })
}

/// The rows of the users named; some may be missing.
///
/// # Errors
/// As the database answers.
pub async fn by_users(tx: &mut Tx, users: &[UserId]) -> StoreResult<Vec<Status>> {
    tx.all(select!("WHERE s.user_id = ANY($1)"), params![users], read).await
}

/// One row.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, user: UserId) -> StoreResult<Option<Status>> {
    tx.opt(select!("WHERE s.user_id = $1"), params![&user], read).await
}

/// Rows of "do not disturb" that end at some time.
///
/// # Errors
/// As the database answers.
pub async fn timed(tx: &mut Tx) -> StoreResult<Vec<Status>> {
    tx.all(select!("WHERE s.dnd_end_time > 0"), &[], read).await
}

/// Writes a user's row.
///
/// # Errors
/// As the database answers.
pub async fn put(tx: &mut Tx, status: &Status) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO statuses (user_id, status, manual, last_activity_at, dnd_end_time, prev_status)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_id) DO UPDATE SET status = excluded.status, manual = excluded.manual,
             last_activity_at = excluded.last_activity_at, dnd_end_time = excluded.dnd_end_time,
             prev_status = excluded.prev_status",
        params![
            &status.user_id,
            &status.status,
            status.manual,
            status.last_activity_at,
            status.dnd_end_time,
            &status.prev_status
        ],
    )
    .await?;
    Ok(())
}

/// Makes everybody offline who did not choose their status: after a start nobody is connected.
///
/// # Errors
/// As the database answers.
pub async fn reset(tx: &mut Tx) -> StoreResult<u64> {
    tx.execute("UPDATE statuses SET status = 'offline' WHERE NOT manual AND status <> 'offline'", &[]).await
}
