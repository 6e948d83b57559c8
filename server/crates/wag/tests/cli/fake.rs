//! A small API v4 server: a fixed little world, answers the test may change, and a record of what was asked.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel as channel_of};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Ids of the world's things.
pub(crate) const ANN: &str = "annannannannannannannanna1";
pub(crate) const BOB: &str = "bobbobbobbobbobbobbobbobb1";
pub(crate) const SALES: &str = "salessalessalessalessales1";
pub(crate) const SUPPORT: &str = "supportsupportsupportsupp1";
pub(crate) const LEADS: &str = "leadsleadsleadsleadsleads1";
pub(crate) const POST: &str = "postpostpostpostpostpostp1";
pub(crate) const HOOK: &str = "hookhookhookhookhookhookh1";
pub(crate) const OUTHOOK: &str = "outhookouthookouthookouth1";
pub(crate) const WEATHER: &str = "weatherweatherweatherweat1";
pub(crate) const ROLE: &str = "rolerolerolerolerolerolero";
pub(crate) const TOKEN_ID: &str = "tokentokentokentokentoken1";
/// A secret that must never be printed where it does not belong.
pub(crate) const SECRET: &str = "secretsecretsecretsecrets1";

/// A request that was received.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) call: String,
    pub(crate) body: Value,
    pub(crate) raw: String,
    pub(crate) authorization: String,
}

type Answers = HashMap<String, (u16, Value)>;

#[derive(Default)]
struct Inner {
    asked: Vec<Asked>,
    answers: Answers,
    sockets: Vec<mpsc::UnboundedSender<Option<Value>>>,
    connected: Option<Sender<String>>,
}

/// The server; it ends with the test.
pub(crate) struct Fake {
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
    connections: Receiver<String>,
    _runtime: tokio::runtime::Runtime,
}

impl Fake {
    /// On a port of the loopback address.
    pub(crate) fn start() -> Self {
        Self::on(None)
    }

    /// On a Unix socket too.
    pub(crate) fn on(socket: Option<&Path>) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (connected, connections) = channel_of();
        let inner = Arc::new(Mutex::new(Inner { connected: Some(connected), ..Inner::default() }));
        let app = Router::new()
            .route("/api/v4/websocket", get(upgrade))
            .fallback(any(answer))
            .with_state(inner.clone());
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        if let Some(path) = socket {
            let listener = runtime.block_on(async { tokio::net::UnixListener::bind(path) }).unwrap();
            let app = app.clone();
            runtime.spawn(async move { axum::serve(listener, app).await });
        }
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self { url, inner, connections, _runtime: runtime }
    }

    /// Changes the answer to a call, such as `GET /users/me`.
    pub(crate) fn answer(&self, call: &str, status: u16, body: Value) {
        self.inner.lock().unwrap().answers.insert(call.to_owned(), (status, body));
    }

    /// Makes a call fail with 403.
    pub(crate) fn deny(&self, call: &str) {
        self.answer(call, 403, refusal(403, "api.context.permissions.app_error", "You may not do that."));
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.inner.lock().unwrap().asked.clone()
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        self.asked().into_iter().map(|a| a.call).collect()
    }

    /// The request to `call`; fails with what was asked instead.
    pub(crate) fn find(&self, call: &str) -> Asked {
        let asked = self.asked();
        let found = asked.iter().rev().find(|a| a.call == call).cloned();
        found.unwrap_or_else(|| panic!("`{call}` was not asked, but {:#?}", self.calls()))
    }

    /// Sends an event to every follower; nothing ends their connections.
    pub(crate) fn emit(&self, event: Option<Value>) {
        let inner = self.inner.lock().unwrap();
        inner.sockets.iter().for_each(|s| {
            let _ = s.send(event.clone());
        });
    }

    /// The query of the next WebSocket connection.
    pub(crate) fn next_socket(&self) -> String {
        self.connections.recv_timeout(Duration::from_secs(20)).expect("nobody connected in 20 s")
    }
}

pub(crate) fn refusal(status: u16, id: &str, message: &str) -> Value {
    json!({"id": id, "message": message, "detailed_error": "", "request_id": "req123", "status_code": status})
}

async fn answer(
    State(inner): State<Arc<Mutex<Inner>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let path = path.strip_prefix("/api/v4").unwrap_or(&path);
    let call = format!("{method} {path}");
    let header = |name: header::HeaderName| {
        headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
    };
    let mut inner = inner.lock().unwrap();
    inner.asked.push(Asked {
        call: call.clone(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
        raw: String::from_utf8_lossy(&body).into_owned(),
        authorization: header(header::AUTHORIZATION),
    });
    let plain = call.split('?').next().unwrap_or_default();
    let (status, body) = inner
        .answers
        .get(&call)
        .or_else(|| inner.answers.get(plain))
        .cloned()
        .or_else(|| world(&call).map(|body| (created(plain), body)))
        .unwrap_or_else(|| (404, refusal(404, "app.missing.app_error", "There is no such thing.")));
    let mut response = (
        StatusCode::from_u16(status).unwrap(),
        [(header::CONTENT_TYPE, "application/json")],
        body.to_string(),
    )
        .into_response();
    response.headers_mut().insert("x-version-id", "11.6.0.test.abc.false".parse().unwrap());
    if plain == "POST /users/login" {
        response.headers_mut().insert("token", SECRET.parse().unwrap());
    }
    response
}

fn created(call: &str) -> u16 {
    if call.starts_with("POST /users") && call != "POST /users" { 200 } else { 201 }
}

pub(crate) fn user(id: &str, name: &str) -> Value {
    json!({
        "id": id, "username": name, "email": format!("{name}@example.com"), "roles": "system_user",
        "first_name": "First", "last_name": "Last", "create_at": 1_700_000_000_000_i64, "delete_at": 0,
        "locale": "en", "later_field": {"kept": true}
    })
}

pub(crate) fn team(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "display_name": name.to_uppercase(), "type": "O", "delete_at": 0})
}

