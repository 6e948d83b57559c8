//! The calls of `mmctl`, as it makes them: JSON without a `Content-Type`, an empty `If-None-Match` on every GET,
//! `BEARER` in capitals, and each name tried as an id first.

use serde_json::{Value, json};

use crate::real::Real;

/// Speaks as mmctl does.
struct Mmctl {
    url: String,
    token: String,
    http: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

/// An answer: status, body, and the headers mmctl looks at.
struct Answer {
    status: u16,
    body: Value,
    version: String,
    token: String,
    content_type: String,
}

impl Mmctl {
    fn new(url: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let http = reqwest::Client::builder().user_agent("Go-http-client/1.1").build().unwrap();
        Self { url: url.to_owned(), token: String::new(), http, runtime }
    }

    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request = self
            .http
            .request(method.parse().unwrap(), format!("{}/api/v4{path}", self.url))
            .header("Accept-Encoding", "gzip");
        if !self.token.is_empty() {
            request = request.header("Authorization", format!("BEARER {}", self.token));
        }
        if method == "GET" {
            request = request.header("If-None-Match", "");
        }
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        self.runtime.block_on(async {
            let response = request.send().await.unwrap();
            let header = |name: &str| {
                response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
            };
            let (version, token, content_type) =
                (header("x-version-id"), header("token"), header("content-type"));
            let status = response.status().as_u16();
            let text = response.text().await.unwrap();
            let body = serde_json::from_str(&text)
                .unwrap_or_else(|e| panic!("{method} {path} answered {status} with no JSON ({e}): {text}"));
            Answer { status, body, version, token, content_type }
        })
    }

    fn want(&self, status: u16, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.ask(method, path, body);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        assert_eq!(answer.content_type, "application/json", "{method} {path}");
        answer.body
    }

    /// "Not found, try the next way": the only refusals mmctl goes on after.
    fn missing(&self, path: &str) {
        let answer = self.ask("GET", path, None);
        assert!(matches!(answer.status, 400 | 404), "GET {path}: {} {}", answer.status, answer.body);
        assert_eq!(answer.body["status_code"], answer.status, "{}", answer.body);
        for key in ["id", "message", "request_id"] {
            assert!(answer.body[key].as_str().is_some_and(|t| !t.is_empty()), "{key} in {}", answer.body);
        }
    }
}

fn logged_in(real: &Real) -> Mmctl {
    let mut mmctl = Mmctl::new(&real.url);
    let password = std::fs::read_to_string(real.admin.path("pw")).unwrap();
    let body = json!({"login_id": "admin", "password": password});
    let answer = mmctl.ask("POST", "/users/login", Some(body));
    assert_eq!((answer.status, answer.token.len()), (200, 26), "{}", answer.body);
    mmctl.token = answer.token;
    mmctl
}

fn id(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}

#[test]
fn mmctl_logs_in_and_learns_the_servers_version() {
    let Some(real) = Real::start() else { return };
    let mut mmctl = logged_in(&real);
    let me = mmctl.ask("GET", "/users/me", None);
    assert_eq!((me.status, me.body["username"].as_str()), (200, Some("admin")));
    let numbers: Vec<&str> = me.version.split('.').collect();
    assert!(numbers.len() >= 3 && numbers[..3].iter().all(|n| n.parse::<u32>().is_ok()), "{}", me.version);
    mmctl.token = "wrongwrongwrongwrongwrong1".to_owned();
    let answer = mmctl.ask("GET", "/users/me", None);
    assert_eq!(
        (answer.status, answer.body["id"].as_str()),
        (401, Some("api.context.session_expired.app_error"))
    );
}

