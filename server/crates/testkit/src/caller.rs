//! Somebody who calls the API: JSON in, JSON out, and short words for what most tests begin with.

use chinwag_model::{ChannelId, TeamId, UserId};
use reqwest::{Method, header::HeaderMap};
use serde_json::{Value, json};

use crate::Socket;

/// A client, logged in or not.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    url: String,
    login: Option<(String, Value)>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body as JSON; a text when it is not JSON.
    pub body: Value,
}

/// A team a test made.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// As the server answered.
    pub body: Value,
}

/// A channel a test made.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// As the server answered.
    pub body: Value,
}

impl Answer {
    /// Insists on the status and gives the answer.
    ///
    /// # Panics
    /// With the body when the status is another.
    #[track_caller]
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "unexpected status; body: {}", self.body);
        self
    }

    /// Insists on a refusal with this status and error id, whose body has every part clients need.
    ///
    /// # Panics
    /// When it is something else.
    #[track_caller]
    pub fn expect_error(self, status: u16, id: &str) {
        assert_eq!((self.status, self.body["id"].as_str()), (status, Some(id)), "body: {}", self.body);
        assert_eq!(self.body["status_code"], status);
        assert!(self.body["message"].as_str().is_some_and(|m| !m.is_empty()), "a message for people");
        assert_eq!(self.body["request_id"].as_str().map(str::len), Some(26));
    }

    /// A text field of the body.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    #[must_use]
    pub fn text(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("no text `{field}` in {}", self.body)).to_owned()
    }
}

impl Caller {
    pub(crate) fn new(http: reqwest::Client, url: String, login: Option<(String, Value)>) -> Self {
        Self { http, url, login }
    }

    /// The same server with another token (a personal access token, a spoiled one).
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            login: Some((token.to_owned(), self.login.clone().map_or(Value::Null, |l| l.1))),
            ..self.clone()
        }
    }

    /// The session's token.
    ///
    /// # Panics
    /// For an anonymous caller.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.login.as_ref().expect("a logged-in caller").0
    }

    /// The caller's own id.
    ///
    /// # Panics
    /// For an anonymous caller.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.login
            .as_ref()
            .and_then(|l| l.1["id"].as_str())
            .and_then(|id| id.parse().ok())
            .expect("a logged-in caller")
    }

    /// A request with anything; `path` begins after `/api/v4` unless it names another root.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let other_root = ["/hooks/", "/plugins/", "/static/", "/api/", "/metrics", "/oauth/"]
            .iter()
            .any(|r| path.starts_with(r))
            && !path.starts_with("/hooks/incoming")
            && !path.starts_with("/hooks/outgoing");
        let root = if other_root { "" } else { "/api/v4" };
        let request = self.http.request(method, format!("{}{root}{path}", self.url));
        match &self.login {
            Some((token, _)) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect("a whole body");
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer { status, headers, body }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST with JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// PUT with JSON.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// PATCH with JSON.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// A WebSocket, logged in with the caller's token; `hello` has been received.
    pub async fn listen(&self) -> Socket {
        Socket::open(&self.url, self.token()).await
    }

    /// Makes an open team of this name.
    pub async fn make_team(&self, name: &str) -> Team {
        let body = json!({"name": name, "display_name": name, "type": "O", "allow_open_invite": true});
        let body = self.post("/teams", &body).await.expect(201).body;
        Team { id: body["id"].as_str().and_then(|id| id.parse().ok()).expect("a team id"), body }
    }

    /// Adds people to a team.
    pub async fn add_to_team(&self, team: &Team, people: &[&Caller]) {
        for person in people {
            let body = json!({"team_id": team.id, "user_id": person.id()});
            let _added = self.post(&format!("/teams/{}/members", team.id), &body).await.expect(201);
        }
    }

    /// Makes a public channel.
    pub async fn make_channel(&self, team: &Team, name: &str) -> Channel {
        self.make_channel_of_kind(team, name, "O").await
    }

    /// Makes a private channel.
    pub async fn make_private_channel(&self, team: &Team, name: &str) -> Channel {
        self.make_channel_of_kind(team, name, "P").await
    }

    async fn make_channel_of_kind(&self, team: &Team, name: &str, kind: &str) -> Channel {
        let body = json!({"team_id": team.id, "name": name, "display_name": name, "type": kind});
        let body = self.post("/channels", &body).await.expect(201).body;
        Channel { id: body["id"].as_str().and_then(|id| id.parse().ok()).expect("a channel id"), body }
    }

    /// Adds people to a channel.
    pub async fn add_to_channel(&self, channel: &Channel, people: &[&Caller]) {
        for person in people {
            let body = json!({"user_id": person.id()});
            let _added = self.post(&format!("/channels/{}/members", channel.id), &body).await.expect(201);
        }
    }

    /// Posts a message and gives the post.
    pub async fn say(&self, channel: ChannelId, message: &str) -> Value {
        self.post("/posts", &json!({"channel_id": channel, "message": message})).await.expect(201).body
    }

    /// Replies in a thread and gives the post.
    pub async fn reply(&self, root: &Value, message: &str) -> Value {
        let body = json!({"channel_id": root["channel_id"], "root_id": root["id"], "message": message});
        self.post("/posts", &body).await.expect(201).body
    }
}
