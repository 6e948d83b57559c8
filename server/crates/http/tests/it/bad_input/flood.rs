//! Too much at once: logins, sockets, frames. Whoever is there already is served meanwhile.

use std::time::{Duration, Instant};

use chinwag_http::WebSocketTimes;
use chinwag_testkit::{Settings, TestApp};
use futures_util::{SinkExt, future::join_all};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

use crate::websocket::client::{Client, Told};

const PATIENCE: Duration = Duration::from_secs(20);
const PATH: &str = "/api/v4/websocket";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_logins_is_turned_away_and_whoever_is_logged_in_does_not_wait_for_it() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let anonymous = app.anonymous();
    let tries = join_all((0..300).map(|n| {
        let body = json!({"login_id": format!("nobody{n}"), "password": "wrong"});
        let anonymous = anonymous.clone();
        async move { anonymous.post("/users/login", &body).await }
    }));
    let served = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..30 {
            let started = Instant::now();
            let _served = ann.get("/users/me").await.expect(200);
            slowest = slowest.max(started.elapsed());
        }
        slowest
    };
    let (answers, slowest) = tokio::join!(tries, served);
    let mut turned_away = 0;
    for answer in answers {
        match answer.status {
            401 => answer.expect_error(401, "api.user.login.invalid_credentials_email_username"),
            429 => {
                turned_away += 1;
                assert!(answer.headers.contains_key("retry-after"));
                answer.expect_error(429, "api.login.too_many_attempts.app_error");
            }
            503 => answer.expect_error(503, "api.login.busy.app_error"),
            other => panic!("{other} {}", answer.body),
        }
    }
    assert!(turned_away > 100, "only {turned_away} of 300 were turned away");
    assert!(slowest < Duration::from_secs(3), "a read took {slowest:?} beside the flood");
}

#[tokio::test]
async fn hundreds_of_sockets_that_never_say_who_they_are_end_in_time_and_hinder_nobody() {
    let sockets =
        WebSocketTimes { challenge_within: Duration::from_millis(500), ..WebSocketTimes::default() };
    let app = TestApp::start_with(Settings { sockets, ..Settings::default() }).await;
    let ann = app.admin().await;
    let mut strangers = join_all((0..300).map(|_| Client::open(&app, PATH, &[]))).await;
    let (mut anns, _) = Client::greeted(&app, ann.token()).await;
    assert_eq!(anns.ask(json!({"seq": 1, "action": "ping"})).await["status"], "OK");
    let codes = join_all(strangers.iter_mut().map(Client::closed)).await;
    assert!(codes.iter().all(|code| *code == 1008), "{codes:?}");
    assert_eq!(anns.ask(json!({"seq": 2, "action": "ping"})).await["status"], "OK");
}

#[tokio::test]
async fn one_person_with_hundreds_of_sockets_hears_on_each_and_others_hear_too() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let channel = ann.make_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob]).await;
    let mut many = join_all((0..300).map(|_| Client::greeted(&app, ann.token()))).await;
    let (mut bobs, _) = Client::greeted(&app, bob.token()).await;
    let _said = bob.say(channel.id, "to everybody").await;
    let posted = bobs.event("posted").await;
    assert!(posted["data"]["post"].as_str().is_some_and(|post| post.contains("to everybody")));
    for heard in join_all(many.iter_mut().map(|(client, _)| client.event("posted"))).await {
        assert_eq!(heard["event"], "posted");
    }
}

/// A frame of a client: its two first bytes, an extended length as it is, a mask of zeros, the payload.
fn frame(first: u8, second: u8, length: &[u8], payload: &[u8]) -> Vec<u8> {
    [&[first, second | 0x80][..], length, &[0; 4], payload].concat()
}

