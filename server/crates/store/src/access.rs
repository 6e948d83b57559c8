//! What a permission check needs, in one statement: a channel or team with one user's memberships.

use chinwag_model::{
    ChannelId, TeamId, UserId,
    channel::Channel,
    team::{SchemeRoles, scheme_roles},
};

use crate::{Columns, StoreResult, Tx, channel, params};

/// A channel and what one user is in it and in its team.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelStanding {
    /// The channel, archived or not.
    pub channel: Channel,
    /// Space-separated role names in the channel; `None` for somebody who is not a member.
    pub channel_roles: Option<String>,
    /// Space-separated role names in the team; `None` for somebody who is not a member.
    pub team_roles: Option<String>,
    /// Whether the team is archived.
    pub team_archived: TeamState,
}

/// Whether a channel's team is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamState {
    /// In use, or there is none (direct and group messages).
    Alive,
    /// Archived.
    Archived,
}

/// Who posts: what a post carries of its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Username; empty when there is no such user.
    pub username: String,
    /// Whether it is a bot.
    pub is_bot: bool,
}

macro_rules! standing {
    ($columns:literal, $join:literal) => {
        concat!(
            "SELECT c.id, c.create_at, c.update_at, c.delete_at, c.team_id, c.kind, c.display_name, c.name, c.header, c.purpose, c.last_post_at, c.total_msg_count, c.creator_id, c.props, c.total_msg_count_root, c.last_root_post_at,
             m.user_id, m.explicit_roles, m.scheme_guest, m.scheme_user, m.scheme_admin,
             tm.user_id, tm.explicit_roles, tm.scheme_guest, tm.scheme_user, tm.scheme_admin, t.delete_at",
            $columns,
            " FROM channels c
         LEFT JOIN channel_members m ON m.channel_id = c.id AND m.user_id = $2
         LEFT JOIN team_members tm ON tm.team_id = c.team_id AND tm.user_id = $2 AND tm.delete_at = 0
         LEFT JOIN teams t ON t.id = c.team_id ",
            $join,
            " WHERE c.id = $1"
        )
    };
}

/// The standing of a user towards a channel.
///
/// # Errors
/// As the database answers.
pub async fn channel(tx: &mut Tx, id: ChannelId, user: UserId) -> StoreResult<Option<ChannelStanding>> {
    tx.opt(standing!("", ""), params![&id, &user], read_standing).await
}

/// The standing of a user towards a channel, and what a post of theirs carries of them.
///
/// # Errors
/// As the database answers.
pub async fn author(
    tx: &mut Tx,
    id: ChannelId,
    user: UserId,
) -> StoreResult<Option<(ChannelStanding, Author)>> {
    tx.opt(
        standing!(", u.username, u.is_bot", "LEFT JOIN users u ON u.id = $2"),
        params![&id, &user],
        |row| Ok((read_standing(row)?, Author { username: row.next()?, is_bot: row.next()? })),
    )
    .await
}

fn read_standing(row: &mut Columns<'_>) -> StoreResult<ChannelStanding> {
    Ok(ChannelStanding {
        channel: channel::read(row)?,
        channel_roles: roles(row, "channel")?,
        team_roles: roles(row, "team")?,
        team_archived: if row.next::<i64>()? > 0 { TeamState::Archived } else { TeamState::Alive },
    })
}

/// The roles of a user in a team; `None` for somebody who is not a member.
///
/// # Errors
/// As the database answers.
pub async fn team_roles(tx: &mut Tx, team: TeamId, user: UserId) -> StoreResult<Option<String>> {
    let found = tx
        .opt(
            "SELECT tm.user_id, tm.explicit_roles, tm.scheme_guest, tm.scheme_user, tm.scheme_admin FROM team_members tm WHERE tm.team_id = $1 AND tm.user_id = $2 AND tm.delete_at = 0",
            params![&team, &user],
            |row| roles(row, "team"),
        )
        .await?;
    Ok(found.flatten())
}

/// Whether two users are in a team or a channel together.
///
/// # Errors
/// As the database answers.
pub async fn share_something(tx: &mut Tx, a: UserId, b: UserId) -> StoreResult<bool> {
    let n = tx
        .number(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM channel_members x JOIN channel_members y ON y.channel_id = x.channel_id WHERE x.user_id = $1 AND y.user_id = $2)
                 THEN 1 ELSE 0 END",
            params![&a, &b],
        )
        .await?;
    Ok(n > 0)
}

fn roles(row: &mut Columns<'_>, scope: &str) -> StoreResult<Option<String>> {
    let user: UserId = row.next()?;
    let explicit: String = row.next()?;
    let scheme = SchemeRoles { guest: row.next()?, user: row.next()?, admin: row.next()? };
    Ok(user.some().map(|_| scheme_roles(scope, scheme, &explicit)))
}
