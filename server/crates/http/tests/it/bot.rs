//! Bots and the tokens they act with.

use chinwag_testkit::TestApp;
use serde_json::json;

const DENIED: &str = "api.context.permissions.app_error";

#[tokio::test]
async fn a_bot_acts_with_its_token_until_it_is_disabled_and_never_by_password() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let draft = json!({"username": "helper", "display_name": "Helper", "description": "helps"});
    ann.post("/bots", &draft).await.expect_error(403, DENIED);
    let bot = admin.post("/bots", &draft).await.expect(201);
    assert_eq!(bot.body["owner_id"], json!(admin.id()));
    let id = bot.text("user_id");
    let twice = admin.post("/bots", &draft).await;
    twice.expect_error(400, "app.user.save.username_exists.app_error");
    assert_eq!(ann.get(&format!("/users/{id}")).await.expect(200).body["is_bot"], true);
    ann.get(&format!("/bots/{id}")).await.expect_error(404, "store.sql_bot.get.missing.app_error");

    let made = admin.post(&format!("/users/{id}/tokens"), &json!({"description": "ci"})).await.expect(200);
    let robot = admin.with_token(&made.text("token"));
    assert_eq!(robot.get("/users/me").await.expect(200).text("username"), "helper");
    let login = json!({"login_id": "helper", "password": ""});
    assert_eq!(app.anonymous().post("/users/login", &login).await.status, 401);

    let _off = admin.post(&format!("/bots/{id}/disable"), &json!({})).await.expect(200);
    robot.get("/users/me").await.expect_error(401, "api.context.session_expired.app_error");
    assert_eq!(admin.get("/bots").await.expect(200).body, json!([]));
    assert_eq!(admin.get("/bots?include_deleted=true").await.expect(200).body.as_array().unwrap().len(), 1);
    let on = admin.post(&format!("/bots/{id}/enable"), &json!({})).await.expect(200);
    assert_eq!(on.body["delete_at"], 0);
    let _back = robot.get("/users/me").await.expect(200);
}

#[tokio::test]
async fn a_bot_is_renamed_given_away_and_turned_into_a_person_and_back() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let id = admin.post("/bots", &json!({"username": "helper"})).await.expect(201).text("user_id");
    let patch = json!({"username": "aide", "display_name": "Aide"});
    ann.put(&format!("/bots/{id}"), &patch).await.expect_error(404, "store.sql_bot.get.missing.app_error");
    assert_eq!(admin.put(&format!("/bots/{id}"), &patch).await.expect(200).text("username"), "aide");
    let given = admin.post(&format!("/bots/{id}/assign/{}", ann.id()), &json!({})).await.expect(200);
    assert_eq!(given.text("owner_id"), ann.id().to_string());
    let to_bot = admin.post(&format!("/bots/{id}/assign/{id}"), &json!({})).await;
    to_bot.expect_error(403, DENIED);
    let _gone =
        admin.put(&format!("/users/{}/active", ann.id()), &json!({"active": false})).await.expect(200);
    let orphans = admin.get("/bots?include_deleted=true&only_orphaned=true").await.expect(200).body;
    assert!(orphans[0]["delete_at"].as_i64() > Some(0), "the bots of a deactivated owner are disabled");

    let _on = admin.post(&format!("/bots/{id}/enable"), &json!({})).await.expect(200);
    let path = format!("/bots/{id}/convert_to_user");
    let weak = admin.post(&path, &json!({"password": "x"})).await;
    weak.expect_error(400, "model.user.is_valid.pwd.app_error");
    let person = json!({"password": chinwag_testkit::PASSWORD, "email": "aide@example.org"});
    let _person = admin.post(&path, &person).await.expect(200);
    let aide = app.log_in("aide").await;
    let bot = admin.post(&format!("/users/{id}/convert_to_bot"), &json!({})).await.expect(200);
    assert_eq!(bot.text("username"), "aide");
    aide.get("/users/me").await.expect_error(401, "api.context.session_expired.app_error");
}

