//! Finding files by name, with the filters of a search for messages and `ext:`.

use chinwag_model::{AppError, AppResult, TeamId, file::FileInfoList, permission as p};
use chinwag_store::{StoreResult, Tx, file::FileSearch, search::PostSearch};

use crate::{
    Actor, App, Search,
    search::{Query, TERMS_MAX, channels, parse_search, users},
    stored,
};

/// What is typed, with the extensions taken out of it.
fn extensions(text: &str) -> (String, Vec<String>, Vec<String>) {
    let (mut only, mut not) = (Vec::new(), Vec::new());
    let mut rest: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let clean = |end: &str| end.trim_start_matches('.').to_lowercase();
        if let Some(end) = word.strip_prefix("ext:") {
            only.push(clean(end));
        } else if let Some(end) = word.strip_prefix("-ext:") {
            not.push(clean(end));
        } else {
            rest.push(word);
        }
    }
    (rest.join(" "), only, not)
}

impl App {
    /// Searches files in posts of channels the actor is a member of: of one team with direct and group messages, or
    /// of all teams when `team` is empty.
    ///
    /// # Errors
    /// 403 without membership of the team, 400 for an empty or too long search, 501 when search is switched off.
    pub async fn search_files(&self, actor: &Actor, team: TeamId, search: Search) -> AppResult<FileInfoList> {
        let user = actor.require_user()?;
        if !team.is_empty() {
            self.access_team(actor, team, p::VIEW_TEAM).await?;
        }
        if !self.config().ServiceSettings.enable_file_search {
            return Err(AppError::not_implemented(
                "store.sql_file_info.search.disabled",
                "Searching is switched off on this server (ServiceSettings.EnableFileSearch).",
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
        let (text, only, not) = extensions(&search.terms);
        let query = parse_search(&text);
        let offset = search.time_zone_offset.clamp(-86_400, 86_400) * 1000;
        let wanted = FileSearch {
            user,
            team,
            terms: query.terms.clone(),
            together: search.together,
            excluded: query.excluded.clone(),
            extensions: only,
            not_extensions: not,
            within: query.dates.iter().filter(|d| !d.negated).map(|d| d.span(offset)).collect(),
            not_within: query.dates.iter().filter(|d| d.negated).map(|d| d.span(offset)).collect(),
            archived: search.archived,
            page: search.page,
            ..FileSearch::default()
        };
        let found = self.store().read_long(move |tx| Box::pin(run(tx, query, wanted))).await;
        Ok(FileInfoList::of(stored(found)?))
    }
}

/// Looks up the names of a query and runs it. A name nobody has finds nothing.
async fn run(
    tx: &mut Tx,
    query: Query,
    mut wanted: FileSearch,
) -> StoreResult<Vec<chinwag_model::file::FileInfo>> {
    let nothing = wanted.extensions.is_empty() && wanted.not_extensions.is_empty();
    if query.is_empty() && nothing {
        return Ok(Vec::new());
    }
    let place = PostSearch { user: wanted.user, team: wanted.team, ..PostSearch::default() };
    wanted.from = users(tx, &query.from).await?;
    wanted.not_from = users(tx, &query.not_from).await?;
    wanted.channels = channels(tx, &place, &query.channels).await?;
    wanted.not_channels = channels(tx, &place, &query.not_channels).await?;
    let nobody = !query.from.is_empty() && wanted.from.is_empty();
    let nowhere = !query.channels.is_empty() && wanted.channels.is_empty();
    if nobody || nowhere {
        return Ok(Vec::new());
    }
    chinwag_store::file::search(tx, &wanted).await
}
