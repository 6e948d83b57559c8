//! What an export reads: everything that is alive, page by page in the order of ids, with names in the place of ids.

use chinwag_model::{ChannelId, JsonMap, Millis, PostId, TeamId, UserId, channel::Channel, team::Team};

use crate::{Columns, StoreResult, Tx, params};

/// A user as an export tells of them.
#[derive(Debug, Clone)]
pub struct ExportedUser {
    /// Id, for the next page.
    pub id: UserId,
    /// Names, address, roles, language; in the order of the fields of an import.
    pub username: String,
    /// Address.
    pub email: String,
    /// Nickname.
    pub nickname: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Position.
    pub position: String,
    /// System roles.
    pub roles: String,
    /// Language.
    pub locale: String,
    /// When the account was deactivated; 0 while it is active.
    pub delete_at: Millis,
}

/// A membership of a team or channel.
#[derive(Debug, Clone)]
pub struct ExportedMembership {
    /// Who.
    pub user_id: UserId,
    /// Team.
    pub team: String,
    /// Channel; empty for the membership of the team itself.
    pub channel: String,
    /// Guest.
    pub guest: bool,
    /// Administrator.
    pub admin: bool,
}

/// A post as an export tells of it.
#[derive(Debug, Clone)]
pub struct ExportedPost {
    /// Id, for the next page and for replies and reactions.
    pub id: PostId,
    /// Root.
    pub root_id: PostId,
    /// Channel.
    pub channel_id: ChannelId,
    /// Kind of the channel.
    pub channel_kind: String,
    /// Name of the channel.
    pub channel: String,
    /// Name of the team; empty for direct and group messages.
    pub team: String,
    /// Author.
    pub user: String,
    /// Text.
    pub message: String,
    /// Type.
    pub kind: String,
    /// Props.
    pub props: JsonMap,
    /// When it was made.
    pub create_at: Millis,
    /// When it was edited.
    pub edit_at: Millis,
    /// Pinned.
    pub is_pinned: bool,
}

/// Teams behind `after`.
///
/// # Errors
/// As the database answers.
pub async fn teams(tx: &mut Tx, after: TeamId, limit: i64) -> StoreResult<Vec<Team>> {
    tx.all(
        "SELECT t.id, t.name, t.display_name, t.kind, t.description, t.allow_open_invite FROM teams t WHERE t.id > $1 AND t.delete_at = 0 ORDER BY t.id LIMIT $2",
        params![&after, limit],
        |row| {
            Ok(Team {
                id: row.next()?,
                name: row.next()?,
                display_name: row.next()?,
                kind: row.next()?,
                description: row.next()?,
                allow_open_invite: row.next()?,
                ..Team::default()
            })
        },
    )
    .await
}

/// Public and private channels behind `after`, with the names of their teams.
///
/// # Errors
/// As the database answers.
pub async fn channels(tx: &mut Tx, after: ChannelId, limit: i64) -> StoreResult<Vec<(Channel, String)>> {
    tx.all(
        "SELECT c.id, c.name, c.display_name, c.kind, c.header, c.purpose, t.name FROM channels c JOIN teams t ON t.id = c.team_id WHERE c.id > $1 AND c.delete_at = 0 AND t.delete_at = 0 ORDER BY c.id LIMIT $2",
        params![&after, limit],
        |row| {
            let channel = Channel {
                id: row.next()?,
                name: row.next()?,
                display_name: row.next()?,
                kind: chinwag_model::channel::ChannelKind::from_letter(&row.next::<String>()?).unwrap_or_default(),
                header: row.next()?,
                purpose: row.next()?,
                ..Channel::default()
            };
            Ok((channel, row.next()?))
        },
    )
    .await
}

/// Direct and group messages behind `after`: id, header, usernames.
///
/// # Errors
/// As the database answers.
pub async fn conversations(
    tx: &mut Tx,
    after: ChannelId,
    limit: i64,
) -> StoreResult<Vec<(ChannelId, String)>> {
    tx.all(
        "SELECT c.id, c.header FROM channels c WHERE c.id > $1 AND c.team_id = '' AND c.delete_at = 0 ORDER BY c.id LIMIT $2",
        params![&after, limit],
        |row| Ok((row.next()?, row.next()?)),
    )
    .await
}

/// Who is in these channels: channel and username, in order.
///
/// # Errors
/// As the database answers.
pub async fn members(tx: &mut Tx, channels: &[ChannelId]) -> StoreResult<Vec<(ChannelId, String)>> {
    tx.all(
        "SELECT m.channel_id, u.username FROM channel_members m JOIN users u ON u.id = m.user_id WHERE m.channel_id = ANY($1) ORDER BY m.channel_id, u.username",
        params![channels],
        |row| Ok((row.next()?, row.next()?)),
    )
    .await
}

