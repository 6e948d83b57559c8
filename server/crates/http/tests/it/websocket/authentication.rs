//! How a socket opens, and who gets in.

use std::time::Duration;

use chinwag_http::WebSocketTimes;
use chinwag_testkit::{Settings, TestApp};
use serde_json::json;

use super::client::{Client, Told, bearer};

const PATH: &str = "/api/v4/websocket";

#[tokio::test]
async fn a_token_in_the_header_or_the_cookie_gets_hello_at_once() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let cookie = format!("MMUSERID={}; MMAUTHTOKEN={}", ann.id(), ann.token());
    let token = ann.token();
    for headers in [
        ("authorization", format!("Bearer {token}")),
        ("authorization", format!("token {token}")),
        ("cookie", cookie),
    ] {
        for path in [PATH, "/api/v4/websocket/", "/api/v4/websocket?connection_id=&sequence_number=0"] {
            let mut client = Client::open(&app, path, std::slice::from_ref(&headers)).await;
            let hello = client.frame().await;
            assert_eq!(hello["event"], "hello");
            assert_eq!(hello["seq"], 0);
            assert_eq!(hello["broadcast"]["user_id"], ann.id().as_str());
            assert_eq!(hello["data"]["connection_id"].as_str().unwrap().len(), 26);
            let version = hello["data"]["server_version"].as_str().unwrap();
            assert_eq!(version.split('.').count(), 8, "{version}");
        }
    }
}

#[tokio::test]
async fn after_a_challenge_hello_comes_first_then_the_reply_then_what_was_asked_behind_it() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let mut client = Client::open(&app, PATH, &[]).await;
    client.challenge(1, ann.token()).await;
    client.say(r#"{"seq":2,"action":"ping"}"#).await;
    assert_eq!(client.frame().await["event"], "hello");
    assert_eq!(client.frame().await, json!({"status": "OK", "seq_reply": 1}));
    assert_eq!(client.reply().await["seq_reply"], 2);
}

#[tokio::test]
async fn a_challenge_nobody_needs_gets_no_reply() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    client.challenge(1, ann.token()).await;
    client.challenge(2, "wrong").await;
    assert_eq!(client.ask(json!({"seq": 3, "action": "ping"})).await["seq_reply"], 3);
}

#[tokio::test]
async fn a_wrong_token_in_the_header_may_be_made_good_by_a_challenge() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let mut client = Client::open(&app, PATH, &bearer("expired")).await;
    client.challenge(1, ann.token()).await;
    assert_eq!(client.frame().await["event"], "hello");
}

#[tokio::test]
async fn a_wrong_token_in_the_challenge_closes_the_socket() {
    let app = TestApp::start().await;
    for request in [
        json!({"seq": 1, "action": "authentication_challenge", "data": {"token": "wrong"}}),
        json!({"seq": 1, "action": "authentication_challenge", "data": null}),
    ] {
        let mut client = Client::open(&app, PATH, &[]).await;
        client.say(&request.to_string()).await;
        assert_eq!(client.closed().await, 1008);
    }
}

#[tokio::test]
async fn a_client_that_never_authenticates_is_closed() {
    let sockets =
        WebSocketTimes { challenge_within: Duration::from_millis(500), ..WebSocketTimes::default() };
    let app = TestApp::start_with(Settings { sockets, ..Settings::default() }).await;
    let mut client = Client::open(&app, PATH, &[]).await;
    let asked = client.ask(json!({"seq": 7, "action": "get_statuses"})).await;
    assert_eq!((&asked["status"], &asked["seq_reply"]), (&json!("FAIL"), &json!(7)));
    assert_eq!(asked["error"]["id"], "api.web_socket_router.not_authenticated.app_error");
    assert_eq!(client.closed().await, 1008);
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused_and_the_own_or_an_allowed_one_is_not() {
    let mut config = chinwag_testkit::open_server();
    config.ServiceSettings.site_url = "https://chat.example.org".into();
    config.ServiceSettings.allow_cors_from = "https://friend.example http://other.example:8080".into();
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let own = app.url();
    for good in ["https://chat.example.org", "https://chat.example.org:443", "https://friend.example", &own] {
        let opened = Client::try_open(&app, PATH, &[("origin", good.to_owned())]).await;
        assert!(opened.is_ok(), "{good}");
    }
    for bad in ["https://evil.example", "http://chat.example.org", "https://friend.example.evil", "null"] {
        let refused = Client::try_open(&app, PATH, &[("origin", bad.to_owned())]).await;
        assert_eq!(refused.err(), Some(403), "{bad}");
    }
}

#[tokio::test]
async fn a_request_that_is_no_handshake_is_told_what_is_missing() {
    let app = TestApp::start().await;
    app.anonymous().get("/websocket").await.expect_error(400, "api.web_socket.connect.upgrade.app_error");
}

#[tokio::test]
async fn logging_out_closes_the_sockets_of_that_session_and_no_others() {
    let app = TestApp::start().await;
    let (phone, desk) = (app.admin().await, app.log_in("admin").await);
    let (mut phones, _) = Client::greeted(&app, phone.token()).await;
    let (mut desks, _) = Client::greeted(&app, desk.token()).await;
    let _out = phone.post("/users/logout", &json!({})).await.expect(200);
    assert_eq!(phones.closed().await, 1008);
    assert_eq!(desks.ask(json!({"seq": 1, "action": "ping"})).await["status"], "OK");
}

#[tokio::test]
async fn a_session_that_runs_out_takes_its_sockets_with_it() {
    let sockets = WebSocketTimes { ping_every: Duration::from_millis(30), ..WebSocketTimes::default() };
    let app = TestApp::start_with(Settings { sockets, ..Settings::default() }).await;
    let ann = app.admin().await;
    let (mut client, id) = Client::greeted(&app, ann.token()).await;
    app.clock.advance(10 * 365 * 24 * 3_600_000);
    assert_eq!(client.closed().await, 1008);
    let mut back = Client::open(&app, &format!("{PATH}?connection_id={id}&sequence_number=1"), &[]).await;
    back.challenge(1, ann.token()).await;
    assert_eq!(back.closed().await, 1008);
}

#[tokio::test]
async fn a_stopping_server_says_so() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    app.hub.close_all();
    assert_eq!(client.closed().await, 1012);
    assert_eq!(client.next().await, Told::Cut);
}
