//! What a member has not read, counted anew, and whom a call to everybody reaches.
//!
//! The rules the counters follow: posts of a channel have strictly rising times; "read" is everything up to
//! `last_viewed_at`; deleted posts are read by everybody; `msg_count` is the channel's total less what is unread.

use chinwag_model::{
    ChannelId, Millis, UserId,
    channel::ChannelKind,
    notify::{ChannelNotifyProps, UserNotifyProps},
};

use crate::{StoreResult, Tx, params};

/// A member's counters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Posts read.
    pub msg_count: i64,
    /// Root posts read.
    pub msg_count_root: i64,
    /// Unread mentions.
    pub mention_count: i64,
    /// Unread mentions in root posts.
    pub mention_count_root: i64,
}

macro_rules! counts {
    () => {
        "p.kind NOT IN ('system_join_leave', 'system_join_channel', 'system_leave_channel', 'system_join_team', 'system_leave_team', 'system_add_remove', 'system_add_to_channel', 'system_remove_from_channel', 'system_add_to_team', 'system_remove_from_team')"
    };
}

/// A member's counters computed from the posts alone; `None` for somebody who is not a member. It reads the whole
/// channel: for tests and repairs.
///
/// # Errors
/// As the database answers.
pub async fn recount(tx: &mut Tx, channel: ChannelId, user: UserId) -> StoreResult<Option<Counters>> {
    let Some((viewed, kind)) = standing(tx, channel, user).await? else { return Ok(None) };
    let (all, roots) = tx
        .opt(
            concat!(
                "SELECT COUNT(*), COALESCE(SUM(CASE WHEN p.root_id = '' THEN 1 ELSE 0 END), 0)::bigint FROM posts p WHERE p.channel_id = $1 AND ",
                counts!()
            ),
            params![&channel],
            |row| Ok((row.next::<i64>()?, row.next::<i64>()?)),
        )
        .await?
        .unwrap_or_default();
    let unread = unread(tx, channel, viewed).await?;
    let mentions = mentions(tx, channel, user, kind, viewed).await?;
    Ok(Some(Counters {
        msg_count: all - unread.0,
        msg_count_root: roots - unread.1,
        mention_count: mentions.0,
        mention_count_root: mentions.1,
    }))
}

/// Members whose stored counters differ from the recounted ones; none, unless there is a bug. Reads everything.
///
/// # Errors
/// As the database answers.
pub async fn miscounted(tx: &mut Tx) -> StoreResult<Vec<(ChannelId, UserId, Counters, Counters)>> {
    let members = tx
        .all(
            "SELECT m.channel_id, m.user_id, m.msg_count, m.msg_count_root, m.mention_count, m.mention_count_root FROM channel_members m",
            &[],
            |row| {
                let (channel, user) = (row.next::<ChannelId>()?, row.next::<UserId>()?);
                let counters = Counters {
                    msg_count: row.next()?,
                    msg_count_root: row.next()?,
                    mention_count: row.next()?,
                    mention_count_root: row.next()?,
                };
                Ok((channel, user, counters))
            },
        )
        .await?;
    let mut wrong = Vec::new();
    for (channel, user, stored) in members {
        if let Some(fresh) = recount(tx, channel, user).await?
            && fresh != stored
        {
            wrong.push((channel, user, stored, fresh));
        }
    }
    Ok(wrong)
}

/// What a member's counters are when everything after `viewed` is unread; only those posts are read for it.
///
/// # Errors
/// As the database answers.
pub async fn unread_since(
    tx: &mut Tx,
    channel: ChannelId,
    user: UserId,
    viewed: Millis,
) -> StoreResult<Option<Counters>> {
    let Some((_, kind)) = standing(tx, channel, user).await? else { return Ok(None) };
    let (all, roots) = tx
        .opt(
            "SELECT c.total_msg_count, c.total_msg_count_root FROM channels c WHERE c.id = $1",
            params![&channel],
            |row| Ok((row.next::<i64>()?, row.next::<i64>()?)),
        )
        .await?
        .unwrap_or_default();
    let unread = unread(tx, channel, viewed).await?;
    let mentions = mentions(tx, channel, user, kind, viewed).await?;
    Ok(Some(Counters {
        msg_count: all - unread.0,
        msg_count_root: roots - unread.1,
        mention_count: mentions.0,
        mention_count_root: mentions.1,
    }))
}

/// Makes writers of a channel come one after the other on PostgreSQL: who counts anew, or marks read, must see what is
/// counted at that moment, and everybody takes the rows in the same order. SQLite has one writer anyway.
pub(crate) async fn hold(tx: &mut Tx, channel: ChannelId) -> StoreResult<()> {
    if tx.is_postgres() {
        tx.number("SELECT 1::bigint FROM channels c WHERE c.id = $1 FOR UPDATE", params![&channel]).await?;
    }
    Ok(())
}

