//! Threads: what a root's replies add up to, who follows them and what they have read. [`list`] holds the lists a
//! follower sees.

use chinwag_model::{ChannelId, Millis, PostId, TeamId, UserId, thread::ThreadMembership};

use crate::{
    Columns, StoreResult, Tx, params,
    params::{first, json},
};

mod list;

pub use list::{Followed, ThreadFilter, Totals, Unread, followed, mark_all_read, one, totals};

/// What a root's replies add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    /// Root.
    pub post_id: PostId,
    /// Channel.
    pub channel_id: ChannelId,
    /// Team; empty for direct and group messages.
    pub team_id: TeamId,
    /// Replies.
    pub reply_count: i64,
    /// Time of the newest reply.
    pub last_reply_at: Millis,
    /// Who replied, the latest last.
    pub participants: Vec<UserId>,
    /// When the root was deleted.
    pub delete_at: Millis,
}

fn read(row: &mut Columns<'_>) -> StoreResult<Thread> {
    Ok(Thread {
        post_id: row.next()?,
        channel_id: row.next()?,
        team_id: row.next()?,
        reply_count: row.next()?,
        last_reply_at: row.next()?,
        participants: row.json()?,
        delete_at: row.next()?,
    })
}

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT t.post_id, t.channel_id, t.team_id, t.reply_count, t.last_reply_at, t.participants, t.delete_at FROM threads t ",
            $rest
        )
    };
}

/// The thread of a root, to be changed in this transaction; `None` before the first reply.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, root: PostId) -> StoreResult<Option<Thread>> {
    tx.opt(select!("WHERE t.post_id = $1"), params![&root], read).await
}

/// Threads of several roots.
///
/// # Errors
/// As the database answers.
pub async fn by_roots(tx: &mut Tx, roots: &[PostId]) -> StoreResult<Vec<Thread>> {
    tx.all(select!("WHERE t.post_id = ANY($1)"), params![roots], read).await
}

/// Writes a thread.
///
/// # Errors
/// As the database answers.
pub async fn put(tx: &mut Tx, thread: &Thread) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO threads (post_id, channel_id, team_id, reply_count, last_reply_at, participants, delete_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (post_id) DO UPDATE SET reply_count = excluded.reply_count, last_reply_at = excluded.last_reply_at, participants = excluded.participants, delete_at = excluded.delete_at",
        params![
            &thread.post_id,
            &thread.channel_id,
            &thread.team_id,
            thread.reply_count,
            thread.last_reply_at,
            json(&thread.participants),
            thread.delete_at
        ],
    )
    .await?;
    Ok(())
}

/// A thread computed anew from its replies: count, time of the newest, who replied.
///
/// # Errors
/// As the database answers.
pub async fn recount(tx: &mut Tx, root: PostId) -> StoreResult<(i64, Millis, Vec<UserId>)> {
    let (count, last) = tx
        .opt(
            "SELECT COUNT(*), COALESCE(MAX(p.create_at), 0) FROM posts p WHERE p.root_id = $1 AND p.root_id <> '' AND p.delete_at = 0",
            params![&root],
            |row| Ok((row.next::<i64>()?, row.next::<Millis>()?)),
        )
        .await?
        .unwrap_or_default();
    let people = tx
        .all(
            "SELECT p.user_id FROM posts p WHERE p.root_id = $1 AND p.root_id <> '' AND p.delete_at = 0 GROUP BY p.user_id ORDER BY MAX(p.create_at)",
            params![&root],
            first::<UserId>,
        )
        .await?;
    Ok((count, last, people))
}

fn read_membership(row: &mut Columns<'_>) -> StoreResult<ThreadMembership> {
    Ok(ThreadMembership {
        post_id: row.next()?,
        user_id: row.next()?,
        following: row.next()?,
        last_updated: row.next()?,
        last_view_update: row.next()?,
        unread_mentions: row.next()?,
    })
}

macro_rules! select_member {
    ($rest:expr) => {
        concat!(
            "SELECT tm.post_id, tm.user_id, tm.following, tm.last_updated, tm.last_viewed_at, tm.unread_mentions FROM thread_members tm ",
            $rest
        )
    };
}

