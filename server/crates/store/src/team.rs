//! Teams, found by id, name or invitation.

use chinwag_model::{ChannelId, TeamId, UserId, page::Page, team::Team};

use crate::{
    Columns, StoreResult, Tx, params,
    params::{first, like_any},
};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT t.id, t.create_at, t.update_at, t.delete_at, t.display_name, t.name, t.description, t.email, t.kind, t.company_name, t.allowed_domains, t.invite_id, t.allow_open_invite, t.last_team_icon_update FROM teams t ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Team> {
    Ok(Team {
        id: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
        display_name: row.next()?,
        name: row.next()?,
        description: row.next()?,
        email: row.next()?,
        kind: row.next()?,
        company_name: row.next()?,
        allowed_domains: row.next()?,
        invite_id: row.next()?,
        allow_open_invite: row.next()?,
        last_team_icon_update: row.next()?,
        ..Team::default()
    })
}

/// Adds a team.
///
/// # Errors
/// [`Conflict`](crate::StoreError::Conflict) when the name is taken.
pub async fn insert(tx: &mut Tx, team: &Team) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO teams (id, create_at, update_at, delete_at, display_name, name, description, email, kind, company_name, allowed_domains, invite_id, allow_open_invite)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            &team.id,
            team.create_at,
            team.update_at,
            team.delete_at,
            &team.display_name,
            &team.name,
            &team.description,
            &team.email,
            &team.kind,
            &team.company_name,
            &team.allowed_domains,
            &team.invite_id,
            team.allow_open_invite
        ],
    )
    .await?;
    Ok(())
}

/// Writes every field of a team.
///
/// # Errors
/// [`Conflict`](crate::StoreError::Conflict) when the name is taken.
pub async fn update(tx: &mut Tx, team: &Team) -> StoreResult<()> {
    tx.execute(
        "UPDATE teams SET update_at = $2, delete_at = $3, display_name = $4, name = $5, description = $6, email = $7, kind = $8, company_name = $9, allowed_domains = $10, invite_id = $11, allow_open_invite = $12, last_team_icon_update = $13 WHERE id = $1",
        params![
            &team.id,
            team.update_at,
            team.delete_at,
            &team.display_name,
            &team.name,
            &team.description,
            &team.email,
            &team.kind,
            &team.company_name,
            &team.allowed_domains,
            &team.invite_id,
            team.allow_open_invite,
            team.last_team_icon_update
        ],
    )
    .await?;
    Ok(())
}

/// One team, archived or not.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: TeamId) -> StoreResult<Option<Team>> {
    tx.opt(select!("WHERE t.id = $1"), params![&id], read).await
}

/// One team by name.
///
/// # Errors
/// As the database answers.
pub async fn by_name(tx: &mut Tx, name: &str) -> StoreResult<Option<Team>> {
    tx.opt(select!("WHERE t.name = $1"), params![name], read).await
}

/// One team by the secret of its invite link.
///
/// # Errors
/// As the database answers.
pub async fn by_invite(tx: &mut Tx, invite_id: &str) -> StoreResult<Option<Team>> {
    tx.opt(select!("WHERE t.invite_id = $1 AND t.delete_at = 0"), params![invite_id], read).await
}

/// Teams a user is in, by display name.
///
/// # Errors
/// As the database answers.
pub async fn of_user(tx: &mut Tx, user: UserId) -> StoreResult<Vec<Team>> {
    tx.all(
        select!(
            "JOIN team_members m ON m.team_id = t.id WHERE m.user_id = $1 AND m.delete_at = 0 AND t.delete_at = 0 ORDER BY t.display_name"
        ),
        params![&user],
        read,
    )
    .await
}

/// A page of all teams by display name.
///
/// # Errors
/// As the database answers.
pub async fn list(tx: &mut Tx, page: Page) -> StoreResult<Vec<Team>> {
    tx.all(
        select!("ORDER BY t.display_name, t.id LIMIT $1 OFFSET $2"),
        params![page.limit(), page.offset()],
        read,
    )
    .await
}

/// Which teams a list takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All, archived ones too.
    All,
    /// Those anybody may join (`true`) or nobody without an invitation (`false`), archived ones left out.
    OpenInvite(bool),
}

impl Which {
    fn params(self) -> (bool, bool) {
        match self {
            Self::All => (true, false),
            Self::OpenInvite(open) => (false, open),
        }
    }
}

/// A page of the teams whose name or display name holds `term` (all when it is empty), by display name.
///
/// # Errors
/// As the database answers.
pub async fn search(tx: &mut Tx, which: Which, term: &str, page: Page) -> StoreResult<Vec<Team>> {
    let (all, open) = which.params();
    tx.all(
        select!(
            "WHERE ($1::boolean OR (t.allow_open_invite = $2 AND t.delete_at = 0)) AND (t.name ILIKE $3 ESCAPE '\\' OR t.display_name ILIKE $3 ESCAPE '\\')
             ORDER BY t.display_name, t.id LIMIT $4 OFFSET $5"
        ),
        params![all, open, like_any(term), page.limit(), page.offset()],
        read,
    )
    .await
}

/// How many teams [`search`] finds.
///
/// # Errors
/// As the database answers.
pub async fn count_found(tx: &mut Tx, which: Which, term: &str) -> StoreResult<i64> {
    let (all, open) = which.params();
    tx.number(
        "SELECT COUNT(*) FROM teams t WHERE ($1::boolean OR (t.allow_open_invite = $2 AND t.delete_at = 0)) AND (t.name ILIKE $3 ESCAPE '\\' OR t.display_name ILIKE $3 ESCAPE '\\')",
        params![all, open, like_any(term)],
    )
    .await
}

/// Ids of every channel of a team.
///
/// # Errors
/// As the database answers.
pub async fn channel_ids(tx: &mut Tx, team: TeamId) -> StoreResult<Vec<ChannelId>> {
    tx.all("SELECT id FROM channels WHERE team_id = $1", params![&team], first::<ChannelId>).await
}

/// Ids of everybody who is, or was, in a team.
///
/// # Errors
/// As the database answers.
pub async fn user_ids(tx: &mut Tx, team: TeamId) -> StoreResult<Vec<UserId>> {
    tx.all("SELECT user_id FROM team_members WHERE team_id = $1", params![&team], first::<UserId>).await
}

/// Removes a team whose channels are gone, with its memberships and integrations.
///
/// # Errors
/// As the database answers.
pub async fn purge(tx: &mut Tx, team: TeamId) -> StoreResult<()> {
    for statement in [
        "DELETE FROM team_members WHERE team_id = $1",
        "DELETE FROM incoming_webhooks WHERE team_id = $1",
        "DELETE FROM outgoing_webhooks WHERE team_id = $1",
        "DELETE FROM commands WHERE team_id = $1",
        "DELETE FROM teams WHERE id = $1",
    ] {
        tx.execute(statement, params![&team]).await?;
    }
    Ok(())
}
