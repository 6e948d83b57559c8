//! Buttons and dialogs of integrations.

use chinwag_testkit::{FakeAnswer, Socket, TestApp};
use reqwest::StatusCode;
use serde_json::{Value, json};

fn answers(app: &TestApp, url: &str, body: &Value) {
    let answer = FakeAnswer::new(StatusCode::OK, body.to_string())
        .header(reqwest::header::CONTENT_TYPE, "application/json".parse().unwrap());
    app.outside.answer(url, answer);
}

#[tokio::test]
async fn a_button_calls_its_integration_whose_answer_changes_the_post_and_no_client_sees_the_address() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    let channel = ann.make_private_channel(&team, "dev").await;
    let mut socket = ann.listen().await;
    let integration = json!({"url": "https://example.org/act", "context": {"secret": "s3cret"}});
    let attachments = json!([{"text": "Deploy?", "actions": [{"id": "go", "name": "Go", "type": "button", "integration": integration}]}]);
    let draft = json!({"channel_id": channel.id, "message": "ready", "props": {"attachments": attachments}});
    let post = ann.post("/posts", &draft).await.expect(201);
    let event = socket.expect("posted").await;
    let read = ann.get(&format!("/posts/{}", post.text("id"))).await.expect(200);
    for shown in [post.body.to_string(), event.to_string(), read.body.to_string()] {
        assert!(!shown.contains("s3cret") && !shown.contains("example.org"), "{shown}");
        assert!(shown.contains("Go"), "{shown}");
    }

    answers(
        &app,
        "https://example.org/act",
        &json!({"update": {"message": "deployed", "props": {}}, "ephemeral_text": "well done"}),
    );
    let path = format!("/posts/{}/actions/go", post.text("id"));
    bob.post(&path, &json!({})).await.expect_error(403, "api.context.permissions.app_error");
    let done = ann.post(&path, &json!({"selected_option": "now"})).await.expect(200);
    assert!(!done.text("trigger_id").is_empty());
    let sent: Value = serde_json::from_slice(&app.outside.requests()[0].body).unwrap();
    assert_eq!(sent["context"], json!({"secret": "s3cret", "selected_option": "now"}));
    assert_eq!(
        (sent["user_name"].as_str(), sent["post_id"].as_str()),
        (Some("admin"), post.body["id"].as_str())
    );
    assert_eq!(Socket::inner(&socket.expect("post_edited").await, "post")["message"], "deployed");
    assert_eq!(Socket::inner(&socket.expect("ephemeral_message").await, "post")["message"], "well done");
    let unknown = format!("/posts/{}/actions/stop", post.text("id"));
    ann.post(&unknown, &json!({})).await.expect_error(404, "api.post.do_action.action_id.app_error");
}

#[tokio::test]
async fn a_dialog_opens_for_the_one_who_asked_within_three_seconds_and_its_answer_goes_back() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let integration = json!({"url": "https://example.org/act"});
    let attachments =
        json!([{"text": "x", "actions": [{"id": "ask", "name": "Ask", "integration": integration}]}]);
    let draft = json!({"channel_id": channel.id, "message": "x", "props": {"attachments": attachments}});
    let post = ann.post("/posts", &draft).await.expect(201).text("id");
    answers(&app, "https://example.org/act", &json!({}));
    let trigger =
        ann.post(&format!("/posts/{post}/actions/ask"), &json!({})).await.expect(200).text("trigger_id");
    let mut socket = ann.listen().await;
    let dialog = json!({"callback_id": "c", "title": "Name it", "elements": [{"name": "n", "display_name": "N", "type": "text"}]});
    let open = json!({"trigger_id": trigger, "url": "https://example.org/act", "dialog": dialog});
    let _opened = app.anonymous().post("/actions/dialogs/open", &open).await.expect(200);
    assert_eq!(Socket::inner(&socket.expect("open_dialog").await, "dialog")["dialog"]["title"], "Name it");

    answers(&app, "https://example.org/submit", &json!({"errors": {"n": "too short"}}));
    let submission = json!({"url": "https://example.org/submit", "callback_id": "c", "channel_id": channel.id, "submission": {"n": "a"}});
    let answer = ann.post("/actions/dialogs/submit", &submission).await.expect(200);
    assert_eq!(answer.body["errors"]["n"], "too short");

    let items = json!([{"text": "Lisbon", "value": "lis"}, {"text": "", "value": "none"}, "odd"]);
    answers(&app, "https://example.org/lookup", &json!({"items": items}));
    let typed =
        json!({"url": "https://example.org/lookup", "channel_id": channel.id, "submission": {"query": "li"}});
    let offered = ann.post("/actions/dialogs/lookup", &typed).await.expect(200).body;
    assert_eq!(offered, json!({"items": [{"text": "Lisbon", "value": "lis"}]}));
    let asked: Value = serde_json::from_slice(&app.outside.requests().pop().unwrap().body).unwrap();
    assert_eq!((&asked["type"], &asked["submission"]["query"]), (&json!("dialog_lookup"), &json!("li")));

    app.clock.advance(4_000);
    let late = app.anonymous().post("/actions/dialogs/open", &open).await;
    late.expect_error(400, "interactive_message.decode_trigger_id.expired");
}
