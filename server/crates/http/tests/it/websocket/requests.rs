//! What clients ask over the socket, well and badly.

use chinwag_model::Clock;
use chinwag_testkit::TestApp;
use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::client::Client;

#[tokio::test]
async fn ping_is_answered_with_pong_version_and_time() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    let reply = client.ask(json!({"seq": 1, "action": "ping", "data": null, "extra": [1]})).await;
    let data = json!({"text": "pong", "version": "11.9.0", "server_time": app.clock.now(), "node_id": ""});
    assert_eq!(reply, json!({"status": "OK", "seq_reply": 1, "data": data}));
}

#[tokio::test]
async fn a_request_in_message_pack_is_carried_out_like_one_in_json() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let mut client = Client::open(&app, "/api/v4/websocket", &[]).await;
    let challenge = json!({"seq": 1, "action": "authentication_challenge", "data": {"token": ann.token()}});
    for (seq, request) in [(1, challenge), (2, json!({"seq": 2.0, "action": "ping", "data": {}}))] {
        let bytes = rmp_serde::to_vec_named(&request).unwrap();
        client.stream.send(Message::binary(bytes)).await.unwrap();
        let reply = client.reply().await;
        assert_eq!((&reply["status"], &reply["seq_reply"]), (&json!("OK"), &json!(seq)));
    }
}

