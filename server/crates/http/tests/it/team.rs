//! Teams: finding, changing, archiving and removing them.

use chinwag_model::config::Config;
use chinwag_testkit::{Settings, Socket, TestApp};
use reqwest::multipart;
use serde_json::{Value, json};

const PERMISSIONS: &str = "api.context.permissions.app_error";

#[tokio::test]
async fn everybody_finds_open_teams_and_only_members_and_administrators_the_closed_ones() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let open = admin.make_team("open-one").await;
    let closed = json!({"name": "closed-one", "display_name": "Closed", "type": "I"});
    let closed = admin.post("/teams", &closed).await.expect(201).text("id");
    let names = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap().to_owned()).collect()
    };
    let of_bob = bob.get("/teams").await.expect(200).body;
    assert_eq!(names(&of_bob), ["open-one"]);
    assert_eq!(of_bob[0]["invite_id"], "", "the secret of the link is for members");
    assert_eq!(names(&admin.get("/teams").await.expect(200).body), ["closed-one", "open-one"]);
    let counted = admin.get("/teams?include_total_count=true&per_page=1").await.expect(200).body;
    assert_eq!((counted["teams"].as_array().unwrap().len(), &counted["total_count"]), (1, &json!(2)));
    assert_eq!(admin.get("/teams?page=5").await.expect(200).body, json!([]));

    assert_eq!(
        bob.post("/teams/search", &json!({"term": "ONE"})).await.expect(200).body.as_array().unwrap().len(),
        1
    );
    let page =
        admin.post("/teams/search", &json!({"term": "one", "page": 0, "per_page": 10})).await.expect(200);
    assert_eq!(page.body["total_count"], 2);
    assert_eq!(
        admin.post("/teams/search", &json!({"term": "o_e"})).await.expect(200).body,
        json!([]),
        "no wildcards"
    );

    let _seen = bob.get(&format!("/teams/{}", open.id)).await.expect(200);
    bob.get(&format!("/teams/{closed}")).await.expect_error(403, PERMISSIONS);
    bob.get("/teams/name/closed-one").await.expect_error(403, PERMISSIONS);
    assert_eq!(bob.get("/teams/name/open-one").await.expect(200).body["id"], json!(open.id));
    assert_eq!(bob.get("/teams/name/closed-one/exists").await.expect(200).body, json!({"exists": false}));
    assert_eq!(admin.get("/teams/name/closed-one/exists").await.expect(200).body, json!({"exists": true}));
}

#[tokio::test]
async fn a_name_in_place_of_an_id_is_400_and_an_unknown_team_404_so_tools_try_the_next_lookup() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.get("/teams/some-name").await.expect_error(400, "api.context.invalid_url_param.app_error");
    admin.get(&format!("/teams/{}", "a".repeat(26))).await.expect_error(404, "app.team.missing.app_error");
    admin.get("/teams/name/nothing").await.expect_error(404, "app.team.get_by_name.missing.app_error");
    admin.get("/channels/some-name").await.expect_error(400, "api.context.invalid_url_param.app_error");
}

