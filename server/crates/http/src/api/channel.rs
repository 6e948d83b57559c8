//! Channels: making, finding and changing them. Who is in them is in `channel_member`.

use axum::extract::State;
use chinwag_app::Archived;
use chinwag_model::{AppError, UserId, channel::Channel};

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/channels", create)
        .post("/api/v4/channels/direct", create_direct)
        .get("/api/v4/channels/{channel_id}", get)
        .get("/api/v4/teams/{team_id}/channels/name/{channel_name}", by_name)
        .get("/api/v4/teams/name/{team_name}/channels/name/{channel_name}", by_team_name)
        .get("/api/v4/users/{user_id}/channels", of_user)
        .get("/api/v4/users/{user_id}/teams/{team_id}/channels", of_user_in_team)
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
