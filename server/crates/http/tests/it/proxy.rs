//! Behind a proxy: whose word about addresses is taken, and what goes by it.

use chinwag_testkit::{Answer, PASSWORD, Settings, TestApp, open_server};
use reqwest::Method;
use serde_json::{Value, json};

/// Logs Ann in through something that says where she is.
async fn log_in(app: &TestApp, header: (&str, &str)) -> Answer {
    let ann = app.anonymous();
    let request = ann.request(Method::POST, "/users/login").header(header.0, header.1);
    ann.send(request.json(&json!({"login_id": "ann", "password": PASSWORD}))).await
}

/// Where her logins came from, newest first.
async fn addresses(app: &TestApp) -> Vec<String> {
    let ann = app.log_in("ann").await;
    let audits = ann.get("/users/me/audits").await.expect(200).body;
    let logins = audits.as_array().unwrap().iter().filter(|audit| audit["action"] == "login");
    logins.map(|audit| audit["ip_address"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_address_is_taken_from_the_header_that_is_trusted_and_from_no_other() {
    let app = TestApp::start().await;
    let _ann = app.person("ann").await;
    let _in = log_in(&app, ("X-Forwarded-For", "203.0.113.9")).await.expect(200);
    assert!(addresses(&app).await.iter().all(|address| address == "127.0.0.1"), "nobody is believed");

    let mut config = open_server();
    config.ServiceSettings.trusted_proxy_ip_header = vec!["X-Forwarded-For".into()];
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let _ann = app.person("ann").await;
    let _in = log_in(&app, ("X-Forwarded-For", "6.6.6.6, 203.0.113.9")).await.expect(200);
    let _in = log_in(&app, ("X-Real-IP", "6.6.6.6")).await.expect(200);
    let _in = log_in(&app, ("X-Forwarded-For", "<script>")).await.expect(200);
    let seen = addresses(&app).await;
    assert_eq!(seen.iter().filter(|address| *address == "203.0.113.9").count(), 1, "{seen:?}");
    assert!(!seen.iter().any(|address| address == "6.6.6.6" || address.contains('<')), "{seen:?}");
}

#[tokio::test]
async fn clients_behind_a_proxy_have_limits_of_their_own() {
    let mut config = open_server();
    config.ServiceSettings.trusted_proxy_ip_header = vec!["X-Real-IP".into()];
    config.RateLimitSettings.enable = true;
    config.RateLimitSettings.per_sec = 1;
    config.RateLimitSettings.max_burst = 3;
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let ping = async |address: &str| {
        let anybody = app.anonymous();
        let request = anybody.request(Method::GET, "/system/ping").header("X-Real-IP", address);
        anybody.send(request).await.status
    };
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(ping("203.0.113.1").await);
    }
    assert_eq!(answers, [200, 200, 200, 429]);
    assert_eq!(ping("203.0.113.2").await, 200, "the neighbour's requests are not counted against it");
    let refused: Value = app.anonymous().get("/system/ping").await.body;
    assert_eq!(refused["status"], "OK", "and neither are those of somebody without the header");
}