#[tokio::test]
async fn a_team_is_changed_by_its_administrator_and_the_members_are_told() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let mut socket = bob.listen().await;
    let path = format!("/teams/{}", team.id);
    let patch = json!({"display_name": "Number one", "description": "the first"});
    bob.put(&format!("{path}/patch"), &patch).await.expect_error(403, PERMISSIONS);
    let patched = admin.put(&format!("{path}/patch"), &patch).await.expect(200).body;
    assert_eq!((&patched["display_name"], &patched["name"]), (&json!("Number one"), &json!("one")));
    let told = Socket::inner(&socket.expect("update_team").await, "team");
    assert_eq!((&told["display_name"], &told["invite_id"]), (&json!("Number one"), &json!("")));
    admin
        .put(&format!("{path}/patch"), &json!({"display_name": "x".repeat(65)}))
        .await
        .expect_error(400, "model.is_valid.display_name.app_error");
    let whole = json!({"id": team.id, "display_name": "Renamed", "name": "other", "description": ""});
    assert_eq!(admin.put(&path, &whole).await.expect(200).body["name"], "one", "addresses stay");
    admin
        .put(&path, &json!({"id": "", "display_name": "x"}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
}

#[tokio::test]
async fn closing_a_team_or_renewing_its_link_makes_the_old_link_useless() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    let invite = team.body["invite_id"].as_str().unwrap().to_owned();
    let info = app.anonymous().get(&format!("/teams/invite/{invite}")).await.expect(200).body;
    assert_eq!(info, json!({"id": team.id, "name": "one", "display_name": "one", "description": ""}));
    let path = format!("/teams/{}", team.id);
    let renewed = admin.post(&format!("{path}/regenerate_invite_id"), &json!({})).await.expect(200);
    let renewed = renewed.text("invite_id");
    assert_ne!(renewed, invite);
    app.anonymous()
        .get(&format!("/teams/invite/{invite}"))
        .await
        .expect_error(404, "app.team.get_by_invite_id.finding.app_error");
    let closed = admin.put(&format!("{path}/privacy"), &json!({"privacy": "I"})).await.expect(200).body;
    assert_eq!((&closed["type"], &closed["allow_open_invite"]), (&json!("I"), &json!(false)));
    assert_ne!(closed["invite_id"], json!(renewed));
    bob.get(&path).await.expect_error(403, PERMISSIONS);
    admin
        .put(&format!("{path}/privacy"), &json!({"privacy": "maybe"}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    bob.put(&format!("{path}/privacy"), &json!({"privacy": "O"})).await.expect_error(403, PERMISSIONS);
}

#[tokio::test]
async fn an_archived_team_is_gone_for_its_members_until_it_is_restored() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let room = admin.make_channel(&team, "room").await;
    let path = format!("/teams/{}", team.id);
    let mut socket = bob.listen().await;
    bob.delete(&path).await.expect_error(403, PERMISSIONS);
    let _archived = admin.delete(&path).await.expect(200);
    assert!(Socket::inner(&socket.expect("delete_team").await, "team")["delete_at"].as_i64().unwrap() > 0);
    assert_eq!(bob.get("/users/me/teams").await.expect(200).body, json!([]));
    admin
        .post("/posts", &json!({"channel_id": room.id, "message": "x"}))
        .await
        .expect_error(400, "api.channel.archived.app_error");
    let _restored = admin.post(&format!("{path}/restore"), &json!({})).await.expect(200);
    let _told = socket.expect("restore_team").await;
    assert_eq!(bob.get("/users/me/teams").await.expect(200).body.as_array().unwrap().len(), 1);
    let _post = admin.say(room.id, "again").await;
}

#[tokio::test]
async fn a_team_removed_for_good_leaves_nothing_behind_and_frees_its_name() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let room = admin.make_channel(&team, "room").await;
    let post = admin.say(room.id, "words #tag").await;
    let path = format!("/teams/{}?permanent=true", team.id);
    bob.delete(&path).await.expect_error(403, PERMISSIONS);
    let _gone = admin.delete(&path).await.expect(200);
    admin.get(&format!("/teams/{}", team.id)).await.expect_error(404, "app.team.missing.app_error");
    admin.get(&format!("/channels/{}", room.id)).await.expect_error(404, "app.channel.missing.app_error");
    let post = format!("/posts/{}", post["id"].as_str().unwrap());
    admin.get(&post).await.expect_error(404, "app.post.missing.app_error");
    assert_eq!(bob.get("/users/me/channels").await.expect(200).body, json!([]));
    let _again = admin.make_team("one").await;
}

#[tokio::test]
async fn a_team_takes_only_addresses_of_its_domains_when_it_names_some() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    let path = format!("/teams/{}", team.id);
    let _set =
        admin.put(&format!("{path}/patch"), &json!({"allowed_domains": "example.com"})).await.expect(200);
    let join = json!({"team_id": team.id, "user_id": bob.id()});
    bob.post(&format!("{path}/members"), &join)
        .await
        .expect_error(400, "api.team.join_user_to_team.allowed_domains.app_error");
    let both = json!({"allowed_domains": "example.com, @example.org"});
    let _set = admin.put(&format!("{path}/patch"), &both).await.expect(200);
    let _joined = bob.post(&format!("{path}/members"), &join).await.expect(201);
}

