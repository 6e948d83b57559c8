//! Channels: the rooms of a team, direct and group ones included. [`list`] holds lists and searches, [`purge`]
//! removal for good.

pub mod list;
mod purge;

use chinwag_model::{
    ChannelId, Millis, TeamId, UserId,
    channel::{Channel, ChannelKind},
    page::Page,
};

pub use purge::purge;

use crate::{Columns, StoreError, StoreResult, Tx, params, params::json};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT c.id, c.create_at, c.update_at, c.delete_at, c.team_id, c.kind, c.display_name, c.name, c.header, c.purpose, c.last_post_at, c.total_msg_count, c.creator_id, c.props, c.total_msg_count_root, c.last_root_post_at FROM channels c ",
            $rest
        )
    };
}

pub(crate) use select;

pub(crate) fn read(row: &mut Columns<'_>) -> StoreResult<Channel> {
    Ok(Channel {
        id: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
        team_id: row.next()?,
        kind: kind(&row.next::<String>()?)?,
        display_name: row.next()?,
        name: row.next()?,
        header: row.next()?,
        purpose: row.next()?,
        last_post_at: row.next()?,
        total_msg_count: row.next()?,
        creator_id: row.next()?,
        props: row.json()?,
        total_msg_count_root: row.next()?,
        last_root_post_at: row.next()?,
        ..Channel::default()
    })
}

pub(crate) fn kind(letter: &str) -> StoreResult<ChannelKind> {
    ChannelKind::from_letter(letter)
        .ok_or_else(|| StoreError::Broken(format!("`{letter}` is not a kind of channel")))
}

/// Adds a channel.
///
/// # Errors
/// [`Conflict`](crate::StoreError::Conflict) when the team has a channel of this name, archived or not.
pub async fn insert(tx: &mut Tx, channel: &Channel) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO channels (id, create_at, update_at, delete_at, team_id, kind, display_name, name, header, purpose, last_post_at, creator_id, props)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            &channel.id,
            channel.create_at,
            channel.update_at,
            channel.delete_at,
            &channel.team_id,
            channel.kind.as_str(),
            &channel.display_name,
            &channel.name,
            &channel.header,
            &channel.purpose,
            channel.last_post_at,
            &channel.creator_id,
            json(&channel.props)
        ],
    )
    .await?;
    Ok(())
}

/// Writes what people may change of a channel; counters are left alone.
///
/// # Errors
/// [`Conflict`](crate::StoreError::Conflict) when the team has a channel of the new name.
pub async fn update(tx: &mut Tx, channel: &Channel) -> StoreResult<()> {
    tx.execute(
        "UPDATE channels SET update_at = $2, delete_at = $3, team_id = $4, kind = $5, display_name = $6, name = $7, header = $8, purpose = $9, props = $10 WHERE id = $1",
        params![
            &channel.id,
            channel.update_at,
            channel.delete_at,
            &channel.team_id,
            channel.kind.as_str(),
            &channel.display_name,
            &channel.name,
            &channel.header,
            &channel.purpose,
            json(&channel.props)
        ],
    )
    .await?;
    Ok(())
}

/// One channel, archived or not.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: ChannelId) -> StoreResult<Option<Channel>> {
    tx.opt(select!("WHERE c.id = $1"), params![&id], read).await
}

/// Channels by id, in no order.
///
/// # Errors
/// As the database answers.
pub async fn by_ids(tx: &mut Tx, ids: &[ChannelId]) -> StoreResult<Vec<Channel>> {
    tx.all(select!("WHERE c.id = ANY($1)"), params![ids], read).await
}

/// One channel by name; direct and group messages have an empty team.
///
/// # Errors
/// As the database answers.
pub async fn by_name(tx: &mut Tx, team: TeamId, name: &str) -> StoreResult<Option<Channel>> {
    tx.opt(select!("WHERE c.team_id = $1 AND c.name = $2"), params![&team, name], read).await
}

