//! Messages, searches and drafts that are meant to hurt: what costs a parser most, what databases refuse, and fields
//! that nobody may set.

use std::time::{Duration, Instant};

use chinwag_testkit::{Caller, Channel, PASSWORD, Settings, Team, TestApp, open_server};
use reqwest::Method;
use serde_json::{Value, json};

const NUL: &str = "api.context.nul_character.app_error";
const NUL_AT_ALL: &str = "store.nul_character.app_error";

/// What a bad request may take, in a build without optimisation on a busy machine.
const SOON: Duration = Duration::from_secs(5);

struct Scene {
    app: TestApp,
    ann: Caller,
    bob: Caller,
    team: Team,
    channel: Channel,
}

impl Scene {
    async fn new() -> Self {
        let mut config = open_server();
        config.ServiceSettings.enable_incoming_webhooks = true;
        config.ServiceSettings.enable_post_username_override = true;
        let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
        let (ann, bob) = (app.admin().await, app.person("bob").await);
        let team = ann.make_team("one").await;
        ann.add_to_team(&team, &[&bob]).await;
        let channel = ann.make_channel(&team, "dev").await;
        ann.add_to_channel(&channel, &[&bob]).await;
        Self { app, ann, bob, team, channel }
    }

    async fn hook(&self) -> String {
        let draft = json!({"channel_id": self.channel.id, "display_name": "h"});
        self.ann.post("/hooks/incoming", &draft).await.expect(201).text("id")
    }
}

#[tokio::test]
async fn the_nul_character_is_refused_in_words_wherever_it_comes_in_and_text_about_it_is_not() {
    let s = Scene::new().await;
    let channel = s.channel.id;
    for (path, body, place) in [
        ("/posts".to_owned(), json!({"channel_id": channel, "message": "a\0b"}), "message"),
        (
            "/posts".into(),
            json!({"channel_id": channel, "message": "a", "props": {"x": ["\0"]}}),
            "props.x.0",
        ),
        ("/posts/search".into(), json!({"terms": "\0"}), "terms"),
        ("/users/search".into(), json!({"term": "b\0"}), "term"),
        ("/users/login".into(), json!({"login_id": "bob\0", "password": PASSWORD}), "login_id"),
        ("/commands/execute".into(), json!({"channel_id": channel, "command": "/header \0"}), "command"),
    ] {
        let refused = s.bob.post(&path, &body).await;
        assert!(
            refused.body["message"].as_str().unwrap().contains(&format!("`{place}`")),
            "{}",
            refused.body
        );
        refused.expect_error(400, NUL);
    }
    for path in ["/users/autocomplete?name=%00", "/emoji/autocomplete?name=a%00", "/users/username/%00"] {
        let refused = s.bob.get(path).await;
        assert!((400..500).contains(&refused.status), "{path}: {} {}", refused.status, refused.body);
    }
    let hook = s.app.anonymous().request(Method::POST, &format!("/hooks/{}", s.hook().await));
    let form = [("text", "a\0b")];
    let body = form.map(|(k, v)| format!("{k}={}", v.replace('\0', "%00"))).join("&");
    let request = hook.header("content-type", "application/x-www-form-urlencoded").body(body);
    s.app.anonymous().send(request).await.expect_error(400, NUL_AT_ALL);

    let about = s.bob.post("/posts", &json!({"channel_id": channel, "message": r"\u0000 is NUL"})).await;
    assert_eq!(about.expect(201).text("message"), r"\u0000 is NUL");
}

#[tokio::test]
async fn halves_of_characters_and_bytes_that_are_no_text_are_refused_and_odd_ones_come_back_as_sent() {
    let s = Scene::new().await;
    let post = |message: &[u8]| {
        let head = format!("{{\"channel_id\":\"{}\",\"message\":\"", s.channel.id);
        let body = [head.as_bytes(), message, b"\"}"].concat();
        s.bob.send(s.bob.request(Method::POST, "/posts").body(body))
    };
    for bad in [&br"\ud800"[..], br"\udc00\ud83d", br"\ud83dx", b"\xff\xfe", b"\xc3\x28", b"a\x01b", br"\x"] {
        post(bad).await.expect_error(400, "api.context.invalid_body_param.app_error");
    }
    for odd in ["\u{202e}evil\u{200b}", "\u{feff}", "👩‍👩‍👧‍👦", "\u{fffe}\u{1}\u{7f}", "z\u{301}\u{302}\u{303}"]
    {
        let body = json!({"channel_id": s.channel.id, "message": format!("x{odd}")});
        let kept = s.bob.post("/posts", &body).await.expect(201);
        let read = s.ann.get(&format!("/posts/{}", kept.text("id"))).await.expect(200);
        assert_eq!(read.text("message"), format!("x{odd}"));
    }
}

