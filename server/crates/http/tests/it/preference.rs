//! Preferences: kept as given, told to one's own clients, closed to others.

use chinwag_testkit::TestApp;
use serde_json::{Value, json};

#[tokio::test]
async fn a_person_keeps_any_preference_and_other_people_cannot_reach_it() {
    let app = TestApp::start().await;
    let (admin, ann, bob) = (app.admin().await, app.person("ann").await, app.person("bob").await);
    let one = json!({"user_id": ann.id(), "category": "of_a_newer_client", "name": "x.y", "value": "1"});
    let theme = json!({"user_id": ann.id(), "category": "theme", "name": "", "value": "{}"});
    let mut socket = ann.listen().await;
    let saved = ann.put("/users/me/preferences", &json!([one, theme])).await.expect(200);
    assert_eq!(saved.body, json!({"status": "OK"}));
    let told = socket.expect("preferences_changed").await;
    let told: Value = serde_json::from_str(told["data"]["preferences"].as_str().unwrap()).unwrap();
    assert_eq!(told[0], one);

    assert_eq!(ann.get("/users/me/preferences").await.expect(200).body, json!([one, theme]));
    let path = format!("/users/{}/preferences/of_a_newer_client", ann.id());
    assert_eq!(ann.get(&path).await.expect(200).body, json!([one]));
    assert_eq!(ann.get(&format!("{path}/name/x.y")).await.expect(200).body, one);
    assert_eq!(admin.get(&path).await.expect(200).body, json!([one]));
    bob.get(&path).await.expect_error(403, "api.context.permissions.app_error");
    let theirs = bob.put(&format!("/users/{}/preferences", ann.id()), &json!([one])).await;
    theirs.expect_error(403, "api.context.permissions.app_error");
    let forged = bob.put("/users/me/preferences", &json!([one])).await;
    forged.expect_error(403, "api.preference.update_preferences.set.app_error");

    let _deleted = ann.post("/users/me/preferences/delete", &json!([one])).await.expect(200);
    let _told = socket.expect("preferences_deleted").await;
    ann.get(&path).await.expect_error(404, "api.preference.preferences_category.get.app_error");
    app.anonymous().get(&path).await.expect_error(401, "api.context.session_expired.app_error");
}

#[tokio::test]
async fn preferences_beyond_the_limits_are_refused_with_the_limit() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let set = async |category: &str, name: &str, value: &str| {
        ann.put(
            "/users/me/preferences",
            &json!([{"user_id": ann.id(), "category": category, "name": name, "value": value}]),
        )
        .await
    };
    set("", "a", "b").await.expect_error(400, "model.preference.is_valid.category.app_error");
    set("a", &"x".repeat(33), "b").await.expect_error(400, "model.preference.is_valid.name.app_error");
    set("a", "b", &"x".repeat(20_001)).await.expect_error(400, "model.preference.is_valid.value.app_error");
    set("theme", "", "not json").await.expect_error(400, "model.preference.is_valid.theme.app_error");
    set("flagged_post", "0123456789abcdefghijklmnop", "true")
        .await
        .expect_error(404, "app.post.missing.app_error");
    let many: Vec<Value> = (0..101).map(|i| json!({"category": "a", "name": i.to_string()})).collect();
    let refused = ann.put("/users/me/preferences", &json!(many)).await;
    refused.expect_error(400, "api.context.invalid_body_param.app_error");
    assert_eq!(ann.get("/users/me/preferences").await.expect(200).body, json!([]));
}
