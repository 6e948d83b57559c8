//! Changing accounts: names, passwords, roles, state, second factor, confirmation of addresses.

use axum::extract::State;
use chinwag_app::{AccountState, Mfa, Removal};
use chinwag_model::{AppError, UserId, user::UserPatch};
use serde::Deserialize;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Peer, Query},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .put("/api/v4/users/{user_id}", update)
        .put("/api/v4/users/{user_id}/patch", patch)
        .delete("/api/v4/users/{user_id}", delete)
        .put("/api/v4/users/{user_id}/password", password)
        .put("/api/v4/users/{user_id}/active", active)
        .put("/api/v4/users/{user_id}/roles", roles)
        .put("/api/v4/users/{user_id}/mfa", mfa)
        .post("/api/v4/users/{user_id}/mfa/generate", generate_mfa)
        .post("/api/v4/users/{user_id}/promote", promote)
        .post("/api/v4/users/{user_id}/demote", demote)
        .post("/api/v4/users/{user_id}/reset_failed_attempts", reset_failed_attempts)
        .post("/api/v4/users/{user_id}/email/verify/member", verify_of)
        .post("/api/v4/users/email/verify", verify)
        .post("/api/v4/users/email/verify/send", send_verification)
        .post("/api/v4/users/password/reset", reset_password)
        .post("/api/v4/users/password/reset/send", send_password_reset)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Update {
    id: UserId,
    #[serde(flatten)]
    patch: UserPatch,
}

async fn update(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<Update>,
) -> Reply {
    let user = params.user(&auth)?;
    if body.id != user {
        return Err(AppError::invalid_param_why(
            "id",
            format!("`{}` in the body is not the user of the address, `{user}`", body.id),
        )
        .into());
    }
    let user = state.app.do_patch_user(&auth.0, user, body.patch).await?;
    json(&state.app.shown(&auth.0, user))
}

async fn patch(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(patch): Body<UserPatch>,
) -> Reply {
    let user = state.app.do_patch_user(&auth.0, params.user(&auth)?, patch).await?;
    json(&state.app.shown(&auth.0, user))
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let how = if query.flag("permanent") { Removal::ForGood } else { Removal::Deactivate };
    state.app.do_delete_user(&auth.0, params.user(&auth)?, how).await?;
    ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PasswordBody {
    current_password: String,
    new_password: String,
    token: String,
    email: String,
}

async fn password(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<PasswordBody>,
) -> Reply {
    let user = params.user(&auth)?;
    state.app.do_set_password(&auth.0, user, body.current_password, body.new_password).await?;
    ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ActiveBody {
    active: Option<bool>,
}

async fn active(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<ActiveBody>,
) -> Reply {
    let user = params.user(&auth)?;
    let wanted = match body.active {
        Some(true) => AccountState::Active,
        Some(false) => AccountState::Inactive,
        None => return Err(AppError::invalid_param("active").into()),
    };
    state.app.do_set_active(&auth.0, user, wanted).await?;
    ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RolesBody {
    roles: String,
}

async fn roles(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<RolesBody>,
) -> Reply {
    state.app.do_set_roles(&auth.0, params.user(&auth)?, &body.roles).await?;
    ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct MfaBody {
    activate: bool,
    code: String,
}

async fn mfa(State(state): State<HttpState>, auth: Auth, params: Params, Body(body): Body<MfaBody>) -> Reply {
    let user = params.user(&auth)?;
    if body.activate && body.code.is_empty() {
        return Err(AppError::invalid_param("code").into());
    }
    let wanted = if body.activate { Mfa::On { code: body.code } } else { Mfa::Off };
    state.app.do_set_mfa(&auth.0, user, wanted).await?;
    ok()
}

async fn generate_mfa(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let made = state.app.do_generate_mfa(&auth.0, params.user(&auth)?).await?;
    json(&value!({"secret": made.secret, "qr_code": made.qr_code}))
}

async fn promote(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_promote_guest(&auth.0, params.user(&auth)?).await?;
    ok()
}

async fn demote(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_demote_to_guest(&auth.0, params.user(&auth)?).await?;
    ok()
}

async fn reset_failed_attempts(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_reset_failed_attempts(&auth.0, params.user(&auth)?).await?;
    ok()
}

async fn verify_of(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let user = state.app.do_verify_email_of(&auth.0, params.user(&auth)?).await?;
    json(&state.app.shown(&auth.0, user))
}

async fn verify(State(state): State<HttpState>, Body(body): Body<PasswordBody>) -> Reply {
    state.app.do_verify_email(&body.token).await?;
    ok()
}

async fn send_verification(State(state): State<HttpState>, Body(body): Body<PasswordBody>) -> Reply {
    state.app.do_send_verification(&body.email)?;
    ok()
}

async fn reset_password(
    State(state): State<HttpState>,
    Peer(ip): Peer,
    Body(body): Body<PasswordBody>,
) -> Reply {
    state.app.do_reset_password(&body.token, body.new_password, &ip).await?;
    ok()
}

async fn send_password_reset(State(state): State<HttpState>, Body(body): Body<PasswordBody>) -> Reply {
    state.app.do_send_password_reset(&body.email)?;
    ok()
}