#[tokio::test]
async fn numbers_beyond_what_a_field_holds_are_refused_or_kept_exactly_and_never_break_the_reader() {
    let s = Scene::new().await;
    for number in ["18446744073709551616", "1e400", "-1e400", "1.5", "\"5\""] {
        let body =
            format!("{{\"channel_id\":\"{}\",\"message\":\"x\",\"create_at\":{number}}}", s.channel.id);
        let refused = s.ann.send(s.ann.request(Method::POST, "/posts").body(body)).await;
        refused.expect_error(400, "api.context.invalid_body_param.app_error");
    }
    for number in ["9007199254740993", "-9007199254740993", "9223372036854775807", "0.1", "-0"] {
        let body =
            format!("{{\"channel_id\":\"{}\",\"message\":\"x\",\"props\":{{\"n\":{number}}}}}", s.channel.id);
        let kept = s.bob.send(s.bob.request(Method::POST, "/posts").body(body)).await.expect(201);
        let read = s.ann.get(&format!("/posts/{}", kept.text("id"))).await.expect(200);
        let same: Value = serde_json::from_str(number).unwrap();
        assert_eq!(read.body["props"]["n"], same, "{number}");
    }
    let far = format!(
        "{{\"channel_id\":\"{}\",\"message\":\"x\",\"create_at\":9223372036854775807}}",
        s.channel.id
    );
    let far = s.ann.send(s.ann.request(Method::POST, "/posts").body(far)).await;
    assert!((400..500).contains(&far.status), "a post of the year 292,278,994: {} {}", far.status, far.body);
    let page = s.bob.get(&format!("/channels/{}/posts", s.channel.id)).await.expect(200);
    assert!(page.body["order"].as_array().is_some_and(|order| order.len() >= 5));
}

/// Texts that cost a careless parser of messages the square of their length.
fn bombs() -> Vec<(&'static str, String)> {
    let fill = |piece: &str| piece.repeat(16_000 / piece.len());
    let counted = |start: &str| (0..2_300).map(|n| format!("{start}{n:04} ")).collect::<String>();
    vec![
        ("mentions of nobody", counted("@u")),
        ("one mention again and again", fill("@bob ")),
        ("at signs", fill("@")),
        ("ats and dots", fill("@.")),
        ("hashtags", counted("#t")),
        ("channel links", counted("~c")),
        ("names of emojis", (0..2_300).map(|n| format!(":e{n:04}:")).collect()),
        ("ticks", fill("`")),
        ("ticks of growing length", (1..170).map(|n| "`".repeat(n) + "x").collect()),
        ("fences", fill("```\n~~~\n")),
        ("open brackets", fill("[")),
        ("nested quotes", fill(">")),
        ("stars", fill("*_")),
        ("half a link", fill("<https://a|")),
        ("somebody's own words", fill("alpha beta ")),
    ]
}

#[tokio::test]
async fn a_message_made_to_be_hard_to_read_is_posted_and_read_soon_and_nobody_waits_for_it() {
    let s = Scene::new().await;
    let words: String = (0..500).map(|n| format!("alpha beta {n},")).collect();
    let wishes = json!({"notify_props": {"mention_keys": words, "email": "false"}});
    let _kept = s.bob.put("/users/me/patch", &wishes).await.expect(200);
    let hook = format!("/hooks/{}", s.hook().await);
    for (what, text) in bombs() {
        let started = Instant::now();
        let post = s.ann.post("/posts", &json!({"channel_id": s.channel.id, "message": text})).await;
        assert!(matches!(post.status, 201), "{what}: {}", post.body);
        let _page = s.bob.get(&format!("/channels/{}/posts", s.channel.id)).await.expect(200);
        let took = started.elapsed();
        assert!(took < SOON, "{what}: {took:?} for one message");
        // Attachments may be ten times as long.
        let attachment = json!({"attachments": [{"text": text.repeat(10), "pretext": text}]});
        let started = Instant::now();
        let _taken = s.app.anonymous().post(&hook, &attachment).await.expect(200);
        let took = started.elapsed();
        assert!(took < SOON, "{what} in an attachment: {took:?}");
    }
    let hundred_thousand = "@bob ".repeat(50_000);
    let refused =
        s.ann.post("/posts", &json!({"channel_id": s.channel.id, "message": hundred_thousand})).await;
    assert!(refused.body["message"].as_str().unwrap().contains("16383"), "{}", refused.body);
    refused.expect_error(400, "model.post.is_valid.message_length.app_error");
}