/// What one user is to a thread.
///
/// # Errors
/// As the database answers.
pub async fn membership(tx: &mut Tx, root: PostId, user: UserId) -> StoreResult<Option<ThreadMembership>> {
    tx.opt(
        select_member!("WHERE tm.post_id = $1 AND tm.user_id = $2"),
        params![&root, &user],
        read_membership,
    )
    .await
}

/// Which of these threads a user follows.
///
/// # Errors
/// As the database answers.
pub async fn following_of(tx: &mut Tx, user: UserId, roots: &[PostId]) -> StoreResult<Vec<PostId>> {
    tx.all(
        "SELECT tm.post_id FROM thread_members tm WHERE tm.post_id = ANY($2) AND tm.user_id = $1 AND tm.following",
        params![&user, roots],
        first::<PostId>,
    )
    .await
}

/// Writes what one user is to a thread.
///
/// # Errors
/// As the database answers.
pub async fn put_membership(tx: &mut Tx, member: &ThreadMembership) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO thread_members (post_id, user_id, following, last_updated, last_viewed_at, unread_mentions) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (post_id, user_id) DO UPDATE SET following = excluded.following, last_updated = excluded.last_updated, last_viewed_at = excluded.last_viewed_at, unread_mentions = excluded.unread_mentions",
        params![
            &member.post_id,
            &member.user_id,
            member.following,
            member.last_updated,
            member.last_view_update,
            member.unread_mentions
        ],
    )
    .await?;
    Ok(())
}

/// The author of a reply has read the thread, and follows it unless they once stopped.
///
/// # Errors
/// As the database answers.
pub async fn author_replied(
    tx: &mut Tx,
    root: PostId,
    user: UserId,
    follow: Follow,
    now: Millis,
) -> StoreResult<()> {
    let sql = match follow {
        Follow::New => "INSERT INTO thread_members (post_id, user_id, following, last_updated, last_viewed_at, unread_mentions) VALUES ($1, $2, TRUE, $3, $3, 0)
             ON CONFLICT (post_id, user_id) DO UPDATE SET last_updated = excluded.last_updated, last_viewed_at = excluded.last_viewed_at, unread_mentions = 0",
        Follow::AsBefore => "UPDATE thread_members SET last_updated = $3, last_viewed_at = $3, unread_mentions = 0 WHERE post_id = $1 AND user_id = $2",
    };
    tx.execute(sql, params![&root, &user, now]).await?;
    Ok(())
}

/// Whether people who come into contact with a thread begin to follow it (a setting).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// They do.
    New,
    /// Everybody stays as they are.
    AsBefore,
}

/// Users begin to follow a thread, unless they ever did or stopped.
///
/// # Errors
/// As the database answers.
pub async fn follow_first(tx: &mut Tx, root: PostId, users: &[UserId], now: Millis) -> StoreResult<()> {
    for user in users {
        tx.execute(
            "INSERT INTO thread_members (post_id, user_id, following, last_updated, last_viewed_at, unread_mentions) VALUES ($1, $2, TRUE, $3, 0, 0) ON CONFLICT (post_id, user_id) DO NOTHING",
            params![&root, user, now],
        )
        .await?;
    }
    Ok(())
}

/// Counts a mention in a reply for each of `users` who are members of the channel; with [`Follow::New`] they begin to
/// follow the thread.
///
/// # Errors
/// As the database answers.
pub async fn add_mentions(
    tx: &mut Tx,
    (channel, root): (ChannelId, PostId),
    users: &[UserId],
    follow: Follow,
    now: Millis,
) -> StoreResult<()> {
    if users.is_empty() {
        return Ok(());
    }
    let sql = match follow {
        Follow::New => "INSERT INTO thread_members (post_id, user_id, following, last_updated, last_viewed_at, unread_mentions)
             SELECT $1::text, m.user_id, TRUE, $4::bigint, 0, 1 FROM channel_members m WHERE m.channel_id = $2 AND m.user_id = ANY($3)
             ON CONFLICT (post_id, user_id) DO UPDATE SET following = TRUE, unread_mentions = thread_members.unread_mentions + 1, last_updated = excluded.last_updated",
        Follow::AsBefore => "UPDATE thread_members SET unread_mentions = unread_mentions + 1, last_updated = $4
             WHERE post_id = $1 AND user_id = ANY($3) AND user_id IN (SELECT m.user_id FROM channel_members m WHERE m.channel_id = $2 AND m.user_id = ANY($3))",
    };
    tx.execute(sql, params![&root, &channel, users, now]).await?;
    Ok(())
}

