//! Search in messages: FTS5 on SQLite, `tsvector` on PostgreSQL, and the filters around them.
//!
//! Words reach the databases as bound values only, each as a quoted phrase: nothing a person types is read as the
//! databases' own search syntax. What people type is taken apart by `app`.

use chinwag_model::{ChannelId, Millis, TeamId, UserId, page::Page, post::Post};

use crate::{Param, StoreResult, Tx, post};

/// Words to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Words one after the other.
    Phrase(String),
    /// As a phrase, whose last word is only the beginning of one.
    Prefix(String),
    /// A hashtag with its `#`, lower case.
    Tag(String),
    /// The beginning of a hashtag.
    TagPrefix(String),
}

/// How several terms go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Together {
    /// A message has them all.
    #[default]
    All,
    /// A message has one of them.
    Any,
}

/// Whether archived channels are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Archived {
    /// They are.
    With,
    /// They are not.
    #[default]
    Without,
}

/// What is searched for. Empty lists do not restrict.
#[derive(Debug, Clone, Default)]
pub struct PostSearch {
    /// Only channels this user is a member of.
    pub user: UserId,
    /// Only channels of this team, and direct and group messages; empty for all teams.
    pub team: TeamId,
    /// Terms to find.
    pub terms: Vec<Term>,
    /// How they go together.
    pub together: Together,
    /// Terms that must not be there.
    pub excluded: Vec<Term>,
    /// Authors.
    pub from: Vec<UserId>,
    /// Not these authors.
    pub not_from: Vec<UserId>,
    /// Channels.
    pub channels: Vec<ChannelId>,
    /// Not these channels.
    pub not_channels: Vec<ChannelId>,
    /// Spans of time, from (inclusive) to (exclusive); all of them hold.
    pub within: Vec<(Millis, Millis)>,
    /// Spans of time to leave out.
    pub not_within: Vec<(Millis, Millis)>,
    /// Archived channels.
    pub archived: Archived,
    /// Which part of the result.
    pub page: Page,
}

/// Finds posts, newest first.
///
/// # Errors
/// As the database answers.
pub async fn posts(tx: &mut Tx, search: &PostSearch) -> StoreResult<Vec<Post>> {
    let (sql, params) = statement(tx.is_postgres(), search);
    tx.all_built(&sql, &params, post::read).await
}

/// Ids of the channels of these names (or ids) that a user is a member of, in one team and in direct and group
/// messages, or anywhere when `team` is empty.
///
/// # Errors
/// As the database answers.
pub async fn channels_named(
    tx: &mut Tx,
    user: UserId,
    team: TeamId,
    names: &[String],
) -> StoreResult<Vec<ChannelId>> {
    tx.all(
        "SELECT c.id FROM channel_members m JOIN channels c ON c.id = m.channel_id WHERE m.user_id = $1 AND (c.name = ANY($2) OR c.id = ANY($2)) AND ($3::text = '' OR c.team_id = $3 OR c.team_id = '')",
        crate::params![&user, names, &team],
        crate::params::first::<ChannelId>,
    )
    .await
}

/// The plan of a search, for the tests that guard indexes.
///
/// # Errors
/// As the database answers.
pub async fn explain(tx: &mut Tx, search: &PostSearch) -> StoreResult<Vec<String>> {
    let (sql, params) = statement(tx.is_postgres(), search);
    tx.explain(&sql, &params).await
}

#[derive(Default)]
struct Statement<'a> {
    conditions: Vec<String>,
    params: Vec<Param<'a>>,
}

impl<'a> Statement<'a> {
    fn bind(&mut self, value: impl Into<Param<'a>>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    fn and(&mut self, condition: String) {
        self.conditions.push(condition);
    }
}

fn statement(postgres: bool, search: &PostSearch) -> (String, Vec<Param<'_>>) {
    let mut s = Statement::default();
    let user = s.bind(search.user);
    let mut from = "posts p";
    let mut order = "p.create_at DESC, p.id DESC";
    let words_first = !postgres && matches_words_only(search);
    if words_first {
        // The index of words gives its rows newest first, so that a page is found without reading every hit.
        let query = s.bind(fts_query(&search.terms, search.together));
        s.and(format!("posts_fts MATCH {query}"));
        from = "posts_fts f CROSS JOIN posts p ON p.rowid = f.rowid";
        order = "f.rowid DESC";
    } else if !search.terms.is_empty() {
        let one_by_one: Vec<String> =
            search.terms.iter().map(|term| condition(&mut s, postgres, term)).collect();
        let joint = if search.together == Together::Any { " OR " } else { " AND " };
        s.and(format!("({})", one_by_one.join(joint)));
    }
    for term in &search.excluded {
        let condition = condition(&mut s, postgres, term);
        s.and(format!("NOT {condition}"));
    }
    filters(&mut s, search);
    let (limit, offset) = (s.bind(search.page.limit()), s.bind(search.page.offset()));
    let sql = format!(
        "{} FROM {from} JOIN channel_members m ON m.channel_id = p.channel_id AND m.user_id = {user} JOIN channels c ON c.id = p.channel_id WHERE p.delete_at = 0 AND p.kind NOT LIKE 'system_%' AND {} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
        post::SELECT,
        s.conditions.join(" AND "),
    );
    (sql, s.params)
}

