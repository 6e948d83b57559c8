//! Posting and reading.

mod change;

use chinwag_testkit::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_member_posts_and_reads_it_back_and_a_stranger_does_neither() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    let channel = ann.make_private_channel(&team, "secret").await;
    let post = ann.say(channel.id, "hello #world").await;
    assert_eq!(post["hashtags"], "#world");
    let page = ann.get(&format!("/channels/{}/posts", channel.id)).await.expect(200);
    assert_eq!(page.body["order"], json!([post["id"]]));
    let path = format!("/posts/{}", post["id"].as_str().unwrap());
    bob.get(&path).await.expect_error(403, "api.context.permissions.app_error");
    bob.post("/posts", &json!({"channel_id": channel.id, "message": "x"}))
        .await
        .expect_error(403, "api.context.permissions.app_error");
    app.anonymous().get(&path).await.expect_error(401, "api.context.session_expired.app_error");
}

#[tokio::test]
async fn a_repeated_attempt_gets_the_first_post_within_thirty_seconds_and_a_new_one_after() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let attempt = json!({"channel_id": channel.id, "message": "once", "pending_post_id": "try-1"});
    let first = ann.post("/posts", &attempt).await.expect(201).text("id");
    assert_eq!(ann.post("/posts", &attempt).await.expect(201).text("id"), first);
    app.clock.advance(31_000);
    assert_ne!(ann.post("/posts", &attempt).await.expect(201).text("id"), first);
}

#[tokio::test]
async fn an_empty_or_too_long_message_is_refused_with_the_limit() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let say = |message: String| json!({"channel_id": channel.id, "message": message});
    ann.post("/posts", &say(" \n".into())).await.expect_error(400, "model.post.is_valid.msg.app_error");
    let long = ann.post("/posts", &say("ä".repeat(16_384))).await.expect(400);
    assert!(
        long.text("message").contains("16384") && long.text("message").contains("16383"),
        "{}",
        long.body
    );
    let _longest = ann.post("/posts", &say("ä".repeat(16_383))).await.expect(201);
}
