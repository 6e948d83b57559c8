//! From a request to its actor: cookie, `Authorization` header or query, and the CSRF rule for cookies.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, header, request::Parts},
};
use chinwag_app::{Actor, Origin};
use chinwag_model::AppError;
use futures_util::future::BoxFuture;
use subtle::ConstantTimeEq;

use crate::{HttpState, envelope::RequestId, reply::ApiError};

/// A request that came over the operator's local socket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalSocket;

/// Address of the peer, put into the request's extensions by the accept loop.
#[derive(Debug, Clone)]
pub(crate) struct PeerAddress(pub(crate) String);

/// The actor of a request that must have one.
#[derive(Debug)]
pub(crate) struct Auth(pub(crate) Actor);

/// The actor of a request that may have one.
pub(crate) struct MaybeAuth(pub(crate) Option<Actor>);

impl FromRequestParts<HttpState> for Auth {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, ApiError> {
        who_asks(parts, state).await.map(Self)
    }
}

/// In a box, so that it is compiled once and not into each of the hundreds of handlers.
fn who_asks<'a>(parts: &'a mut Parts, state: &'a HttpState) -> BoxFuture<'a, Result<Actor, ApiError>> {
    Box::pin(async move {
        let mut actor = if parts.extensions.get::<LocalSocket>().is_some() {
            Actor::trusted(Origin::Local)
        } else {
            authenticate(parts, state).await?
        };
        if let Some(RequestId(id)) = parts.extensions.get() {
            actor.request_id.clone_from(id);
        }
        actor.ip = remote_address(parts);
        let connection = parts.headers.get("connection-id").and_then(|v| v.to_str().ok());
        actor.connection_id = connection.and_then(|c| c.parse().ok()).unwrap_or_default();
        Ok(actor)
    })
}

impl FromRequestParts<HttpState> for MaybeAuth {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, ApiError> {
        Ok(Self(Auth::from_request_parts(parts, state).await.ok().map(|auth| auth.0)))
    }
}

/// The address of whoever asks; empty on the local socket.
pub(crate) struct Peer(pub(crate) String);

impl FromRequestParts<HttpState> for Peer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, ApiError> {
        Ok(Self(remote_address(parts)))
    }
}

async fn authenticate(parts: &Parts, state: &HttpState) -> Result<Actor, ApiError> {
    if let Some(token) = cookie(&parts.headers, "MMAUTHTOKEN") {
        let actor = state.app.authenticate(&token).await?;
        check_csrf(parts, &actor)?;
        return Ok(actor);
    }
    if let Some(token) = bearer(&parts.headers) {
        return Ok(state.app.authenticate(token).await?);
    }
    let query = parts.uri.query().unwrap_or_default();
    if let Some((_, token)) = form_urlencoded::parse(query.as_bytes()).find(|(k, _)| k == "access_token") {
        let actor = state.app.authenticate(&token).await?;
        if actor.session.is_oauth {
            return Ok(actor);
        }
    }
    Err(AppError::session_expired().into())
}

/// A page on another site can make a browser send our cookie, but cannot read the CSRF value.
fn check_csrf(parts: &Parts, actor: &Actor) -> Result<(), ApiError> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let sent = parts.headers.get("x-csrf-token").map(|v| v.as_bytes()).unwrap_or_default();
    let own = actor.session.csrf().as_bytes();
    if !own.is_empty() && bool::from(sent.ct_eq(own)) {
        return Ok(());
    }
    Err(AppError::session_expired()
        .detail("a request with a session cookie must repeat the MMCSRF cookie in the header X-CSRF-Token")
        .into())
}

/// The token of an `Authorization` header: `Bearer`, `BEARER`, `token`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
    let token = token.trim();
    (known && !token.is_empty()).then_some(token)
}

/// A cookie's value.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| cookie::Cookie::split_parse(v.to_owned()))
        .filter_map(Result::ok)
        .find(|c| c.name() == name && !c.value().is_empty())
        .map(|c| c.value().to_owned())
}

fn remote_address(parts: &Parts) -> String {
    parts.extensions.get::<PeerAddress>().map_or_else(String::new, |p| p.0.clone())
}
