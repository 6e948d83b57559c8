//! Presence as clients see it.

use chinwag_testkit::TestApp;
use serde_json::{Value, json};

async fn status_of(who: &chinwag_testkit::Caller) -> String {
    who.get("/users/me/status").await.expect(200).text("status")
}

#[tokio::test]
async fn a_person_is_online_after_posting_and_what_they_choose_wins_over_it() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    assert_eq!(status_of(&ann).await, "offline");
    let team = ann.make_team("crew").await;
    let channel = ann.make_channel(&team, "deck").await;
    let _post = ann.say(channel.id, "hello").await;
    assert_eq!(status_of(&ann).await, "online");

    let dnd = json!({"user_id": ann.id(), "status": "dnd", "dnd_end_time": app_seconds(&app) + 120});
    let set = ann.put("/users/me/status", &dnd).await.expect(200);
    assert_eq!((set.text("status"), set.body["manual"].clone()), ("dnd".into(), json!(true)));
    let _post = ann.say(channel.id, "still here").await;
    assert_eq!(status_of(&ann).await, "dnd");
    app.clock.advance(121_000);
    app.app.sweep_statuses().await.unwrap();
    assert_ne!(status_of(&ann).await, "dnd");
}

fn app_seconds(app: &TestApp) -> i64 {
    app.app.now() / 1000
}

#[tokio::test]
async fn idle_people_become_away_and_their_own_clients_are_told() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let mut socket = ann.listen().await;
    assert_eq!(socket.expect("status_change").await["data"]["status"], "online");
    app.clock.advance(301_000);
    app.app.sweep_statuses().await.unwrap();
    let told = socket.expect("status_change").await;
    assert_eq!(told["data"], json!({"status": "away", "user_id": ann.id()}));
}

#[tokio::test]
async fn statuses_of_many_are_asked_for_at_once_and_wrong_requests_are_refused() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let away = json!({"user_id": bob.id(), "status": "away"});
    let _set = bob.put(&format!("/users/{}/status", bob.id()), &away).await.expect(200);
    let both = ann.post("/users/status/ids", &json!([ann.id(), bob.id()])).await.expect(200).body;
    assert_eq!(both[1]["status"], "away");
    assert_eq!(both[0]["status"], "offline");
    let invalid = "api.context.invalid_body_param.app_error";
    ann.post("/users/status/ids", &json!([])).await.expect_error(400, invalid);
    ann.post("/users/status/ids", &json!(["x"])).await.expect_error(400, invalid);
    bob.put("/users/me/status", &json!({"user_id": bob.id(), "status": "asleep"}))
        .await
        .expect_error(400, invalid);
    bob.put("/users/me/status", &json!({"user_id": ann.id(), "status": "away"}))
        .await
        .expect_error(400, invalid);
    let theirs = json!({"user_id": ann.id(), "status": "away"});
    let theirs = bob.put(&format!("/users/{}/status", ann.id()), &theirs).await;
    theirs.expect_error(403, "api.context.permissions.app_error");
}

#[tokio::test]
async fn a_written_status_is_seen_by_others_and_remembered_until_forgotten() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let mut socket = bob.listen().await;
    let custom = json!({"emoji": "palm_tree", "text": "on leave", "duration": "", "expires_at": ""});
    let _set = ann.put("/users/me/status/custom", &custom).await.expect(200);
    let told = socket.expect("user_updated").await;
    let seen: Value =
        serde_json::from_str(told["data"]["user"]["props"]["customStatus"].as_str().unwrap()).unwrap();
    assert_eq!(seen["text"], "on leave");
    assert!(told["data"]["user"].get("notify_props").is_none());
    let recent = "/users/me/preferences/custom_status/name/recent_custom_statuses";
    assert!(ann.get(recent).await.expect(200).text("value").contains("on leave"));
    let _forgotten = ann.post("/users/me/status/custom/recent/delete", &custom).await.expect(200);
    assert_eq!(ann.get(recent).await.expect(200).text("value"), "[]");
    let _cleared = ann.delete("/users/me/status/custom").await.expect(200);
    assert_eq!(ann.get("/users/me").await.expect(200).body["props"]["customStatus"], "");
    let empty = ann.put("/users/me/status/custom", &json!({})).await;
    empty.expect_error(400, "api.context.invalid_body_param.app_error");
    let late = json!({"text": "x", "duration": "one_hour", "expires_at": "2001-01-01T00:00:00Z"});
    let late = ann.put("/users/me/status/custom", &late).await;
    late.expect_error(400, "api.context.invalid_body_param.app_error");
}

#[tokio::test]
async fn typing_is_told_to_the_others_of_the_channel_and_nobody_types_where_they_may_not_post() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("crew").await;
    ann.add_to_team(&team, &[&bob]).await;
    let open = ann.make_channel(&team, "deck").await;
    ann.add_to_channel(&open, &[&bob]).await;
    let closed = ann.make_private_channel(&team, "brig").await;
    let mut socket = ann.listen().await;
    let _typing = bob.post("/users/me/typing", &json!({"channel_id": open.id})).await.expect(200);
    assert_eq!(socket.expect("typing").await["data"]["user_id"], json!(bob.id()));
    let refused = bob.post("/users/me/typing", &json!({"channel_id": closed.id})).await;
    refused.expect_error(403, "api.context.permissions.app_error");
}

#[tokio::test]
async fn a_client_that_asks_too_much_is_told_when_to_come_back_where_the_settings_limit_requests() {
    let mut config = chinwag_model::config::Config::default();
    config.TeamSettings.enable_open_server = true;
    config.RateLimitSettings.enable = true;
    config.RateLimitSettings.per_sec = 1;
    config.RateLimitSettings.max_burst = 10;
    let settings = chinwag_testkit::Settings { config: Some(config), ..Default::default() };
    let app = TestApp::start_with(settings).await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let first = ann.get("/users/me").await.expect(200);
    assert_eq!(first.headers["x-ratelimit-remaining"], "9");
    for _ in 0..9 {
        let _asked = ann.get("/users/me").await.expect(200);
    }
    let refused = ann.get("/users/me").await;
    assert_eq!(
        (&refused.headers["retry-after"], &refused.headers["x-ratelimit-limit"]),
        (&"1".parse().unwrap(), &"10".parse().unwrap())
    );
    refused.expect_error(429, "api.rate_limit.app_error");
    let _other = bob.get("/users/me").await.expect(200);
    app.clock.advance(1_000);
    let _again = ann.get("/users/me").await.expect(200);
}
