//! The threads a user follows: pages and totals.

use chinwag_model::{Millis, PostId, TeamId, UserId};

use super::Thread;
use crate::{Columns, Param, StoreResult, Tx, params};

/// A followed thread with what the follower has not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The thread.
    pub thread: Thread,
    /// When they viewed it last.
    pub last_viewed_at: Millis,
    /// Unread mentions.
    pub unread_mentions: i64,
    /// Unread replies.
    pub unread_replies: i64,
}

/// Which threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unread {
    /// All.
    #[default]
    Any,
    /// Those with replies the user has not read.
    Only,
}

/// Which followed threads a page holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThreadFilter {
    /// The team; direct and group messages belong to every team.
    pub team: TeamId,
    /// With direct and group messages (1) or without (0).
    pub personal: i64,
    /// All or unread ones.
    pub unread: Unread,
    /// With threads whose root was deleted (1) or without (0).
    pub deleted: i64,
    /// Changed at or after this moment; 0 for all.
    pub since: Millis,
    /// Older than this thread.
    pub before: Option<(Millis, PostId)>,
    /// Newer than this thread: the oldest of them are given.
    pub after: Option<(Millis, PostId)>,
    /// Most threads.
    pub limit: i64,
}

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT t.post_id, t.channel_id, t.team_id, t.reply_count, t.last_reply_at, t.participants, t.delete_at, tm.last_viewed_at, tm.unread_mentions,
                 (SELECT COUNT(*) FROM posts p WHERE p.root_id = tm.post_id AND p.root_id <> '' AND p.create_at > tm.last_viewed_at AND p.delete_at = 0)
             FROM thread_members tm JOIN threads t ON t.post_id = tm.post_id
             JOIN channel_members m ON m.channel_id = t.channel_id AND m.user_id = tm.user_id ",
            $rest
        )
    };
}

const MINE: &str = " WHERE tm.user_id = $1 AND tm.following AND (t.team_id = $2 OR ($3 > 0 AND t.team_id = '')) AND ($4 > 0 OR t.delete_at = 0)";

fn read(row: &mut Columns<'_>) -> StoreResult<Followed> {
    Ok(Followed {
        thread: super::read(row)?,
        last_viewed_at: row.next()?,
        unread_mentions: row.next()?,
        unread_replies: row.next()?,
    })
}

/// One followed thread; `None` when the user does not follow it or is not in its channel.
///
/// # Errors
/// As the database answers.
pub async fn one(tx: &mut Tx, user: UserId, root: PostId) -> StoreResult<Option<Followed>> {
    tx.opt(select!("WHERE tm.post_id = $2 AND tm.user_id = $1 AND tm.following"), params![&user, &root], read)
        .await
}

/// Followed threads, the one with the newest reply first.
///
/// # Errors
/// As the database answers.
pub async fn followed(tx: &mut Tx, user: UserId, filter: ThreadFilter) -> StoreResult<Vec<Followed>> {
    let mut sql = String::from(select!(""));
    sql.push_str(MINE);
    sql.push_str(" AND ($5::bigint = 0 OR tm.last_updated >= $5 OR t.last_reply_at >= $5)");
    let mut params = vec![
        Param::from(&user),
        Param::from(&filter.team),
        Param::Int(filter.personal),
        Param::Int(filter.deleted),
        Param::Int(filter.since),
        Param::Int(filter.limit),
    ];
    if filter.unread == Unread::Only {
        sql.push_str(" AND t.last_reply_at > tm.last_viewed_at");
    }
    let (order, from) = match (&filter.before, &filter.after) {
        (_, Some(after)) => {
            sql.push_str(" AND (t.last_reply_at, t.post_id) > ($7, $8)");
            ("ASC", Some(after))
        }
        (Some(before), None) => {
            sql.push_str(" AND (t.last_reply_at, t.post_id) < ($7, $8)");
            ("DESC", Some(before))
        }
        (None, None) => ("DESC", None),
    };
    if let Some((at, id)) = from {
        params.push(Param::Int(*at));
        params.push(Param::from(id));
    }
    sql.push_str(&format!(" ORDER BY t.last_reply_at {order}, t.post_id {order} LIMIT $6"));
    let mut found = tx.all_built(&sql, &params, read).await?;
    if order == "ASC" {
        found.reverse();
    }
    Ok(found)
}

/// Sums over the followed threads of a team.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Threads.
    pub threads: i64,
    /// Threads with something unread.
    pub unread: i64,
    /// Unread mentions.
    pub mentions: i64,
}

/// Sums over the followed threads of a team and, with `personal` 1, of direct and group messages.
///
/// # Errors
/// As the database answers.
pub async fn totals(tx: &mut Tx, user: UserId, team: TeamId, personal: i64) -> StoreResult<Totals> {
    let found = tx
        .opt(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN t.last_reply_at > tm.last_viewed_at THEN 1 ELSE 0 END), 0)::bigint, COALESCE(SUM(tm.unread_mentions), 0)::bigint
             FROM thread_members tm JOIN threads t ON t.post_id = tm.post_id JOIN channel_members m ON m.channel_id = t.channel_id AND m.user_id = tm.user_id
             WHERE tm.user_id = $1 AND tm.following AND (t.team_id = $2 OR ($3 > 0 AND t.team_id = '')) AND t.delete_at = 0",
            params![&user, &team, personal],
            |row| Ok(Totals { threads: row.next()?, unread: row.next()?, mentions: row.next()? }),
        )
        .await?;
    Ok(found.unwrap_or_default())
}

/// Marks every followed thread of a team, and of direct and group messages, as read; says how many changed.
///
/// # Errors
/// As the database answers.
pub async fn mark_all_read(tx: &mut Tx, user: UserId, team: TeamId, now: Millis) -> StoreResult<u64> {
    tx.execute(
        "UPDATE thread_members SET last_viewed_at = GREATEST(last_viewed_at, $3, (SELECT t.last_reply_at FROM threads t WHERE t.post_id = thread_members.post_id)), unread_mentions = 0, last_updated = $3
         WHERE user_id = $1 AND following AND post_id IN (SELECT t.post_id FROM threads t WHERE (t.team_id = $2 OR t.team_id = '')
             AND t.post_id IN (SELECT tm.post_id FROM thread_members tm WHERE tm.user_id = $1 AND tm.following))",
        params![&user, &team, now],
    )
    .await
}
