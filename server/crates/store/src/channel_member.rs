//! Membership of channels, and what members have read.

use chinwag_model::{
    ChannelId, Millis, TeamId, UserId,
    channel_member::{ChannelMember, ChannelMemberWithTeam, ChannelUnread},
    page::Page,
    user::Timezone,
};

use crate::{
    Columns, StoreResult, Tx, params,
    params::{first, json},
};

mod count;

pub(crate) use count::hold;
pub use count::{
    Counters, Reachable, following_all, miscounted, reachable, recount, set_read_until, unread_since,
};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT m.channel_id, m.user_id, m.explicit_roles, m.last_viewed_at, m.msg_count, m.mention_count, m.mention_count_root, m.msg_count_root, m.notify_props, m.last_update_at, m.scheme_guest, m.scheme_user, m.scheme_admin FROM channel_members m ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<ChannelMember> {
    Ok(ChannelMember {
        channel_id: row.next()?,
        user_id: row.next()?,
        explicit_roles: row.next()?,
        last_viewed_at: row.next()?,
        msg_count: row.next()?,
        mention_count: row.next()?,
        mention_count_root: row.next()?,
        msg_count_root: row.next()?,
        notify_props: row.json()?,
        last_update_at: row.next()?,
        scheme_guest: row.next()?,
        scheme_user: row.next()?,
        scheme_admin: row.next()?,
        ..ChannelMember::default()
    }
    .with_roles())
}

/// Adds a member who has read everything there is; says whether they were not a member before.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, member: &ChannelMember) -> StoreResult<bool> {
    let n = tx
        .execute(
            "INSERT INTO channel_members (channel_id, user_id, explicit_roles, last_viewed_at, msg_count, msg_count_root, notify_props, last_update_at, scheme_guest, scheme_user, scheme_admin)
             SELECT $1, $2, $3, c.last_post_at, c.total_msg_count, c.total_msg_count_root, $4, $5, $6, $7, $8 FROM channels c WHERE c.id = $1
             ON CONFLICT (channel_id, user_id) DO NOTHING",
            params![
                &member.channel_id,
                &member.user_id,
                &member.explicit_roles,
                json(&member.notify_props),
                member.last_update_at,
                member.scheme_guest,
                member.scheme_user,
                member.scheme_admin
            ],
        )
        .await?;
    Ok(n > 0)
}

/// Writes roles and settings; counters are left alone.
///
/// # Errors
/// As the database answers.
pub async fn update(tx: &mut Tx, member: &ChannelMember) -> StoreResult<()> {
    tx.execute(
        "UPDATE channel_members SET explicit_roles = $3, notify_props = $4, last_update_at = $5, scheme_guest = $6, scheme_user = $7, scheme_admin = $8 WHERE channel_id = $1 AND user_id = $2",
        params![
            &member.channel_id,
            &member.user_id,
            &member.explicit_roles,
            json(&member.notify_props),
            member.last_update_at,
            member.scheme_guest,
            member.scheme_user,
            member.scheme_admin
        ],
    )
    .await?;
    Ok(())
}

/// One membership.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, channel: ChannelId, user: UserId) -> StoreResult<Option<ChannelMember>> {
    tx.opt(select!("WHERE m.channel_id = $1 AND m.user_id = $2"), params![&channel, &user], read).await
}

/// A page of a channel's members, by user id.
///
/// # Errors
/// As the database answers.
pub async fn of_channel(tx: &mut Tx, channel: ChannelId, page: Page) -> StoreResult<Vec<ChannelMember>> {
    tx.all(
        select!("WHERE m.channel_id = $1 ORDER BY m.user_id LIMIT $2 OFFSET $3"),
        params![&channel, page.limit(), page.offset()],
        read,
    )
    .await
}

/// Memberships of the users named.
///
/// # Errors
/// As the database answers.
pub async fn by_users(tx: &mut Tx, channel: ChannelId, users: &[UserId]) -> StoreResult<Vec<ChannelMember>> {
    tx.all(select!("WHERE m.channel_id = $1 AND m.user_id = ANY($2)"), params![&channel, users], read).await
}

/// Ids of every member.
///
/// # Errors
/// As the database answers.
pub async fn user_ids(tx: &mut Tx, channel: ChannelId) -> StoreResult<Vec<UserId>> {
    tx.all("SELECT user_id FROM channel_members WHERE channel_id = $1", params![&channel], first::<UserId>)
        .await
}

/// Ids of every channel a user is in, archived ones too.
///
/// # Errors
/// As the database answers.
pub async fn channel_ids(tx: &mut Tx, user: UserId) -> StoreResult<Vec<ChannelId>> {
    tx.all("SELECT channel_id FROM channel_members WHERE user_id = $1", params![&user], first::<ChannelId>)
        .await
}