#[tokio::test]
async fn what_is_no_request_fails_with_the_reason_and_the_socket_lives_on() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    let deep = format!("{}1{}", "[".repeat(3000), "]".repeat(3000));
    for (request, seq, id) in [
        ("", 0, "bad_request"),
        ("{", 0, "bad_request"),
        (deep.as_str(), 0, "bad_request"),
        ("[1]", 0, "bad_request"),
        (r#"{"action":"ping"}"#, 0, "bad_seq"),
        (r#"{"seq":0,"action":"ping"}"#, 0, "bad_seq"),
        (r#"{"seq":"1","action":"ping"}"#, 0, "bad_seq"),
        (r#"{"seq":1e300,"action":"ping"}"#, 0, "bad_seq"),
        (r#"{"seq":4,"action":""}"#, 4, "no_action"),
        (r#"{"seq":5,"action":"ping","data":[]}"#, 5, "bad_data"),
        (r#"{"seq":6,"action":"dance"}"#, 6, "bad_action"),
    ] {
        client.say(request).await;
        let reply = client.reply().await;
        assert_eq!((&reply["status"], &reply["seq_reply"]), (&json!("FAIL"), &json!(seq)), "{request}");
        let expected = format!("api.web_socket_router.{id}.app_error");
        assert_eq!(reply["error"]["id"], expected.as_str(), "{request}");
        assert!(reply["error"]["message"].as_str().unwrap().len() > 10);
    }
    let nested = (0..500).fold(vec![0xc0], |inner, _| [vec![0x91], inner].concat());
    for bytes in [vec![0xc1], vec![0xdf, 0xff, 0xff, 0xff, 0xff], nested] {
        client.stream.send(Message::binary(bytes)).await.unwrap();
        assert_eq!(client.reply().await["error"]["id"], "api.web_socket_router.bad_request.app_error");
    }
    assert_eq!(client.ask(json!({"seq": 9, "action": "ping"})).await["status"], "OK");
}

#[tokio::test]
async fn a_frame_of_8_kib_is_read_and_a_larger_one_closes_the_socket() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    let request = |len: usize| {
        let empty = json!({"seq": 1, "action": "ping", "data": {"x": ""}}).to_string().len();
        json!({"seq": 1, "action": "ping", "data": {"x": "x".repeat(len - empty)}}).to_string()
    };
    client.say(&request(8192)).await;
    assert_eq!(client.reply().await["status"], "OK");
    client.say(&request(8193)).await;
    assert_eq!(client.closed().await, 1009);
}

#[tokio::test]
async fn many_small_fragments_do_not_get_around_the_limit() {
    use tokio_tungstenite::tungstenite::protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    };
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    for n in 0..9 {
        let kind = if n == 0 { Data::Text } else { Data::Continue };
        let frame = Frame::message(vec![b'x'; 1000], OpCode::Data(kind), false);
        client.stream.send(Message::Frame(frame)).await.unwrap();
    }
    assert_eq!(client.closed().await, 1009);
}

#[tokio::test]
async fn typing_reaches_the_others_of_the_channel_and_not_the_one_who_types() {
    let app = TestApp::start().await;
    let (ann, bob, cy) = (app.admin().await, app.person("bob").await, app.person("cy").await);
    let made = ann.post("/channels/direct", &json!([ann.id(), bob.id()])).await.expect(201);
    let channel = made.text("id");
    let (mut anns, _) = Client::greeted(&app, ann.token()).await;
    let (mut bobs, _) = Client::greeted(&app, bob.token()).await;
    let (mut cys, _) = Client::greeted(&app, cy.token()).await;
    let typing = json!({"seq": 1, "action": "user_typing", "data": {"channel_id": channel, "parent_id": ""}});
    assert_eq!(bobs.ask(typing.clone()).await, json!({"status": "OK", "seq_reply": 1}));
    let event = anns.event("typing").await;
    assert_eq!(event["data"], json!({"parent_id": "", "user_id": bob.id()}));
    assert_eq!(event["broadcast"]["channel_id"], channel);
    assert_eq!(event["broadcast"]["omit_users"], json!({bob.id().as_str(): true}));

    let refused = cys.ask(typing).await;
    assert_eq!((&refused["status"], &refused["error"]["status_code"]), (&json!("FAIL"), &json!(403)));
    let nowhere = cys.ask(json!({"seq": 2, "action": "user_typing", "data": {"channel_id": "x"}})).await;
    assert_eq!(nowhere["error"]["status_code"], 400);
    for client in [&mut bobs, &mut cys] {
        client.say(r#"{"seq":3,"action":"ping"}"#).await;
        loop {
            let frame = client.frame().await;
            assert_ne!(frame["event"], "typing");
            if frame["seq_reply"] == 3 {
                break;
            }
        }
    }
}

#[tokio::test]
async fn statuses_tell_who_is_there_and_follow_what_people_choose() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let (mut anns, _) = Client::greeted(&app, ann.token()).await;
    assert_eq!(anns.event("status_change").await["data"]["status"], "online");
    let asked = anns.ask(json!({"seq": 1, "action": "get_statuses"})).await;
    assert_eq!(asked["data"], json!({ann.id().as_str(): "online"}));
    let by_ids =
        json!({"seq": 2, "action": "get_statuses_by_ids", "data": {"user_ids": [ann.id(), bob.id()]}});
    let both = anns.ask(by_ids).await;
    assert_eq!(both["data"], json!({ann.id().as_str(): "online", bob.id().as_str(): "offline"}));
    let bad = anns.ask(json!({"seq": 3, "action": "get_statuses_by_ids", "data": {"user_ids": [1]}})).await;
    assert_eq!(bad["error"]["status_code"], 400);

    let away = json!({"user_is_active": false, "manual": true});
    anns.say(&json!({"seq": 4, "action": "user_update_active_status", "data": away}).to_string()).await;
    let (mut changed, mut answered) = (Value::Null, Value::Null);
    while changed.is_null() || answered.is_null() {
        let frame = anns.frame().await;
        if frame["event"] == "status_change" { changed = frame } else { answered = frame }
    }
    assert_eq!(changed["data"], json!({"status": "away", "user_id": ann.id()}));
    assert_eq!(answered, json!({"status": "OK", "seq_reply": 4}));
}

#[tokio::test]
async fn presence_and_acknowledgements_are_taken_and_what_is_for_plugins_is_left_to_them() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let (mut client, _) = Client::greeted(&app, ann.token()).await;
    for (seq, action) in [(1, "presence"), (2, "posted_notify_ack")] {
        let reply = client.ask(json!({"seq": seq, "action": action, "data": {"channel_id": ""}})).await;
        assert_eq!(reply, json!({"status": "OK", "seq_reply": seq}));
    }
    client.say(r#"{"seq":3,"action":"custom_com.example_x","data":{}}"#).await;
    assert_eq!(client.ask(json!({"seq": 4, "action": "ping"})).await["seq_reply"], 4);
}