#[tokio::test]
async fn frames_that_break_the_protocol_close_the_socket_with_the_code_that_says_so() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    for (what, bytes, code) in [
        ("a frame of eight exabytes", frame(0x81, 127, &i64::MAX.to_be_bytes(), b""), 1009),
        ("a frame of 2^64 bytes", frame(0x81, 127, &[0xff; 8], b""), 1009),
        ("a frame of a gigabyte", frame(0x82, 127, &(1_u64 << 30).to_be_bytes(), b""), 1009),
        ("text that is no UTF-8", frame(0x81, 4, b"", b"\xff\xfe\xfd\xfc"), 1007),
        ("half a character at the end", frame(0x81, 3, b"", b"a\xe2\x82"), 1007),
        ("no mask", b"\x81\x02hi".to_vec(), 1002),
        ("reserved bits", frame(0xf1, 2, b"", b"hi"), 1002),
        ("an opcode nobody knows", frame(0x83, 2, b"", b"hi"), 1002),
        ("a ping in pieces", frame(0x09, 2, b"", b"hi"), 1002),
        ("a ping too long", frame(0x89, 126, &200_u16.to_be_bytes(), &[0; 200]), 1002),
        ("a continuation of nothing", frame(0x80, 2, b"", b"hi"), 1002),
        ("a text within a text", [frame(0x01, 1, b"", b"a"), frame(0x81, 1, b"", b"b")].concat(), 1002),
    ] {
        let (mut client, _) = Client::greeted(&app, ann.token()).await;
        client.stream.get_mut().write_all(&bytes).await.unwrap();
        // What was on its way already, such as one's own presence, may come first.
        let (told, words) = loop {
            match client.next().await {
                Told::Closed(told, words) => break (told, words),
                Told::Frame(_) => {}
                other => panic!("{what}: {other:?}"),
            }
        };
        assert!(told == code && !words.is_empty(), "{what}: {told} {words}");
    }
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    let garbage: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    let _cut_off = client.stream.get_mut().write_all(&garbage).await;
    let mut rest = Vec::new();
    let read = tokio::time::timeout(PATIENCE, client.stream.get_mut().read_to_end(&mut rest)).await;
    assert!(read.is_ok(), "garbage keeps a socket open");
    let (mut other, _) = Client::greeted(&app, ann.token()).await;
    assert_eq!(other.ask(json!({"seq": 1, "action": "ping"})).await["status"], "OK");
}

#[tokio::test]
async fn a_text_in_endless_pieces_ends_at_the_limit_even_with_pings_in_between() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    let wire = client.stream.get_mut();
    wire.write_all(&frame(0x01, 1, b"", b"x")).await.unwrap();
    // Pieces of nothing and of one byte, each with a ping: nothing of it is ever a message.
    let piece = [frame(0x00, 1, b"", b"x"), frame(0x00, 0, b"", b""), frame(0x89, 0, b"", b"")].concat();
    let mut sent = 0;
    while sent < 50_000 && wire.write_all(&piece.repeat(50)).await.is_ok() {
        sent += 50;
    }
    assert_eq!(client.closed().await, 1009);
}

#[tokio::test]
async fn a_flood_of_pings_and_requests_is_answered_in_bounded_memory_and_others_are_served() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    let flood = async {
        for n in 0..5_000 {
            client.stream.feed(Message::Ping(vec![0; 100].into())).await.unwrap();
            if n % 10 == 0 {
                let wish = json!({"seq": n + 1, "action": "get_statuses"}).to_string();
                client.stream.feed(Message::text(wish)).await.unwrap();
            }
        }
        client.stream.flush().await.unwrap();
        client.say(r#"{"seq":99999,"action":"ping"}"#).await;
        loop {
            let reply = client.reply().await;
            if reply["seq_reply"] == 99_999 {
                return reply;
            }
        }
    };
    let (mut bobs, _) = Client::greeted(&app, bob.token()).await;
    let others = async {
        for n in 1..=20 {
            assert_eq!(bobs.ask(json!({"seq": n, "action": "ping"})).await["status"], "OK");
        }
    };
    let (reply, ()) =
        tokio::time::timeout(PATIENCE * 2, async { tokio::join!(flood, others) }).await.expect("an end");
    assert_eq!(reply["status"], "OK");
}

#[tokio::test]
async fn requests_with_values_of_every_wrong_kind_fail_in_words_and_the_socket_lives_on() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    let mut seq = 0;
    for (action, field) in [
        ("user_typing", "channel_id"),
        ("user_update_active_status", "user_is_active"),
        ("get_statuses_by_ids", "user_ids"),
    ] {
        for value in super::hostile::in_place_of_a_field() {
            if value.len() > 8_000 {
                continue;
            }
            seq += 1;
            client.say(&format!(r#"{{"seq":{seq},"action":"{action}","data":{{"{field}":{value}}}}}"#)).await;
            let reply = client.reply().await;
            let right =
                reply["status"] == "OK" || reply["error"]["id"].as_str().is_some_and(|id| !id.is_empty());
            let status = reply["error"]["status_code"].as_i64().unwrap_or_default();
            assert!(right && status < 500, "{action} {field} {value}: {reply}");
        }
    }
    assert_eq!(client.ask(json!({"seq": seq + 1, "action": "ping"})).await["status"], "OK");
}