#[tokio::test]
async fn tokens_are_shown_once_suspended_renewed_and_revoked_by_those_who_may() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    ann.post("/users/me/tokens", &json!({"description": "x"})).await.expect_error(403, DENIED);
    let roles = json!({"roles": "system_user system_user_access_token"});
    let _may = admin.put(&format!("/users/{}/roles", ann.id()), &roles).await.expect(200);
    let empty = ann.post("/users/me/tokens", &json!({"description": ""})).await;
    empty.expect_error(400, "api.context.invalid_body_param.app_error");
    let made = ann.post("/users/me/tokens", &json!({"description": "script"})).await.expect(200);
    let script = ann.with_token(&made.text("token"));
    let _works = script.get("/users/me").await.expect(200);
    let listed = ann.get("/users/me/tokens").await.expect(200).body;
    assert_eq!((listed[0]["description"].clone(), listed[0].get("token")), (json!("script"), None));
    let id = json!({"token_id": made.body["id"]});
    ann.get("/users/tokens").await.expect_error(403, DENIED);
    let found = admin.post("/users/tokens/search", &json!({"term": "an"})).await.expect(200).body;
    assert_eq!(found[0]["id"], made.body["id"]);

    let expired = "api.context.session_expired.app_error";
    let _off = ann.post("/users/tokens/disable", &id).await.expect(200);
    script.get("/users/me").await.expect_error(401, expired);
    let _on = ann.post("/users/tokens/enable", &id).await.expect(200);
    let _works = script.get("/users/me").await.expect(200);
    let renewed = ann.post("/users/tokens/rotate", &id).await.expect(200);
    script.get("/users/me").await.expect_error(401, expired);
    let script = ann.with_token(&renewed.text("token"));
    let _works = script.get("/users/me").await.expect(200);
    let _gone = ann.post("/users/tokens/revoke", &id).await.expect(200);
    script.get("/users/me").await.expect_error(401, expired);
    let path = format!("/users/tokens/{}", made.text("id"));
    ann.get(&path).await.expect_error(404, "app.access_token.missing.app_error");
}

#[tokio::test]
async fn a_person_sees_where_they_are_logged_in_and_ends_it() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let phone = app.log_in("ann").await;
    let mut socket = phone.listen().await;
    let sessions = ann.get("/users/me/sessions").await.expect(200).body;
    assert_eq!(sessions.as_array().unwrap().len(), 2);
    assert!(sessions.as_array().unwrap().iter().all(|s| s["token"] == ""));
    let _device = phone.put("/users/sessions/device", &json!({"device_id": "apple:1"})).await.expect(200);
    let sessions = ann.get("/users/me/sessions").await.expect(200).body;
    let on_phone = sessions.as_array().unwrap().iter().find(|s| s["device_id"] == "apple:1").unwrap();
    let id = json!({"session_id": on_phone["id"]});
    let foreign = admin.post("/users/me/sessions/revoke", &id).await;
    foreign.expect_error(400, "api.context.invalid_body_param.app_error");
    let _ended = ann.post("/users/me/sessions/revoke", &id).await.expect(200);
    while socket.next_or_closed().await.is_some() {}
    phone.get("/users/me").await.expect_error(401, "api.context.session_expired.app_error");
    ann.get(&format!("/users/{}/sessions", admin.id())).await.expect_error(403, DENIED);
    ann.post("/users/sessions/revoke/all", &json!({})).await.expect_error(403, DENIED);
    let _all = admin.post(&format!("/users/{}/sessions/revoke/all", ann.id()), &json!({})).await.expect(200);
    ann.get("/users/me").await.expect_error(401, "api.context.session_expired.app_error");
    let _everybody = admin.post("/users/sessions/revoke/all", &json!({})).await.expect(200);
    admin.get("/users/me").await.expect_error(401, "api.context.session_expired.app_error");
}
