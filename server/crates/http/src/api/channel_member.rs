//! Membership of channels, and marking them read.

use std::collections::{BTreeMap, HashMap};

use axum::{
    extract::State,
    http::{HeaderValue, header},
};
use chinwag_app::{FileCount, Place, WantedMembers};
use chinwag_model::{AppError, ChannelId, Millis, UserId, page::Page, permission as p, team::SchemeRoles};
use serde::{Deserialize, Serialize};
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json, ok, text},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    const MEMBERS: &str = "/api/v4/channels/{channel_id}/members";
    const MEMBER: &str = "/api/v4/channels/{channel_id}/members/{user_id}";
    Routes::new()
        .post("/api/v4/channels/members/{user_id}/view", view)
        .post("/api/v4/channels/members/{user_id}/mark_read", mark_read)
        .put("/api/v4/channels/members/{user_id}/direct/read", read_personal)
        .put("/api/v4/users/{user_id}/teams/{team_id}/read", read_team)
        .get(MEMBERS, list)
        .post(MEMBERS, add)
        .put(MEMBERS, set)
        .get(MEMBER, get)
        .delete(MEMBER, remove)
        .put("/api/v4/channels/{channel_id}/members/{user_id}/roles", set_roles)
        .put("/api/v4/channels/{channel_id}/members/{user_id}/schemeRoles", set_scheme_roles)
        .put("/api/v4/channels/{channel_id}/members/{user_id}/notify_props", set_notify_props)
        .post("/api/v4/channels/{channel_id}/members/ids", by_ids)
        .get("/api/v4/channels/{channel_id}/stats", stats)
        .get("/api/v4/channels/{channel_id}/timezones", timezones)
        .post("/api/v4/channels/stats/member_count", member_count)
        .get("/api/v4/users/{user_id}/teams/{team_id}/channels/members", of_user_in_team)
        .get("/api/v4/users/{user_id}/channel_members", of_user)
        .get("/api/v4/users/{user_id}/channels/{channel_id}/unread", unread)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct View {
    channel_id: ChannelId,
    prev_channel_id: ChannelId,
}

async fn view(State(state): State<HttpState>, auth: Auth, params: Params, Body(body): Body<View>) -> Reply {
    let channels = [body.channel_id, body.prev_channel_id].into_iter().filter(|c| !c.is_empty()).collect();
    viewed(&state, &auth, params.user(&auth)?, channels).await
}

async fn mark_read(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(channels): Body<Vec<ChannelId>>,
) -> Reply {
    viewed(&state, &auth, params.user(&auth)?, channels).await
}

async fn read_personal(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    viewed_place(&state, &auth, params.user(&auth)?, Place::Personal).await
}

async fn read_team(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let team = params.id("team_id")?;
    state.app.access_team(&auth.0, team, p::VIEW_TEAM).await?;
    viewed_place(&state, &auth, params.user(&auth)?, Place::Team(team)).await
}

async fn viewed_place(state: &HttpState, auth: &Auth, user: UserId, place: Place) -> Reply {
    let viewed = state.app.do_view_place(&auth.0, user, place).await?;
    let times: HashMap<ChannelId, Millis> = viewed.into_iter().collect();
    json(&value!({"status": "OK", "last_viewed_at_times": times}))
}

async fn viewed(state: &HttpState, auth: &Auth, user: UserId, channels: Vec<ChannelId>) -> Reply {
    let viewed = state.app.do_view_channels(&auth.0, user, channels).await?;
    let times: HashMap<ChannelId, Millis> = viewed.into_iter().collect();
    json(&value!({"status": "OK", "last_viewed_at_times": times}))
}

