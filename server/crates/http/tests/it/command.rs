//! Slash commands: built-in and custom ones.

use chinwag_testkit::{Caller, Channel, FakeAnswer, Socket, TestApp};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn type_in(caller: &Caller, channel: &Channel, line: &str) -> chinwag_testkit::Answer {
    caller.post("/commands/execute", &json!({"channel_id": channel.id, "command": line})).await
}

#[tokio::test]
async fn built_in_commands_do_what_they_say_and_unknown_ones_are_named() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let mut socket = ann.listen().await;
    let _done = type_in(&ann, &channel, "/me waves").await.expect(200);
    let post = Socket::inner(&socket.expect("posted").await, "post");
    assert_eq!((post["type"].as_str(), post["message"].as_str()), (Some("me"), Some("*waves*")));
    let _done = type_in(&ann, &channel, "/shrug oh well").await.expect(200);
    assert!(
        Socket::inner(&socket.expect("posted").await, "post")["message"]
            .as_str()
            .unwrap()
            .starts_with("oh well ¯")
    );
    let _done = type_in(&ann, &channel, "/AWAY").await.expect(200);
    let status = ann.get("/users/me/status").await.expect(200);
    assert_eq!((status.body["status"].as_str(), status.body["manual"].as_bool()), (Some("away"), Some(true)));
    let told = Socket::inner(&socket.expect("ephemeral_message").await, "post");
    assert_eq!(told["type"], "system_ephemeral");
    let moved = type_in(&ann, &channel, "/msg @bob hello you").await.expect(200);
    assert_eq!(moved.body["goto_location"], "/one/messages/@bob");
    type_in(&ann, &channel, "/nonsense")
        .await
        .expect_error(404, "api.command.execute_command.not_found.app_error");
    type_in(&ann, &channel, "no slash")
        .await
        .expect_error(400, "api.command.execute_command.start.app_error");
    type_in(&bob, &channel, "/help").await.expect_error(403, "api.context.permissions.app_error");
}

#[tokio::test]
async fn a_custom_command_calls_its_address_posts_the_answer_and_may_answer_later() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let draft = json!({"team_id": team.id, "trigger": "weather", "method": "P", "url": "https://example.org/weather", "auto_complete": true});
    let command = ann.post("/commands", &draft).await.expect(201);
    ann.post("/commands", &draft).await.expect_error(400, "api.command.duplicate_trigger.app_error");
    bob.post("/commands", &draft).await.expect_error(403, "api.context.permissions.app_error");
    let answer = FakeAnswer::new(StatusCode::OK, r#"{"response_type":"in_channel","text":"sunny"}"#)
        .header(reqwest::header::CONTENT_TYPE, "application/json".parse().unwrap());
    app.outside.answer("https://example.org/weather", answer);
    let mut socket = ann.listen().await;
    let _done = type_in(&ann, &channel, "/weather in Berlin").await.expect(200);
    assert_eq!(Socket::inner(&socket.expect("posted").await, "post")["message"], "sunny");
    let sent = app.outside.requests().remove(0);
    assert_eq!(sent.headers["authorization"], format!("Token {}", command.text("token")).as_str());
    let fields: std::collections::HashMap<String, String> = url_fields(&sent.body);
    assert_eq!((fields["text"].as_str(), fields["user_name"].as_str()), ("in Berlin", "admin"));

    let later = fields["response_url"].clone();
    let path = later.find("/hooks/").map(|at| later[at..].to_owned()).unwrap();
    let body = json!({"response_type": "in_channel", "text": "and windy"}).to_string();
    let anonymous = app.anonymous();
    let _sent = anonymous.send(anonymous.request(Method::POST, &path).body(body.clone())).await.expect(200);
    assert_eq!(Socket::inner(&socket.expect("posted").await, "post")["message"], "and windy");
    app.clock.advance(31 * 60_000);
    let late = anonymous.send(anonymous.request(Method::POST, &path).body(body)).await;
    late.expect_error(404, "web.command_webhook.command.app_error");

    let listed = ann.get(&format!("/teams/{}/commands/autocomplete", team.id)).await.expect(200);
    let own = listed.body.as_array().unwrap().iter().find(|c| c["trigger"] == "weather").cloned().unwrap();
    assert_eq!(
        (own["token"].as_str(), own["url"].as_str()),
        (Some(""), Some("")),
        "secrets are for managers"
    );
}

fn url_fields(body: &[u8]) -> std::collections::HashMap<String, String> {
    String::from_utf8_lossy(body)
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(k, v)| (k.to_owned(), decode(v)))
        .collect()
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(b) = rest.next() {
        match b {
            b'+' => bytes.push(b' '),
            b'%' => {
                let hex: Vec<u8> = rest.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn completion_offers_commands_by_their_beginning() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let found = ann
        .get(&format!("/teams/{}/commands/autocomplete_suggestions?user_input=/sh", team.id))
        .await
        .expect(200);
    let names: Vec<&Value> = found.body.as_array().unwrap().iter().map(|s| &s["Complete"]).collect();
    assert_eq!(names, ["shrug"]);
    app.person("bob")
        .await
        .get(&format!("/teams/{}/commands/autocomplete", team.id))
        .await
        .expect_error(403, "api.context.permissions.app_error");
}

#[tokio::test]
async fn people_join_leave_invite_rename_and_mute_by_command_and_are_told_what_they_may_not() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let square = ann.get(&format!("/teams/{}/channels/name/town-square", team.id)).await.expect(200);
    let square = Channel { id: square.text("id").parse().unwrap(), body: square.body };
    let dev = ann.make_channel(&team, "dev").await;
    let joined = type_in(&bob, &square, "/join ~dev").await.expect(200);
    assert_eq!(joined.body["goto_location"], "/one/channels/dev");
    let _set = type_in(&bob, &dev, "/header Be kind").await.expect(200);
    assert_eq!(bob.get(&format!("/channels/{}", dev.id)).await.expect(200).body["header"], "Be kind");
    let _muted = type_in(&bob, &dev, "/mute").await.expect(200);
    let member = bob.get(&format!("/channels/{}/members/me", dev.id)).await.expect(200);
    assert_eq!(member.body["notify_props"]["mark_unread"], "mention");
    let _left = type_in(&bob, &dev, "/leave").await.expect(200);
    let mut socket = bob.listen().await;
    let _stays = type_in(&bob, &square, "/leave").await.expect(200);
    let told = Socket::inner(&socket.expect("ephemeral_message").await, "post");
    assert!(told["message"].as_str().unwrap().to_lowercase().contains("town"), "{told}");
    let _invited = type_in(&ann, &dev, "/invite @bob").await.expect(200);
    let _there = bob.get(&format!("/channels/{}/members/me", dev.id)).await.expect(200);
    let _kicked = type_in(&ann, &dev, "/kick @bob").await.expect(200);
    assert_eq!(ann.get(&format!("/channels/{}/members/{}", dev.id, bob.id())).await.status, 404);
}