fn matches_words_only(search: &PostSearch) -> bool {
    !search.terms.is_empty() && search.terms.iter().all(|t| matches!(t, Term::Phrase(_) | Term::Prefix(_)))
}

fn filters<'a>(s: &mut Statement<'a>, search: &'a PostSearch) {
    s.and("c.id <> ''".into());
    if search.archived == Archived::Without {
        s.and("c.delete_at = 0".into());
    }
    if !search.team.is_empty() {
        let team = s.bind(search.team);
        s.and(format!("(c.team_id = {team} OR c.team_id = '')"));
    }
    if !search.from.is_empty() {
        let list = s.bind(search.from.as_slice());
        s.and(format!("p.user_id = ANY({list})"));
    }
    if !search.not_from.is_empty() {
        let list = s.bind(search.not_from.as_slice());
        s.and(format!("p.user_id <> ALL({list})"));
    }
    if !search.channels.is_empty() {
        let list = s.bind(search.channels.as_slice());
        s.and(format!("p.channel_id = ANY({list})"));
    }
    if !search.not_channels.is_empty() {
        let list = s.bind(search.not_channels.as_slice());
        s.and(format!("p.channel_id <> ALL({list})"));
    }
    for (spans, not) in [(&search.within, ""), (&search.not_within, "NOT ")] {
        for (since, until) in spans {
            let (since, until) = (s.bind(*since), s.bind(*until));
            s.and(format!("{not}(p.create_at >= {since} AND p.create_at < {until})"));
        }
    }
}

/// A condition for one term.
fn condition(s: &mut Statement<'_>, postgres: bool, term: &Term) -> String {
    match term {
        Term::Tag(tag) => {
            let tag = s.bind(tag.clone());
            format!("p.id IN (SELECT h.post_id FROM post_hashtags h WHERE h.tag = {tag})")
        }
        Term::TagPrefix(tag) => {
            // Everything that begins with the text lies between it and the text with the highest character behind.
            let (low, high) = (s.bind(tag.clone()), s.bind(format!("{tag}\u{10ffff}")));
            format!("p.id IN (SELECT h.post_id FROM post_hashtags h WHERE h.tag >= {low} AND h.tag < {high})")
        }
        Term::Phrase(words) if postgres => {
            let words = s.bind(words.clone());
            format!("p.words @@ phraseto_tsquery('simple', {words})")
        }
        Term::Prefix(words) if postgres => {
            let query = s.bind(ts_prefix(words));
            format!("p.words @@ to_tsquery('simple', {query})")
        }
        Term::Phrase(_) | Term::Prefix(_) => {
            let query = s.bind(fts_query(std::slice::from_ref(term), Together::All));
            format!("p.rowid IN (SELECT f.rowid FROM posts_fts f WHERE posts_fts MATCH {query})")
        }
    }
}

/// FTS5's form: every term a string in double quotes.
pub(crate) fn fts_query(terms: &[Term], together: Together) -> String {
    let joint = if together == Together::Any { " OR " } else { " AND " };
    let quoted: Vec<String> = terms
        .iter()
        .filter_map(|term| match term {
            Term::Phrase(words) => Some(format!("\"{}\"", words.replace('"', "\"\""))),
            Term::Prefix(words) => Some(format!("\"{}\" *", words.replace('"', "\"\""))),
            Term::Tag(_) | Term::TagPrefix(_) => None,
        })
        .collect();
    quoted.join(joint)
}

/// PostgreSQL's form of a phrase whose last word is a beginning: `'a' <-> 'b':*`.
pub(crate) fn ts_prefix(words: &str) -> String {
    let words: Vec<String> = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| format!("'{w}'"))
        .collect();
    format!("{}:*", words.join(" <-> "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_never_becomes_search_syntax() {
        let terms = [Term::Phrase("a\" OR \"b".into()), Term::Prefix("NEAR(x".into())];
        assert_eq!(fts_query(&terms, Together::All), "\"a\"\" OR \"\"b\" AND \"NEAR(x\" *");
        assert_eq!(ts_prefix("it's 'x' | y"), "'it' <-> 's' <-> 'x' <-> 'y':*");
    }
}
