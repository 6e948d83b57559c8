//! Drafts: one for each user, channel and thread.

use chinwag_model::{ChannelId, Millis, PostId, TeamId, UserId, draft::Draft};

use crate::{Columns, StoreResult, Tx, params, params::json};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT d.user_id, d.channel_id, d.root_id, d.create_at, d.update_at, d.message, d.props, d.file_ids FROM drafts d ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Draft> {
    Ok(Draft {
        user_id: row.next()?,
        channel_id: row.next()?,
        root_id: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        message: row.next()?,
        props: row.json()?,
        file_ids: row.json()?,
        ..Draft::default()
    })
}

/// Writes a draft in the place of an earlier one; gives it with the time of the first.
///
/// # Errors
/// As the database answers.
pub async fn put(tx: &mut Tx, draft: &Draft) -> StoreResult<Draft> {
    let made: Option<Millis> = tx
        .opt(
            "INSERT INTO drafts (user_id, channel_id, root_id, create_at, update_at, message, props, file_ids) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (user_id, channel_id, root_id) DO UPDATE SET update_at = excluded.update_at, message = excluded.message, props = excluded.props, file_ids = excluded.file_ids
             RETURNING create_at",
            params![
                &draft.user_id,
                &draft.channel_id,
                &draft.root_id,
                draft.create_at,
                draft.update_at,
                &draft.message,
                json(&draft.props),
                json(&draft.file_ids)
            ],
            |row| row.next(),
        )
        .await?;
    Ok(Draft { create_at: made.unwrap_or(draft.create_at), ..draft.clone() })
}

/// One draft.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, user: UserId, channel: ChannelId, root: PostId) -> StoreResult<Option<Draft>> {
    tx.opt(
        select!("WHERE d.user_id = $1 AND d.channel_id = $2 AND d.root_id = $3"),
        params![&user, &channel, &root],
        read,
    )
    .await
}

/// Drafts of a user in channels of a team and in direct and group messages they are in, newest change first.
///
/// # Errors
/// As the database answers.
pub async fn of_team(tx: &mut Tx, user: UserId, team: TeamId) -> StoreResult<Vec<Draft>> {
    tx.all(
        select!(
            "JOIN channels c ON c.id = d.channel_id JOIN channel_members m ON m.channel_id = d.channel_id AND m.user_id = d.user_id
             WHERE d.user_id = $1 AND (c.team_id = $2 OR c.team_id = '') AND c.delete_at = 0 ORDER BY d.update_at DESC LIMIT 1000"
        ),
        params![&user, &team],
        read,
    )
    .await
}

/// Removes a draft; says whether there was one.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, user: UserId, channel: ChannelId, root: PostId) -> StoreResult<bool> {
    let n = tx
        .execute(
            "DELETE FROM drafts WHERE user_id = $1 AND channel_id = $2 AND root_id = $3",
            params![&user, &channel, &root],
        )
        .await?;
    Ok(n > 0)
}