/// People (no bots) behind `after`.
///
/// # Errors
/// As the database answers.
pub async fn users(tx: &mut Tx, after: UserId, limit: i64) -> StoreResult<Vec<ExportedUser>> {
    tx.all(
        "SELECT u.id, u.username, u.email, u.nickname, u.first_name, u.last_name, u.position, u.roles, u.locale, u.delete_at FROM users u WHERE u.id > $1 AND NOT u.is_bot ORDER BY u.id LIMIT $2",
        params![&after, limit],
        |row| {
            Ok(ExportedUser {
                id: row.next()?,
                username: row.next()?,
                email: row.next()?,
                nickname: row.next()?,
                first_name: row.next()?,
                last_name: row.next()?,
                position: row.next()?,
                roles: row.next()?,
                locale: row.next()?,
                delete_at: row.next()?,
            })
        },
    )
    .await
}

fn read_membership(row: &mut Columns<'_>) -> StoreResult<ExportedMembership> {
    Ok(ExportedMembership {
        user_id: row.next()?,
        team: row.next()?,
        channel: row.next()?,
        guest: row.next()?,
        admin: row.next()?,
    })
}

/// The memberships of these users: of teams first, then of the teams' channels.
///
/// # Errors
/// As the database answers.
pub async fn memberships(tx: &mut Tx, users: &[UserId]) -> StoreResult<Vec<ExportedMembership>> {
    let mut found = tx
        .all(
            "SELECT m.user_id, t.name, '', m.scheme_guest, m.scheme_admin FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.user_id = ANY($1) AND m.delete_at = 0 AND t.delete_at = 0 ORDER BY t.name",
            params![users],
            read_membership,
        )
        .await?;
    found.extend(
        tx.all(
            "SELECT m.user_id, t.name, c.name, m.scheme_guest, m.scheme_admin FROM channel_members m JOIN channels c ON c.id = m.channel_id JOIN teams t ON t.id = c.team_id WHERE m.user_id = ANY($1) AND c.delete_at = 0 AND t.delete_at = 0 ORDER BY c.name",
            params![users],
            read_membership,
        )
        .await?,
    );
    Ok(found)
}

macro_rules! posts {
    ($rest:expr) => {
        concat!(
            "SELECT p.id, p.root_id, p.channel_id, c.kind, c.name, COALESCE(t.name, ''), u.username, p.message, p.kind, p.props, p.create_at, p.edit_at, p.is_pinned FROM posts p JOIN channels c ON c.id = p.channel_id JOIN users u ON u.id = p.user_id LEFT JOIN teams t ON t.id = c.team_id ",
            $rest
        )
    };
}

fn read_post(row: &mut Columns<'_>) -> StoreResult<ExportedPost> {
    Ok(ExportedPost {
        id: row.next()?,
        root_id: row.next()?,
        channel_id: row.next()?,
        channel_kind: row.next()?,
        channel: row.next()?,
        team: row.next()?,
        user: row.next()?,
        message: row.next()?,
        kind: row.next()?,
        props: row.json()?,
        create_at: row.next()?,
        edit_at: row.next()?,
        is_pinned: row.next()?,
    })
}

/// Roots behind `after` that people and bots wrote, in channels that are alive.
///
/// # Errors
/// As the database answers.
pub async fn roots(tx: &mut Tx, after: PostId, limit: i64) -> StoreResult<Vec<ExportedPost>> {
    tx.all(
        posts!(
            "WHERE p.id > $1 AND p.delete_at = 0 AND p.root_id = '' AND p.kind NOT LIKE 'system%' AND c.delete_at = 0 ORDER BY p.id LIMIT $2"
        ),
        params![&after, limit],
        read_post,
    )
    .await
}

/// Replies to these roots, oldest first.
///
/// # Errors
/// As the database answers.
pub async fn replies(tx: &mut Tx, roots: &[PostId]) -> StoreResult<Vec<ExportedPost>> {
    tx.all(
        posts!("WHERE p.root_id = ANY($1) AND p.delete_at = 0 ORDER BY p.create_at, p.id"),
        params![roots],
        read_post,
    )
    .await
}

/// Reactions to these posts: post, username, emoji, when.
///
/// # Errors
/// As the database answers.
pub async fn reactions(tx: &mut Tx, posts: &[PostId]) -> StoreResult<Vec<(PostId, String, String, Millis)>> {
    tx.all(
        "SELECT r.post_id, u.username, r.emoji_name, r.create_at FROM reactions r JOIN users u ON u.id = r.user_id WHERE r.post_id = ANY($1) ORDER BY r.create_at",
        params![posts],
        |row| Ok((row.next()?, row.next()?, row.next()?, row.next()?)),
    )
    .await
}

/// How many roots there are, for the progress.
///
/// # Errors
/// As the database answers.
pub async fn count_roots(tx: &mut Tx) -> StoreResult<i64> {
    tx.number("SELECT count(*) FROM posts p WHERE p.delete_at = 0 AND p.root_id = ''", &[]).await
}
