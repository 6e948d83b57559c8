//! Teams: making, finding and changing them. Who is in them is in `team_member`.

use axum::{
    body::Body as RawBody,
    extract::State,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use chinwag_app::{GuestInvitation, Invited, TeamPrivacy};
use chinwag_model::{
    AppError, TeamId,
    page::Page,
    team::{Team, TeamPatch},
};
use serde::Deserialize;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query, file_of_form},
    reply::{Reply, created, json, ok},
    router::Routes,
};

/// An icon need not be larger; files of posts have their own limit.
const ICON_MAX: i64 = 20 << 20;

pub(super) fn routes() -> Routes {
    const ONE: &str = "/api/v4/teams/{team_id}";
    Routes::new()
        .get("/api/v4/teams", list)
        .post("/api/v4/teams", create)
        .post("/api/v4/teams/search", search)
        .get("/api/v4/teams/name/{team_name}", by_name)
        .get("/api/v4/teams/name/{team_name}/exists", exists)
        .get("/api/v4/teams/invite/{invite_id}", invite_info)
        .post("/api/v4/teams/{team_id}/invite/email", invite)
        .post("/api/v4/teams/{team_id}/invite-guests/email", invite_guests)
        .delete("/api/v4/teams/invites/email", invalidate_invitations)
        .get("/api/v4/teams/{team_id}/image", icon)
        .post("/api/v4/teams/{team_id}/image", set_icon)
        .delete("/api/v4/teams/{team_id}/image", remove_icon)
        .get(ONE, get)
        .put(ONE, update)
        .delete(ONE, delete)
        .put("/api/v4/teams/{team_id}/patch", patch)
        .put("/api/v4/teams/{team_id}/privacy", set_privacy)
        .post("/api/v4/teams/{team_id}/restore", restore)
        .post("/api/v4/teams/{team_id}/regenerate_invite_id", renew_invite)
}

async fn create(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Team>) -> Reply {
    created(&state.app.do_create_team(&auth.0, draft).await?)
}

async fn list(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let (teams, total) = state.app.list_teams(&auth.0, String::new(), query.page()).await?;
    if query.flag("include_total_count") {
        return json(&value!({"teams": teams, "total_count": total}));
    }
    json(&teams)
}

/// With `page` and `per_page` the answer is a page with the total, else a list.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Search {
    term: String,
    page: Option<u32>,
    per_page: Option<u32>,
}

async fn search(State(state): State<HttpState>, auth: Auth, Body(search): Body<Search>) -> Reply {
    let (Some(page), Some(per_page)) = (search.page, search.per_page) else {
        let (teams, _) = state.app.search_teams(&auth.0, search.term, Page::first(1000)).await?;
        return json(&teams);
    };
    let (teams, total) = state.app.search_teams(&auth.0, search.term, Page::new(page, per_page)).await?;
    json(&value!({"teams": teams, "total_count": total}))
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.shown_team_by_id(&auth.0, params.id("team_id")?).await?)
}

async fn by_name(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.shown_team_by_name(&auth.0, params.text("team_name")).await?)
}

async fn exists(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let exists = state.app.team_exists(&auth.0, params.text("team_name")).await?;
    json(&value!({"exists": exists}))
}

/// What somebody with an invite link sees before they have an account.
async fn invite_info(State(state): State<HttpState>, params: Params) -> Reply {
    let team = state.app.team_by_invite(params.text("invite_id")).await?;
    json(&value!({
        "id": team.id,
        "name": team.name,
        "display_name": team.display_name,
        "description": team.description,
    }))
}

/// A whole team; what it does not name stays.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Update {
    id: TeamId,
    #[serde(flatten)]
    patch: TeamPatch,
}

async fn update(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(update): Body<Update>,
) -> Reply {
    let id = params.id("team_id")?;
    if update.id != id {
        return Err(AppError::invalid_param_why("id", "it must be the id in the address").into());
    }
    json(&state.app.do_patch_team(&auth.0, id, update.patch).await?)
}

async fn patch(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(patch): Body<TeamPatch>,
) -> Reply {
    json(&state.app.do_patch_team(&auth.0, params.id("team_id")?, patch).await?)
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
    let privacy = match body.privacy.as_str() {
        "O" => TeamPrivacy::Open,
        "I" => TeamPrivacy::Invited,
        other => {
            return Err(AppError::invalid_param_why(
                "privacy",
                format!("`{other}` is neither `O` (open) nor `I` (by invitation)"),
            )
            .into());
        }
    };
    json(&state.app.do_set_team_privacy(&auth.0, params.id("team_id")?, privacy).await?)
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let id = params.id("team_id")?;
    if query.flag("permanent") {
        state.app.do_purge_team(&auth.0, id).await?;
    } else {
        state.app.do_archive_team(&auth.0, id).await?;
    }
    ok()
}

async fn restore(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_restore_team(&auth.0, params.id("team_id")?).await?)
}

async fn renew_invite(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_renew_invite(&auth.0, params.id("team_id")?).await?)
}

/// With `graceful` each address stands beside what went wrong; without, the first thing that went wrong is the answer.
fn invited(query: &Query, invited: Vec<Invited>) -> Reply {
    if query.flag("graceful") {
        return json(&invited);
    }
    match invited.into_iter().find_map(|one| one.error) {
        Some(error) => Err(error.into()),
        None => ok(),
    }
}

async fn invite(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    Body(emails): Body<Vec<String>>,
) -> Reply {
    invited(&query, state.app.do_invite_by_mail(&auth.0, params.id("team_id")?, emails).await?)
}

async fn invite_guests(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    Body(guests): Body<GuestInvitation>,
) -> Reply {
    invited(&query, state.app.do_invite_guests_by_mail(&auth.0, params.id("team_id")?, guests).await?)
}

async fn invalidate_invitations(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.do_invalidate_invitations(&auth.0).await?;
    ok()
}

async fn icon(State(state): State<HttpState>, auth: Auth, params: Params, headers: HeaderMap) -> Reply {
    let (bytes, version) = state.app.team_icon(&auth.0, params.id("team_id")?).await?;
    let tag = HeaderValue::from_str(&version).map_err(AppError::internal)?;
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes());
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(RawBody::from(bytes)) };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=86400, private"));
    headers.insert(header::ETAG, tag);
    Ok(response)
}

async fn set_icon(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    request: Request<RawBody>,
) -> Reply {
    let team = params.id("team_id")?;
    let limit = state.app.config().FileSettings.max_file_size.clamp(1, ICON_MAX);
    let bytes = file_of_form(&state, request, "image", usize::try_from(limit).unwrap_or(1 << 20)).await?;
    state.app.do_set_team_icon(&auth.0, team, bytes).await?;
    ok()
}

async fn remove_icon(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_remove_team_icon(&auth.0, params.id("team_id")?).await?;
    ok()
}
