//! Channels: making, finding and changing them. Who is in them is in `channel_member`.

use axum::extract::State;
use chinwag_app::{Archived, ArchivedToo, ChannelFilter, Strangers};
use chinwag_model::{
    AppError, ChannelId, TeamId, UserId,
    channel::{Channel, ChannelKind, ChannelPatch, DEFAULT_CHANNEL},
    page::Page,
};
use serde::Deserialize;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    const ONE: &str = "/api/v4/channels/{channel_id}";
    Routes::new()
        .get("/api/v4/channels", list_all)
        .post("/api/v4/channels", create)
        .post("/api/v4/channels/direct", create_direct)
        .post("/api/v4/channels/group", create_group)
        .post("/api/v4/channels/group/search", search_groups)
        .post("/api/v4/channels/search", search_all)
        .get(ONE, get)
        .put(ONE, update)
        .delete(ONE, delete)
        .put("/api/v4/channels/{channel_id}/patch", patch)
        .put("/api/v4/channels/{channel_id}/privacy", set_privacy)
        .post("/api/v4/channels/{channel_id}/restore", restore)
        .post("/api/v4/channels/{channel_id}/move", move_to)
        .get("/api/v4/channels/{channel_id}/common_teams", common_teams)
        .post("/api/v4/channels/{channel_id}/convert_to_channel", convert_group)
        .and(of_team())
        .get("/api/v4/users/{user_id}/channels", of_user)
        .get("/api/v4/users/{user_id}/teams/{team_id}/channels", of_user_in_team)
}

fn of_team() -> Routes {
    Routes::new()
        .get("/api/v4/teams/{team_id}/channels", list_public)
        .get("/api/v4/teams/{team_id}/channels/private", list_private)
        .get("/api/v4/teams/{team_id}/channels/deleted", list_archived)
        .post("/api/v4/teams/{team_id}/channels/ids", by_ids)
        .get("/api/v4/teams/{team_id}/channels/autocomplete", complete)
        .get("/api/v4/teams/{team_id}/channels/search_autocomplete", complete_own)
        .post("/api/v4/teams/{team_id}/channels/search", search)
        .get("/api/v4/teams/{team_id}/channels/name/{channel_name}", by_name)
        .get("/api/v4/teams/name/{team_name}/channels/name/{channel_name}", by_team_name)
}

async fn create(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Channel>) -> Reply {
    created(&state.app.do_create_channel(&auth.0, draft).await?)
}

async fn create_direct(State(state): State<HttpState>, auth: Auth, Body(ids): Body<Vec<UserId>>) -> Reply {
    let [a, b] = ids[..] else {
        return Err(AppError::invalid_param_why(
            "user_ids",
            format!("a direct message is between two users; {} were given", ids.len()),
        )
        .into());
    };
    created(&state.app.do_open_direct(&auth.0, a, b).await?)
}

async fn create_group(State(state): State<HttpState>, auth: Auth, Body(ids): Body<Vec<UserId>>) -> Reply {
    if ids.is_empty() {
        return Err(AppError::invalid_param("user_ids").into());
    }
    created(&state.app.do_open_group(&auth.0, ids).await?)
}

/// `{"term": "words"}`.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Term {
    term: String,
}

async fn search_groups(State(state): State<HttpState>, auth: Auth, Body(search): Body<Term>) -> Reply {
    json(&state.app.search_groups(&auth.0, &search.term).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.access_channel_read(&auth.0, params.id("channel_id")?).await?.into_channel())
}

/// `include_deleted` and, with it, `last_delete_at`.
fn archived(query: &Query) -> Archived {
    match (query.flag("include_deleted"), query.number("last_delete_at")) {
        (false, _) => Archived::Excluded,
        (true, Some(at)) if at > 0 => Archived::Since(at),
        (true, _) => Archived::Included,
    }
}

async fn by_name(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let (team, name) = (params.id("team_id")?, params.text("channel_name"));
    json(&state.app.channel_by_name(&auth.0, team, name, archived(&query)).await?)
}

async fn by_team_name(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let (team, name) = (params.text("team_name"), params.text("channel_name"));
    json(&state.app.channel_by_team_name(&auth.0, team, name, archived(&query)).await?)
}

async fn of_user(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    json(&state.app.channels_of_user(&auth.0, params.user(&auth)?, archived(&query)).await?)
}

async fn of_user_in_team(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let (user, team) = (params.user(&auth)?, params.id("team_id")?);
    json(&state.app.channels_of_user_in_team(&auth.0, user, team, archived(&query)).await?)
}

async fn list_public(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    json(&state.app.public_channels(&auth.0, params.id("team_id")?, query.page()).await?)
}

async fn list_private(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    json(&state.app.private_channels(&auth.0, params.id("team_id")?, query.page()).await?)
}

async fn list_archived(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    json(&state.app.archived_channels(&auth.0, params.id("team_id")?, query.page()).await?)
}

async fn by_ids(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(ids): Body<Vec<ChannelId>>,
) -> Reply {
    if ids.is_empty() {
        return Err(AppError::invalid_param("channel_ids").into());
    }
    json(&state.app.public_channels_by_ids(&auth.0, params.id("team_id")?, ids).await?)
}

async fn complete(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let term = query.text("name").to_owned();
    json(&state.app.complete_channels(&auth.0, params.id("team_id")?, term).await?)
}

async fn complete_own(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let term = query.text("name").to_owned();
    json(&state.app.complete_own_channels(&auth.0, params.id("team_id")?, term).await?)
}

async fn search(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(search): Body<Term>,
) -> Reply {
    json(&state.app.search_channels(&auth.0, params.id("team_id")?, search.term).await?)
}

