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
    assert!(kept.body["LogSettings"]["ConsoleJson"].is_boolean(), "tools read it as one");
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

/// The table as it must stand in the documentation.
fn table() -> String {
    let offered: std::collections::HashSet<(String, String)> =
        offered().into_iter().map(|(m, p)| (m, shape(&p))).collect();
    let works = |o: &chinwag_http::Operation| {
        o.path == "/api/v4/websocket" || offered.contains(&(o.method.to_owned(), shape(o.path)))
    };
    let all: Vec<_> = operations().into_iter().filter(|o| o.path.starts_with("/api/v4/")).collect();
    let mut out = String::from(
        "# Operations of API v4\n\nWritten by a test from the list of all operations and the server's own routes; what is not \"yes\" answers 501.\nAfter a change of routes: `CHINWAG_UPDATE_DOCS=1 cargo test -p chinwag-http --test it table`.\n\n| tier | works | of |\n| --- | --- | --- |\n",
    );
    for tier in ["T1", "T2", "T3"] {
        let of: Vec<_> = all.iter().filter(|o| o.tier == tier).collect();
        let n = of.iter().filter(|o| works(o)).count();
        out.push_str(&format!("| {tier} | {n} | {} |\n", of.len()));
    }
    out.push_str("\n| tag | operation | works | tier |\n| --- | --- | --- | --- |\n");
    for o in all.iter().filter(|o| o.tier != "T3" || works(o)) {
        let yes = if works(o) { "yes" } else { "no" };
        out.push_str(&format!("| {} | {} `{}` | {yes} | {} |\n", o.tag, o.method, o.path, o.tier));
    }
    out
}

#[test]
fn the_table_of_operations_in_the_documentation_is_what_this_server_offers() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/API.md");
    let table = table();
    if std::env::var("CHINWAG_UPDATE_DOCS").is_ok() {
        std::fs::write(path, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), table, "server/docs/API.md is out of date");
}
