//! The published Rust client `mattermost_api` against the binary: its typed structs and its events parse.
//!
//! What the client sends and demands is its own affair; a failure here means that bots written with it break.

use std::{future::Future, pin::Pin, time::Duration};

use mattermost_api::{
    models::{Post, PostBody, TeamInformation},
    prelude::{ApiError, AuthenticationData, Mattermost, WebsocketEvent, WebsocketHandler},
    socket::WebsocketEventType,
};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::process::{Client, Process};

const PATIENCE: Duration = Duration::from_secs(15);

/// A server with a team and a channel in which `ann` (the administrator) and `bob` are.
struct Scene {
    _folder: tempfile::TempDir,
    server: Process,
    ann: Client,
    team: Value,
    channel: Value,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::start(&folder.path().join("data"), &[]);
        let ann = Client::new(&server.url, "ann").await;
        let bob = Client::new(&server.url, "bob").await;
        let url = &server.url;
        let team = json!({"name": "crew", "display_name": "Crew", "type": "O"});
        let team = ann.post(&format!("{url}/teams"), &team).await;
        let member = json!({"team_id": team["id"], "user_id": bob.id});
        ann.post(&format!("{url}/teams/{}/members", id(&team)), &member).await;
        let channel = json!({"team_id": team["id"], "name": "dev", "display_name": "Dev", "type": "O"});
        let channel = ann.post(&format!("{url}/channels"), &channel).await;
        let member = json!({"user_id": bob.id});
        ann.post(&format!("{url}/channels/{}/members", id(&channel)), &member).await;
        Self { _folder: folder, server, ann, team, channel }
    }

    /// The published client, logged in by name and password.
    async fn client(&self, name: &str) -> Mattermost {
        let mut client = self.client_with(AuthenticationData::from_password(name, "correct horse"));
        client.store_session_token().await.expect("a login");
        client
    }

    fn client_with(&self, login: AuthenticationData) -> Mattermost {
        Mattermost::new(self.server.url.trim_end_matches("/api/v4"), login).expect("a client")
    }
}

fn id(value: &Value) -> &str {
    value["id"].as_str().expect("an id")
}

/// The error of the server that a call ended with.
fn refusal<T>(result: Result<T, ApiError>) -> (i16, String, String) {
    match result {
        Err(ApiError::MattermostApiError(error)) => (error.status_code, error.id, error.request_id),
        Err(other) => panic!("not a refusal the client understands: {other}"),
        Ok(_) => panic!("this was expected to be refused"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_in_rust_logs_in_finds_its_team_and_posts_and_a_wrong_password_does_not() {
    let scene = Scene::new().await;
    let client = scene.client("bob").await;
    let team: TeamInformation = client.get_team_by_name("crew").await.expect("the team");
    assert_eq!((team.id.as_str(), team.type_.as_str()), (id(&scene.team), "O"));
    assert_eq!(client.get_team(&team.id).await.expect("the same").name, "crew");
    assert!(client.get_public_channels(&team.id).await.expect("the channels").len() >= 3);
    client.get_channel(id(&scene.channel)).await.expect("the channel");
    let body = PostBody { channel_id: id(&scene.channel).into(), message: "from Rust".into(), root_id: None };
    let post: Post = client.create_post(&body).await.expect("a post");
    assert_eq!(
        (post.message.as_str(), post.root_id.as_str(), post.pending_post_id.as_str()),
        ("from Rust", "", "")
    );
    let reply = PostBody { message: "and a reply".into(), root_id: Some(post.id.clone()), ..body };
    assert_eq!(client.create_post(&reply).await.expect("a reply").root_id, post.id);
    let mut wrong = scene.client_with(AuthenticationData::from_password("bob", "wrong horse"));
    let refused = wrong.store_session_token().await;
    assert!(matches!(refused, Err(ApiError::CouldNotGetToken(401))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_personal_access_token_serves_as_a_login_and_refusals_become_typed_errors() {
    let scene = Scene::new().await;
    let tokens = format!("{}/users/me/tokens", scene.server.url);
    let token = scene.ann.post(&tokens, &json!({"description": "for a bot"})).await;
    let token = token["token"].as_str().expect("a token").to_owned();
    let client = scene.client_with(AuthenticationData::from_access_token(token));
    assert_eq!(client.get_teams().await.expect("the teams").len(), 1);
    let (status, error, request) = refusal(client.get_team("abcdefghijklmnopqrstuvwxyz").await);
    assert_eq!((status, error.contains("app_error"), request.len()), (404, true, 26));
    let (status, error, _) = refusal(client.get_team("short").await);
    assert_eq!((status, error.as_str()), (400, "api.context.invalid_url_param.app_error"));
    let nothing: Result<Value, ApiError> = client.query("GET", "no/such/thing", None, None).await;
    assert_eq!(refusal(nothing).0, 404);
    let spoiled = scene.client_with(AuthenticationData::from_access_token("a".repeat(26)));
    assert_eq!(refusal(spoiled.get_teams().await).0, 401);
}

/// Hands every event that parsed to the test.
struct Ear(mpsc::UnboundedSender<WebsocketEvent>);

impl WebsocketHandler for Ear {
    fn callback<'life, 'run>(
        &'life self,
        message: WebsocketEvent,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'run>>
    where
        'life: 'run,
        Self: 'run,
    {
        Box::pin(async move { drop(self.0.send(message)) })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_parse_into_the_typed_ones_from_hello_on_without_a_gap() {
    let scene = Scene::new().await;
    let mut client = scene.client("bob").await;
    let (tell, mut told) = mpsc::unbounded_channel();
    let listening = tokio::spawn(async move { client.connect_to_websocket(Ear(tell)).await });
    let mut expected = 0;
    let mut next = async || {
        let event = tokio::time::timeout(PATIENCE, told.recv()).await;
        let event = event.expect("an event in time").expect("an open socket");
        assert_eq!(event.seq, expected, "an event did not parse before {event:?}");
        expected += 1;
        event
    };
    assert_eq!(next().await.event, WebsocketEventType::Hello);
    let posts = format!("{}/posts", scene.server.url);
    let post = scene.ann.post(&posts, &json!({"channel_id": scene.channel["id"], "message": "heard?"})).await;
    let reaction = json!({"user_id": scene.ann.id, "post_id": post["id"], "emoji_name": "tada"});
    scene.ann.post(&format!("{}/reactions", scene.server.url), &reaction).await;
    let mut posted = None;
    loop {
        let event = next().await;
        match event.event {
            WebsocketEventType::Posted => posted = Some(event),
            WebsocketEventType::ReactionAdded => break,
            _ => {}
        }
    }
    let posted = posted.expect("the post before its reaction");
    assert_eq!(posted.broadcast.channel_id, id(&scene.channel));
    let inner: Post = serde_json::from_str(posted.data["post"].as_str().expect("a text")).expect("a post");
    assert_eq!((inner.id.as_str(), inner.message.as_str()), (id(&post), "heard?"));
    listening.abort();
}
