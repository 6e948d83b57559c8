//! Posts to be sent later.

use chinwag_model::{Millis, PostId, TeamId, UserId, scheduled_post::ScheduledPost};

use crate::{Columns, StoreResult, Tx, params, params::json};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT s.id, s.create_at, s.update_at, s.user_id, s.channel_id, s.root_id, s.message, s.props, s.file_ids, s.scheduled_at, s.processed_at, s.error_code FROM scheduled_posts s ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<ScheduledPost> {
    Ok(ScheduledPost {
        id: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        user_id: row.next()?,
        channel_id: row.next()?,
        root_id: row.next()?,
        message: row.next()?,
        props: row.json()?,
        file_ids: row.json()?,
        scheduled_at: row.next()?,
        processed_at: row.next()?,
        error_code: row.next()?,
        ..ScheduledPost::default()
    })
}

/// Writes a scheduled post, new or changed.
///
/// # Errors
/// As the database answers.
pub async fn put(tx: &mut Tx, post: &ScheduledPost) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO scheduled_posts (id, user_id, channel_id, root_id, create_at, update_at, message, props, file_ids, scheduled_at, processed_at, error_code)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET update_at = excluded.update_at, message = excluded.message, props = excluded.props, file_ids = excluded.file_ids,
             scheduled_at = excluded.scheduled_at, processed_at = excluded.processed_at, error_code = excluded.error_code",
        params![
            &post.id,
            &post.user_id,
            &post.channel_id,
            &post.root_id,
            post.create_at,
            post.update_at,
            &post.message,
            json(&post.props),
            json(&post.file_ids),
            post.scheduled_at,
            post.processed_at,
            &post.error_code
        ],
    )
    .await?;
    Ok(())
}

/// One scheduled post.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: PostId) -> StoreResult<Option<ScheduledPost>> {
    tx.opt(select!("WHERE s.id = $1"), params![&id], read).await
}

/// Scheduled posts of a user in a team's channels, or in direct and group messages when `team` is empty.
///
/// # Errors
/// As the database answers.
pub async fn of_team(tx: &mut Tx, user: UserId, team: TeamId) -> StoreResult<Vec<ScheduledPost>> {
    tx.all(
        select!("JOIN channels c ON c.id = s.channel_id WHERE s.user_id = $1 AND c.team_id = $2 ORDER BY s.scheduled_at, s.id LIMIT 1000"),
        params![&user, &team],
        read,
    )
    .await
}

/// Those whose time has come, at most 100, without those that failed before.
///
/// # Errors
/// As the database answers.
pub async fn due(tx: &mut Tx, now: Millis) -> StoreResult<Vec<ScheduledPost>> {
    tx.all(
        select!("WHERE s.scheduled_at <= $1 AND s.error_code = '' ORDER BY s.scheduled_at LIMIT 100"),
        params![now],
        read,
    )
    .await
}

/// Removes a scheduled post; says whether it was there.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, id: PostId) -> StoreResult<bool> {
    Ok(tx.execute("DELETE FROM scheduled_posts WHERE id = $1", params![&id]).await? > 0)
}
