//! Editing, deleting, pinning and saving posts.

use chinwag_testkit::{Socket, TestApp};
use serde_json::json;

#[tokio::test]
async fn an_author_edits_a_post_the_older_version_is_kept_and_comes_back() {
    let app = TestApp::start().await;
    let (admin, ann, bob) = (app.admin().await, app.person("ann").await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&ann, &bob]).await;
    let channel = admin.make_channel(&team, "dev").await;
    admin.add_to_channel(&channel, &[&ann, &bob]).await;
    let post = ann.say(channel.id, "first #aa").await;
    let path = format!("/posts/{}", post["id"].as_str().unwrap());
    let mut bob_hears = bob.listen().await;
    let edited = ann.put(&format!("{path}/patch"), &json!({"message": "second #bb"})).await.expect(200).body;
    assert_eq!((&edited["message"], &edited["hashtags"]), (&json!("second #bb"), &json!("#bb")));
    assert!(edited["edit_at"].as_i64() > post["create_at"].as_i64());
    assert_eq!(Socket::inner(&bob_hears.expect("post_edited").await, "post")["message"], "second #bb");
    let whole =
        json!({"id": post["id"], "message": "third", "is_pinned": false, "file_ids": null, "props": {}});
    let _put = ann.put(&path, &whole).await.expect(200);
    ann.put(&path, &json!({"id": channel.id, "message": "x"}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    bob.put(&format!("{path}/patch"), &json!({"message": "mine"}))
        .await
        .expect_error(403, "api.context.permissions.app_error");
    ann.put(&format!("{path}/patch"), &json!({"message": ""}))
        .await
        .expect_error(400, "model.post.is_valid.msg.app_error");

    let history = ann.get(&format!("{path}/edit_history")).await.expect(200).body;
    assert_eq!((&history[0]["message"], &history[1]["message"]), (&json!("second #bb"), &json!("first #aa")));
    assert_eq!(history[0]["original_id"], post["id"]);
    bob.get(&format!("{path}/edit_history")).await.expect_error(403, "api.context.permissions.app_error");
    let version = history[1]["id"].as_str().unwrap();
    let back = ann.post(&format!("{path}/restore/{version}"), &json!({})).await.expect(200).body;
    assert_eq!(back["message"], "first #aa");
}

#[tokio::test]
async fn after_the_time_limit_and_for_system_messages_there_is_no_editing() {
    let mut config = chinwag_testkit::open_server();
    config.ServiceSettings.post_edit_time_limit = 10;
    let settings = chinwag_testkit::Settings { config: Some(config), ..Default::default() };
    let app = TestApp::start_with(settings).await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let post = ann.say(channel.id, "first").await;
    let path = format!("/posts/{}/patch", post["id"].as_str().unwrap());
    let _in_time = ann.put(&path, &json!({"message": "second"})).await.expect(200);
    app.clock.advance(11_000);
    ann.put(&path, &json!({"message": "third"}))
        .await
        .expect_error(400, "api.post.update_post.permissions_time_limit.app_error");
    let _pin = ann.put(&path, &json!({"is_pinned": true})).await.expect(200);
    let header = json!({"header": "new header"});
    let _changed = ann.put(&format!("/channels/{}/patch", channel.id), &header).await.expect(200);
    let page = ann.get(&format!("/channels/{}/posts", channel.id)).await.expect(200).body;
    let posts = page["posts"].as_object().unwrap();
    let notice = posts.values().find(|p| p["type"] == "system_header_change").expect("a notice");
    ann.put(&format!("/posts/{}/patch", notice["id"].as_str().unwrap()), &json!({"message": "x"}))
        .await
        .expect_error(400, "api.post.update_post.system_message.app_error");
}

#[tokio::test]
async fn a_deleted_root_takes_its_replies_and_people_are_told_only_that_it_is_gone() {
    let app = TestApp::start().await;
    let (admin, ann, bob) = (app.admin().await, app.person("ann").await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&ann, &bob]).await;
    let channel = admin.make_channel(&team, "dev").await;
    admin.add_to_channel(&channel, &[&ann, &bob]).await;
    let root = ann.say(channel.id, "a secret").await;
    let (first, second) = (bob.reply(&root, "one").await, ann.reply(&root, "two").await);
    let path = |post: &serde_json::Value| format!("/posts/{}", post["id"].as_str().unwrap());
    bob.delete(&path(&root)).await.expect_error(403, "api.context.permissions.app_error");
    let _reply_gone = bob.delete(&path(&first)).await.expect(200);
    assert_eq!(ann.get(&path(&root)).await.expect(200).body["reply_count"], 1);

    let (mut bob_hears, mut admin_hears) = (bob.listen().await, admin.listen().await);
    let _gone = ann.delete(&path(&root)).await.expect(200);
    let told = bob_hears.expect("post_deleted").await;
    assert!(told["data"].get("delete_by").is_none());
    assert_eq!(Socket::inner(&told, "post")["message"], "");
    assert_eq!(admin_hears.expect("post_deleted").await["data"]["delete_by"], json!(ann.id()));
    for post in [&root, &second] {
        ann.get(&path(post)).await.expect_error(404, "app.post.missing.app_error");
    }
    let since = format!("/channels/{}/posts?since={}", channel.id, root["create_at"]);
    let changed = bob.get(&since).await.expect(200).body;
    let shown = &changed["posts"][root["id"].as_str().unwrap()];
    assert!(shown["delete_at"].as_i64() > Some(0), "who was away learns of it");
    assert_eq!(shown["message"], "");
    let deleted = format!("{}?include_deleted=true", path(&root));
    assert_eq!(admin.get(&deleted).await.expect(200).body["message"], "a secret");
    ann.get(&deleted).await.expect_error(403, "api.context.permissions.app_error");
}