/// Memberships of a user in the channels of a team, archived ones too, and in direct and group messages.
///
/// # Errors
/// As the database answers.
pub async fn of_user_in_team(tx: &mut Tx, user: UserId, team: TeamId) -> StoreResult<Vec<ChannelMember>> {
    tx.all(
        select!("JOIN channels c ON c.id = m.channel_id WHERE m.user_id = $1 AND (c.team_id = $2 OR c.team_id = '')"),
        params![&user, &team],
        read,
    )
    .await
}

/// A page of all memberships of a user, by channel id.
///
/// # Errors
/// As the database answers.
pub async fn of_user(tx: &mut Tx, user: UserId, page: Page) -> StoreResult<Vec<ChannelMember>> {
    tx.all(
        select!("WHERE m.user_id = $1 ORDER BY m.channel_id LIMIT $2 OFFSET $3"),
        params![&user, page.limit(), page.offset()],
        read,
    )
    .await
}

/// Members of a channel whose accounts are active.
///
/// # Errors
/// As the database answers.
pub async fn count(tx: &mut Tx, channel: ChannelId) -> StoreResult<i64> {
    tx.number(
        "SELECT COUNT(*) FROM channel_members m JOIN users u ON u.id = m.user_id WHERE m.channel_id = $1 AND u.delete_at = 0",
        params![&channel],
    )
    .await
}

/// Removes a member, who then follows no thread there any more; says whether they were one.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, channel: ChannelId, user: UserId) -> StoreResult<bool> {
    unfollow(tx, &[channel], user).await?;
    Ok(tx
        .execute(
            "DELETE FROM channel_members WHERE channel_id = $1 AND user_id = $2",
            params![&channel, &user],
        )
        .await?
        > 0)
}

/// Marks everything in a channel as read by a user; says whether the user is a member. The time of view becomes that
/// of the channel's newest post, not `now`: a post that is being written at this moment gets a later time, so what is
/// read and what is not can always be told by time (see [`recount`]).
///
/// # Errors
/// As the database answers.
pub async fn mark_read(tx: &mut Tx, channel: ChannelId, user: UserId, now: Millis) -> StoreResult<bool> {
    hold(tx, channel).await?;
    let n = tx
        .execute(
            "UPDATE channel_members SET mention_count = 0, mention_count_root = 0,
                 msg_count = GREATEST(msg_count, (SELECT total_msg_count FROM channels WHERE id = $1)),
                 msg_count_root = GREATEST(msg_count_root, (SELECT total_msg_count_root FROM channels WHERE id = $1)),
                 last_viewed_at = GREATEST(last_viewed_at, (SELECT last_post_at FROM channels WHERE id = $1)), last_update_at = $3
             WHERE channel_id = $1 AND user_id = $2",
            params![&channel, &user, now],
        )
        .await?;
    Ok(n > 0)
}

/// Adds one unread mention to each of `users`; `root` is 1 for a root post.
///
/// # Errors
/// As the database answers.
pub async fn add_mentions(
    tx: &mut Tx,
    channel: ChannelId,
    users: &[UserId],
    root: i64,
    now: Millis,
) -> StoreResult<()> {
    if users.is_empty() {
        return Ok(());
    }
    tx.execute(
        "UPDATE channel_members SET mention_count = mention_count + 1, mention_count_root = mention_count_root + $3, last_update_at = $4
         WHERE channel_id = $1 AND user_id = ANY($2)",
        params![&channel, users, root, now],
    )
    .await?;
    Ok(())
}

/// A part of all memberships of a user, by channel id, each with the names of its team.
///
/// # Errors
/// As the database answers.
pub async fn of_user_with_team(
    tx: &mut Tx,
    user: UserId,
    page: Page,
) -> StoreResult<Vec<ChannelMemberWithTeam>> {
    tx.all(
        "SELECT m.channel_id, m.user_id, m.explicit_roles, m.last_viewed_at, m.msg_count, m.mention_count, m.mention_count_root, m.msg_count_root, m.notify_props, m.last_update_at, m.scheme_guest, m.scheme_user, m.scheme_admin,
             t.display_name, t.name, t.update_at
         FROM channel_members m JOIN channels c ON c.id = m.channel_id LEFT JOIN teams t ON t.id = c.team_id
         WHERE m.user_id = $1 AND (t.id IS NULL OR t.delete_at = 0) ORDER BY m.channel_id LIMIT $2 OFFSET $3",
        params![&user, page.limit(), page.offset()],
        |row| {
            Ok(ChannelMemberWithTeam {
                member: read(row)?,
                team_display_name: row.next()?,
                team_name: row.next()?,
                team_update_at: row.next()?,
            })
        },
    )
    .await
}

macro_rules! select_unread {
    ($rest:expr) => {
        concat!(
            "SELECT c.team_id, m.channel_id, m.user_id, GREATEST(c.total_msg_count - m.msg_count, 0), m.mention_count, m.mention_count_root, GREATEST(c.total_msg_count_root - m.msg_count_root, 0), m.last_viewed_at, m.notify_props FROM channel_members m JOIN channels c ON c.id = m.channel_id ",
            $rest
        )
    };
}

