//! Events on their way to clients: the right ones, in order, without loss, and nobody slowed down by another.

use std::time::Duration;

use chinwag_events::{Event, HubConfig};
use chinwag_http::WebSocketTimes;
use chinwag_model::ChannelId;
use chinwag_testkit::{Caller, Settings, TestApp};
use serde_json::{Value, json};

use super::client::{Client, Told, bearer};

#[tokio::test]
async fn a_post_reaches_the_members_with_their_own_mentions_and_nobody_else() {
    let app = TestApp::start().await;
    let (ann, bob, cy) = (app.admin().await, app.person("bob").await, app.person("cy").await);
    let channel = direct(&ann, &bob).await;
    let (mut bobs, _) = Client::greeted(&app, bob.token()).await;
    let (mut anns, _) = Client::greeted(&app, ann.token()).await;
    let (mut cys, _) = Client::greeted(&app, cy.token()).await;
    let post = ann.say(channel, "hello @bob").await;
    let event = next_posted(&mut bobs).await;
    assert_eq!(inner_post(&event)["id"], post["id"]);
    assert_eq!(event["data"]["mentions"], format!("[\"{}\"]", bob.id()));
    assert_eq!(next_posted(&mut anns).await["data"].get("mentions"), None);
    let seen = everything_until_reply(&mut cys).await;
    assert!(seen.iter().all(|frame| frame["event"] != "posted"), "{seen:?}");
}

#[tokio::test]
async fn somebody_with_an_open_socket_hears_a_new_channel_from_its_beginning() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let (mut bobs, _) = Client::greeted(&app, bob.token()).await;
    let channel = direct(&ann, &bob).await;
    ann.say(channel, "first").await;
    assert_eq!(inner_post(&next_posted(&mut bobs).await)["message"], "first");
}

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_missed_with_the_numbers_that_follow() {
    let (app, ann) = server_with_admin().await;
    let (mut client, id) = Client::greeted(&app, ann.token()).await;
    let mut next = until_event(&mut client, "a", &app).await;
    publish(&app, "lost on the way");
    drop(client);
    publish(&app, "while away");
    for _ in 0..2 {
        let path = format!("/api/v4/websocket?connection_id={id}&sequence_number={next}");
        let mut back = Client::open(&app, &path, &bearer(ann.token())).await;
        publish(&app, "after");
        let mut names = Vec::new();
        let mut seq = next;
        while names.last() != Some(&"after".to_owned()) {
            let frame = back.frame().await;
            assert_eq!(frame["seq"], seq, "{frame}");
            seq += 1;
            names.push(frame["event"].as_str().unwrap().to_owned());
        }
        names.retain(|name| name != "status_change");
        if next_is_first(&names) {
            assert_eq!(names, ["lost on the way", "while away", "after"]);
        } else {
            assert_eq!(names, ["after"]);
        }
        next = seq;
    }
}

fn next_is_first(names: &[String]) -> bool {
    names.first().is_some_and(|name| name == "lost on the way")
}

#[tokio::test]
async fn a_client_that_comes_back_with_a_challenge_gets_the_reply_and_no_second_hello() {
    let (app, ann) = server_with_admin().await;
    let (mut client, id) = Client::greeted(&app, ann.token()).await;
    let next = until_event(&mut client, "a", &app).await;
    drop(client);
    let path = format!("/api/v4/websocket?connection_id={id}&sequence_number={next}");
    let mut back = Client::open(&app, &path, &[]).await;
    back.challenge(1, ann.token()).await;
    assert_eq!(back.frame().await, json!({"status": "OK", "seq_reply": 1}));
    publish(&app, "b");
    assert_eq!(back.event("b").await["event"], "b");
}

#[tokio::test]
async fn a_connection_nobody_knows_or_of_somebody_else_starts_anew() {
    let (app, ann) = server_with_admin().await;
    let bob = app.person("bob").await;
    let (_bobs, bobs_id) = Client::greeted(&app, bob.token()).await;
    for id in [bobs_id.as_str(), "ybndrfg8ejkmcpqxot1uwisza3"] {
        let path = format!("/api/v4/websocket?connection_id={id}&sequence_number=1");
        let mut client = Client::open(&app, &path, &bearer(ann.token())).await;
        let hello = client.frame().await;
        assert_eq!((&hello["event"], &hello["seq"]), (&json!("hello"), &json!(0)));
        assert_ne!(hello["data"]["connection_id"], id);
    }
}