#[test]
fn mmctl_finds_users_teams_and_channels_by_trying_ids_first() {
    let Some(real) = Real::start() else { return };
    let mmctl = logged_in(&real);
    let team =
        mmctl.want(201, "POST", "/teams", Some(json!({"name": "sales", "display_name": "S", "type": "O"})));
    mmctl.missing("/teams/sales");
    mmctl.missing("/teams/name/nothing");
    assert_eq!(mmctl.want(200, "GET", "/teams/name/sales", None)["id"], team["id"]);
    mmctl.missing("/users/email/carl");
    let carl = mmctl.want(200, "GET", "/users/username/carl", None);
    mmctl.missing("/users/username/nobody");
    mmctl.missing("/users/nobody");
    mmctl.missing("/users/aaaaaaaaaaaaaaaaaaaaaaaaaa");
    mmctl.want(200, "GET", "/users/email/carl@example.com", None);
    let by_name = |name: &str| format!("/teams/{}/channels/name/{name}?include_deleted=true", id(&team));
    mmctl.want(200, "GET", &by_name("town-square"), None);
    mmctl.missing(&by_name("nothing"));
    mmctl.missing("/channels/nothing");
    assert_eq!(mmctl.want(200, "GET", &format!("/users/{}", id(&carl)), None)["username"], "carl");
    // Listings end with an empty page, and a page may be asked for that is larger than the largest.
    assert_eq!(mmctl.want(200, "GET", "/users?page=1&per_page=200", None), json!([]));
    let all = mmctl.want(200, "GET", "/teams?page=0&per_page=100000000", None);
    assert_eq!(all.as_array().map(Vec::len), Some(1));
}

#[test]
fn mmctl_changes_what_it_read_by_sending_it_back_whole() {
    let Some(real) = Real::start() else { return };
    let mmctl = logged_in(&real);
    let mut user = mmctl.want(200, "GET", "/users/username/carl", None);
    user["email"] = json!("carl2@example.com");
    let path = format!("/users/{}", id(&user));
    assert_eq!(mmctl.want(200, "PUT", &path, Some(user.clone()))["email"], "carl2@example.com");
    mmctl.want(200, "PUT", &format!("{path}/active"), Some(json!({"active": false})));
    mmctl.want(200, "PUT", &format!("{path}/active"), Some(json!({"active": true})));
    mmctl.want(200, "PUT", &format!("{path}/roles"), Some(json!({"roles": "system_user system_admin"})));
    let new = json!({"name": "sales", "display_name": "S", "type": "O"});
    let mut team = mmctl.want(201, "POST", "/teams", Some(new));
    team["display_name"] = json!("Renamed");
    let team_path = format!("/teams/{}", id(&team));
    assert_eq!(mmctl.want(200, "PUT", &team_path, Some(team.clone()))["display_name"], "Renamed");
    mmctl.want(200, "PUT", &format!("{team_path}/privacy"), Some(json!({"privacy": "I"})));
    let member = json!({"team_id": id(&team), "user_id": id(&user)});
    mmctl.want(201, "POST", &format!("{team_path}/members"), Some(member));
    let new = json!({"team_id": id(&team), "name": "leads", "display_name": "L", "type": "O"});
    let channel = mmctl.want(201, "POST", "/channels", Some(new));
    let channel_path = format!("/channels/{}", id(&channel));
    mmctl.want(201, "POST", &format!("{channel_path}/members"), Some(json!({"user_id": id(&user)})));
    mmctl.want(200, "PUT", &format!("{channel_path}/patch"), Some(json!({"display_name": "More"})));
    mmctl.want(200, "PUT", &format!("{channel_path}/privacy"), Some(json!({"privacy": "P"})));
    for shelf in ["", "/deleted", "/private"] {
        mmctl.want(200, "GET", &format!("{team_path}/channels{shelf}?page=0&per_page=200"), None);
    }
    let zero = json!({
        "channel_id": id(&channel), "message": "hello", "root_id": "", "id": "", "create_at": 0, "update_at": 0,
        "edit_at": 0, "delete_at": 0, "is_pinned": false, "user_id": "", "original_id": "", "type": "",
        "props": null, "hashtags": "", "pending_post_id": "", "reply_count": 0, "last_reply_at": 0,
        "participants": null
    });
    mmctl.want(201, "POST", "/posts?set_online=false", Some(zero));
    let posts = mmctl.want(200, "GET", &format!("{channel_path}/posts?page=0&per_page=20"), None);
    assert!(posts["order"].as_array().is_some_and(|o| !o.is_empty()), "{posts}");
    mmctl.want(200, "DELETE", &channel_path, None);
    mmctl.want(200, "POST", &format!("{channel_path}/restore"), None);
    mmctl.want(200, "DELETE", &team_path, None);
    mmctl.want(200, "POST", &format!("{team_path}/restore"), None);
}

