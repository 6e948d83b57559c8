//! Lists of channels: of a team, found by words, and all of the server for administrators.

use chinwag_model::{
    ChannelId, TeamId, UserId,
    channel::{Channel, ChannelKind, ChannelWithTeam},
    page::Page,
};

use super::{read, select};
use crate::{Param, StoreResult, Tx, params, params::like_any};

/// Most channels a search answers with.
const FOUND_MAX: i64 = 100;

/// A page of a team's private channels by display name, without archived ones.
///
/// # Errors
/// As the database answers.
pub async fn private_of_team(tx: &mut Tx, team: TeamId, page: Page) -> StoreResult<Vec<Channel>> {
    tx.all(
        select!("WHERE c.team_id = $1 AND c.kind = 'P' AND c.delete_at = 0 ORDER BY c.display_name LIMIT $2 OFFSET $3"),
        params![&team, page.limit(), page.offset()],
        read,
    )
    .await
}

/// A page of a team's archived channels by display name: public ones, and private ones the user is in (all of them
/// when `user` is empty).
///
/// # Errors
/// As the database answers.
pub async fn archived_of_team(
    tx: &mut Tx,
    team: TeamId,
    user: UserId,
    page: Page,
) -> StoreResult<Vec<Channel>> {
    tx.all(
        select!(
            "WHERE c.team_id = $1 AND c.delete_at > 0 AND (c.kind = 'O' OR $2 = '' OR EXISTS (SELECT 1 FROM channel_members m WHERE m.channel_id = c.id AND m.user_id = $2))
             ORDER BY c.display_name LIMIT $3 OFFSET $4"
        ),
        params![&team, &user, page.limit(), page.offset()],
        read,
    )
    .await
}

/// Public channels of a team among `ids`, archived ones too.
///
/// # Errors
/// As the database answers.
pub async fn public_by_ids(tx: &mut Tx, team: TeamId, ids: &[ChannelId]) -> StoreResult<Vec<Channel>> {
    tx.all(
        select!("WHERE c.id = ANY($2) AND c.team_id = $1 AND c.kind = 'O' ORDER BY c.display_name"),
        params![&team, ids],
        read,
    )
    .await
}

/// Which channels of a team a search looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Public ones.
    Public,
    /// Public ones, and private ones the user is in.
    Visible,
    /// Those the user is in.
    Own,
}

/// Channels of a team whose name, display name or purpose holds `term`, by display name.
///
/// # Errors
/// As the database answers.
pub async fn search_in_team(
    tx: &mut Tx,
    team: TeamId,
    user: UserId,
    term: &str,
    among: Among,
) -> StoreResult<Vec<Channel>> {
    tx.all(
        select!(
            "WHERE c.team_id = $1 AND c.kind IN ('O', 'P') AND c.delete_at = 0
                 AND (c.name ILIKE $3 ESCAPE '\\' OR c.display_name ILIKE $3 ESCAPE '\\' OR c.purpose ILIKE $3 ESCAPE '\\')
                 AND ((c.kind = 'O' AND $4::boolean) OR ($5::boolean AND EXISTS (SELECT 1 FROM channel_members m WHERE m.channel_id = c.id AND m.user_id = $2)))
             ORDER BY c.display_name LIMIT $6"
        ),
        params![&team, &user, like_any(term), among != Among::Own, among != Among::Public, FOUND_MAX],
        read,
    )
    .await
}

/// What a user's own channels are found by: those of a team by their names, direct and group messages by the names of
/// the people in them.
///
/// # Errors
/// As the database answers.
pub async fn search_own(tx: &mut Tx, team: TeamId, user: UserId, term: &str) -> StoreResult<Vec<Channel>> {
    let mut found = search_in_team(tx, team, user, term, Among::Own).await?;
    let personal = tx
        .all(
            select!(
                "JOIN channel_members me ON me.channel_id = c.id AND me.user_id = $1
                 WHERE c.team_id = '' AND c.delete_at = 0 AND EXISTS (
                     SELECT 1 FROM channel_members m JOIN users u ON u.id = m.user_id
                     WHERE m.channel_id = c.id AND (m.user_id <> $1 OR c.name = $1 || '__' || $1) AND u.username ILIKE $2 ESCAPE '\\')
                 ORDER BY c.last_post_at DESC LIMIT $3"
            ),
            params![&user, like_any(term), FOUND_MAX],
            read,
        )
        .await?;
    found.extend(personal);
    Ok(found)
}

