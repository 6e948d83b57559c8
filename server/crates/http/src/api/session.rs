//! Logging in and out, and the sessions that come of it.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use chinwag_app::{Device, LoggedIn, Login};
use chinwag_model::{AppError, SessionId};
use cookie::{Cookie, SameSite, time::Duration};
use serde::Deserialize;

use crate::{
    HttpState,
    extract::{Auth, Body, MaybeAuth, Params, Peer},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/users/login", login)
        .post("/api/v4/users/login/type", login_type)
        .post("/api/v4/users/logout", logout)
        .get("/api/v4/users/{user_id}/sessions", of_user)
        .post("/api/v4/users/{user_id}/sessions/revoke", revoke)
        .post("/api/v4/users/{user_id}/sessions/revoke/all", revoke_all)
        .post("/api/v4/users/sessions/revoke/all", revoke_everybodys)
        .put("/api/v4/users/sessions/device", attach_device)
}

/// How an account logs in: always by password here, so nothing is told of accounts.
async fn login_type(Body(_): Body<serde_json::Value>) -> Reply {
    json(&serde_json::json!({"auth_service": "", "is_deactivated": false}))
}

async fn of_user(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.sessions(&auth.0, params.user(&auth)?).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SessionBody {
    session_id: SessionId,
    device_id: String,
}

async fn revoke(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<SessionBody>,
) -> Reply {
    let user = params.user(&auth)?;
    if body.session_id.is_empty() {
        return Err(AppError::invalid_param("session_id").into());
    }
    state.app.do_end_session(&auth.0, user, body.session_id).await?;
    ok()
}

async fn revoke_all(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_end_all_sessions(&auth.0, params.user(&auth)?).await?;
    ok()
}

async fn revoke_everybodys(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.do_end_everybodys_sessions(&auth.0).await?;
    ok()
}

async fn attach_device(State(state): State<HttpState>, auth: Auth, Body(body): Body<SessionBody>) -> Reply {
    state.app.do_attach_device(&auth.0, &body.device_id).await?;
    ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct LoginBody {
    id: String,
    login_id: String,
    password: String,
    token: String,
    device_id: String,
    #[serde(rename = "deviceId")]
    device_id_camel: String,
}

async fn login(
    State(state): State<HttpState>,
    Peer(ip): Peer,
    headers: HeaderMap,
    Body(body): Body<LoginBody>,
) -> Reply {
    let device_id = if body.device_id.is_empty() { body.device_id_camel } else { body.device_id };
    let login = Login {
        login_id: body.login_id,
        id: body.id,
        password: body.password,
        mfa_code: body.token,
        device_id,
    };
    let logged_in = state.app.do_login(login, device(&headers, ip)).await?;
    respond(&state, &headers, logged_in)
}

fn respond(state: &HttpState, headers: &HeaderMap, logged_in: LoggedIn) -> Reply {
    let LoggedIn { user, session, token } = logged_in;
    let id = user.id;
    let mut response = json(&user.sanitized_for_self())?;
    response.headers_mut().insert("token", HeaderValue::from_str(&token).map_err(AppError::internal)?);
    // Programs that keep cookies without knowing it would fall into the CSRF rule; browsers announce themselves.
    if headers.get("x-requested-with").is_some_and(|v| v == "XMLHttpRequest") {
        let seconds = (session.expires_at - session.create_at) / 1000;
        let secure = state.app.config().ServiceSettings.site_url.starts_with("https://");
        for (name, value, script) in [
            ("MMAUTHTOKEN", token.as_str(), false),
            ("MMUSERID", id.as_str(), true),
            ("MMCSRF", session.csrf(), true),
        ] {
            let cookie = Cookie::build((name, value))
                .path("/")
                .max_age(Duration::seconds(seconds))
                .http_only(!script)
                .secure(secure)
                .same_site(SameSite::Lax);
            set_cookie(&mut response, &cookie.build())?;
        }
    }
    Ok(response)
}

fn set_cookie(response: &mut Response, cookie: &Cookie<'_>) -> Result<(), AppError> {
    let value = HeaderValue::from_str(&cookie.to_string()).map_err(AppError::internal)?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

async fn logout(State(state): State<HttpState>, MaybeAuth(actor): MaybeAuth) -> Reply {
    if let Some(actor) = actor {
        state.app.do_logout(&actor).await?;
    }
    let mut response = ok()?;
    for name in ["MMAUTHTOKEN", "MMUSERID", "MMCSRF"] {
        set_cookie(&mut response, &Cookie::build((name, "")).path("/").max_age(Duration::ZERO).build())?;
    }
    Ok(response)
}

/// What the client says of itself; shown in the list of sessions.
fn device(headers: &HeaderMap, ip: String) -> Device {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let find = |names: &[(&str, &str)]| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map_or_else(|| "Unknown".to_owned(), |(_, name)| (*name).to_owned())
    };
    Device {
        browser: find(&[
            ("Mattermost", "Desktop App"),
            ("Edg/", "Edge"),
            ("OPR/", "Opera"),
            ("Chrome/", "Chrome"),
            ("Firefox/", "Firefox"),
            ("Safari/", "Safari"),
            ("wag/", "wag"),
            ("curl/", "curl"),
        ]),
        os: find(&[
            ("Windows", "Windows"),
            ("Android", "Android"),
            ("iPhone", "iOS"),
            ("iPad", "iOS"),
            ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ]),
        platform: find(&[
            ("Windows", "Windows"),
            ("Macintosh", "Macintosh"),
            ("Android", "Linux"),
            ("Linux", "Linux"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
        ]),
        ip,
    }
}