/// Channels of a team by name.
///
/// # Errors
/// As the database answers.
pub async fn by_names(tx: &mut Tx, team: TeamId, names: &[String]) -> StoreResult<Vec<Channel>> {
    tx.all(select!("WHERE c.team_id = $1 AND c.name = ANY($2)"), params![&team, names], read).await
}

/// A page of a team's public channels by display name, without archived ones.
///
/// # Errors
/// As the database answers.
pub async fn public_of_team(tx: &mut Tx, team: TeamId, page: Page) -> StoreResult<Vec<Channel>> {
    tx.all(
        select!("WHERE c.team_id = $1 AND c.kind = 'O' AND c.delete_at = 0 ORDER BY c.display_name LIMIT $2 OFFSET $3"),
        params![&team, page.limit(), page.offset()],
        read,
    )
    .await
}

/// The channels a user is in: of one team (with direct and group messages), or all when `team` is empty;
/// archived ones are left out unless deleted after `deleted_since`.
///
/// # Errors
/// As the database answers.
pub async fn of_user(
    tx: &mut Tx,
    user: UserId,
    team: TeamId,
    deleted_since: Option<Millis>,
) -> StoreResult<Vec<Channel>> {
    let since = deleted_since.unwrap_or(Millis::MAX);
    if team.is_empty() {
        return tx
            .all(
                select!(
                    "JOIN channel_members m ON m.channel_id = c.id WHERE m.user_id = $1 AND (c.delete_at = 0 OR c.delete_at >= $2) ORDER BY c.display_name"
                ),
                params![&user, since],
                read,
            )
            .await;
    }
    tx.all(
        select!(
            "JOIN channel_members m ON m.channel_id = c.id WHERE m.user_id = $1 AND (c.team_id = $2 OR c.team_id = '') AND (c.delete_at = 0 OR c.delete_at >= $3) ORDER BY c.display_name"
        ),
        params![&user, &team, since],
        read,
    )
    .await
}

/// What a new post adds to the counters of its channel.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// When it was made.
    pub at: Millis,
    /// 1, or 0 for posts that do not count.
    pub posts: i64,
    /// 1 for a root post that counts.
    pub roots: i64,
}

/// Adds a post to the counters and gives the new totals (all, roots).
///
/// # Errors
/// As the database answers.
pub async fn count_post(tx: &mut Tx, id: ChannelId, counted: Counted) -> StoreResult<(i64, i64)> {
    let totals = tx
        .opt(
            "UPDATE channels SET last_post_at = GREATEST(last_post_at, $2), last_root_post_at = CASE WHEN $4 > 0 THEN GREATEST(last_root_post_at, $2) ELSE last_root_post_at END,
                 total_msg_count = total_msg_count + $3, total_msg_count_root = total_msg_count_root + $4
             WHERE id = $1 RETURNING total_msg_count, total_msg_count_root",
            params![&id, counted.at, counted.posts, counted.roots],
            |row| Ok((row.next()?, row.next()?)),
        )
        .await?;
    Ok(totals.unwrap_or_default())
}

/// Channels of a team that are not archived, of one kind.
///
/// # Errors
/// As the database answers.
pub async fn count(tx: &mut Tx, team: TeamId, kind: ChannelKind) -> StoreResult<i64> {
    tx.number(
        "SELECT COUNT(*) FROM channels WHERE team_id = $1 AND kind = $2 AND delete_at = 0",
        params![&team, kind.as_str()],
    )
    .await
}

/// Pinned posts of a channel.
///
/// # Errors
/// As the database answers.
pub async fn count_pinned(tx: &mut Tx, id: ChannelId) -> StoreResult<i64> {
    tx.number(
        "SELECT COUNT(*) FROM posts WHERE channel_id = $1 AND is_pinned AND delete_at = 0",
        params![&id],
    )
    .await
}

/// Files of a channel that hang on posts.
///
/// # Errors
/// As the database answers.
pub async fn count_files(tx: &mut Tx, id: ChannelId) -> StoreResult<i64> {
    tx.number(
        "SELECT COUNT(*) FROM files WHERE channel_id = $1 AND post_id <> '' AND delete_at = 0",
        params![&id],
    )
    .await
}
