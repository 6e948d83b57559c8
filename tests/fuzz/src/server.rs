//! The server that targets talk to: the real one, without a socket, on a SQLite file that goes when it ends.
//!
//! It is made once a thread and made anew after a while, because inputs change what is in it. `$names` in an input
//! stand for the ids of what it holds, so that a corpus can be kept.

use std::cell::RefCell;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
};
use chinwag_testkit::{PASSWORD, Settings, TestApp, open_server};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// After so many requests a fresh server: an old one is full of what was sent to it.
const REQUESTS: u32 = 20_000;

/// A server, and what is in it.
pub(crate) struct Server {
    runtime: Runtime,
    /// Kept alive: it holds the database.
    _app: TestApp,
    router: Router,
    token: String,
    /// What `$names` stand for, the longest first.
    names: Vec<(&'static str, String)>,
    served: u32,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

thread_local! {
    static SERVER: RefCell<Option<Server>> = const { RefCell::new(None) };
}

/// Does something with the server of this thread.
pub(crate) fn with<T>(work: impl FnOnce(&mut Server) -> T) -> T {
    SERVER.with_borrow_mut(|slot| {
        if slot.as_ref().is_some_and(|server| server.served > REQUESTS) {
            *slot = None;
        }
        work(slot.get_or_insert_with(Server::start))
    })
}

impl Server {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let app = runtime
            .block_on(TestApp::start_with(Settings { config: Some(everything_on()), ..Settings::default() }));
        let router = chinwag_http::router(app.state());
        let mut server =
            Self { runtime, _app: app, router, token: String::new(), names: Vec::new(), served: 0 };
        server.move_in();
        server
    }

    fn move_in(&mut self) {
        let account = |name: &str| json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        let me = self.made("/api/v4/users", &account("admin"));
        assert!(self.log_in(), "whoever made an account can log in");
        let other = self.made("/api/v4/users", &account("bob"));
        let wishes = json!({"notify_props": {"mention_keys": "release train,ops,größe", "email": "false"}});
        let _kept = self.request(Method::PUT, "/api/v4/users/me/patch", "", wishes.to_string().as_bytes());
        let team = self.made("/api/v4/teams", &json!({"name": "one", "display_name": "One", "type": "O"}));
        let member = json!({"team_id": team, "user_id": other});
        let _in = self.request(
            Method::POST,
            &format!("/api/v4/teams/{team}/members"),
            "",
            member.to_string().as_bytes(),
        );
        let draft = json!({"team_id": team, "name": "dev", "display_name": "Dev", "type": "O"});
        let channel = self.made("/api/v4/channels", &draft);
        let post = self.made("/api/v4/posts", &json!({"channel_id": channel, "message": "a needle #hay"}));
        let hook = self.made("/api/v4/hooks/incoming", &json!({"channel_id": channel, "display_name": "h"}));
        let command =
            json!({"team_id": team, "trigger": "run", "method": "P", "url": "https://example.org/c"});
        let command = self.made("/api/v4/commands", &command);
        let unknown = chinwag_model::PostId::generate().to_string();
        self.names = vec![
            ("command", command),
            ("channel", channel),
            ("unknown", unknown),
            ("other", other),
            ("team", team),
            ("post", post),
            ("hook", hook),
            ("me", me),
        ];
    }

    fn log_in(&mut self) -> bool {
        let login = json!({"login_id": "admin", "password": PASSWORD});
        let (parts, _) = self.call(Method::POST, "/api/v4/users/login", "", login.to_string().into_bytes());
        let token = parts.headers.get("token").and_then(|token| token.to_str().ok());
        self.token = token.unwrap_or_default().to_owned();
        !self.token.is_empty()
    }

    fn made(&mut self, path: &str, body: &Value) -> String {
        let answer = self.request(Method::POST, path, "", body.to_string().as_bytes());
        let made: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        made["id"].as_str().unwrap_or_else(|| panic!("{path} {body}: {} {made}", answer.status)).to_owned()
    }

    /// Sends a request as the administrator, who is stopped by the fewest checks.
    pub(crate) fn request(&mut self, method: Method, path: &str, kind: &str, body: &[u8]) -> Answer {
        let (parts, body) = self.call(method, path, kind, body.to_vec());
        Answer { status: parts.status.as_u16(), body }
    }

    fn call(
        &mut self,
        method: Method,
        path: &str,
        kind: &str,
        body: Vec<u8>,
    ) -> (axum::http::response::Parts, Vec<u8>) {
        self.served += 1;
        let mut request = Request::builder().method(method).uri(path);
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let router = self.router.clone();
        self.runtime.block_on(async move {
            let answer = router.oneshot(request).await.expect("an answer");
            let (parts, body) = answer.into_parts();
            (parts, body.collect().await.expect("a body").to_bytes().to_vec())
        })
    }

    /// An input may have logged the administrator out or taken their rights. They log in again, or the next input gets
    /// a new server.
    pub(crate) fn check_itself(&mut self) {
        let whole = self.is_administrator() || (self.log_in() && self.is_administrator());
        if !whole {
            self.served = REQUESTS + 1;
        }
    }

    fn is_administrator(&mut self) -> bool {
        let me = self.request(Method::GET, "/api/v4/users/me", "", b"");
        let me: Value = serde_json::from_slice(&me.body).unwrap_or_default();
        me["roles"].as_str().is_some_and(|roles| roles.contains("system_admin"))
    }

    /// The value of `$name`.
    pub(crate) fn id(&self, name: &str) -> &str {
        self.names.iter().find(|(known, _)| *known == name).map_or("", |(_, id)| id.as_str())
    }

    /// Puts ids in place of `$names`.
    pub(crate) fn fill(&self, bytes: &[u8]) -> Vec<u8> {
        let mut filled = Vec::with_capacity(bytes.len() + 64);
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| *byte == b'$') {
            filled.extend_from_slice(&rest[..at]);
            rest = &rest[at + 1..];
            match self.names.iter().find(|(name, _)| rest.starts_with(name.as_bytes())) {
                Some((name, id)) => {
                    filled.extend_from_slice(id.as_bytes());
                    rest = &rest[name.len()..];
                }
                None => filled.push(b'$'),
            }
        }
        filled.extend_from_slice(rest);
        filled
    }
}

fn everything_on() -> chinwag_model::config::Config {
    let mut config = open_server();
    config.ServiceSettings.enable_user_access_tokens = true;
    config.ServiceSettings.enable_bot_account_creation = true;
    config.ServiceSettings.enable_incoming_webhooks = true;
    config.ServiceSettings.enable_outgoing_webhooks = true;
    config.ServiceSettings.enable_commands = true;
    config.ServiceSettings.enable_custom_emoji = true;
    config
}