#[test]
fn mmctl_reads_and_changes_the_configuration_and_the_roles() {
    let Some(real) = Real::start() else { return };
    let mmctl = logged_in(&real);
    let config = mmctl.want(200, "GET", "/config", None);
    let patch = json!({"TeamSettings": {"SiteName": "Patched"}});
    mmctl.want(200, "PUT", "/config/patch", Some(patch));
    assert_eq!(mmctl.want(200, "PUT", "/config", Some(config))["TeamSettings"]["SiteName"], "Chinwag");
    mmctl.want(200, "POST", "/config/reload", None);
    let role = mmctl.want(200, "GET", "/roles/name/system_user", None);
    assert!(role["permissions"].as_array().is_some_and(|p| !p.is_empty()));
    let health = mmctl.want(200, "GET", "/system/ping?get_server_status=true", None);
    for key in ["AndroidLatestVersion", "DesktopMinVersion", "IosMinVersion", "status", "database_status"] {
        assert!(health.get(key).is_some(), "{key} in {health}");
    }
}

#[test]
fn mmctl_manages_hooks_commands_bots_and_tokens() {
    let Some(real) = Real::start() else { return };
    let mmctl = logged_in(&real);
    let me = mmctl.want(200, "GET", "/users/me", None);
    let new = json!({"name": "sales", "display_name": "S", "type": "O"});
    let team = mmctl.want(201, "POST", "/teams", Some(new));
    let channel = mmctl.want(200, "GET", &format!("/teams/{}/channels/name/off-topic", id(&team)), None);
    let hook = mmctl.want(201, "POST", "/hooks/incoming", Some(json!({"channel_id": id(&channel)})));
    let query = format!("?page=0&per_page=100000000&team_id={}", id(&team));
    let listed = mmctl.want(200, "GET", &format!("/hooks/incoming{query}"), None);
    assert_eq!(listed[0]["id"], hook["id"]);
    mmctl.want(200, "GET", &format!("/hooks/outgoing{query}"), None);
    mmctl.missing("/hooks/incoming/aaaaaaaaaaaaaaaaaaaaaaaaaa");
    mmctl.want(200, "DELETE", &format!("/hooks/incoming/{}", id(&hook)), None);
    let new =
        json!({"team_id": id(&team), "trigger": "weather", "url": "http://127.0.0.1:9/w", "method": "G"});
    let mut command = mmctl.want(201, "POST", "/commands", Some(new));
    command["trigger"] = json!("forecast");
    mmctl.want(200, "PUT", &format!("/commands/{}", id(&command)), Some(command.clone()));
    let path = format!("/commands?team_id={}&custom_only=true", id(&team));
    assert_eq!(mmctl.want(200, "GET", &path, None)[0]["trigger"], "forecast");
    mmctl.want(200, "DELETE", &format!("/commands/{}", id(&command)), None);
    let bot = mmctl.want(201, "POST", "/bots", Some(json!({"username": "builds"})));
    let bot_id = bot["user_id"].as_str().unwrap();
    mmctl.want(200, "GET", "/bots?page=0&per_page=200", None);
    mmctl.want(200, "POST", &format!("/bots/{bot_id}/disable"), None);
    mmctl.want(200, "POST", &format!("/bots/{bot_id}/enable"), None);
    mmctl.want(200, "POST", &format!("/bots/{bot_id}/assign/{}", id(&me)), None);
    mmctl.want(200, "POST", "/users/ids", Some(json!([bot_id])));
    let tokens = format!("/users/{bot_id}/tokens");
    let token = mmctl.want(200, "POST", &tokens, Some(json!({"description": "d"})));
    assert_eq!(mmctl.want(200, "GET", &tokens, None)[0]["id"], token["id"]);
    mmctl.want(200, "POST", "/users/tokens/revoke", Some(json!({"token_id": id(&token)})));
}
