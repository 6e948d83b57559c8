//! The pages of posts people read: of a channel, of a thread, saved ones, pinned ones.

use chinwag_model::{ChannelId, Millis, PostId, TeamId, UserId, page::Page, post::Post};

use super::read;
use crate::{Param, StoreResult, Tx, params, params::first};

/// Which posts of a channel a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replies {
    /// Roots and replies.
    With,
    /// Roots alone (collapsed threads).
    Without,
}

/// A page of a channel's posts, newest first.
///
/// # Errors
/// As the database answers.
pub async fn page(
    tx: &mut Tx,
    channel: ChannelId,
    replies: Replies,
    limit: i64,
    offset: i64,
) -> StoreResult<Vec<Post>> {
    let params = [Param::from(&channel), Param::Int(limit), Param::Int(offset)];
    match replies {
        Replies::With => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 ORDER BY p.create_at DESC, p.id DESC LIMIT $2 OFFSET $3"),
                &params,
                read,
            )
            .await
        }
        Replies::Without => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND p.root_id = '' ORDER BY p.create_at DESC, p.id DESC LIMIT $2 OFFSET $3"),
                &params,
                read,
            )
            .await
        }
    }
}

/// Posts before a moment and id, newest first.
///
/// # Errors
/// As the database answers.
pub async fn before(
    tx: &mut Tx,
    channel: ChannelId,
    replies: Replies,
    at: (Millis, PostId),
    limit: i64,
) -> StoreResult<Vec<Post>> {
    let params = [Param::from(&channel), Param::Int(at.0), Param::from(&at.1), Param::Int(limit)];
    match replies {
        Replies::With => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND (p.create_at, p.id) < ($2, $3) ORDER BY p.create_at DESC, p.id DESC LIMIT $4"),
                &params,
                read,
            )
            .await
        }
        Replies::Without => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND p.root_id = '' AND (p.create_at, p.id) < ($2, $3) ORDER BY p.create_at DESC, p.id DESC LIMIT $4"),
                &params,
                read,
            )
            .await
        }
    }
}

/// Posts after a moment and id, oldest first.
///
/// # Errors
/// As the database answers.
pub async fn after(
    tx: &mut Tx,
    channel: ChannelId,
    replies: Replies,
    at: (Millis, PostId),
    limit: i64,
) -> StoreResult<Vec<Post>> {
    let params = [Param::from(&channel), Param::Int(at.0), Param::from(&at.1), Param::Int(limit)];
    match replies {
        Replies::With => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND (p.create_at, p.id) > ($2, $3) ORDER BY p.create_at, p.id LIMIT $4"),
                &params,
                read,
            )
            .await
        }
        Replies::Without => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND p.root_id = '' AND (p.create_at, p.id) > ($2, $3) ORDER BY p.create_at, p.id LIMIT $4"),
                &params,
                read,
            )
            .await
        }
    }
}

/// Posts of a channel changed since a moment, deleted ones too, newest first.
///
/// # Errors
/// As the database answers.
pub async fn changed_since(
    tx: &mut Tx,
    channel: ChannelId,
    since: Millis,
    limit: i64,
) -> StoreResult<Vec<Post>> {
    tx.all(
        select!("WHERE p.channel_id = $1 AND p.update_at > $2 ORDER BY p.create_at DESC, p.id DESC LIMIT $3"),
        params![&channel, since, limit],
        read,
    )
    .await
}

/// Roots of a channel changed since a moment, deleted ones too, newest first.
///
/// # Errors
/// As the database answers.
pub async fn changed_since_roots(
    tx: &mut Tx,
    channel: ChannelId,
    since: Millis,
    limit: i64,
) -> StoreResult<Vec<Post>> {
    tx.all(
        select!("WHERE p.channel_id = $1 AND p.update_at > $2 AND p.root_id = '' ORDER BY p.create_at DESC, p.id DESC LIMIT $3"),
        params![&channel, since, limit],
        read,
    )
    .await
}

/// Id and time of the newest change in a channel: what an ETag of its pages is made of.
///
/// # Errors
/// As the database answers.
pub async fn newest_change(tx: &mut Tx, channel: ChannelId) -> StoreResult<Option<(PostId, Millis)>> {
    tx.opt(
        "SELECT p.id, p.update_at FROM posts p WHERE p.channel_id = $1 ORDER BY p.update_at DESC LIMIT 1",
        params![&channel],
        |row| Ok((row.next()?, row.next()?)),
    )
    .await
}