/// The group messages of a user, each with the names (user, first, last, nick) of one of the other people in it.
///
/// # Errors
/// As the database answers.
pub async fn group_people(tx: &mut Tx, user: UserId) -> StoreResult<Vec<(ChannelId, [String; 4])>> {
    tx.all(
        "SELECT c.id, u.username, u.first_name, u.last_name, u.nickname
         FROM channel_members me JOIN channels c ON c.id = me.channel_id AND c.kind = 'G'
         JOIN channel_members m ON m.channel_id = c.id JOIN users u ON u.id = m.user_id
         WHERE me.user_id = $1 AND m.user_id <> $1",
        params![&user],
        |row| Ok((row.next()?, [row.next()?, row.next()?, row.next()?, row.next()?])),
    )
    .await
}

/// What an administrator's list or search takes in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words the name or display name holds, or a whole id; empty for all.
    pub term: String,
    /// Teams; empty for all.
    pub teams: Vec<TeamId>,
    /// Kinds; empty for public and private.
    pub kinds: Vec<ChannelKind>,
    /// Archived ones.
    pub archived: Archived,
    /// Names left out.
    pub except: Vec<String>,
    /// Only public channels of this user's teams and channels this user is in; empty for all.
    pub seen_by: UserId,
}

/// Whether archived channels are taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Archived {
    /// No.
    #[default]
    No,
    /// Yes.
    Too,
    /// Only those.
    Only,
}

/// A page of the channels of all teams, by display name, and how many there are.
///
/// # Errors
/// As the database answers.
pub async fn all(tx: &mut Tx, filter: &Filter, page: Page) -> StoreResult<(Vec<ChannelWithTeam>, i64)> {
    let (condition, mut params) = condition(filter);
    let count = format!("SELECT COUNT(*) FROM channels c JOIN teams t ON t.id = c.team_id WHERE {condition}");
    let total = tx.all_built(&count, &params, |row| row.next::<i64>()).await?;
    let n = params.len();
    params.extend([Param::Int(page.limit()), Param::Int(page.offset())]);
    let list = format!(
        "SELECT c.id, c.create_at, c.update_at, c.delete_at, c.team_id, c.kind, c.display_name, c.name, c.header, c.purpose, c.last_post_at, c.total_msg_count, c.creator_id, c.props, c.total_msg_count_root, c.last_root_post_at,
             t.display_name, t.name, t.update_at
         FROM channels c JOIN teams t ON t.id = c.team_id WHERE {condition} ORDER BY c.display_name, c.id LIMIT ${} OFFSET ${}",
        n + 1,
        n + 2
    );
    let channels = tx
        .all_built(&list, &params, |row| {
            Ok(ChannelWithTeam {
                channel: read(row)?,
                team_display_name: row.next()?,
                team_name: row.next()?,
                team_update_at: row.next()?,
            })
        })
        .await?;
    Ok((channels, total.first().copied().unwrap_or_default()))
}

fn condition(filter: &Filter) -> (String, Vec<Param<'static>>) {
    let mut params: Vec<Param<'static>> = Vec::new();
    let mut add = |param: Param<'static>| {
        params.push(param);
        params.len()
    };
    let kinds = if filter.kinds.is_empty() {
        vec!["O".to_owned(), "P".to_owned()]
    } else {
        filter.kinds.iter().map(|k| k.as_str().to_owned()).collect()
    };
    let mut parts = vec![format!("c.kind = ANY(${})", add(Param::List(kinds)))];
    if !filter.teams.is_empty() {
        let ids = filter.teams.iter().map(ToString::to_string).collect();
        parts.push(format!("c.team_id = ANY(${})", add(Param::List(ids))));
    }
    if !filter.except.is_empty() {
        parts.push(format!("c.name <> ALL(${})", add(Param::List(filter.except.clone()))));
    }
    match filter.archived {
        Archived::No => parts.push("c.delete_at = 0".into()),
        Archived::Only => parts.push("c.delete_at > 0".into()),
        Archived::Too => {}
    }
    if !filter.term.trim().is_empty() {
        let words = add(Param::Owned(like_any(&filter.term)));
        let id = add(Param::Owned(filter.term.trim().to_owned()));
        parts.push(format!(
            "(c.name ILIKE ${words} ESCAPE '\\' OR c.display_name ILIKE ${words} ESCAPE '\\' OR c.id = ${id})"
        ));
    }
    if !filter.seen_by.is_empty() {
        let user = add(Param::Owned(filter.seen_by.to_string()));
        parts.push(format!(
            "((c.kind = 'O' AND EXISTS (SELECT 1 FROM team_members tm WHERE tm.team_id = c.team_id AND tm.user_id = ${user} AND tm.delete_at = 0 AND tm.scheme_guest = FALSE))
             OR EXISTS (SELECT 1 FROM channel_members m WHERE m.channel_id = c.id AND m.user_id = ${user}))"
        ));
    }
    (parts.join(" AND "), params)
}
