//! Configuration, log, statistics and what is not offered.

use chinwag_http::{offered, operations};
use chinwag_testkit::TestApp;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn an_administrator_changes_a_setting_and_a_member_may_not_even_look() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let answer =
        admin.put("/config/patch", &json!({"TeamSettings": {"SiteName": "Parley"}})).await.expect(200);
    assert_eq!(answer.body["TeamSettings"]["SiteName"], "Parley");
    let client = app.anonymous().get("/config/client?format=old").await.expect(200);
    assert_eq!(client.body["SiteName"], "Parley");
    assert!(
        client.body.as_object().unwrap().values().all(serde_json::Value::is_string),
        "every value is a text"
    );
    bob.get("/config").await.expect_error(403, "api.context.permissions.app_error");
    let wrong = admin.put("/config/patch", &json!({"PasswordSettings": {"MinimumLength": 900}})).await;
    assert!(wrong.body["message"].as_str().unwrap().contains("900"), "{}", wrong.body);
    wrong.expect_error(400, "model.config.is_valid.app_error");
    let kept = admin.get("/config").await.expect(200);
    assert_eq!(kept.body["PasswordSettings"]["MinimumLength"], 8);
}

#[tokio::test]
async fn every_operation_either_works_or_answers_501_as_the_table_says() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let offered: Vec<(String, String)> = offered().into_iter().map(|(m, p)| (m, shape(&p))).collect();
    for operation in operations().iter().filter(|o| o.path.starts_with("/api/v4/")) {
        let works = offered.contains(&(operation.method.to_owned(), shape(operation.path)));
        if works || operation.path == "/api/v4/websocket" {
            continue;
        }
        let path = operation.path.replace("{user_id}", "me");
        let path: String = path
            .split('/')
            .map(|p| if p.starts_with('{') { "abcdefghijklmnopqrstuvwxyz" } else { p })
            .collect::<Vec<_>>()
            .join("/");
        let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
        let answer = admin.send(admin.request(method, &path)).await;
        assert_eq!(answer.status, 501, "{operation:?}");
        // The answer to HEAD has no body by nature.
        if operation.method != "HEAD" {
            assert_eq!(answer.body["id"], "api.not_implemented.app_error", "{operation:?}");
        }
    }
}

#[tokio::test]
async fn an_unknown_address_is_refused_in_json_and_a_panic_never_shows() {
    let app = TestApp::start().await;
    app.anonymous().get("/no/such/thing").await.expect_error(404, "api.context.404.app_error");
    app.anonymous()
        .delete("/system/ping")
        .await
        .expect_error(405, "api.context.method_not_allowed.app_error");
}

fn shape(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
}
