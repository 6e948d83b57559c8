//! Lists of users: by membership, state, role and the beginnings of their names. Statements are put together from
//! fixed pieces; every value is a parameter. Single users are in the module above.

use chinwag_model::{ChannelId, Millis, TeamId, UserId, page::Page, user::User};

use super::{COLUMNS, read};
use crate::{Param, StoreResult, Tx, params, params::first};

/// Letters of a role's name that count in a filter.
const ROLE_MAX: usize = 128;

/// Which users, in which order. Empty ids and texts do not count.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Members of this team.
    pub in_team: TeamId,
    /// Not members of this team.
    pub not_in_team: TeamId,
    /// Members of this channel.
    pub in_channel: ChannelId,
    /// Not members of this channel.
    pub not_in_channel: ChannelId,
    /// Members of no team.
    pub without_team: bool,
    /// Active, deactivated, or both.
    pub state: State,
    /// Whether bots count.
    pub bots: Bots,
    /// Holding any of these system roles.
    pub roles: Vec<String>,
    /// Holding any of these in the team: `team_user`, `team_admin`, `team_guest`.
    pub team_roles: Vec<String>,
    /// Holding any of these in the channel: `channel_user`, `channel_admin`, `channel_guest`.
    pub channel_roles: Vec<String>,
    /// Only those who share a channel with this user (and the user).
    pub visible_to: UserId,
    /// Each must begin a word of a name (lower case).
    pub words: Vec<String>,
    /// Whether a word may also begin the address.
    pub emails: Emails,
    /// Changed after this time.
    pub since: Millis,
    /// Order.
    pub sort: Sort,
}

/// Which accounts by their state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// All.
    #[default]
    Any,
    /// Not deactivated.
    Active,
    /// Deactivated.
    Inactive,
}

/// Whether bots count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bots {
    /// They do.
    #[default]
    Included,
    /// They do not.
    Excluded,
}

/// Whether addresses are searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Emails {
    /// They are.
    Searched,
    /// They are not.
    #[default]
    Hidden,
}

/// Order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// By username.
    #[default]
    Username,
    /// Newest account first.
    CreateAt,
    /// Last active first.
    LastActivity,
    /// Online, away, do not disturb, offline; by username among them.
    Status,
    /// Administrators of the channel first.
    ChannelAdmin,
}

struct Built<'a> {
    joins: String,
    wheres: Vec<String>,
    params: Vec<Param<'a>>,
    postgres: bool,
}

impl<'a> Built<'a> {
    fn bind(&mut self, value: impl Into<Param<'a>>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    fn only(&mut self, condition: String) {
        self.wheres.push(condition);
    }

    /// `column` begins with `text`; comparing bytes uses the index on both databases.
    fn begins(&mut self, column: &str, text: &str) -> String {
        let (from, to) = (self.bind(text.to_owned()), self.bind(format!("{text}\u{10ffff}")));
        if self.postgres {
            format!("({column} ~>=~ {from} AND {column} ~<~ {to})")
        } else {
            format!("({column} >= {from} AND {column} < {to})")
        }
    }

    fn memberships(&mut self, filter: &'a Filter) {
        if !filter.in_team.is_empty() {
            let team = self.bind(filter.in_team);
            self.joins.push_str(&format!(
                " JOIN team_members tm ON tm.user_id = u.id AND tm.team_id = {team} AND tm.delete_at = 0"
            ));
        }
        if !filter.in_channel.is_empty() {
            let channel = self.bind(filter.in_channel);
            self.joins.push_str(&format!(
                " JOIN channel_members cm ON cm.user_id = u.id AND cm.channel_id = {channel}"
            ));
        }
        if !filter.not_in_team.is_empty() {
            let team = self.bind(filter.not_in_team);
            self.only(format!(
                "NOT EXISTS (SELECT 1 FROM team_members x WHERE x.team_id = {team} AND x.user_id = u.id AND x.delete_at = 0)"
            ));
        }
        if !filter.not_in_channel.is_empty() {
            let channel = self.bind(filter.not_in_channel);
            self.only(format!(
                "NOT EXISTS (SELECT 1 FROM channel_members x WHERE x.channel_id = {channel} AND x.user_id = u.id)"
            ));
        }
        if filter.without_team {
            self.only(
                "NOT EXISTS (SELECT 1 FROM team_members x WHERE x.user_id = u.id AND x.delete_at = 0)".into(),
            );
        }
        if !filter.visible_to.is_empty() {
            let (own, same) = (self.bind(filter.visible_to), self.bind(filter.visible_to));
            self.only(format!(
                "(u.id = {own} OR u.id IN (SELECT y.user_id FROM channel_members x JOIN channel_members y ON y.channel_id = x.channel_id WHERE x.user_id = {same}))"
            ));
        }
    }

    fn properties(&mut self, filter: &'a Filter) {
        match filter.state {
            State::Any => {}
            State::Active => self.only("u.delete_at = 0".into()),
            State::Inactive => self.only("u.delete_at > 0".into()),
        }
        if filter.bots == Bots::Excluded {
            self.only("NOT u.is_bot".into());
        }
        if filter.since > 0 {
            let since = self.bind(filter.since);
            self.only(format!("u.update_at > {since}"));
        }
        let mut any = Vec::new();
        for role in &filter.roles {
            // No role's name is longer, and databases refuse patterns of any length.
            let role: String = role.chars().take(ROLE_MAX).collect();
            let pattern = self.bind(format!("% {role} %"));
            any.push(format!("' ' || u.roles || ' ' LIKE {pattern}"));
        }
        if !filter.in_team.is_empty() {
            any.extend(scheme("tm", &filter.team_roles));
        }
        if !filter.in_channel.is_empty() {
            any.extend(scheme("cm", &filter.channel_roles));
        }
        if !any.is_empty() {
            self.only(format!("({})", any.join(" OR ")));
        }
    }

