//! From an HTTP request to a socket: the handshake, the check of the origin, and who the headers say it is.
//!
//! What the socket does then is in [`super::socket`].

use axum::{
    extract::{Request, State},
    response::Response,
};
use chinwag_app::Actor;
use chinwag_model::{AppError, ConnectionId, config::Config};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};

use super::{
    Realtime, WebSocketTimes,
    socket::{self, Opening},
};
use crate::{
    HttpState,
    extract::{bearer, cookie},
    reply::Reply,
};

/// Who has been authenticated, and the token to ask again with.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) actor: Actor,
    pub(super) token: String,
}

/// The connection a client wants to take up again, as the query says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// A new one.
    New,
    /// This one, from this event on.
    Resume(ConnectionId, u64),
    /// The query makes no sense.
    Unreadable,
}

/// `GET /api/v4/websocket`.
pub(super) async fn upgrade(State(state): State<HttpState>, mut request: Request) -> Reply {
    let accept = handshake(request.headers())?;
    if !origin_may_connect(request.headers(), &state.app.config()) {
        return Err(foreign_origin().into());
    }
    let times = request.extensions().get::<WebSocketTimes>().copied().unwrap_or_default();
    let realtime = Realtime::new(&state, times);
    let identity = identify(&realtime, request.headers()).await;
    let wish = Wish::of_query(request.uri().query().unwrap_or_default());
    let on_upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(socket::run(on_upgrade, realtime, Opening { identity, wish }));
    Ok(switching(&accept))
}

fn foreign_origin() -> AppError {
    AppError::forbidden(
        "api.web_socket.connect.check_origin.app_error",
        "A page of another origin may not connect: add its origin to ServiceSettings.AllowCorsFrom, or set ServiceSettings.SiteURL to the address people use.",
    )
}

fn switching(accept: &str) -> Response {
    let mut response = Response::new(axum::body::Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}

/// The value of `Sec-WebSocket-Accept`, when the headers ask for a WebSocket of version 13.
fn handshake(headers: &HeaderMap) -> Result<String, AppError> {
    let refuse = |what: &str| {
        AppError::bad_request(
            "api.web_socket.connect.upgrade.app_error",
            format!(
                "This address wants a WebSocket handshake over HTTP/1.1: {what}. A proxy in between must pass the headers Connection and Upgrade on."
            ),
        )
    };
    if !has_token(headers, header::CONNECTION, "upgrade") {
        return Err(refuse("the header `Connection: Upgrade` is missing"));
    }
    if !has_token(headers, header::UPGRADE, "websocket") {
        return Err(refuse("the header `Upgrade: websocket` is missing"));
    }
    if !has_token(headers, header::SEC_WEBSOCKET_VERSION, "13") {
        return Err(refuse("the header `Sec-WebSocket-Version` must be 13"));
    }
    match headers.get(header::SEC_WEBSOCKET_KEY) {
        Some(key) => Ok(tungstenite::handshake::derive_accept_key(key.as_bytes())),
        None => Err(refuse("the header `Sec-WebSocket-Key` is missing")),
    }
}

fn has_token(headers: &HeaderMap, name: header::HeaderName, token: &str) -> bool {
    let values = headers.get_all(name);
    values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

/// Whether a page of the request's origin may connect: no origin (no browser), the server's own address, the site
/// address, or one that the settings name.
fn origin_may_connect(headers: &HeaderMap, config: &Config) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let service = &config.ServiceSettings;
    let allowed = service.allow_cors_from.split_whitespace();
    if allowed.into_iter().any(|one| one == "*" || one.trim_end_matches('/').eq_ignore_ascii_case(origin)) {
        return true;
    }
    let Some(from) = Site::of(origin) else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    Site::of(&service.site_url).is_some_and(|site| site == from)
        || Site::of(&format!("{}://{host}", from.scheme)).is_some_and(|site| site == from)
}

/// Scheme, host and port of an address.
#[derive(Debug, PartialEq, Eq)]
struct Site {
    scheme: String,
    host: String,
    port: u16,
}

impl Site {
    fn of(address: &str) -> Option<Self> {
        let address: Uri = address.trim().parse().ok()?;
        let scheme = address.scheme_str()?.to_ascii_lowercase();
        let port = address.port_u16().unwrap_or(if scheme == "https" { 443 } else { 80 });
        Some(Self { host: address.host()?.to_ascii_lowercase(), scheme, port })
    }
}

/// The actor of the cookie or the `Authorization` header. A token that is no good counts as none: the client may still
/// send a challenge.
async fn identify(realtime: &Realtime, headers: &HeaderMap) -> Option<Identity> {
    let token = cookie(headers, "MMAUTHTOKEN").or_else(|| bearer(headers).map(str::to_owned))?;
    let actor = realtime.app.authenticate(&token).await.ok()?;
    Some(Identity { actor, token })
}

impl Wish {
    fn of_query(query: &str) -> Self {
        let mut id = None;
        let mut next = None;
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "connection_id" => id = Some(value.into_owned()),
                "sequence_number" => next = Some(value.into_owned()),
                _ => {}
            }
        }
        let Some(id) = id.filter(|id| !id.is_empty()) else { return Self::New };
        match (id.parse(), next.unwrap_or_default().parse()) {
            (Ok(id), Ok(next)) => Self::Resume(id, next),
            _ => Self::Unreadable,
        }
    }
}