async fn list_all(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let filter = ChannelFilter {
        archived: if query.flag("include_deleted") { ArchivedToo::Too } else { ArchivedToo::No },
        except: first_channels(query.flag("exclude_default_channels")),
        ..ChannelFilter::default()
    };
    let (channels, total) = state.app.all_channels(&auth.0, filter, query.page()).await?;
    if query.flag("include_total_count") {
        return json(&value!({"channels": channels, "total_count": total}));
    }
    json(&channels)
}

fn first_channels(excluded: bool) -> Vec<String> {
    if excluded { vec![DEFAULT_CHANNEL.into(), "off-topic".into()] } else { Vec::new() }
}

/// What `POST /channels/search` takes. With `page` and `per_page` the answer is a page with the total, else a list.
#[derive(Deserialize, Default)]
#[serde(default)]
struct SearchAll {
    term: String,
    team_ids: Vec<TeamId>,
    public: bool,
    private: bool,
    deleted: bool,
    include_deleted: bool,
    exclude_default_channels: bool,
    page: Option<u32>,
    per_page: Option<u32>,
}

/// Administrators search every channel; `?system_console=false` searches what anybody in the actor's place would see.
async fn search_all(
    State(state): State<HttpState>,
    auth: Auth,
    query: Query,
    Body(search): Body<SearchAll>,
) -> Reply {
    let mut kinds = Vec::new();
    if search.public {
        kinds.push(ChannelKind::Open);
    }
    if search.private {
        kinds.push(ChannelKind::Private);
    }
    let own = query.has("system_console") && !query.flag("system_console");
    let filter = ChannelFilter {
        term: search.term,
        teams: search.team_ids,
        kinds,
        archived: match (search.deleted, search.include_deleted) {
            (true, _) => ArchivedToo::Only,
            (_, true) => ArchivedToo::Too,
            _ => ArchivedToo::No,
        },
        except: first_channels(search.exclude_default_channels),
        seen_by: if own { auth.0.require_user()? } else { UserId::EMPTY },
    };
    let page = match (search.page, search.per_page) {
        (Some(page), Some(per_page)) => Some(Page::new(page, per_page)),
        _ => None,
    };
    let (channels, total) =
        state.app.all_channels(&auth.0, filter, page.unwrap_or(Page::first(1000))).await?;
    if page.is_some() {
        return json(&value!({"channels": channels, "total_count": total}));
    }
    json(&channels)
}

/// A whole channel; empty names stay as they are, header and purpose may be emptied.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Update {
    id: ChannelId,
    #[serde(rename = "type")]
    kind: String,
    display_name: String,
    name: String,
    header: Option<String>,
    purpose: Option<String>,
}

async fn update(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(update): Body<Update>,
) -> Reply {
    let id = params.id("channel_id")?;
    if !update.id.is_empty() && update.id != id {
        return Err(AppError::invalid_param_why("id", "it must be the id in the address").into());
    }
    let channel = state.app.access_channel_properties(&auth.0, id).await?.into_channel();
    if !update.kind.is_empty() && update.kind != channel.kind.as_str() {
        return Err(AppError::bad_request(
            "api.channel.update_channel.typechange.app_error",
            "The type of a channel is changed by PUT /channels/{channel_id}/privacy.",
        )
        .into());
    }
    let changed = |new: String, old: &str| Some(new).filter(|new| !new.is_empty() && new.as_str() != old);
    let patch = ChannelPatch {
        display_name: changed(update.display_name, &channel.display_name),
        name: changed(update.name, &channel.name),
        header: update.header,
        purpose: update.purpose.filter(|new| *new != channel.purpose),
        ..ChannelPatch::default()
    };
    json(&state.app.do_patch_channel(&auth.0, id, patch).await?)
}

async fn patch(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(patch): Body<ChannelPatch>,
) -> Reply {
    json(&state.app.do_patch_channel(&auth.0, params.id("channel_id")?, patch).await?)
}

#[derive(Deserialize)]
struct Privacy {
    privacy: String,
}

async fn set_privacy(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<Privacy>,
) -> Reply {
    let kind =
        ChannelKind::from_letter(&body.privacy).filter(|kind| !kind.is_personal()).ok_or_else(|| {
            AppError::invalid_param_why(
                "privacy",
                format!("`{}` is neither `O` (public) nor `P` (private)", body.privacy),
            )
        })?;
    json(&state.app.do_set_channel_privacy(&auth.0, params.id("channel_id")?, kind).await?)
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let id = params.id("channel_id")?;
    if query.flag("permanent") {
        state.app.do_purge_channel(&auth.0, id).await?;
    } else {
        state.app.do_archive_channel(&auth.0, id).await?;
    }
    ok()
}

async fn restore(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_restore_channel(&auth.0, params.id("channel_id")?).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Move {
    team_id: TeamId,
    force: bool,
}

async fn move_to(State(state): State<HttpState>, auth: Auth, params: Params, Body(to): Body<Move>) -> Reply {
    let id = params.id("channel_id")?;
    if to.team_id.is_empty() {
        return Err(AppError::invalid_param("team_id").into());
    }
    let strangers = if to.force { Strangers::Remove } else { Strangers::Refuse };
    json(&state.app.do_move_channel(&auth.0, id, to.team_id, strangers).await?)
}

async fn common_teams(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.common_teams(&auth.0, params.id("channel_id")?).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Convert {
    team_id: TeamId,
    name: String,
    display_name: String,
}

async fn convert_group(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(to): Body<Convert>,
) -> Reply {
    let id = params.id("channel_id")?;
    json(&state.app.do_convert_group(&auth.0, id, to.team_id, &to.name, &to.display_name).await?)
}