#[tokio::test]
async fn posts_are_pinned_saved_and_asked_for_by_id() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    let channel = ann.make_private_channel(&team, "dev").await;
    let post = ann.say(channel.id, "keep this").await;
    let id = post["id"].as_str().unwrap();
    let _pinned = ann.post(&format!("/posts/{id}/pin"), &json!({})).await.expect(200);
    bob.post(&format!("/posts/{id}/pin"), &json!({}))
        .await
        .expect_error(403, "api.context.permissions.app_error");
    let list = ann.get(&format!("/channels/{}/pinned", channel.id)).await.expect(200);
    assert_eq!(list.body["order"], json!([id]));
    let _unpinned = ann.post(&format!("/posts/{id}/unpin"), &json!({})).await.expect(200);
    assert_eq!(
        ann.get(&format!("/channels/{}/pinned", channel.id)).await.expect(200).body["order"],
        json!([])
    );

    let flag = json!([{"user_id": ann.id(), "category": "flagged_post", "name": id, "value": "true"}]);
    let _saved = ann.put("/users/me/preferences", &flag).await.expect(200);
    assert_eq!(ann.get("/users/me/posts/flagged").await.expect(200).body["order"], json!([id]));
    let here = format!("/users/me/posts/flagged?channel_id={}", channel.id);
    assert_eq!(ann.get(&here).await.expect(200).body["order"], json!([id]));
    let elsewhere = format!("/users/me/posts/flagged?team_id={}", channel.id);
    assert_eq!(ann.get(&elsewhere).await.expect(200).body["order"], json!([]));
    bob.get(&format!("/users/{}/posts/flagged", ann.id()))
        .await
        .expect_error(403, "api.context.permissions.app_error");

    assert_eq!(ann.post("/posts/ids", &json!([id])).await.expect(200).body[0]["message"], "keep this");
    assert_eq!(bob.post("/posts/ids", &json!([id])).await.expect(200).body, json!([]));
    ann.post("/posts/ids", &json!([])).await.expect_error(400, "api.context.invalid_body_param.app_error");
}