/// Makes everything after `viewed` unread, and everything before read.
///
/// # Errors
/// As the database answers.
pub async fn set_read_until(
    tx: &mut Tx,
    channel: ChannelId,
    user: UserId,
    viewed: Millis,
    now: Millis,
) -> StoreResult<()> {
    hold(tx, channel).await?;
    let Some(counters) = unread_since(tx, channel, user, viewed).await? else { return Ok(()) };
    tx.execute(
        "UPDATE channel_members SET last_viewed_at = $3, msg_count = $4, msg_count_root = $5, mention_count = $6, mention_count_root = $7, last_update_at = $8
         WHERE channel_id = $1 AND user_id = $2",
        params![
            &channel,
            &user,
            viewed,
            counters.msg_count,
            counters.msg_count_root,
            counters.mention_count,
            counters.mention_count_root,
            now
        ],
    )
    .await?;
    Ok(())
}

async fn standing(
    tx: &mut Tx,
    channel: ChannelId,
    user: UserId,
) -> StoreResult<Option<(Millis, ChannelKind)>> {
    tx.opt(
        "SELECT m.last_viewed_at, c.kind FROM channel_members m JOIN channels c ON c.id = m.channel_id WHERE m.channel_id = $1 AND m.user_id = $2",
        params![&channel, &user],
        |row| Ok((row.next::<Millis>()?, crate::channel::kind(&row.next::<String>()?)?)),
    )
    .await
}

/// Posts and root posts after a moment.
async fn unread(tx: &mut Tx, channel: ChannelId, viewed: Millis) -> StoreResult<(i64, i64)> {
    let found = tx
        .opt(
            concat!(
                "SELECT COUNT(*), COALESCE(SUM(CASE WHEN p.root_id = '' THEN 1 ELSE 0 END), 0)::bigint FROM posts p WHERE p.channel_id = $1 AND p.create_at > $2 AND p.delete_at = 0 AND ",
                counts!()
            ),
            params![&channel, viewed],
            |row| Ok((row.next()?, row.next()?)),
        )
        .await?;
    Ok(found.unwrap_or_default())
}

/// Mentions, and those in root posts, after a moment.
async fn mentions(
    tx: &mut Tx,
    channel: ChannelId,
    user: UserId,
    kind: ChannelKind,
    viewed: Millis,
) -> StoreResult<(i64, i64)> {
    let sql = if kind.is_personal() {
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN p.root_id = '' THEN 1 ELSE 0 END), 0)::bigint FROM posts p WHERE p.channel_id = $1 AND p.create_at > $3 AND p.delete_at = 0 AND p.user_id <> $2 AND p.kind NOT LIKE 'system_%'"
    } else {
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN pm.root_id = '' THEN 1 ELSE 0 END), 0)::bigint FROM post_mentions pm WHERE pm.user_id = $2 AND pm.channel_id = $1 AND pm.create_at > $3"
    };
    let found = tx.opt(sql, params![&channel, &user, viewed], |row| Ok((row.next()?, row.next()?))).await?;
    Ok(found.unwrap_or_default())
}

/// A member with what decides whether a call to everybody counts for them.
#[derive(Debug, Clone)]
pub struct Reachable {
    /// Who.
    pub user_id: UserId,
    /// Their settings for the channel.
    pub channel_props: ChannelNotifyProps,
    /// Their settings.
    pub user_props: UserNotifyProps,
    /// Their status, such as `online`; empty when they were never here.
    pub status: String,
}

/// Active members of a channel, at most `limit`.
///
/// # Errors
/// As the database answers.
pub async fn reachable(tx: &mut Tx, channel: ChannelId, limit: i64) -> StoreResult<Vec<Reachable>> {
    tx.all(
        "SELECT m.user_id, m.notify_props, u.notify_props, s.status FROM channel_members m JOIN users u ON u.id = m.user_id
         LEFT JOIN statuses s ON s.user_id = m.user_id WHERE m.channel_id = $1 AND u.delete_at = 0 LIMIT $2",
        params![&channel, limit],
        |row| {
            Ok(Reachable {
                user_id: row.next()?,
                channel_props: row.json()?,
                user_props: row.json()?,
                status: row.next()?,
            })
        },
    )
    .await
}

/// Members who follow every thread of a channel.
///
/// # Errors
/// As the database answers.
pub async fn following_all(tx: &mut Tx, channel: ChannelId) -> StoreResult<Vec<UserId>> {
    tx.all(
        "SELECT m.user_id FROM channel_members m WHERE m.channel_id = $1 AND m.notify_props LIKE '%\"channel_auto_follow_threads\":\"on\"%'",
        params![&channel],
        crate::params::first::<UserId>,
    )
    .await
}