pub(crate) fn channel() -> Value {
    json!({
        "id": LEADS, "team_id": SALES, "name": "leads", "display_name": "Leads", "type": "O", "delete_at": 0
    })
}

pub(crate) fn post(id: &str, message: &str, at: i64) -> Value {
    json!({"id": id, "user_id": ANN, "channel_id": LEADS, "message": message, "create_at": at, "update_at": at})
}

/// What the world answers when the test says nothing else.
fn world(call: &str) -> Option<Value> {
    let ok = json!({"status": "OK"});
    let role = json!({"id": ROLE, "name": "system_user", "permissions": ["create_post"], "built_in": true});
    let all = json!({"id": ROLE, "name": "system_admin", "permissions": ["create_post", "create_team"]});
    let hook =
        json!({"id": HOOK, "channel_id": LEADS, "team_id": SALES, "user_id": ANN, "display_name": "In"});
    let out =
        json!({"id": OUTHOOK, "team_id": SALES, "trigger_words": ["go"], "callback_urls": ["http://x"]});
    let command =
        json!({"id": WEATHER, "team_id": SALES, "trigger": "weather", "url": "http://x", "method": "P"});
    let bot = json!({"user_id": BOB, "username": "bob", "owner_id": ANN});
    let config = json!({
        "TeamSettings": {"SiteName": "Ours", "EnableOpenServer": false, "MaxUsersPerTeam": 50},
        "ServiceSettings": {"SiteURL": "", "AllowedUntrustedInternalConnections": "", "Tags": ["a", "b"]},
        "PluginSettings": {"PluginStates": {}}
    });
    let (plain, query) = call.split_once('?').unwrap_or((call, ""));
    let first_page = query.contains("page=0&") || query.ends_with("page=0");
    let paged = |rows: Value| if first_page { rows } else { json!([]) };
    let ann = user(ANN, "ann");
    let bob = user(BOB, "bob");
    let tail = |prefix: &str| plain.strip_prefix(prefix).map(str::to_owned);
    if let Some(rest) = tail(&format!("PUT /users/{ANN}/")).or_else(|| tail(&format!("PUT /users/{BOB}/"))) {
        return Some(if rest == "patch" { ann } else { ok });
    }
    Some(match plain {
        "GET /users/me" | "GET /users/username/ann" | "GET /users/email/ann@example.com" | "POST /users" => {
            ann
        }
        "GET /users/username/bob" | "POST /users/login" => bob,
        "GET /users" => paged(json!([ann, bob])),
        "POST /users/ids" => json!([ann, bob]),
        "POST /users/logout" | "POST /users/password/reset/send" | "POST /users/tokens/revoke" => ok,
        "GET /teams/name/sales" | "POST /teams" => team(SALES, "sales"),
        "GET /teams/name/support" => team(SUPPORT, "support"),
        "GET /teams" => paged(json!([team(SALES, "sales"), team(SUPPORT, "support")])),
        "POST /teams/search" => json!([team(SALES, "sales")]),
        "POST /channels" => channel(),
        "POST /posts" => post(POST, "made", 1_700_000_000_000),
        "POST /files" => json!({"file_infos": [{"id": POST, "name": "f"}], "client_ids": []}),
        "GET /bots" => paged(json!([bot])),
        "POST /bots" => bot,
        "GET /config" | "PUT /config" | "PUT /config/patch" => config,
        "POST /config/reload" | "POST /server_busy" | "DELETE /server_busy" => ok,
        "GET /server_busy" => json!({"busy": true, "expires": 1_700_000_000}),
        "GET /system/ping" => json!({"status": "OK", "database_status": "OK", "filestore_status": "OK"}),
        "GET /logs" => json!(["{\"level\":\"info\",\"msg\":\"one\"}\n", "two\n"]),
        "GET /roles" => json!([role, all]),
        "GET /roles/name/system_user" => role,
        "GET /roles/name/system_admin" => all,
        "GET /hooks/incoming" => paged(json!([hook])),
        "GET /hooks/outgoing" => paged(json!([out])),
        "POST /hooks/incoming" => hook,
        "POST /hooks/outgoing" => out,
        "GET /commands" => json!([command]),
        "POST /commands" => command,
        _ => return by_id(call, plain, first_page),
    })
}