fn read_unread(row: &mut Columns<'_>) -> StoreResult<ChannelUnread> {
    Ok(ChannelUnread {
        team_id: row.next()?,
        channel_id: row.next()?,
        user_id: row.next()?,
        msg_count: row.next()?,
        mention_count: row.next()?,
        mention_count_root: row.next()?,
        msg_count_root: row.next()?,
        last_viewed_at: row.next()?,
        notify_props: row.json()?,
        ..ChannelUnread::default()
    })
}

/// What a member has not read of one channel.
///
/// # Errors
/// As the database answers.
pub async fn unread(tx: &mut Tx, channel: ChannelId, user: UserId) -> StoreResult<Option<ChannelUnread>> {
    tx.opt(
        select_unread!("WHERE m.channel_id = $1 AND m.user_id = $2"),
        params![&channel, &user],
        read_unread,
    )
    .await
}

/// What a user has not read of the channels of all teams; direct and group messages are left out.
///
/// # Errors
/// As the database answers.
pub async fn unread_in_teams(tx: &mut Tx, user: UserId) -> StoreResult<Vec<ChannelUnread>> {
    tx.all(
        select_unread!("WHERE m.user_id = $1 AND c.delete_at = 0 AND c.team_id <> ''"),
        params![&user],
        read_unread,
    )
    .await
}

/// Ids of a user's channels that are not archived: of one kind of place.
///
/// # Errors
/// As the database answers.
pub async fn open_channel_ids(tx: &mut Tx, user: UserId, place: Place) -> StoreResult<Vec<ChannelId>> {
    match place {
        Place::Team(team) => {
            tx.all(
                "SELECT m.channel_id FROM channel_members m JOIN channels c ON c.id = m.channel_id WHERE m.user_id = $1 AND c.team_id = $2 AND c.delete_at = 0 ORDER BY c.display_name, c.id",
                params![&user, &team],
                first::<ChannelId>,
            )
            .await
        }
        Place::Personal => {
            tx.all(
                "SELECT m.channel_id FROM channel_members m JOIN channels c ON c.id = m.channel_id WHERE m.user_id = $1 AND c.team_id = '' AND c.delete_at = 0 ORDER BY c.last_post_at DESC, c.id",
                params![&user],
                first::<ChannelId>,
            )
            .await
        }
    }
}

/// Where channels are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In this team.
    Team(TeamId),
    /// Direct and group messages.
    Personal,
}

/// Guests among the active members of a channel.
///
/// # Errors
/// As the database answers.
pub async fn count_guests(tx: &mut Tx, channel: ChannelId) -> StoreResult<i64> {
    tx.number(
        "SELECT COUNT(*) FROM channel_members m JOIN users u ON u.id = m.user_id WHERE m.channel_id = $1 AND u.delete_at = 0 AND m.scheme_guest",
        params![&channel],
    )
    .await
}

/// Time zone settings of a channel's active members, each different one once.
///
/// # Errors
/// As the database answers.
pub async fn timezones(tx: &mut Tx, channel: ChannelId) -> StoreResult<Vec<Timezone>> {
    tx.all(
        "SELECT DISTINCT u.timezone FROM channel_members m JOIN users u ON u.id = m.user_id WHERE m.channel_id = $1 AND u.delete_at = 0",
        params![&channel],
        |row| row.json(),
    )
    .await
}

/// Ids of the channels of a team that a user is in, archived ones too.
///
/// # Errors
/// As the database answers.
pub async fn channel_ids_in_team(tx: &mut Tx, user: UserId, team: TeamId) -> StoreResult<Vec<ChannelId>> {
    tx.all(
        "SELECT m.channel_id FROM channel_members m JOIN channels c ON c.id = m.channel_id WHERE m.user_id = $1 AND c.team_id = $2",
        params![&user, &team],
        first::<ChannelId>,
    )
    .await
}

async fn unfollow(tx: &mut Tx, channels: &[ChannelId], user: UserId) -> StoreResult<()> {
    tx.execute(
        "DELETE FROM thread_members WHERE user_id = $2 AND post_id IN (SELECT post_id FROM threads WHERE channel_id = ANY($1))",
        params![channels, &user],
    )
    .await?;
    Ok(())
}

/// Removes a user from several channels and from the threads they follow there.
///
/// # Errors
/// As the database answers.
pub async fn delete_many(tx: &mut Tx, channels: &[ChannelId], user: UserId) -> StoreResult<u64> {
    if channels.is_empty() {
        return Ok(0);
    }
    unfollow(tx, channels, user).await?;
    tx.execute(
        "DELETE FROM channel_members WHERE channel_id = ANY($1) AND user_id = $2",
        params![channels, &user],
    )
    .await
}
