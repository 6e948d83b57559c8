//! The traps that break existing clients, as far as no noun's own tests hold them. TESTING.md lists every one with
//! its test.

use std::{future::Future, pin::Pin};

use chinwag_testkit::{Caller, Channel, Socket, Team, TestApp};
use reqwest::{Method, header};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

const UNKNOWN: &str = "abcdefghijklmnopqrstuvwxyz";

struct Scene {
    app: TestApp,
    ann: Caller,
    bob: Caller,
    team: Team,
    channel: Channel,
}

impl Scene {
    /// On the heap, because starting a server takes more room than a test should hold.
    fn new() -> Pin<Box<dyn Future<Output = Self>>> {
        Box::pin(async {
            let app = TestApp::start().await;
            let (ann, bob) = (app.admin().await, app.person("bob").await);
            let team = ann.make_team("one").await;
            ann.add_to_team(&team, &[&bob]).await;
            let channel = ann.make_channel(&team, "dev").await;
            ann.add_to_channel(&channel, &[&bob]).await;
            Self { app, ann, bob, team, channel }
        })
    }
}

#[tokio::test]
async fn every_answer_in_json_says_exactly_application_json_and_carries_the_headers_tools_read() {
    let s = Scene::new().await;
    let post = s.ann.say(s.channel.id, "a post").await;
    let post = post["id"].as_str().unwrap();
    let paths = [
        ("/users/me".to_owned(), 200),
        ("/users".to_owned(), 200),
        ("/users/me/teams".to_owned(), 200),
        ("/users/me/channels".to_owned(), 200),
        ("/users/me/preferences".to_owned(), 200),
        ("/users/me/status".to_owned(), 200),
        (format!("/users/me/teams/{}/channels/categories", s.team.id), 200),
        (format!("/channels/{}/posts", s.channel.id), 200),
        (format!("/posts/{post}/thread"), 200),
        (format!("/posts/{post}/reactions"), 200),
        ("/roles/name/system_user".to_owned(), 200),
        ("/config/client?format=old".to_owned(), 200),
        ("/license/client?format=old".to_owned(), 200),
        ("/system/ping".to_owned(), 200),
        ("/limits/server".to_owned(), 200),
        ("/users/short".to_owned(), 400),
        (format!("/users/{UNKNOWN}"), 404),
        ("/no/such/thing".to_owned(), 404),
        ("/cloud/limits".to_owned(), 501),
    ];
    for (path, status) in paths {
        let answer = s.ann.get(&path).await.expect(status);
        let header = |name: &str| answer.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        assert_eq!(header("content-type"), "application/json", "{path}");
        assert_eq!(header("x-request-id").len(), 26, "{path}");
        assert_eq!(header("expires"), "0", "{path}");
        assert_eq!(header("cache-control"), "", "{path}: a client forgets the version when this is there");
        let version: Vec<&str> = header("x-version-id").split('.').collect();
        assert!(version.len() >= 6 && version[..3].iter().all(|part| part.parse::<u32>().is_ok()), "{path}");
    }
    let forbidden = s.bob.get("/config").await.expect(403);
    assert_eq!(forbidden.headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_body_is_read_whatever_its_content_type_and_bodies_nobody_asked_for_are_overlooked() {
    let s = Scene::new().await;
    let message = json!({"channel_id": s.channel.id, "message": "typed"}).to_string();
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("nonsense")] {
        let mut request = s.bob.request(Method::POST, "/posts").body(message.clone());
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let _posted = s.bob.send(request).await.expect(201);
    }
    let pin = format!("/posts/{}/pin", s.bob.say(s.channel.id, "pin me").await["id"].as_str().unwrap());
    for body in ["", "{}", "null", "[]"] {
        let get = s.bob.request(Method::GET, "/users/me").body(body);
        let _read = s.bob.send(get).await.expect(200);
        let post = s.bob.request(Method::POST, &pin).body(body);
        let _pinned = s.bob.send(post).await.expect(200);
        let doomed = s.bob.say(s.channel.id, "delete me").await;
        let path = format!("/posts/{}", doomed["id"].as_str().unwrap());
        let delete = s.bob.request(Method::DELETE, &path).body(body);
        let _deleted = s.bob.send(delete).await.expect(200);
    }
    let broken = s.bob.request(Method::POST, "/posts").body("{\"channel_id\":");
    assert_eq!(s.bob.send(broken).await.expect(400).headers["content-type"], "application/json");
}

#[tokio::test]
async fn every_change_that_succeeds_has_a_body_in_json_and_never_204() {
    let s = Scene::new().await;
    let (me, team, channel) = (s.bob.id(), s.team.id, s.channel.id);
    let post = s.bob.say(channel, "changing").await;
    let post = post["id"].as_str().unwrap();
    let preference = json!([{"user_id": me, "category": "a", "name": "b", "value": "c"}]);
    let reaction = json!({"user_id": me, "post_id": post, "emoji_name": "+1"});
    let calls = [
        (Method::PUT, "/users/me/preferences".to_owned(), preference.clone()),
        (Method::POST, "/users/me/preferences/delete".to_owned(), preference),
        (Method::POST, format!("/posts/{post}/pin"), Value::Null),
        (Method::POST, format!("/posts/{post}/unpin"), Value::Null),
        (Method::POST, "/reactions".to_owned(), reaction),
        (Method::DELETE, format!("/users/me/posts/{post}/reactions/+1"), Value::Null),
        (Method::PUT, format!("/users/me/teams/{team}/threads/read"), Value::Null),
        (Method::POST, "/channels/members/me/view".to_owned(), json!({"channel_id": channel})),
        (Method::PUT, "/users/me/status/custom".to_owned(), json!({"emoji": "tada", "text": "busy"})),
        (Method::DELETE, "/users/me/status/custom".to_owned(), Value::Null),
        (Method::PUT, "/users/me/patch".to_owned(), json!({"nickname": "b"})),
        (Method::POST, "/users/me/typing".to_owned(), json!({"channel_id": channel})),
        (Method::DELETE, format!("/posts/{post}"), Value::Null),
        (Method::DELETE, format!("/channels/{channel}/members/me"), Value::Null),
        (Method::POST, "/users/logout".to_owned(), Value::Null),
    ];
    for (method, path, body) in calls {
        let request = s.bob.request(method.clone(), &path.replace("members/me", &format!("members/{me}")));
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = s.bob.send(request).await;
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
        assert_eq!(answer.headers["content-type"], "application/json", "{method} {path}");
        assert!(answer.body.is_object() || answer.body.is_array(), "{method} {path}: {}", answer.body);
    }
}

#[tokio::test]
async fn what_is_made_answers_201_and_what_only_seems_so_answers_200() {
    let s = Scene::new().await;
    let (me, cid) = (s.ann.id(), s.app.person("cid").await.id());
    let post = s.ann.say(s.channel.id, "react to me").await;
    let login = json!({"login_id": "bob", "password": chinwag_testkit::PASSWORD});
    let direct = json!([me, s.bob.id()]);
    let category = json!({"user_id": me, "team_id": s.team.id, "display_name": "Work", "channel_ids": []});
    let calls = [
        (
            201,
            "/users".to_owned(),
            json!({"username": "dan", "email": "dan@example.org", "password": "a long enough one"}),
        ),
        (201, "/teams".to_owned(), json!({"name": "two", "display_name": "Two", "type": "O"})),
        (201, format!("/teams/{}/members", s.team.id), json!({"team_id": s.team.id, "user_id": cid})),
        (
            201,
            "/channels".to_owned(),
            json!({"team_id": s.team.id, "name": "new", "display_name": "New", "type": "O"}),
        ),
        (201, "/channels/direct".to_owned(), direct),
        (201, "/channels/group".to_owned(), json!([me, s.bob.id(), cid])),
        (201, format!("/channels/{}/members", s.channel.id), json!({"user_id": cid})),
        (201, "/posts".to_owned(), json!({"channel_id": s.channel.id, "message": "made"})),
        (
            201,
            "/posts/ephemeral".to_owned(),
            json!({"user_id": me, "post": {"channel_id": s.channel.id, "message": "psst"}}),
        ),
        (201, "/bots".to_owned(), json!({"username": "helper"})),
        (201, "/hooks/incoming".to_owned(), json!({"channel_id": s.channel.id})),
        (
            201,
            "/commands".to_owned(),
            json!({"team_id": s.team.id, "trigger": "weather", "method": "P", "url": "http://example.org/w"}),
        ),
        (201, "/drafts".to_owned(), json!({"channel_id": s.channel.id, "user_id": me, "message": "later"})),
        (200, "/users/login".to_owned(), login),
        (200, "/reactions".to_owned(), json!({"user_id": me, "post_id": post["id"], "emoji_name": "tada"})),
        (200, "/users/me/tokens".to_owned(), json!({"description": "for a script"})),
        (200, format!("/teams/{}/channels/search", s.team.id), json!({"term": "dev"})),
        (200, format!("/users/me/teams/{}/channels/categories", s.team.id), category),
        (200, "/users/logout".to_owned(), json!({})),
    ];
    for (status, path, body) in calls {
        let answer = s.ann.post(&path, &body).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn page_sizes_beyond_the_limit_are_cut_numbers_that_are_none_are_the_default_and_lists_end_empty() {
    let s = Scene::new().await;
    for number in 0..210 {
        let _post = s.bob.say(s.channel.id, &format!("number {number}")).await;
    }
    let shown = async |query: &str| {
        let page = s.bob.get(&format!("/channels/{}/posts?{query}", s.channel.id)).await.expect(200);
        page.body["order"].as_array().unwrap().len()
    };
    assert_eq!(shown("per_page=100000000").await, 200);
    assert_eq!(shown("").await, 60);
    assert_eq!(shown("page=x&per_page=-5").await, 60);
    assert_eq!(shown("page=1&per_page=9223372036854775808").await, 60);
    assert_eq!(shown("page=50").await, 0);
    for path in ["/users?page=90", "/teams?page=90", "/bots?page=90", "/hooks/incoming?page=90"] {
        assert_eq!(s.ann.get(path).await.expect(200).body, json!([]), "{path}");
    }
}

#[tokio::test]
async fn a_whole_object_may_be_sent_back_and_what_may_not_be_written_is_overlooked() {
    let s = Scene::new().await;
    let zero = json!({
        "id": "", "create_at": 0, "update_at": 0, "edit_at": 0, "delete_at": 0, "is_pinned": false, "user_id": "",
        "channel_id": s.channel.id, "root_id": "", "original_id": "", "message": "from a tool", "type": "", "props": null,
        "hashtags": "", "file_ids": null, "pending_post_id": "", "remote_id": null, "reply_count": 0,
        "last_reply_at": 0, "participants": null, "metadata": null, "no_such_field": {"deep": [1]}
    });
    let made = s.bob.post("/posts?set_online=false", &zero).await.expect(201).body;
    let mut back = made.clone();
    back["message"] = json!("changed");
    back["create_at"] = json!(5);
    back["user_id"] = json!(s.ann.id());
    let path = format!("/posts/{}", made["id"].as_str().unwrap());
    let changed = s.bob.put(&path, &back).await.expect(200).body;
    assert_eq!(changed["message"], "changed");
    assert_eq!((&changed["create_at"], &changed["user_id"]), (&made["create_at"], &made["user_id"]));
    for (path, name) in [
        (format!("/teams/{}", s.team.id), "display_name"),
        (format!("/channels/{}", s.channel.id), "display_name"),
        (format!("/users/{}", s.ann.id()), "nickname"),
    ] {
        let was = s.ann.get(&path).await.expect(200).body;
        let mut whole = was.clone();
        whole[name] = json!("Renamed");
        whole["create_at"] = json!(5);
        let now = s.ann.put(&path, &whole).await.expect(200).body;
        assert_eq!(now[name], "Renamed", "{path}");
        assert_eq!(now["create_at"], was["create_at"], "{path}");
    }
}

#[tokio::test]
async fn what_did_not_change_is_304_for_its_tag_and_an_empty_tag_means_nothing() {
    let s = Scene::new().await;
    let post = s.ann.say(s.channel.id, "a post").await;
    for path in [
        "/users/me".to_owned(),
        format!("/users/{}", s.ann.id()),
        format!("/channels/{}/posts", s.channel.id),
        format!("/posts/{}", post["id"].as_str().unwrap()),
    ] {
        let first = s.bob.get(&path).await.expect(200);
        let tag = first.headers.get("etag").unwrap_or_else(|| panic!("{path} has no tag")).clone();
        let ask = |tag: &[u8]| s.bob.request(Method::GET, &path).header("If-None-Match", tag);
        let again = s.bob.send(ask(tag.as_bytes())).await.expect(304);
        assert_eq!(again.headers["etag"], tag, "{path}");
        let _empty = s.bob.send(ask(b"")).await.expect(200);
        let _other = s.bob.send(ask(b"something else")).await.expect(200);
    }
}

#[tokio::test]
async fn events_carry_texts_of_json_where_clients_parse_them_and_objects_where_they_do_not() {
    let s = Scene::new().await;
    let mut socket = s.bob.listen().await;
    let form = reqwest::multipart::Form::new()
        .text("channel_id", s.channel.id.to_string())
        .part("files", reqwest::multipart::Part::bytes(b"some notes".to_vec()).file_name("notes.txt"));
    let request = s.ann.request(Method::POST, "/files").multipart(form);
    let file = s.ann.send(request).await.expect(201).body["file_infos"][0]["id"].clone();
    let body = json!({"channel_id": s.channel.id, "message": "see @bob", "file_ids": [file]});
    let post = s.ann.post("/posts", &body).await.expect(201).body;
    let posted = socket.expect("posted").await;
    assert_eq!(Socket::inner(&posted, "post")["id"], post["id"]);
    assert_eq!(Socket::inner(&posted, "mentions"), json!([s.bob.id()]));
    assert_eq!(posted["data"]["sender_name"], "@admin");
    assert_eq!(posted["data"]["otherFile"], "true");
    assert!(posted["data"].get("image").is_none(), "{posted}");
    let reaction = json!({"user_id": s.ann.id(), "post_id": post["id"], "emoji_name": "tada"});
    let _added = s.ann.post("/reactions", &reaction).await.expect(200);
    assert_eq!(Socket::inner(&socket.expect("reaction_added").await, "reaction")["emoji_name"], "tada");
    let preference = json!([{"user_id": s.bob.id(), "category": "a", "name": "b", "value": "c"}]);
    let _saved = s.bob.put("/users/me/preferences", &preference).await.expect(200);
    assert_eq!(Socket::inner(&socket.expect("preferences_changed").await, "preferences"), preference);
    let props = json!({"channel_id": s.channel.id, "user_id": s.bob.id(), "mark_unread": "mention"});
    let path = format!("/channels/{}/members/{}/notify_props", s.channel.id, s.bob.id());
    let _muted = s.bob.put(&path, &props).await.expect(200);
    let member = Socket::inner(&socket.expect("channel_member_updated").await, "channelMember");
    assert_eq!(member["notify_props"]["mark_unread"], "mention");
    let _renamed = s.ann.put("/users/me/patch", &json!({"nickname": "Ann"})).await.expect(200);
    assert_eq!(socket.expect("user_updated").await["data"]["user"]["nickname"], "Ann");
    let patch = json!({"TeamSettings": {"SiteName": "Parley"}});
    let _set = s.ann.put("/config/patch", &patch).await.expect(200);
    assert!(socket.expect("config_changed").await["data"]["config"].is_object());
}

#[tokio::test]
async fn a_missing_right_is_403_and_only_a_missing_session_is_401() {
    let s = Scene::new().await;
    let secret = s.ann.make_private_channel(&s.team, "secret").await;
    for path in
        ["/config".to_owned(), format!("/channels/{}", secret.id), format!("/users/{}/sessions", s.ann.id())]
    {
        s.bob.get(&path).await.expect_error(403, "api.context.permissions.app_error");
        s.app.anonymous().get(&path).await.expect_error(401, "api.context.session_expired.app_error");
    }
}

/// A connection on which head and body of a request can be sent apart.
struct Wire(BufReader<TcpStream>);

impl Wire {
    async fn open(app: &TestApp) -> Self {
        let stream = TcpStream::connect(app.url().trim_start_matches("http://")).await.expect("a connection");
        Self(BufReader::new(stream))
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.expect("an open connection");
    }

    /// The head of the next answer, in small letters; its body is read too.
    async fn answer(&mut self) -> String {
        let mut head = String::new();
        loop {
            let before = head.len();
            let read = self.0.read_line(&mut head).await.expect("an answer");
            assert_ne!(read, 0, "the connection ended after {head:?}");
            if &head[before..] == "\r\n" {
                break;
            }
        }
        let head = head.to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        let mut body = vec![0; length.parse().expect("a number")];
        self.0.read_exact(&mut body).await.expect("a body");
        head
    }
}

const PING: &str = "GET /api/v4/system/ping HTTP/1.1\r\nhost: x\r\n\r\n";

#[tokio::test]
async fn a_connection_is_good_for_the_next_request_after_one_that_was_refused_before_its_body_came() {
    let s = Scene::new().await;
    for path in ["/api/v4/users/ids", "/api/v4/audit_logs/certificate", "/api/v4/no/such/thing"] {
        let mut wire = Wire::open(&s.app).await;
        wire.send(&format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n")).await;
        // Time for a server that does not wait for the body to answer without it.
        let _pinged = s.app.anonymous().get("/system/ping").await.expect(200);
        wire.send("[]").await;
        let refused = wire.answer().await;
        assert!(!refused.starts_with("http/1.1 200") && !refused.contains("connection: close"), "{refused}");
        wire.send(PING).await;
        assert!(wire.answer().await.starts_with("http/1.1 200"));
    }
}

#[tokio::test]
async fn a_large_body_that_nobody_wants_is_not_read_and_the_answer_says_that_the_connection_ends() {
    let s = Scene::new().await;
    let mut wire = Wire::open(&s.app).await;
    wire.send("POST /api/v4/users/ids HTTP/1.1\r\nhost: x\r\ncontent-length: 900000000\r\n\r\n").await;
    let refused = wire.answer().await;
    assert!(refused.starts_with("http/1.1 401") && refused.contains("connection: close"), "{refused}");
}