/// Counts anew what followers have of unread mentions in a thread, after replies were deleted.
///
/// # Errors
/// As the database answers.
pub async fn recount_mentions(tx: &mut Tx, root: PostId) -> StoreResult<()> {
    let members = tx
        .all(
            select_member!("WHERE tm.post_id = $1 AND tm.unread_mentions > 0"),
            params![&root],
            read_membership,
        )
        .await?;
    for mut member in members {
        let (_, mentions) = unread_after(tx, root, member.user_id, member.last_view_update).await?;
        if mentions != member.unread_mentions {
            member.unread_mentions = mentions;
            put_membership(tx, &member).await?;
        }
    }
    Ok(())
}

/// A follower of a thread with what they have not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Who.
    pub user_id: UserId,
    /// When they viewed it last.
    pub last_viewed_at: Millis,
    /// Unread mentions.
    pub unread_mentions: i64,
    /// Unread replies.
    pub unread_replies: i64,
    /// Their choice of threads apart from the channel: `on`, `off`, or empty.
    pub collapsed: String,
}

/// Followers of a thread who are members of its channel.
///
/// # Errors
/// As the database answers.
pub async fn followers(tx: &mut Tx, root: PostId) -> StoreResult<Vec<Follower>> {
    tx.all(
        "SELECT tm.user_id, tm.last_viewed_at, tm.unread_mentions,
             (SELECT COUNT(*) FROM posts p WHERE p.root_id = tm.post_id AND p.root_id <> '' AND p.create_at > tm.last_viewed_at AND p.delete_at = 0), f.value
         FROM thread_members tm JOIN threads t ON t.post_id = tm.post_id
         JOIN channel_members m ON m.channel_id = t.channel_id AND m.user_id = tm.user_id
         LEFT JOIN preferences f ON f.user_id = tm.user_id AND f.category = 'display_settings' AND f.name = 'collapsed_reply_threads'
         WHERE tm.post_id = $1 AND tm.following",
        params![&root],
        |row| {
            Ok(Follower {
                user_id: row.next()?,
                last_viewed_at: row.next()?,
                unread_mentions: row.next()?,
                unread_replies: row.next()?,
                collapsed: row.next()?,
            })
        },
    )
    .await
}

/// A user's choice of threads apart from the channel: `on`, `off`; `None` when they never chose.
///
/// # Errors
/// As the database answers.
pub async fn collapsed_choice(tx: &mut Tx, user: UserId) -> StoreResult<Option<String>> {
    tx.opt(
        "SELECT f.value FROM preferences f WHERE f.user_id = $1 AND f.category = 'display_settings' AND f.name = 'collapsed_reply_threads'",
        params![&user],
        first::<String>,
    )
    .await
}

/// Unread replies and mentions of a user in a thread when everything after `viewed` is unread.
///
/// # Errors
/// As the database answers.
pub async fn unread_after(
    tx: &mut Tx,
    root: PostId,
    user: UserId,
    viewed: Millis,
) -> StoreResult<(i64, i64)> {
    let replies = tx
        .number(
            "SELECT COUNT(*) FROM posts p WHERE p.root_id = $1 AND p.root_id <> '' AND p.create_at > $2 AND p.delete_at = 0",
            params![&root, viewed],
        )
        .await?;
    let mentions = tx
        .number(
            "SELECT COUNT(*) FROM posts p JOIN channels c ON c.id = p.channel_id
             WHERE p.root_id = $1 AND p.root_id <> '' AND p.create_at > $2 AND p.delete_at = 0
                 AND ((c.kind IN ('D', 'G') AND p.user_id <> $3) OR EXISTS (SELECT 1 FROM post_mentions pm WHERE pm.post_id = p.id AND pm.user_id = $3))",
            params![&root, viewed, &user],
        )
        .await?;
    Ok((replies, mentions))
}