async fn list(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    json(&state.app.channel_members(&auth.0, params.id("channel_id")?, query.page()).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = params.user(&auth)?;
    json(&state.app.channel_member(&auth.0, params.id("channel_id")?, user).await?)
}

async fn by_ids(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(users): Body<Vec<UserId>>,
) -> Reply {
    if users.is_empty() {
        return Err(AppError::invalid_param("user_ids").into());
    }
    json(&state.app.channel_members_by_ids(&auth.0, params.id("channel_id")?, users).await?)
}

async fn stats(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let files = if query.flag("exclude_files_count") { FileCount::Unwanted } else { FileCount::Wanted };
    json(&state.app.channel_stats(&auth.0, params.id("channel_id")?, files).await?)
}

async fn timezones(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.channel_timezones(&auth.0, params.id("channel_id")?).await?)
}

async fn member_count(
    State(state): State<HttpState>,
    auth: Auth,
    Body(channels): Body<Vec<ChannelId>>,
) -> Reply {
    let counts = state.app.channel_member_counts(&auth.0, channels).await?;
    json(&counts.into_iter().collect::<BTreeMap<_, _>>())
}

async fn unread(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = params.user(&auth)?;
    json(&state.app.channel_unread(&auth.0, user, params.id("channel_id")?).await?)
}

async fn of_user_in_team(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, team) = (params.user(&auth)?, params.id("team_id")?);
    json(&state.app.channel_members_of_user_in_team(&auth.0, user, team).await?)
}

/// A page, or with `page=-1` all of them, one JSON object a line. Clients cannot read an empty stream of lines, so
/// nobody's memberships are an empty list.
async fn of_user(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let all = query.number("page") == Some(-1);
    let page = if all { Page::first(u32::MAX) } else { query.page() };
    let members = state.app.channel_members_of_user(&auth.0, params.user(&auth)?, page).await?;
    if !all || members.is_empty() {
        return json(&members);
    }
    lines(&members)
}

/// One JSON object a line.
fn lines(objects: &[impl Serialize]) -> Reply {
    let mut lines = String::with_capacity(objects.len() * 600);
    for object in objects {
        lines.push_str(&serde_json::to_string(object).map_err(AppError::internal)?);
        lines.push('\n');
    }
    let mut reply = text(lines)?;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    Ok(reply)
}

/// Answered as a stream of batches; here it is one.
async fn set(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(wanted): Body<WantedMembers>,
) -> Reply {
    lines(&[state.app.do_set_channel_members(&auth.0, params.id("channel_id")?, wanted).await?])
}

/// Whom to add: one, or several.
#[derive(Deserialize, Default)]
#[serde(default)]
struct NewMembers {
    user_id: UserId,
    user_ids: Vec<UserId>,
}

/// One person asked for is answered with one membership, several with a list.
async fn add(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(new): Body<NewMembers>,
) -> Reply {
    let channel = params.id("channel_id")?;
    let one = new.user_ids.is_empty();
    let users = if one { new.user_id.some().into_iter().collect() } else { new.user_ids };
    if users.is_empty() {
        return Err(AppError::invalid_param_why("user_id", "give user_id or user_ids").into());
    }
    let members = state.app.do_add_channel_members(&auth.0, channel, users).await?;
    match members.first() {
        Some(member) if one => created(member),
        _ => created(&members),
    }
}

async fn remove(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = params.user(&auth)?;
    state.app.do_remove_channel_member(&auth.0, params.id("channel_id")?, user).await?;
    ok()
}

/// `{"roles": "channel_user channel_admin"}`.
#[derive(Deserialize)]
struct Roles {
    roles: String,
}

async fn set_roles(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<Roles>,
) -> Reply {
    let user = params.user(&auth)?;
    state.app.do_set_channel_member_roles(&auth.0, params.id("channel_id")?, user, &body.roles).await?;
    ok()
}

async fn set_scheme_roles(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(scheme): Body<SchemeRoles>,
) -> Reply {
    let user = params.user(&auth)?;
    state.app.do_set_channel_scheme_roles(&auth.0, params.id("channel_id")?, user, scheme).await?;
    ok()
}

async fn set_notify_props(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(props): Body<BTreeMap<String, String>>,
) -> Reply {
    let user = params.user(&auth)?;
    state.app.do_set_channel_notify_props(&auth.0, params.id("channel_id")?, user, props).await?;
    ok()
}