#[tokio::test]
async fn a_page_that_did_not_change_is_not_sent_again() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let post = ann.say(channel.id, "one").await;
    let thread = format!("/posts/{}/thread", post["id"].as_str().unwrap());
    for path in [format!("/channels/{}/posts", channel.id), thread] {
        let first = ann.get(&path).await.expect(200);
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        let again = ann.request(reqwest::Method::GET, &path).header("If-None-Match", &tag);
        assert_eq!(ann.send(again).await.status, 304);
        let body = json!({"user_id": ann.id(), "post_id": post["id"], "emoji_name": if path.contains("thread") { "tada" } else { "+1" }});
        let _reaction = ann.post("/reactions", &body).await.expect(200);
        let again = ann.request(reqwest::Method::GET, &path).header("If-None-Match", &tag);
        assert_eq!(ann.send(again).await.status, 200, "a reaction changes {path}");
    }
}

#[tokio::test]
async fn reading_begins_where_it_stopped_and_can_be_moved_back() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let channel = ann.make_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob]).await;
    let mut posts = Vec::new();
    for n in 0..6 {
        posts.push(ann.say(channel.id, &format!("{n}")).await["id"].as_str().unwrap().to_owned());
    }
    let _read = bob.post("/channels/members/me/view", &json!({"channel_id": channel.id})).await.expect(200);
    let mut other_device = bob.listen().await;
    let moved =
        bob.post(&format!("/users/me/posts/{}/set_unread", posts[3]), &json!({})).await.expect(200).body;
    let told = other_device.expect("post_unread").await;
    assert_eq!(told["data"]["msg_count"], moved["msg_count"]);
    let unread = bob.get(&format!("/users/me/channels/{}/unread", channel.id)).await.expect(200).body;
    assert_eq!(unread["msg_count"], 3);
    let path = format!("/users/me/channels/{}/posts/unread", channel.id);
    let page = bob.get(&format!("{path}?limit_before=2&limit_after=2")).await.expect(200).body;
    assert_eq!(page["order"], json!([posts[4], posts[3], posts[2], posts[1]]));
    assert_eq!((&page["next_post_id"], &page["prev_post_id"]), (&json!(posts[5]), &json!(posts[0])));
    let _read = bob.post("/channels/members/me/view", &json!({"channel_id": channel.id})).await.expect(200);
    let page = bob.get(&format!("{path}?limit_before=2")).await.expect(200).body;
    assert_eq!(page["order"], json!([posts[5], posts[4]]), "everything is read: the newest");
    bob.get(&format!("{path}?limit_after=0"))
        .await
        .expect_error(400, "api.context.invalid_url_param.app_error");
    bob.get(&format!("/users/{}/channels/{}/posts/unread", ann.id(), channel.id))
        .await
        .expect_error(403, "api.context.permissions.app_error");
}

#[tokio::test]
async fn an_ephemeral_message_is_for_those_who_may_and_is_written_nowhere() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let channel = ann.make_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob]).await;
    let mut bob_hears = bob.listen().await;
    let body = json!({"user_id": bob.id(), "post": {"channel_id": channel.id, "message": "psst"}});
    let post = ann.post("/posts/ephemeral", &body).await.expect(201).body;
    assert_eq!(post["type"], "system_ephemeral");
    assert_eq!(Socket::inner(&bob_hears.expect("ephemeral_message").await, "post")["message"], "psst");
    bob.post("/posts/ephemeral", &body).await.expect_error(403, "api.context.permissions.app_error");
    ann.get(&format!("/posts/{}", post["id"].as_str().unwrap()))
        .await
        .expect_error(404, "app.post.missing.app_error");
}

#[tokio::test]
async fn who_asks_for_a_reminder_is_reminded_once() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let post = ann.say(channel.id, "pay the rent").await;
    let path = format!("/users/me/posts/{}/reminder", post["id"].as_str().unwrap());
    ann.post(&path, &json!({"target_time": 5}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    let at = post["create_at"].as_i64().unwrap() / 1000 + 60;
    let _asked = ann.post(&path, &json!({"target_time": at})).await.expect(200);
    let mut hears = ann.listen().await;
    app.clock.advance(120_000);
    assert_eq!(app.app.do_send_reminders().await.unwrap(), 1);
    let reminder = Socket::inner(&hears.expect("ephemeral_message").await, "post");
    assert!(reminder["message"].as_str().unwrap().contains("pay the rent"));
    assert_eq!(app.app.do_send_reminders().await.unwrap(), 0);
}
