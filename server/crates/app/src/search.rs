//! Search in messages: [`parse`] takes apart what people type, this runs it within what the actor may see.

mod parse;

use std::collections::HashMap;

use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, PostId, TeamId, UserId,
    channel::direct_name,
    page::Page,
    permission as p,
    post::{Post, PostList},
};
use chinwag_store::search::{Archived, PostSearch, Together};

pub use chinwag_store::search::Term;
use parse::DateRule;
pub use parse::{Query, parse_search};

use crate::{Actor, App, stored};

/// What a search is asked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// As typed.
    pub terms: String,
    /// How words go together.
    pub together: Together,
    /// Seconds the user's clock is ahead of UTC.
    pub time_zone_offset: i64,
    /// Archived channels.
    pub archived: Archived,
    /// Which part of the result.
    pub page: Page,
}

/// What was found, and the words that were found by post.
#[derive(Debug, Clone)]
pub struct Found {
    /// Posts, newest first.
    pub list: PostList,
    /// Words of the message, by post.
    pub matches: HashMap<PostId, Vec<String>>,
}

/// Most characters of a search.
pub(crate) const TERMS_MAX: usize = 4096;

impl App {
    /// Searches the channels the actor is a member of: of one team with direct and group messages, or of all teams
    /// when `team` is empty.
    ///
    /// # Errors
    /// 403 without membership of the team, 400 for an empty or too long search, 501 when search is switched off.
    pub async fn search_posts(&self, actor: &Actor, team: TeamId, search: Search) -> AppResult<Found> {
        let user = actor.require_user()?;
        if !team.is_empty() {
            self.access_team(actor, team, p::VIEW_TEAM).await?;
        }
        if !self.config().ServiceSettings.enable_post_search {
            return Err(AppError::not_implemented(
                "store.sql_post.search.disabled",
                "Searching is switched off on this server (ServiceSettings.EnablePostSearch).",
            ));
        }
        if search.terms.trim().is_empty() {
            return Err(AppError::invalid_param("terms"));
        }
        if search.terms.chars().count() > TERMS_MAX {
            return Err(AppError::invalid_param_why(
                "terms",
                format!("at most {TERMS_MAX} characters are taken"),
            ));
        }
        let query = parse_search(&search.terms);
        let terms = query.terms.clone();
        let offset = search.time_zone_offset.clamp(-86_400, 86_400) * 1000;
        let wanted = PostSearch {
            user,
            team,
            terms: query.terms.clone(),
            together: search.together,
            excluded: query.excluded.clone(),
            within: query.dates.iter().filter(|d| !d.negated).map(|d| d.span(offset)).collect(),
            not_within: query.dates.iter().filter(|d| d.negated).map(|d| d.span(offset)).collect(),
            archived: search.archived,
            page: search.page,
            ..PostSearch::default()
        };
        let found = stored(
            self.store().read_long(move |tx| Box::pin(async move { run(tx, query, wanted).await })).await,
        )?;
        let matches = found.iter().map(|post| (post.id, matched(post, &terms))).collect();
        let mut list = PostList::of(self.with_metadata(found).await?);
        self.add_permalinks(actor, list.posts.values_mut()).await?;
        self.consume(actor, &mut list).await;
        Ok(Found { list, matches })
    }
}

/// Looks up the names of a query and runs it. A name nobody has finds nothing.
async fn run(
    tx: &mut chinwag_store::Tx,
    query: Query,
    mut wanted: PostSearch,
) -> chinwag_store::StoreResult<Vec<Post>> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    wanted.from = users(tx, &query.from).await?;
    wanted.not_from = users(tx, &query.not_from).await?;
    wanted.channels = channels(tx, &wanted, &query.channels).await?;
    wanted.not_channels = channels(tx, &wanted, &query.not_channels).await?;
    let nobody = !query.from.is_empty() && wanted.from.is_empty();
    let nowhere = !query.channels.is_empty() && wanted.channels.is_empty();
    if nobody || nowhere {
        return Ok(Vec::new());
    }
    chinwag_store::search::posts(tx, &wanted).await
}

pub(crate) async fn users(
    tx: &mut chinwag_store::Tx,
    names: &[String],
) -> chinwag_store::StoreResult<Vec<UserId>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    Ok(chinwag_store::user::by_usernames(tx, names).await?.into_iter().map(|u| u.id).collect())
}

/// Channels of a search by name or id; `@name` is the direct channel with that user.
pub(crate) async fn channels(
    tx: &mut chinwag_store::Tx,
    search: &PostSearch,
    names: &[String],
) -> chinwag_store::StoreResult<Vec<ChannelId>> {
    let mut own: Vec<String> = names.iter().filter(|n| !n.starts_with('@')).cloned().collect();
    let people: Vec<String> = names.iter().filter_map(|n| n.strip_prefix('@')).map(str::to_owned).collect();
    own.extend(users(tx, &people).await?.into_iter().map(|other| direct_name(search.user, other)));
    if own.is_empty() {
        return Ok(Vec::new());
    }
    chinwag_store::search::channels_named(tx, search.user, search.team, &own).await
}

/// The words of a message that the terms found, as they are written there.
fn matched(post: &Post, terms: &[Term]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in post.message.split(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '-' | '_')) {
        let lower = word.to_lowercase();
        let plain = lower.trim_matches(|c: char| !c.is_alphanumeric());
        let fits = !plain.is_empty()
            && terms.iter().any(|term| match term {
                Term::Tag(tag) => lower == *tag,
                Term::TagPrefix(tag) => lower.starts_with(tag.as_str()),
                Term::Phrase(text) => text.to_lowercase().split_whitespace().any(|w| w == plain),
                Term::Prefix(text) => plain.starts_with(&text.to_lowercase()),
            });
        if fits && !words.iter().any(|w| w == word) && words.len() < 50 {
            words.push(word.to_owned());
        }
    }
    words
}

impl DateRule {
    /// From (inclusive) to (exclusive), for a clock `offset` milliseconds ahead of UTC.
    pub(crate) fn span(&self, offset: Millis) -> (Millis, Millis) {
        let start = self.start - offset;
        let end = start + 86_400_000;
        match self.when {
            parse::When::Before => (0, start),
            parse::When::After => (end, Millis::MAX),
            parse::When::On => (start, end),
        }
    }
}
