//! Membership of teams: who is in which, joining and leaving, roles.

use axum::extract::State;
use chinwag_app::{Listing, ThreadCounts};
use chinwag_model::{
    AppError, TeamId, UserId,
    team::{SchemeRoles, TeamMember},
};
use serde::Deserialize;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    const MEMBERS: &str = "/api/v4/teams/{team_id}/members";
    const MEMBER: &str = "/api/v4/teams/{team_id}/members/{user_id}";
    Routes::new()
        .get("/api/v4/users/{user_id}/teams", teams_of_user)
        .get("/api/v4/users/{user_id}/teams/members", of_user)
        .get("/api/v4/users/{user_id}/teams/unread", all_unread)
        .get("/api/v4/users/{user_id}/teams/{team_id}/unread", unread)
        .get(MEMBERS, list)
        .post(MEMBERS, add)
        .post("/api/v4/teams/{team_id}/members/batch", add_many)
        .post("/api/v4/teams/{team_id}/members/ids", by_ids)
        .post("/api/v4/teams/members/invite", join_by_invite)
        .get(MEMBER, get)
        .delete(MEMBER, remove)
        .put("/api/v4/teams/{team_id}/members/{user_id}/roles", set_roles)
        .put("/api/v4/teams/{team_id}/members/{user_id}/schemeRoles", set_scheme_roles)
        .get("/api/v4/teams/{team_id}/stats", stats)
}

async fn teams_of_user(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.teams_of_user(&auth.0, params.user(&auth)?).await?)
}

async fn of_user(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.team_members_of_user(&auth.0, params.user(&auth)?).await?)
}

async fn all_unread(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let threads =
        if query.flag("include_collapsed_threads") { ThreadCounts::Wanted } else { ThreadCounts::Unwanted };
    let exclude = query.id("exclude_team")?;
    json(&state.app.teams_unread(&auth.0, params.user(&auth)?, exclude, threads).await?)
}

async fn unread(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.team_unread(&auth.0, params.user(&auth)?, params.id("team_id")?).await?)
}

async fn list(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let listing = Listing {
        by_username: query.text("sort") == "Username",
        active_only: query.flag("exclude_deleted_users"),
    };
    json(&state.app.team_members(&auth.0, params.id("team_id")?, listing, query.page()).await?)
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
    json(&state.app.team_members_by_ids(&auth.0, params.id("team_id")?, users).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = params.user(&auth)?;
    json(&state.app.team_member(&auth.0, params.id("team_id")?, user).await?)
}

/// Whom to add; the team, if given, must be that of the address.
#[derive(Deserialize, Default)]
#[serde(default)]
struct NewMember {
    team_id: TeamId,
    user_id: UserId,
}

impl NewMember {
    fn user(&self, team: TeamId) -> Result<UserId, AppError> {
        if !self.team_id.is_empty() && self.team_id != team {
            return Err(AppError::invalid_param_why(
                "team_id",
                format!("`{}` is not the team of the address, `{team}`", self.team_id),
            ));
        }
        self.user_id.some().ok_or_else(|| AppError::invalid_param("user_id"))
    }
}

async fn add(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(new): Body<NewMember>,
) -> Reply {
    let team = params.id("team_id")?;
    created(&state.app.do_add_team_member(&auth.0, team, new.user(team)?).await?)
}

/// With `graceful` each answer says what went wrong; without, the first thing that went wrong is the answer.
async fn add_many(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    Body(new): Body<Vec<NewMember>>,
) -> Reply {
    let team = params.id("team_id")?;
    let users = new.iter().map(|one| one.user(team)).collect::<Result<Vec<_>, _>>()?;
    let added = state.app.do_add_team_members(&auth.0, team, users).await?;
    if query.flag("graceful") {
        return created(&added);
    }
    let members: Result<Vec<TeamMember>, AppError> =
        added.into_iter().filter_map(|one| one.error.map(Err).or_else(|| one.member.map(Ok))).collect();
    created(&members?)
}

async fn join_by_invite(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let user = auth.0.require_user()?;
    let (token, invite_id) = (query.text("token"), query.text("invite_id"));
    if !token.is_empty() {
        return created(&state.app.do_join_team_by_token(user, token).await?);
    }
    if invite_id.is_empty() {
        return Err(AppError::bad_request(
            "api.team.add_user_to_team.missing_parameter.app_error",
            "Give `token` or `invite_id` in the query.",
        )
        .into());
    }
    created(&state.app.do_join_team_by_invite(user, invite_id).await?)
}

async fn remove(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = params.user(&auth)?;
    state.app.do_remove_team_member(&auth.0, params.id("team_id")?, user).await?;
    ok()
}

/// `{"roles": "team_user team_admin"}`.
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
    state.app.do_set_team_member_roles(&auth.0, params.id("team_id")?, user, &body.roles).await?;
    ok()
}

async fn set_scheme_roles(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(scheme): Body<SchemeRoles>,
) -> Reply {
    let user = params.user(&auth)?;
    state.app.do_set_team_scheme_roles(&auth.0, params.id("team_id")?, user, scheme).await?;
    ok()
}

async fn stats(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.team_stats(&auth.0, params.id("team_id")?).await?)
}
