//! Acknowledgements of posts, and reminders about them.

use chinwag_model::{ChannelId, Millis, PostId, UserId};
use serde::Serialize;

use crate::{StoreResult, Tx, params};

/// Somebody's word that they have seen a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Acknowledgement {
    /// Who.
    pub user_id: UserId,
    /// What.
    pub post_id: PostId,
    /// Where.
    pub channel_id: ChannelId,
    /// When.
    pub acknowledged_at: Millis,
}

/// Writes an acknowledgement; gives the first one when there was one.
///
/// # Errors
/// As the database answers.
pub async fn acknowledge(tx: &mut Tx, new: Acknowledgement) -> StoreResult<Acknowledgement> {
    tx.execute(
        "INSERT INTO post_acknowledgements (post_id, user_id, channel_id, acknowledged_at) VALUES ($1, $2, $3, $4) ON CONFLICT (post_id, user_id) DO NOTHING",
        params![&new.post_id, &new.user_id, &new.channel_id, new.acknowledged_at],
    )
    .await?;
    let all = acknowledgements(tx, &[new.post_id]).await?;
    Ok(all.into_iter().find(|a| a.user_id == new.user_id).unwrap_or(new))
}

/// Takes an acknowledgement back; gives it, when there was one.
///
/// # Errors
/// As the database answers.
pub async fn unacknowledge(tx: &mut Tx, post: PostId, user: UserId) -> StoreResult<Option<Acknowledgement>> {
    tx.opt(
        "DELETE FROM post_acknowledgements WHERE post_id = $1 AND user_id = $2 RETURNING user_id, post_id, channel_id, acknowledged_at",
        params![&post, &user],
        read_acknowledgement,
    )
    .await
}

/// Acknowledgements of several posts, oldest first.
///
/// # Errors
/// As the database answers.
pub async fn acknowledgements(tx: &mut Tx, posts: &[PostId]) -> StoreResult<Vec<Acknowledgement>> {
    tx.all(
        "SELECT a.user_id, a.post_id, a.channel_id, a.acknowledged_at FROM post_acknowledgements a WHERE a.post_id = ANY($1) ORDER BY a.acknowledged_at",
        params![posts],
        read_acknowledgement,
    )
    .await
}

fn read_acknowledgement(row: &mut crate::Columns<'_>) -> StoreResult<Acknowledgement> {
    Ok(Acknowledgement {
        user_id: row.next()?,
        post_id: row.next()?,
        channel_id: row.next()?,
        acknowledged_at: row.next()?,
    })
}

/// Somebody's wish to be reminded of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// What.
    pub post_id: PostId,
    /// Who.
    pub user_id: UserId,
    /// When, **seconds** since 1970.
    pub target_time: i64,
}

/// Writes a reminder, in the place of an earlier one of the same user and post.
///
/// # Errors
/// As the database answers.
pub async fn remind(tx: &mut Tx, reminder: Reminder) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO post_reminders (post_id, user_id, target_time) VALUES ($1, $2, $3) ON CONFLICT (post_id, user_id) DO UPDATE SET target_time = excluded.target_time",
        params![&reminder.post_id, &reminder.user_id, reminder.target_time],
    )
    .await?;
    Ok(())
}

/// Takes the reminders whose time has come, at most 100; each is given once.
///
/// # Errors
/// As the database answers.
pub async fn due_reminders(tx: &mut Tx, now_seconds: i64) -> StoreResult<Vec<Reminder>> {
    let due = tx
        .all(
            "SELECT r.post_id, r.user_id, r.target_time FROM post_reminders r WHERE r.target_time <= $1 ORDER BY r.target_time LIMIT 100 FOR UPDATE",
            params![now_seconds],
            |row| Ok(Reminder { post_id: row.next()?, user_id: row.next()?, target_time: row.next()? }),
        )
        .await?;
    for one in &due {
        tx.execute(
            "DELETE FROM post_reminders WHERE post_id = $1 AND user_id = $2",
            params![&one.post_id, &one.user_id],
        )
        .await?;
    }
    Ok(due)
}