/// Calls with one of the world's ids in their path.
fn by_id(call: &str, plain: &str, first_page: bool) -> Option<Value> {
    let ok = json!({"status": "OK"});
    let (_, path) = plain.split_once(' ')?;
    let paged = |rows: Value| if first_page { rows } else { json!([]) };
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let get = plain.starts_with("GET");
    Some(match parts.as_slice() {
        ["users", ANN] => user(ANN, "ann"),
        ["users", BOB] => user(BOB, "bob"),
        ["users", _, "tokens"] if get => {
            paged(json!([{"id": TOKEN_ID, "user_id": ANN, "description": "d", "is_active": true}]))
        }
        ["users", ANN | BOB, "tokens"] => {
            json!({"id": TOKEN_ID, "token": SECRET, "user_id": ANN, "description": "d", "is_active": true})
        }
        ["users", ANN | BOB, "convert_to_bot"] => json!({"user_id": BOB, "username": "bob"}),
        ["users", ANN | BOB, ..] => ok,
        ["bots", BOB, "convert_to_user"] => user(BOB, "bob"),
        ["bots", BOB, ..] => json!({"user_id": BOB, "username": "bob"}),
        ["teams", SALES, "channels", "name", "leads"] => channel(),
        ["teams", SALES, "channels"] => paged(json!([channel()])),
        ["teams", SALES, "channels", "deleted" | "private"] => json!([]),
        ["teams", SALES, "members"] if get => paged(json!([{"team_id": SALES, "user_id": ANN}])),
        ["teams", SALES, "members"] => json!({"team_id": SALES, "user_id": ANN}),
        ["teams", SALES | SUPPORT, "members" | "invite", ..] => ok,
        ["teams", SALES] if plain.starts_with("DELETE") => ok,
        ["teams", SALES] | ["teams", SALES, "patch" | "privacy" | "restore"] => team(SALES, "sales"),
        ["channels", LEADS, "members"] if get => paged(json!([{"channel_id": LEADS, "user_id": ANN}])),
        ["channels", LEADS, "members", ..] => ok,
        ["channels", LEADS, "posts"] if first_page => json!({
            "order": [POST, HOOK],
            "posts": {
                POST: post(POST, "second\nline", 1_700_000_060_000),
                HOOK: post(HOOK, "first", 1_700_000_000_000)
            }
        }),
        ["channels", LEADS, "posts"] => json!({"order": [], "posts": {}}),
        ["channels", LEADS] if plain.starts_with("DELETE") => ok,
        ["channels", LEADS, ..] => channel(),
        ["posts", POST] if get => post(POST, "second", 1_700_000_060_000),
        ["posts", POST] => ok,
        ["roles", ROLE, "patch"] => {
            json!({"id": ROLE, "name": "system_user", "permissions": ["create_post", "create_team"]})
        }
        ["hooks", "incoming", HOOK] if plain.starts_with("DELETE") => ok,
        ["hooks", "outgoing", OUTHOOK] if plain.starts_with("DELETE") => ok,
        ["hooks", "incoming", HOOK] => json!({"id": HOOK, "channel_id": LEADS, "team_id": SALES}),
        ["hooks", "outgoing", OUTHOOK] => json!({"id": OUTHOOK, "team_id": SALES, "trigger_words": ["go"]}),
        ["commands", WEATHER, "move"] => ok,
        ["commands", WEATHER] if call.starts_with("DELETE") => ok,
        ["commands", WEATHER] => {
            json!({"id": WEATHER, "team_id": SALES, "trigger": "weather", "url": "http://x"})
        }
        _ => return None,
    })
}

async fn upgrade(
    State(inner): State<Arc<Mutex<Inner>>>,
    uri: Uri,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let allowed = headers.get(header::AUTHORIZATION).is_some_and(|v| v.to_str().unwrap().contains(SECRET));
    if !allowed {
        let body = refusal(401, "api.context.session_expired.app_error", "Log in again.").to_string();
        return (StatusCode::UNAUTHORIZED, body).into_response();
    }
    let query = uri.query().unwrap_or_default().to_owned();
    upgrade.on_upgrade(move |socket| serve_socket(inner, query, socket))
}

async fn serve_socket(inner: Arc<Mutex<Inner>>, query: String, mut socket: WebSocket) {
    let (sender, mut events) = mpsc::unbounded_channel();
    {
        let mut inner = inner.lock().unwrap();
        inner.sockets.push(sender);
        if let Some(connected) = &inner.connected {
            let _ = connected.send(query.clone());
        }
    }
    let resumed = query.contains("connection_id=");
    let mut seq = query.rsplit_once("sequence_number=").and_then(|(_, n)| n.parse().ok()).unwrap_or(0_i64);
    if !resumed {
        let hello = json!({"event": "hello", "data": {"connection_id": SALES}, "broadcast": {}, "seq": 0});
        socket.send(Message::text(hello.to_string())).await.unwrap();
        seq = 1;
    }
    while let Some(Some(mut event)) = events.recv().await {
        if event.get("seq").is_none() {
            event["seq"] = json!(seq);
        }
        seq += 1;
        if socket.send(Message::text(event.to_string())).await.is_err() {
            break;
        }
    }
}
