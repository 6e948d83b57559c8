//! Search in messages and for files.

use std::collections::HashMap;

use axum::extract::State;
use chinwag_app::{ArchivedChannels, Search, Together};
use chinwag_model::{PostId, TeamId, page::Page, post::PostList};
use serde::{Deserialize, Serialize};

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/teams/{team_id}/posts/search", in_team)
        .post("/api/v4/posts/search", in_all_teams)
        .post("/api/v4/teams/{team_id}/files/search", files_in_team)
        .post("/api/v4/files/search", files_in_all_teams)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    terms: String,
    is_or_search: bool,
    time_zone_offset: i64,
    include_deleted_channels: bool,
    page: Option<u32>,
    per_page: Option<u32>,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    list: &'a PostList,
    matches: &'a HashMap<PostId, Vec<String>>,
}

async fn in_team(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    Body(asked): Body<Asked>,
) -> Reply {
    search(&state, &auth, params.id("team_id")?, &query, asked).await
}

async fn in_all_teams(
    State(state): State<HttpState>,
    auth: Auth,
    query: Query,
    Body(asked): Body<Asked>,
) -> Reply {
    search(&state, &auth, TeamId::EMPTY, &query, asked).await
}

async fn search(state: &HttpState, auth: &Auth, team: TeamId, query: &Query, asked: Asked) -> Reply {
    let found = state.app.search_posts(&auth.0, team, asked.wanted(query)).await?;
    json(&Answer { list: &found.list, matches: &found.matches })
}

async fn files_in_team(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    Body(asked): Body<Asked>,
) -> Reply {
    json(&state.app.search_files(&auth.0, params.id("team_id")?, asked.wanted(&query)).await?)
}

async fn files_in_all_teams(
    State(state): State<HttpState>,
    auth: Auth,
    query: Query,
    Body(asked): Body<Asked>,
) -> Reply {
    json(&state.app.search_files(&auth.0, TeamId::EMPTY, asked.wanted(&query)).await?)
}

impl Asked {
    fn wanted(self, query: &Query) -> Search {
        let archived = self.include_deleted_channels || query.flag("include_deleted_channels");
        let page = query.page();
        Search {
            terms: self.terms,
            together: if self.is_or_search { Together::Any } else { Together::All },
            time_zone_offset: self.time_zone_offset,
            archived: if archived { ArchivedChannels::With } else { ArchivedChannels::Without },
            page: Page::new(self.page.unwrap_or(page.page), self.per_page.unwrap_or(page.per_page)),
        }
    }
}