/// The oldest post of a channel after a moment.
///
/// # Errors
/// As the database answers.
pub async fn first_after(
    tx: &mut Tx,
    channel: ChannelId,
    replies: Replies,
    at: Millis,
) -> StoreResult<Option<PostId>> {
    let params = [Param::from(&channel), Param::Int(at)];
    match replies {
        Replies::With => tx.opt(
            "SELECT p.id FROM posts p WHERE p.channel_id = $1 AND p.create_at > $2 AND p.delete_at = 0 ORDER BY p.create_at, p.id LIMIT 1",
            &params,
            first::<PostId>,
        ).await,
        Replies::Without => tx.opt(
            "SELECT p.id FROM posts p WHERE p.channel_id = $1 AND p.create_at > $2 AND p.delete_at = 0 AND p.root_id = '' ORDER BY p.create_at, p.id LIMIT 1",
            &params,
            first::<PostId>,
        ).await,
    }
}

/// Which way a page of a thread goes from where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To older replies, newest first.
    Up,
    /// To newer replies, oldest first.
    Down,
}

/// A part of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadWindow {
    /// Which way.
    pub direction: Direction,
    /// Replies beyond this moment and post.
    pub from: Option<(Millis, PostId)>,
    /// Replies changed after this; 0 for all.
    pub updated_after: Millis,
    /// Most replies.
    pub limit: i64,
}

/// Replies of a thread, without deleted ones.
///
/// # Errors
/// As the database answers.
pub async fn of_thread(tx: &mut Tx, root: PostId, window: ThreadWindow) -> StoreResult<Vec<Post>> {
    let from = window.from.unwrap_or(match window.direction {
        Direction::Up => (Millis::MAX, PostId::EMPTY),
        Direction::Down => (0, PostId::EMPTY),
    });
    let params = [
        Param::from(&root),
        Param::Int(from.0),
        Param::from(&from.1),
        Param::Int(window.updated_after),
        Param::Int(window.limit),
    ];
    match window.direction {
        Direction::Up => tx.all(
            select!("WHERE p.root_id = $1 AND p.root_id <> '' AND p.delete_at = 0 AND (p.create_at, p.id) < ($2, $3) AND p.update_at > $4 ORDER BY p.create_at DESC, p.id DESC LIMIT $5"),
            &params,
            read,
        ).await,
        Direction::Down => tx.all(
            select!("WHERE p.root_id = $1 AND p.root_id <> '' AND p.delete_at = 0 AND (p.create_at, p.id) > ($2, $3) AND p.update_at > $4 ORDER BY p.create_at, p.id LIMIT $5"),
            &params,
            read,
        ).await,
    }
}

/// Every reply of several roots, oldest first.
///
/// # Errors
/// As the database answers.
pub async fn replies(tx: &mut Tx, roots: &[PostId]) -> StoreResult<Vec<Post>> {
    tx.all(
        select!("WHERE p.root_id = ANY($1) AND p.root_id <> '' AND p.delete_at = 0 ORDER BY p.create_at, p.id LIMIT 5000"),
        params![roots],
        read,
    )
    .await
}

/// Pinned posts of a channel, newest first.
///
/// # Errors
/// As the database answers.
pub async fn pinned(tx: &mut Tx, channel: ChannelId) -> StoreResult<Vec<Post>> {
    tx.all(
        select!("WHERE p.channel_id = $1 AND p.is_pinned AND p.delete_at = 0 ORDER BY p.create_at DESC, p.id DESC LIMIT 1000"),
        params![&channel],
        read,
    )
    .await
}

/// Posts by id that are in channels the user is a member of, without deleted ones, in no order.
///
/// # Errors
/// As the database answers.
pub async fn by_ids_readable(tx: &mut Tx, user: UserId, ids: &[PostId]) -> StoreResult<Vec<Post>> {
    tx.all(
        select!("JOIN channel_members m ON m.channel_id = p.channel_id AND m.user_id = $1 WHERE p.id = ANY($2) AND p.delete_at = 0"),
        params![&user, ids],
        read,
    )
    .await
}

/// Posts a user saved, newest first, in channels they are a member of; of one team (direct and group messages
/// count to every team) or channel when these are not empty.
///
/// # Errors
/// As the database answers.
pub async fn flagged(
    tx: &mut Tx,
    user: UserId,
    team: TeamId,
    channel: ChannelId,
    page: Page,
) -> StoreResult<Vec<Post>> {
    tx.all(
        select!(
            "JOIN preferences f ON f.name = p.id JOIN channel_members m ON m.channel_id = p.channel_id AND m.user_id = $1
             JOIN channels c ON c.id = p.channel_id
             WHERE f.user_id = $1 AND f.category = 'flagged_post' AND f.value = 'true' AND p.delete_at = 0
                 AND ($2::text = '' OR c.team_id = $2 OR c.team_id = '') AND ($3::text = '' OR p.channel_id = $3)
             ORDER BY p.create_at DESC, p.id DESC LIMIT $4 OFFSET $5"
        ),
        params![&user, &team, &channel, page.limit(), page.offset()],
        read,
    )
    .await
}