#[tokio::test]
async fn a_search_of_ten_thousand_terms_or_of_nothing_but_marks_is_answered_soon() {
    let s = Scene::new().await;
    let _said = s.bob.say(s.channel.id, "needle in a haystack").await;
    let many: String = (0..10_000).map(|n| format!("t{n} ")).collect();
    let searches = [
        many.clone(),
        format!("needle {}", "-x ".repeat(10_000)),
        "from:bob in:dev ".repeat(3_000),
        "\"needle\" ".repeat(10_000),
        "\"".repeat(10_001),
        "*".into(),
        "* ".repeat(10_000),
        "needle*".into(),
        "a* ".repeat(10_000),
        "(((((((((( OR AND NOT NEAR ^ : {} + needle".into(),
        "needle:*' & !x | ('".into(),
        "%_\\ ' ; DROP TABLE posts; --".into(),
        "\u{202e}\u{200b} 𝕟𝕖𝕖𝕕𝕝𝕖".into(),
        "x".repeat(100_000),
        "on:9999-99-99 before:0000-00-00 after:-1 before:99999999999-01-01".into(),
        "#".repeat(5_000),
    ];
    for terms in searches {
        for (path, together) in [("posts", true), ("posts", false), ("files", false)] {
            let started = Instant::now();
            let body = json!({"terms": terms, "is_or_search": together, "time_zone_offset": i64::MAX});
            let path = format!("/teams/{}/{path}/search", s.team.id);
            let found = s.bob.post(&path, &body).await;
            let shown: String = terms.chars().take(40).collect();
            assert!(matches!(found.status, 200 | 400), "{shown:?}: {} {}", found.status, found.body);
            assert!(started.elapsed() < SOON, "{shown:?}: {:?}", started.elapsed());
        }
    }
    let found = s.bob.post(&format!("/teams/{}/posts/search", s.team.id), &json!({"terms": "needle"})).await;
    assert_eq!(found.expect(200).body["order"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn fields_that_nobody_may_set_are_overlooked_or_refused_and_never_taken() {
    let s = Scene::new().await;
    let account = json!({"username": "eve", "email": "eve@example.org", "password": PASSWORD,
        "id": s.ann.id(), "roles": "system_user system_admin", "delete_at": 5, "create_at": 5, "email_verified": true,
        "is_bot": true, "mfa_active": true, "failed_attempts": -100});
    let mut elsewhere = account.clone();
    elsewhere["auth_service"] = "ldap".into();
    let refused = s.app.anonymous().post("/users", &elsewhere).await;
    refused.expect_error(400, "api.context.invalid_body_param.app_error");
    let eve = s.app.anonymous().post("/users", &account).await.expect(201).body;
    assert_eq!(
        (&eve["roles"], &eve["delete_at"], eve.get("is_bot")),
        (&json!("system_user"), &json!(0), None)
    );
    assert!(eve["id"] != json!(s.ann.id()) && eve["create_at"].as_i64() > Some(5), "{eve}");
    let eve = s.app.log_in("eve").await;
    for body in [
        json!({"roles": "system_admin", "nickname": "e"}),
        json!({"delete_at": 1, "auth_service": "", "password": "another horse"}),
        json!({"id": s.ann.id(), "is_bot": true, "email_verified": true}),
    ] {
        let _overlooked = eve.put("/users/me/patch", &body).await.expect(200);
    }
    let whole =
        json!({"id": eve.id(), "username": "eve", "email": "eve@example.org", "roles": "system_admin"});
    let _overlooked = eve.put(&format!("/users/{}", eve.id()), &whole).await;
    let me = eve.get("/users/me").await.expect(200).body;
    assert_eq!(
        (&me["roles"], &me["delete_at"], &me["id"]),
        (&json!("system_user"), &json!(0), &json!(eve.id()))
    );
    eve.get("/config").await.expect_error(403, "api.context.permissions.app_error");

    let draft = json!({"channel_id": s.channel.id, "message": "mine", "user_id": s.ann.id(), "delete_at": 5,
        "edit_at": 5, "update_at": 5, "reply_count": 50, "is_pinned": true, "hashtags": "#none", "id": "",
        "original_id": s.ann.id(), "metadata": {"embeds": [{"type": "link", "url": "https://example.org"}]}});
    let post = s.bob.post("/posts", &draft).await.expect(201).body;
    assert_eq!(post["user_id"], json!(s.bob.id()));
    let untouched =
        ["delete_at", "edit_at", "reply_count", "hashtags", "original_id"].map(|name| post[name].clone());
    assert_eq!(untouched, [json!(0), json!(0), json!(0), json!(""), json!("")]);
    assert!(post["update_at"].as_i64() > Some(5) && post["metadata"].get("embeds").is_none(), "{post}");
    let dated = json!({"channel_id": s.channel.id, "message": "old", "create_at": 5});
    s.bob.post("/posts", &dated).await.expect_error(403, "api.post.create_post.create_at.app_error");
    let system = json!({"channel_id": s.channel.id, "message": "x", "type": "system_join_team"});
    s.bob.post("/posts", &system).await.expect_error(400, "api.context.invalid_body_param.app_error");

    let channel = json!({"team_id": s.team.id, "name": "own", "display_name": "Own", "type": "O", "delete_at": 5,
        "creator_id": s.ann.id(), "total_msg_count": 500, "create_at": 5, "last_post_at": 5});
    let made = s.bob.post("/channels", &channel).await.expect(201).body;
    assert_eq!((&made["delete_at"], &made["creator_id"]), (&json!(0), &json!(s.bob.id())));
    let team = json!({"name": "two", "display_name": "Two", "type": "O", "delete_at": 5, "id": s.team.id});
    let team = s.bob.post("/teams", &team).await.expect(201).body;
    assert!(team["delete_at"] == 0 && team["id"] != json!(s.team.id), "{team}");
    let member =
        json!({"team_id": team["id"], "user_id": eve.id(), "roles": "team_admin", "scheme_admin": true});
    let path = format!("/teams/{}/members", team["id"].as_str().unwrap());
    let member = s.bob.post(&path, &member).await.expect(201).body;
    assert_eq!((&member["scheme_admin"], &member["explicit_roles"]), (&json!(false), &json!("")));
}

#[tokio::test]
async fn a_password_longer_than_the_hash_reads_is_refused_and_a_name_that_plays_tricks_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let account = |name: &str, password: &str| json!({"username": name, "email": format!("x{}@example.org", name.len()), "password": password});
    for password in ["x".repeat(73), "x".repeat(200_000), "é".repeat(37), String::new()] {
        let refused = app.anonymous().post("/users", &account("eve", &password)).await;
        assert!(refused.body["message"].as_str().unwrap().contains("72"), "{}", refused.body);
        refused.expect_error(400, "model.user.is_valid.pwd.app_error");
        let login = json!({"login_id": "admin", "password": password});
        let refused = app.anonymous().post("/users/login", &login).await;
        assert!(matches!(refused.status, 400 | 401), "{} {}", refused.status, refused.body);
    }
    for name in [
        "\u{202e}nimda",
        "adm\u{200b}in",
        "аdmin",
        "ａdmin",
        "ad min",
        "@all",
        "all",
        "here",
        "channel",
        "x/../y",
    ] {
        let refused = app.anonymous().post("/users", &account(name, PASSWORD)).await;
        assert_eq!(refused.status, 400, "{name:?}: {}", refused.body);
    }
    let taken = app.anonymous().post("/users", &account("ADMIN", PASSWORD)).await;
    assert_eq!(taken.status, 400, "{}", taken.body);
    let _still = admin.get("/users/me").await.expect(200);
}
