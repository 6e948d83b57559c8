//! Drafts and scheduled posts.

use chinwag_testkit::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_draft_is_kept_for_all_devices_of_its_author_and_dropped() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let channel = ann.make_private_channel(&team, "dev").await;
    let mut other_device = ann.listen().await;
    let body = json!({"channel_id": channel.id, "root_id": "", "message": "half a thou"});
    let _kept = ann.post("/drafts", &body).await.expect(201);
    let _told = other_device.expect("draft_created").await;
    let path = format!("/users/me/teams/{}/drafts", team.id);
    assert_eq!(ann.get(&path).await.expect(200).body[0]["message"], "half a thou");
    bob.post("/drafts", &body).await.expect_error(403, "api.context.permissions.app_error");
    bob.get(&format!("/users/{}/teams/{}/drafts", ann.id(), team.id))
        .await
        .expect_error(403, "api.context.permissions.app_error");
    let _gone = ann.delete(&format!("/users/me/channels/{}/drafts", channel.id)).await.expect(200);
    let _told = other_device.expect("draft_deleted").await;
    assert_eq!(ann.get(&path).await.expect(200).body, json!([]));
}

#[tokio::test]
async fn a_scheduled_post_is_sent_when_its_time_has_come_or_kept_with_the_reason() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let first = ann.say(channel.id, "now").await;
    let at = first["create_at"].as_i64().unwrap() + 60_000;
    let later = |message: &str| json!({"channel_id": channel.id, "message": message, "scheduled_at": at});
    let kept = ann.post("/posts/schedule", &later("later")).await.expect(201).body;
    let past = json!({"channel_id": channel.id, "message": "x", "scheduled_at": 1});
    ann.post("/posts/schedule", &past)
        .await
        .expect_error(400, "model.scheduled_post.is_valid.scheduled_at.app_error");
    let path = format!("/posts/schedule/{}", kept["id"].as_str().unwrap());
    let _changed = ann.put(&path, &later("a little later")).await.expect(201);
    let list = format!("/posts/scheduled/team/{}?includeDirectChannels=true", team.id);
    let lists = ann.get(&list).await.expect(200).body;
    assert_eq!(lists[team.id.as_str()][0]["message"], "a little later");
    assert_eq!(lists["directChannels"], json!([]));

    assert_eq!(app.app.do_send_scheduled().await.unwrap(), 0, "its time has not come");
    app.clock.advance(61_000);
    assert_eq!(app.app.do_send_scheduled().await.unwrap(), 1);
    let page = ann.get(&format!("/channels/{}/posts", channel.id)).await.expect(200).body;
    let newest = page["order"][0].as_str().unwrap();
    assert_eq!(page["posts"][newest]["message"], "a little later");
    assert_eq!(ann.get(&list).await.expect(200).body[team.id.as_str()], json!([]));

    let soon = json!({"channel_id": channel.id, "message": "too late", "scheduled_at": at + 120_000});
    let _kept = ann.post("/posts/schedule", &soon).await.expect(201);
    let _archived = ann.delete(&format!("/channels/{}", channel.id)).await.expect(200);
    app.clock.advance(121_000);
    assert_eq!(app.app.do_send_scheduled().await.unwrap(), 1);
    assert_eq!(ann.get(&list).await.expect(200).body[team.id.as_str()][0]["error_code"], "channel_archived");
    assert_eq!(app.app.do_send_scheduled().await.unwrap(), 0, "it is not tried for ever");
}
