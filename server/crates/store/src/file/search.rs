//! Search for files by name, among those in posts of channels a user is in.

use chinwag_model::{ChannelId, Millis, TeamId, UserId, file::FileInfo, page::Page};

use super::{SELECT, read};
use crate::{
    Param, StoreResult, Tx,
    search::{Archived, Term, Together, fts_query, ts_prefix},
};

/// What is searched for. Empty lists do not restrict.
#[derive(Debug, Clone, Default)]
pub struct FileSearch {
    /// Only channels this user is a member of.
    pub user: UserId,
    /// Only channels of this team, and direct and group messages; empty for all teams.
    pub team: TeamId,
    /// Words of the name, each the beginning of one.
    pub terms: Vec<Term>,
    /// How they go together.
    pub together: Together,
    /// Words that must not be there.
    pub excluded: Vec<Term>,
    /// Uploaders.
    pub from: Vec<UserId>,
    /// Not these uploaders.
    pub not_from: Vec<UserId>,
    /// Channels.
    pub channels: Vec<ChannelId>,
    /// Not these channels.
    pub not_channels: Vec<ChannelId>,
    /// Extensions, lower case.
    pub extensions: Vec<String>,
    /// Not these extensions.
    pub not_extensions: Vec<String>,
    /// Spans of time, from (inclusive) to (exclusive); all of them hold.
    pub within: Vec<(Millis, Millis)>,
    /// Spans of time to leave out.
    pub not_within: Vec<(Millis, Millis)>,
    /// Archived channels.
    pub archived: Archived,
    /// Which part of the result.
    pub page: Page,
}

struct Statement<'a> {
    conditions: Vec<String>,
    params: Vec<Param<'a>>,
}

impl<'a> Statement<'a> {
    fn bind(&mut self, value: impl Into<Param<'a>>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    fn list(&mut self, column: &str, only: impl Into<Param<'a>>, not: impl Into<Param<'a>>) {
        let (only, not): (Param<'_>, Param<'_>) = (only.into(), not.into());
        if !is_empty(&only) {
            let only = self.bind(only);
            self.conditions.push(format!("{column} = ANY({only})"));
        }
        if !is_empty(&not) {
            let not = self.bind(not);
            self.conditions.push(format!("{column} <> ALL({not})"));
        }
    }

    fn words(&mut self, postgres: bool, term: &Term) -> String {
        let (Term::Phrase(text) | Term::Prefix(text) | Term::Tag(text) | Term::TagPrefix(text)) = term;
        if postgres {
            let query = self.bind(ts_prefix(text));
            return format!("f.words @@ to_tsquery('simple', {query})");
        }
        let beginning = Term::Prefix(text.trim_start_matches('#').to_owned());
        let query = self.bind(fts_query(&[beginning], Together::All));
        format!("f.rowid IN (SELECT x.rowid FROM files_fts x WHERE files_fts MATCH {query})")
    }
}

fn is_empty(list: &Param<'_>) -> bool {
    matches!(list, Param::List(values) if values.is_empty())
}

/// Finds files, newest first.
///
/// # Errors
/// As the database answers.
pub async fn search(tx: &mut Tx, wanted: &FileSearch) -> StoreResult<Vec<FileInfo>> {
    let postgres = tx.is_postgres();
    let mut s = Statement { conditions: Vec::new(), params: Vec::new() };
    let user = s.bind(wanted.user);
    let usable = |term: &&Term| {
        let (Term::Phrase(text) | Term::Prefix(text) | Term::Tag(text) | Term::TagPrefix(text)) = term;
        text.contains(char::is_alphanumeric)
    };
    let found: Vec<String> = wanted.terms.iter().filter(usable).map(|term| s.words(postgres, term)).collect();
    if !found.is_empty() {
        let joint = if wanted.together == Together::Any { " OR " } else { " AND " };
        s.conditions.push(format!("({})", found.join(joint)));
    }
    for term in wanted.excluded.iter().filter(usable) {
        let condition = s.words(postgres, term);
        s.conditions.push(format!("NOT {condition}"));
    }
    filters(&mut s, wanted);
    let (limit, offset) = (s.bind(wanted.page.limit()), s.bind(wanted.page.offset()));
    let sql = format!(
        "{SELECT} JOIN channel_members m ON m.channel_id = f.channel_id AND m.user_id = {user} JOIN channels c ON c.id = f.channel_id WHERE f.delete_at = 0 AND f.post_id <> '' AND {} ORDER BY f.create_at DESC, f.id DESC LIMIT {limit} OFFSET {offset}",
        s.conditions.join(" AND "),
    );
    let files = tx.all_built(&sql, &s.params, read).await?;
    Ok(files.into_iter().map(|f| f.info).collect())
}

fn filters<'a>(s: &mut Statement<'a>, wanted: &'a FileSearch) {
    s.conditions.push("c.id <> ''".into());
    if wanted.archived == Archived::Without {
        s.conditions.push("c.delete_at = 0".into());
    }
    if !wanted.team.is_empty() {
        let team = s.bind(wanted.team);
        s.conditions.push(format!("(c.team_id = {team} OR c.team_id = '')"));
    }
    s.list("f.user_id", wanted.from.as_slice(), wanted.not_from.as_slice());
    s.list("f.channel_id", wanted.channels.as_slice(), wanted.not_channels.as_slice());
    s.list("f.extension", wanted.extensions.as_slice(), wanted.not_extensions.as_slice());
    for (spans, not) in [(&wanted.within, ""), (&wanted.not_within, "NOT ")] {
        for (since, until) in spans {
            let (since, until) = (s.bind(*since), s.bind(*until));
            s.conditions.push(format!("{not}(f.create_at >= {since} AND f.create_at < {until})"));
        }
    }
}
