//! Membership of teams.

use chinwag_model::{Millis, TeamId, UserId, page::Page, team::TeamMember};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT m.team_id, m.user_id, m.delete_at, m.scheme_guest, m.scheme_user, m.scheme_admin, m.explicit_roles, m.create_at FROM team_members m ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<TeamMember> {
    Ok(TeamMember {
        team_id: row.next()?,
        user_id: row.next()?,
        delete_at: row.next()?,
        scheme_guest: row.next()?,
        scheme_user: row.next()?,
        scheme_admin: row.next()?,
        explicit_roles: row.next()?,
        create_at: row.next()?,
        roles: String::new(),
    }
    .with_roles())
}

/// Makes a user a member, also one who had left; roles are those of `member`.
///
/// # Errors
/// As the database answers.
pub async fn upsert(tx: &mut Tx, member: &TeamMember) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO team_members (team_id, user_id, explicit_roles, delete_at, scheme_guest, scheme_user, scheme_admin, create_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (team_id, user_id) DO UPDATE SET explicit_roles = excluded.explicit_roles, delete_at = excluded.delete_at,
             scheme_guest = excluded.scheme_guest, scheme_user = excluded.scheme_user, scheme_admin = excluded.scheme_admin",
        params![
            &member.team_id,
            &member.user_id,
            &member.explicit_roles,
            member.delete_at,
            member.scheme_guest,
            member.scheme_user,
            member.scheme_admin,
            member.create_at
        ],
    )
    .await?;
    Ok(())
}

/// One membership, also one that ended.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, team: TeamId, user: UserId) -> StoreResult<Option<TeamMember>> {
    tx.opt(select!("WHERE m.team_id = $1 AND m.user_id = $2"), params![&team, &user], read).await
}

/// Memberships of a user that are in force.
///
/// # Errors
/// As the database answers.
pub async fn of_user(tx: &mut Tx, user: UserId) -> StoreResult<Vec<TeamMember>> {
    tx.all(
        select!(
            "JOIN teams t ON t.id = m.team_id WHERE m.user_id = $1 AND m.delete_at = 0 AND t.delete_at = 0"
        ),
        params![&user],
        read,
    )
    .await
}

/// Which members of a team a page holds, and in what order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listing {
    /// By username instead of by user id.
    pub by_username: bool,
    /// Without deactivated accounts.
    pub active_only: bool,
}

/// A page of a team's members.
///
/// # Errors
/// As the database answers.
pub async fn of_team(
    tx: &mut Tx,
    team: TeamId,
    listing: Listing,
    page: Page,
) -> StoreResult<Vec<TeamMember>> {
    let params = params![&team, page.limit(), page.offset()];
    match (listing.by_username, listing.active_only) {
        (false, false) => {
            tx.all(
                select!("WHERE m.team_id = $1 AND m.delete_at = 0 ORDER BY m.user_id LIMIT $2 OFFSET $3"),
                params,
                read,
            )
            .await
        }
        (false, true) => {
            tx.all(
                select!(
                    "JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 AND m.delete_at = 0 AND u.delete_at = 0 ORDER BY m.user_id LIMIT $2 OFFSET $3"
                ),
                params,
                read,
            )
            .await
        }
        (true, false) => {
            tx.all(
                select!(
                    "JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 AND m.delete_at = 0 ORDER BY u.username LIMIT $2 OFFSET $3"
                ),
                params,
                read,
            )
            .await
        }
        (true, true) => {
            tx.all(
                select!(
                    "JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 AND m.delete_at = 0 AND u.delete_at = 0 ORDER BY u.username LIMIT $2 OFFSET $3"
                ),
                params,
                read,
            )
            .await
        }
    }
}

/// Memberships of the users named.
///
/// # Errors
/// As the database answers.
pub async fn by_users(tx: &mut Tx, team: TeamId, users: &[UserId]) -> StoreResult<Vec<TeamMember>> {
    tx.all(
        select!("WHERE m.team_id = $1 AND m.user_id = ANY($2) AND m.delete_at = 0"),
        params![&team, users],
        read,
    )
    .await
}

/// Members in force.
///
/// # Errors
/// As the database answers.
pub async fn count(tx: &mut Tx, team: TeamId) -> StoreResult<i64> {
    tx.number("SELECT COUNT(*) FROM team_members WHERE team_id = $1 AND delete_at = 0", params![&team]).await
}

/// Ends a membership; says whether it was in force.
///
/// # Errors
/// As the database answers.
pub async fn end(tx: &mut Tx, team: TeamId, user: UserId, now: Millis) -> StoreResult<bool> {
    let n = tx
        .execute(
            "UPDATE team_members SET delete_at = $3, explicit_roles = '', scheme_admin = FALSE WHERE team_id = $1 AND user_id = $2 AND delete_at = 0",
            params![&team, &user, now],
        )
        .await?;
    Ok(n > 0)
}

/// Followed threads of a user with something unread, in one team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnreadThreads {
    /// Team.
    pub team_id: TeamId,
    /// Threads with an unread reply.
    pub threads: i64,
    /// Unread mentions in followed threads.
    pub mentions: i64,
}

/// Followed threads with something unread, by team; those of direct and group messages have an empty team.
///
/// # Errors
/// As the database answers.
pub async fn unread_threads(tx: &mut Tx, user: UserId) -> StoreResult<Vec<UnreadThreads>> {
    tx.all(
        "SELECT t.team_id, SUM(CASE WHEN t.last_reply_at > m.last_viewed_at THEN 1 ELSE 0 END)::bigint, SUM(m.unread_mentions)::bigint
         FROM thread_members m JOIN threads t ON t.post_id = m.post_id
         WHERE m.user_id = $1 AND m.following = TRUE AND t.delete_at = 0 GROUP BY t.team_id",
        params![&user],
        |row| Ok(UnreadThreads { team_id: row.next()?, threads: row.next()?, mentions: row.next()? }),
    )
    .await
}

/// Members in force whose accounts are active.
///
/// # Errors
/// As the database answers.
pub async fn count_active(tx: &mut Tx, team: TeamId) -> StoreResult<i64> {
    tx.number(
        "SELECT COUNT(*) FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 AND m.delete_at = 0 AND u.delete_at = 0",
        params![&team],
    )
    .await
}