    fn words(&mut self, filter: &Filter) {
        for word in &filter.words {
            let in_words = self.begins("word", word);
            let mut condition = format!("u.id IN (SELECT user_id FROM user_words WHERE {in_words}");
            if filter.emails == Emails::Searched {
                let in_emails = self.begins("email", word);
                condition.push_str(&format!(" UNION SELECT id FROM users WHERE {in_emails}"));
            }
            condition.push(')');
            self.only(condition);
        }
    }
}

/// Conditions for roles that come with a membership.
fn scheme(table: &str, roles: &[String]) -> Vec<String> {
    let flag = |role: &str| match role {
        "team_admin" | "channel_admin" => Some(format!("{table}.scheme_admin")),
        "team_user" | "channel_user" => Some(format!("({table}.scheme_user AND NOT {table}.scheme_admin)")),
        "team_guest" | "channel_guest" => Some(format!("{table}.scheme_guest")),
        _ => None,
    };
    roles.iter().filter_map(|r| flag(r)).collect()
}

fn order(filter: &Filter) -> (&'static str, &'static str) {
    const STATUSES: &str = " LEFT JOIN statuses st ON st.user_id = u.id";
    match filter.sort {
        Sort::ChannelAdmin if !filter.in_channel.is_empty() => ("", "cm.scheme_admin DESC, u.username"),
        Sort::Username | Sort::ChannelAdmin => ("", "u.username"),
        Sort::CreateAt => ("", "u.create_at DESC, u.id DESC"),
        Sort::LastActivity => (STATUSES, "COALESCE(st.last_activity_at, 0) DESC, u.username"),
        Sort::Status => (
            STATUSES,
            "CASE st.status WHEN 'online' THEN 1 WHEN 'away' THEN 2 WHEN 'dnd' THEN 3 ELSE 4 END, u.username",
        ),
    }
}

fn build(filter: &Filter, postgres: bool) -> Built<'_> {
    let mut built = Built { joins: String::new(), wheres: Vec::new(), params: Vec::new(), postgres };
    built.memberships(filter);
    built.properties(filter);
    built.words(filter);
    built
}

fn and(wheres: &[String]) -> String {
    if wheres.is_empty() { String::new() } else { format!(" WHERE {}", wheres.join(" AND ")) }
}

/// A page of the users a filter lets through.
///
/// # Errors
/// As the database answers.
pub async fn filtered(tx: &mut Tx, filter: &Filter, page: Page) -> StoreResult<Vec<User>> {
    let mut built = build(filter, tx.is_postgres());
    let (join, order) = order(filter);
    let (limit, offset) = (built.bind(page.limit()), built.bind(page.offset()));
    let sql = format!(
        "SELECT {COLUMNS} FROM users u{}{join}{} ORDER BY {order} LIMIT {limit}::bigint OFFSET {offset}::bigint",
        built.joins,
        and(&built.wheres)
    );
    tx.all_built(&sql, &built.params, read).await
}

/// How many users a filter lets through.
///
/// # Errors
/// As the database answers.
pub async fn count_filtered(tx: &mut Tx, filter: &Filter) -> StoreResult<i64> {
    let built = build(filter, tx.is_postgres());
    let sql = format!("SELECT COUNT(*) FROM users u{}{}", built.joins, and(&built.wheres));
    Ok(tx.all_built(&sql, &built.params, first::<i64>).await?.into_iter().next().unwrap_or_default())
}

/// Ids of everybody who shares a channel with a user, without the user.
///
/// # Errors
/// As the database answers.
pub async fn known_to(tx: &mut Tx, user: UserId) -> StoreResult<Vec<UserId>> {
    tx.all(
        "SELECT DISTINCT y.user_id FROM channel_members x JOIN channel_members y ON y.channel_id = x.channel_id WHERE x.user_id = $1 AND y.user_id <> $1",
        params![&user],
        first::<UserId>,
    )
    .await
}

/// Those of `users` who share a channel with a user.
///
/// # Errors
/// As the database answers.
pub async fn sharing(tx: &mut Tx, user: UserId, users: &[UserId]) -> StoreResult<Vec<UserId>> {
    tx.all(
        "SELECT DISTINCT y.user_id FROM channel_members x JOIN channel_members y ON y.channel_id = x.channel_id WHERE x.user_id = $1 AND y.user_id = ANY($2)",
        params![&user, users],
        first::<UserId>,
    )
    .await
}

/// Members of the group messages among `channels` that `user` is in: the channel and the member, `user` left out.
///
/// # Errors
/// As the database answers.
pub async fn of_group_channels(
    tx: &mut Tx,
    user: UserId,
    channels: &[ChannelId],
) -> StoreResult<Vec<(ChannelId, UserId)>> {
    tx.all(
        "SELECT y.channel_id, y.user_id FROM channel_members x JOIN channels c ON c.id = x.channel_id JOIN channel_members y ON y.channel_id = x.channel_id
         WHERE x.user_id = $1 AND x.channel_id = ANY($2) AND c.kind = 'G' AND y.user_id <> $1",
        params![&user, channels],
        |row| Ok((row.next()?, row.next()?)),
    )
    .await
}
