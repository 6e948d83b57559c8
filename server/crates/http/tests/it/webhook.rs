//! Web hooks, as their senders and receivers see them.

use chinwag_testkit::{Caller, Channel, FakeAnswer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

async fn newest(caller: &Caller, channel: &Channel) -> Value {
    let page = caller.get(&format!("/channels/{}/posts", channel.id)).await.expect(200).body;
    page["posts"][page["order"][0].as_str().unwrap()].clone()
}

#[tokio::test]
async fn a_sender_posts_json_a_form_or_multipart_and_gets_ok() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "builds").await;
    let hook = ann
        .post("/hooks/incoming", &json!({"channel_id": channel.id, "display_name": "CI"}))
        .await
        .expect(201);
    let path = format!("/hooks/{}", hook.text("id"));
    let sender = app.anonymous();

    let body = json!({"text": "built <https://example.org|it>", "username": "ci", "attachments": [{"text": "ok", "actions": [{"name": "again"}]}]});
    let sent = sender.send(sender.request(Method::POST, &path).body(body.to_string())).await.expect(200);
    assert_eq!(sent.body, "ok");
    assert_eq!(sent.headers["content-type"], "text/plain");
    let post = newest(&ann, &channel).await;
    assert_eq!(post["message"], "built [it](https://example.org)");
    assert_eq!(post["type"], "slack_attachment");
    assert_eq!(post["props"]["from_webhook"], "true");
    assert_eq!(post["props"]["override_username"], "ci");
    assert!(post["props"]["attachments"][0]["actions"][0]["id"].is_string(), "an action without id gets one");

    let form =
        sender.request(Method::POST, &path).form(&[("payload", json!({"text": "by form"}).to_string())]);
    let _sent = sender.send(form).await.expect(200);
    assert_eq!(newest(&ann, &channel).await["message"], "by form");

    let parts = reqwest::multipart::Form::new().text("payload", json!({"text": "by parts"}).to_string());
    let _sent = sender.send(sender.request(Method::POST, &path).multipart(parts)).await.expect(200);
    assert_eq!(newest(&ann, &channel).await["message"], "by parts");
}

#[tokio::test]
async fn an_unknown_hook_an_empty_text_and_a_foreign_private_channel_are_refused() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    let (open, closed) =
        (ann.make_channel(&team, "open").await, ann.make_private_channel(&team, "closed").await);
    let sender = app.anonymous();
    sender
        .post("/hooks/abcdefghijklmnopqrstuvwxyz", &json!({"text": "x"}))
        .await
        .expect_error(400, "web.incoming_webhook.invalid.app_error");
    let draft = json!({"channel_id": open.id, "channel_locked": true});
    let hook = ann.post("/hooks/incoming", &draft).await.expect(201).text("id");
    let path = format!("/hooks/{hook}");
    sender.post(&path, &json!({"text": " "})).await.expect_error(400, "web.incoming_webhook.text.app_error");
    sender
        .post(&path, &json!({"text": "x", "channel": "closed"}))
        .await
        .expect_error(403, "web.incoming_webhook.channel_locked.app_error");
    sender
        .post(&path, &json!({"text": "x", "type": "system_join_channel"}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    bob.post("/hooks/incoming", &json!({"channel_id": closed.id}))
        .await
        .expect_error(403, "api.context.permissions.app_error");
    bob.get(&format!("/hooks/incoming/{hook}")).await.expect_error(403, "api.context.permissions.app_error");
    let _gone = ann.delete(&format!("/hooks/incoming/{hook}")).await.expect(200);
    sender
        .post(&path, &json!({"text": "x"}))
        .await
        .expect_error(400, "web.incoming_webhook.invalid.app_error");
}

#[tokio::test]
async fn a_trigger_word_calls_the_receiver_whose_answer_is_posted_and_other_words_call_nobody() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    app.outside.answer(
        "https://example.org/hook",
        FakeAnswer::new(reqwest::StatusCode::OK, r#"{"text":"sunny","username":"weather"}"#),
    );
    let draft = json!({
        "team_id": team.id, "channel_id": channel.id, "display_name": "Weather", "trigger_words": ["weather"],
        "callback_urls": ["https://example.org/hook"], "content_type": "application/json",
    });
    let hook = ann.post("/hooks/outgoing", &draft).await.expect(201);
    let mut socket = ann.listen().await;
    ann.say(channel.id, "no weather today").await;
    ann.say(channel.id, "weather please").await;
    let answer = loop {
        let post = chinwag_testkit::Socket::inner(&socket.expect("posted").await, "post");
        if post["props"]["from_webhook"] == "true" {
            break post;
        }
    };
    assert_eq!(answer["message"], "sunny");
    assert_eq!(answer["props"]["override_username"], "weather");
    let calls = app.outside.requests();
    assert_eq!(calls.len(), 1, "one message began with the word");
    let sent: Value = serde_json::from_slice(&calls[0].body).unwrap();
    assert_eq!(
        (sent["token"].as_str(), sent["trigger_word"].as_str()),
        (hook.body["token"].as_str(), Some("weather"))
    );
    let nothing = json!({"team_id": team.id, "callback_urls": ["https://example.org"]});
    ann.post("/hooks/outgoing", &nothing)
        .await
        .expect_error(400, "api.webhook.create_outgoing.triggers.app_error");
}

#[tokio::test]
async fn the_hook_of_a_private_channel_is_shown_to_nobody_outside_it() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let path = format!("/teams/{}/members/{}/schemeRoles", team.id, bob.id());
    let _made = ann.put(&path, &json!({"scheme_admin": true, "scheme_user": true})).await.expect(200);
    let (open, closed) =
        (ann.make_channel(&team, "open").await, ann.make_private_channel(&team, "closed").await);
    let shown = ann.post("/hooks/incoming", &json!({"channel_id": open.id})).await.expect(201).text("id");
    let hidden = ann.post("/hooks/incoming", &json!({"channel_id": closed.id})).await.expect(201).text("id");
    let list = bob.get(&format!("/hooks/incoming?team_id={}", team.id)).await.expect(200);
    assert!(
        list.body.to_string().contains(&shown) && !list.body.to_string().contains(&hidden),
        "{}",
        list.body
    );
    bob.get(&format!("/hooks/incoming/{hidden}"))
        .await
        .expect_error(403, "api.context.permissions.app_error");
}
