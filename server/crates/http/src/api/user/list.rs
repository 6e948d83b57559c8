//! Lists of users, search and completion. Single accounts are in the module above.

use axum::extract::State;
use chinwag_app::user_list::{Bots, Filter, Sort, State as AccountState};
use chinwag_model::{AppError, AppResult, ChannelId, TeamId, UserId};
use serde::Deserialize;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/users", list)
        .post("/api/v4/users/ids", by_ids)
        .post("/api/v4/users/usernames", by_names)
        .get("/api/v4/users/username/{username}", by_name)
        .get("/api/v4/users/email/{email}", by_email)
        .post("/api/v4/users/search", search)
        .get("/api/v4/users/autocomplete", complete)
        .get("/api/v4/users/known", known)
        .get("/api/v4/users/stats", stats)
        .get("/api/v4/users/stats/filtered", stats_filtered)
        .post("/api/v4/users/group_channels", group_channels)
}

/// `a,b` as a list.
fn names(text: &str) -> Vec<String> {
    text.split([',', ' ']).map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect()
}

fn filter(query: &Query) -> AppResult<Filter> {
    if ["in_group", "not_in_group"].iter().any(|g| !query.text(g).is_empty()) {
        return Err(groups());
    }
    let mut roles = names(query.text("roles"));
    roles.extend(names(query.text("role")));
    Ok(Filter {
        in_team: query.id("in_team")?,
        not_in_team: query.id("not_in_team")?,
        in_channel: query.id("in_channel")?,
        not_in_channel: query.id("not_in_channel")?,
        without_team: query.flag("without_team"),
        state: match (query.flag("active"), query.flag("inactive")) {
            (true, false) => AccountState::Active,
            (false, true) => AccountState::Inactive,
            (true, true) => return Err(AppError::invalid_url_param("inactive", "active and inactive")),
            (false, false) => AccountState::Any,
        },
        roles,
        team_roles: names(query.text("team_roles")),
        channel_roles: names(query.text("channel_roles")),
        ..Filter::default()
    })
}

fn groups() -> AppError {
    AppError::not_implemented("api.user.groups.app_error", "Custom groups are not offered by this server.")
}

/// Orders that need something to order within, as Mattermost asks for it.
fn sort(query: &Query, filter: &Filter) -> AppResult<Sort> {
    let text = query.text("sort");
    let only_team = !filter.in_team.is_empty()
        && filter.not_in_team.is_empty()
        && filter.in_channel.is_empty()
        && filter.not_in_channel.is_empty();
    match text {
        "" | "username" | "display_name" => Ok(Sort::Username),
        "last_activity_at" if only_team => Ok(Sort::LastActivity),
        "create_at" if only_team => Ok(Sort::CreateAt),
        "status" if !filter.in_channel.is_empty() => Ok(Sort::Status),
        "admin" if !filter.in_channel.is_empty() => Ok(Sort::ChannelAdmin),
        other => Err(AppError::invalid_url_param("sort", other)
            .detail("last_activity_at and create_at need in_team; status and admin need in_channel")),
    }
}

async fn list(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let mut filter = filter(&query)?;
    filter.sort = sort(&query, &filter)?;
    json(&state.app.users(&auth.0, filter, query.page()).await?)
}

async fn by_ids(
    State(state): State<HttpState>,
    auth: Auth,
    query: Query,
    Body(ids): Body<Vec<UserId>>,
) -> Reply {
    if ids.is_empty() {
        return Err(AppError::invalid_param("user_ids").into());
    }
    let since = query.number("since").unwrap_or_default();
    json(&state.app.users_by_ids_since(&auth.0, ids, since).await?)
}

async fn by_names(State(state): State<HttpState>, auth: Auth, Body(names): Body<Vec<String>>) -> Reply {
    if names.is_empty() {
        return Err(AppError::invalid_param("usernames").into());
    }
    json(&state.app.users_by_names(&auth.0, names).await?)
}

async fn by_name(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = state.app.access_user_by_name(&auth.0, params.text("username")).await?;
    json(&state.app.shown(&auth.0, user))
}

async fn by_email(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = state.app.access_user_by_email(&auth.0, params.text("email")).await?;
    json(&state.app.shown(&auth.0, user))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SearchBody {
    term: String,
    team_id: TeamId,
    not_in_team_id: TeamId,
    in_channel_id: ChannelId,
    not_in_channel_id: ChannelId,
    in_group_id: String,
    not_in_group_id: String,
    without_team: bool,
    allow_inactive: bool,
    limit: i64,
    role: String,
    roles: Vec<String>,
    team_roles: Vec<String>,
    channel_roles: Vec<String>,
}

async fn search(State(state): State<HttpState>, auth: Auth, Body(body): Body<SearchBody>) -> Reply {
    if body.term.trim().is_empty() {
        return Err(AppError::invalid_param_why("term", "there is nothing to search for").into());
    }
    if body.team_id.is_empty() && !body.not_in_channel_id.is_empty() {
        return Err(AppError::invalid_param_why("team_id", "not_in_channel_id needs a team").into());
    }
    if !body.in_group_id.is_empty() || !body.not_in_group_id.is_empty() {
        return Err(groups().into());
    }
    let mut roles = body.roles;
    roles.extend(names(&body.role));
    let filter = Filter {
        in_team: body.team_id,
        not_in_team: body.not_in_team_id,
        in_channel: body.in_channel_id,
        not_in_channel: body.not_in_channel_id,
        without_team: body.without_team,
        state: if body.allow_inactive { AccountState::Any } else { AccountState::Active },
        roles,
        team_roles: body.team_roles,
        channel_roles: body.channel_roles,
        ..Filter::default()
    };
    json(&state.app.search_users(&auth.0, &body.term, filter, body.limit).await?)
}

async fn complete(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let limit = query.number("limit").unwrap_or_default();
    let (team, channel) = (query.id("in_team")?, query.id("in_channel")?);
    let found = state.app.complete_user(&auth.0, query.text("name"), team, channel, limit).await?;
    let mut answer = value!({"users": found.users});
    if let Some(outside) = found.out_of_channel {
        answer["out_of_channel"] = value!(outside);
    }
    json(&answer)
}

async fn known(State(state): State<HttpState>, auth: Auth) -> Reply {
    json(&state.app.known_users(&auth.0).await?)
}

async fn stats(State(state): State<HttpState>, auth: Auth) -> Reply {
    json(&value!({"total_users_count": state.app.count_visible_users(&auth.0).await?}))
}

async fn stats_filtered(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let filter = Filter {
        state: if query.flag("include_deleted") { AccountState::Any } else { AccountState::Active },
        bots: if query.flag("include_bots") { Bots::Included } else { Bots::Excluded },
        ..filter(&query)?
    };
    json(&value!({"total_users_count": state.app.count_users(&auth.0, filter).await?}))
}

async fn group_channels(
    State(state): State<HttpState>,
    auth: Auth,
    Body(channels): Body<Vec<ChannelId>>,
) -> Reply {
    if channels.is_empty() {
        return Err(AppError::invalid_param("group_channel_ids").into());
    }
    json(&state.app.users_of_group_channels(&auth.0, channels).await?)
}