#[tokio::test]
async fn a_connection_id_that_makes_no_sense_closes_the_socket() {
    let (app, ann) = server_with_admin().await;
    for query in ["connection_id=short&sequence_number=1", "connection_id=ybndrfg8ejkmcpqxot1uwisza3"] {
        let path = format!("/api/v4/websocket?{query}");
        let mut client = Client::open(&app, &path, &bearer(ann.token())).await;
        assert_eq!(client.closed().await, 1008, "{query}");
    }
}

#[tokio::test]
async fn a_client_that_reads_too_slowly_is_cut_off_and_the_others_get_everything() {
    let hub = HubConfig { queue: 16, ..HubConfig::default() };
    let app = TestApp::start_with(Settings { hub: Some(hub), ..Settings::default() }).await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let path = "/api/v4/websocket";
    let mut slow =
        Client::try_open_with_buffer(&app, path, &bearer(ann.token()), Some(4096)).await.ok().unwrap();
    assert_eq!(slow.frame().await["event"], "hello");
    let (mut quick, _) = Client::greeted(&app, bob.token()).await;
    let body = "x".repeat(256 * 1024);
    let mut sent = 0;
    while app.hub.is_online(ann.id()) {
        assert!(sent < 200, "the slow client should be cut off by now");
        app.hub.publish(vec![Event::new("big").with("n", sent).with("body", body.as_str())]);
        assert_eq!(quick.event("big").await["data"]["n"], sent);
        sent += 1;
    }
    let mut numbers = Vec::new();
    let code = loop {
        match slow.next().await {
            Told::Frame(frame) if frame["event"] == "big" => {
                numbers.push(frame["data"]["n"].as_i64().unwrap())
            }
            Told::Frame(_) => {}
            Told::Closed(code, _) => break code,
            Told::Cut => panic!("no goodbye"),
        }
    };
    assert_eq!(code, 1013);
    assert!(numbers.len() < sent as usize && numbers.iter().zip(0..).all(|(n, expected)| *n == expected));
}

#[tokio::test]
async fn the_server_pings_and_a_silent_client_is_dropped_while_one_that_answers_stays() {
    let times = WebSocketTimes {
        ping_every: Duration::from_millis(200),
        silence: Duration::from_millis(1500),
        ..WebSocketTimes::default()
    };
    let app = TestApp::start_with(Settings { sockets: times, ..Settings::default() }).await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let (mut silent, _) = Client::greeted(&app, ann.token()).await;
    let (mut lively, _) = Client::greeted(&app, bob.token()).await;
    // Reading answers pings; the silent one is not read.
    let listening = async {
        while app.hub.is_online(ann.id()) {
            let _quiet = tokio::time::timeout(Duration::from_millis(20), lively.next()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), listening).await.expect("the silent one is dropped");
    assert!(app.hub.is_online(bob.id()));
    assert_eq!(silent.closed().await, 4000);
}

async fn server_with_admin() -> (TestApp, Caller) {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    (app, ann)
}

fn publish(app: &TestApp, name: &'static str) {
    app.hub.publish(vec![Event::new(name)]);
}

/// Publishes an event and reads up to it; gives the number that follows.
async fn until_event(client: &mut Client, name: &'static str, app: &TestApp) -> u64 {
    publish(app, name);
    client.event(name).await["seq"].as_u64().unwrap() + 1
}

async fn direct(one: &Caller, other: &Caller) -> ChannelId {
    let channel = one.post("/channels/direct", &json!([one.id(), other.id()])).await.expect(201);
    channel.text("id").parse().unwrap()
}

fn inner_post(event: &Value) -> Value {
    serde_json::from_str(event["data"]["post"].as_str().unwrap()).unwrap()
}

async fn next_posted(client: &mut Client) -> Value {
    loop {
        let frame = client.frame().await;
        if frame["event"] == "posted" {
            return frame;
        }
    }
}

/// What comes until a ping sent now is answered.
async fn everything_until_reply(client: &mut Client) -> Vec<Value> {
    client.say(r#"{"seq":99,"action":"ping"}"#).await;
    let mut seen = Vec::new();
    loop {
        let frame = client.frame().await;
        if frame["seq_reply"] == 99 {
            return seen;
        }
        seen.push(frame);
    }
}