#[tokio::test]
async fn somebody_invited_by_mail_makes_an_account_or_joins_with_the_letter_once() {
    let mut config = Config::default();
    config.TeamSettings.enable_open_server = true;
    config.ServiceSettings.site_url = "https://chat.example.org".into();
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let _closed =
        admin.put("/config/patch", &json!({"TeamSettings": {"EnableOpenServer": false}})).await.expect(200);
    let team = admin.make_team("one").await;
    let path = format!("/teams/{}/invite/email", team.id);
    bob.post(&path, &json!(["zoe@example.org"])).await.expect_error(403, PERMISSIONS);
    let both = json!(["zoe@example.org", "nonsense"]);
    let invited = admin.post(&format!("{path}?graceful=true"), &both).await.expect(200).body;
    assert_eq!((&invited[0]["error"], &invited[1]["error"]["status_code"]), (&Value::Null, &json!(400)));
    admin.post(&path, &json!([])).await.expect_error(400, "api.team.invite_members.no_one.app_error");

    let letter = app.letter_to("zoe@example.org").await;
    assert!(letter.text.contains("https://chat.example.org/signup_user_complete/?d="), "{}", letter.text);
    let token = letter.text.split("&t=").nth(1).unwrap()[..26].to_owned();
    let account = |name: &str| json!({"username": name, "email": format!("{name}@example.com"), "password": chinwag_testkit::PASSWORD});
    let anybody = app.anonymous();
    anybody.post("/users", &account("max")).await.expect_error(403, "api.user.create_user.no_open_server");
    let made = anybody.post(&format!("/users?t={token}"), &account("zoe")).await.expect(201).body;
    assert_eq!(
        (&made["email"], &made["email_verified"]),
        (&json!("zoe@example.org"), &json!(true)),
        "the address is the one the letter went to"
    );
    let zoe = app.log_in("zoe").await;
    assert_eq!(zoe.get("/users/me/teams").await.expect(200).body[0]["id"], json!(team.id));
    anybody
        .post(&format!("/users?t={token}"), &account("max"))
        .await
        .expect_error(400, "api.user.create_user.signup_link_expired.app_error");

    let _sent = admin.post(&path, &json!(["bob@example.org"])).await.expect(200);
    let letter = app.letter_to("bob@example.org").await;
    let token = letter.text.split("&t=").nth(1).unwrap()[..26].to_owned();
    let joined = bob.post(&format!("/teams/members/invite?token={token}"), &json!({})).await.expect(201).body;
    assert_eq!(joined["user_id"], json!(bob.id()));

    let _sent = admin.post(&path, &json!(["late@example.org"])).await.expect(200);
    let letter = app.letter_to("late@example.org").await;
    let token = letter.text.split("&t=").nth(1).unwrap()[..26].to_owned();
    bob.delete("/teams/invites/email").await.expect_error(403, PERMISSIONS);
    let _dropped = admin.delete("/teams/invites/email").await.expect(200);
    anybody
        .post(&format!("/users?t={token}"), &account("late"))
        .await
        .expect_error(400, "api.user.create_user.signup_link_expired.app_error");
}

#[tokio::test]
async fn an_invited_guest_comes_into_the_channels_named_and_no_others() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let team = admin.make_team("one").await;
    let room = admin.make_channel(&team, "room").await;
    let path = format!("/teams/{}/invite-guests/email", team.id);
    admin
        .post(&path, &json!({"emails": ["gus@example.org"], "channels": []}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    let guests = json!({"emails": ["gus@example.org"], "channels": [room.id], "message": "Welcome!"});
    let _sent = admin.post(&path, &guests).await.expect(200);
    let letter = app.letter_to("gus@example.org").await;
    assert!(letter.text.contains("Welcome!"));
    let token = letter.text.split("&t=").nth(1).unwrap()[..26].to_owned();
    let account =
        json!({"username": "gus", "email": "gus@example.org", "password": chinwag_testkit::PASSWORD});
    let made = app.anonymous().post(&format!("/users?t={token}"), &account).await.expect(201).body;
    assert_eq!(made["roles"], "system_guest");
    let gus = app.log_in("gus").await;
    let channels = gus.get("/users/me/channels").await.expect(200).body;
    assert_eq!(channels.as_array().unwrap().len(), 1);
    assert_eq!(channels[0]["id"], json!(room.id));
    let _post = gus.say(room.id, "hello").await;
}

#[tokio::test]
async fn a_team_has_an_icon_when_its_administrator_gives_it_one() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    let path = format!("/teams/{}/image", team.id);
    admin.get(&path).await.expect_error(404, "api.team.get_team_icon.read_file.app_error");
    let mut red = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(300, 200, image::Rgb([255, 0, 0]))
        .write_to(&mut red, image::ImageFormat::Png)
        .unwrap();
    let set = async |caller: &chinwag_testkit::Caller, bytes: Vec<u8>| {
        let part = multipart::Part::bytes(bytes).file_name("icon.png");
        let form = multipart::Form::new().part("image", part);
        caller.send(caller.request(reqwest::Method::POST, &path).multipart(form)).await
    };
    set(&bob, red.get_ref().clone()).await.expect_error(403, PERMISSIONS);
    set(&admin, b"no picture".to_vec()).await.expect_error(400, "api.team.set_team_icon.decode.app_error");
    let _set = set(&admin, red.get_ref().clone()).await.expect(200);
    let icon = admin.get(&path).await.expect(200);
    assert_eq!(icon.headers["content-type"], "image/png");
    let etag = icon.headers["etag"].to_str().unwrap().to_owned();
    let again = admin.request(reqwest::Method::GET, &path).header("if-none-match", &etag);
    assert_eq!(admin.send(again).await.status, 304);
    let shown = admin.get(&format!("/teams/{}", team.id)).await.expect(200).body;
    assert!(shown["last_team_icon_update"].as_i64().unwrap() > 0);
    let _gone = admin.delete(&path).await.expect(200);
    admin.get(&path).await.expect_error(404, "api.team.get_team_icon.read_file.app_error");
}
