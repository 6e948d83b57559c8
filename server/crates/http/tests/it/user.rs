//! Accounts: changing, locking and removing them, pictures, second factor, letters.

use chinwag_model::config::Config;
use chinwag_testkit::{PASSWORD, Settings, TestApp};
use reqwest::{Method, multipart};
use serde_json::{Value, json};

const DENIED: &str = "api.context.permissions.app_error";
/// The code an authenticator app shows (RFC 6238).
fn code_of(secret: &str, now_ms: i64) -> String {
    use hmac::{Hmac, Mac};
    let digits = secret.bytes().map(|c| u64::from(if c < b'A' { c - b'2' + 26 } else { c - b'A' }));
    let (mut key, mut value, mut bits) = (Vec::new(), 0u64, 0);
    for digit in digits {
        (value, bits) = ((value << 5 | digit) & 0xfff, bits + 5);
        if bits >= 8 {
            bits -= 8;
            key.push((value >> bits) as u8);
        }
    }
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(now_ms / 30_000).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

const BAD_BODY: &str = "api.context.invalid_body_param.app_error";

#[tokio::test]
async fn a_person_changes_their_own_profile_and_others_see_it_without_what_is_private() {
    let app = TestApp::start().await;
    let (admin, ann, bob) = (app.admin().await, app.person("ann").await, app.person("bob").await);
    let mut socket = bob.listen().await;
    let patch = json!({"nickname": "Annie", "position": "Pilot", "notify_props": {"mention_keys": "pilot"}});
    let changed = ann.put("/users/me/patch", &patch).await.expect(200).body;
    assert_eq!((changed["nickname"].clone(), changed["username"].clone()), (json!("Annie"), json!("ann")));
    assert_eq!(changed["notify_props"]["mention_keys"], "pilot");
    let told = socket.expect("user_updated").await["data"]["user"].clone();
    assert_eq!(told["nickname"], "Annie");
    assert!(told.get("notify_props").is_none() && told.get("last_password_update").is_none());

    // Clients send the whole user back.
    let mut whole = changed.clone();
    whole["first_name"] = json!("Ann");
    whole["roles"] = json!("system_admin");
    let put = ann.put(&format!("/users/{}", ann.id()), &whole).await.expect(200).body;
    assert_eq!((put["first_name"].clone(), put["roles"].clone()), (json!("Ann"), json!("system_user")));
    let other = bob.put(&format!("/users/{}", bob.id()), &whole).await;
    other.expect_error(400, BAD_BODY);
    bob.put(&format!("/users/{}/patch", ann.id()), &patch).await.expect_error(403, DENIED);
    let taken = bob.put("/users/me/patch", &json!({"username": "ann"})).await;
    taken.expect_error(400, "app.user.save.username_exists.app_error");
    let long = bob.put("/users/me/patch", &json!({"nickname": "x".repeat(65)})).await;
    long.expect_error(400, "model.is_valid.nickname.app_error");
    let renamed = admin.put(&format!("/users/{}/patch", bob.id()), &json!({"username": "Rob"})).await;
    assert_eq!(renamed.expect(200).text("username"), "rob");
}

#[tokio::test]
async fn a_change_of_ones_own_address_needs_the_password_and_an_administrators_does_not() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let new = "new@example.org";
    ann.put("/users/me/patch", &json!({"email": new})).await.expect_error(400, BAD_BODY);
    ann.put("/users/me/patch", &json!({"email": new, "password": "wrong"})).await.expect_error(400, BAD_BODY);
    let good = ann.put("/users/me/patch", &json!({"email": new, "password": PASSWORD})).await;
    assert_eq!(good.expect(200).text("email"), new);
    let by_admin = admin.put(&format!("/users/{}/patch", ann.id()), &json!({"email": "a@example.org"})).await;
    assert_eq!(by_admin.expect(200).text("email"), "a@example.org");
}

#[tokio::test]
async fn a_new_password_ends_other_sessions_and_the_wrong_present_one_changes_nothing() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let elsewhere = app.log_in("ann").await;
    let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
    let wrong = ann.put("/users/me/password", &change("nope", "another horse")).await;
    wrong.expect_error(400, "api.user.update_password.incorrect.app_error");
    let weak = ann.put("/users/me/password", &change(PASSWORD, "x")).await;
    weak.expect_error(400, "model.user.is_valid.pwd.app_error");
    let _done = ann.put("/users/me/password", &change(PASSWORD, "another horse")).await.expect(200);
    let _still = ann.get("/users/me").await.expect(200);
    elsewhere.get("/users/me").await.expect_error(401, "api.context.session_expired.app_error");
    let of_admin = ann.put(&format!("/users/{}/password", admin.id()), &change("", "another horse")).await;
    of_admin.expect_error(403, DENIED);
    let path = format!("/users/{}/password", ann.id());
    let _by_admin = admin.put(&path, &change("", PASSWORD)).await.expect(200);
    ann.get("/users/me").await.expect_error(401, "api.context.session_expired.app_error");
    let _in_again = app.log_in("ann").await;
}

#[tokio::test]
async fn a_deactivated_person_is_logged_out_at_once_and_comes_back_when_activated() {
    let app = TestApp::start().await;
    let (admin, ann, bob) = (app.admin().await, app.person("ann").await, app.person("bob").await);
    let path = format!("/users/{}/active", ann.id());
    bob.put(&path, &json!({"active": false})).await.expect_error(403, DENIED);
    let own = ann.put(&path, &json!({"active": false})).await;
    own.expect_error(403, "api.user.update_active.not_enable.app_error");
    admin.put(&path, &json!({})).await.expect_error(400, BAD_BODY);
    let (mut of_ann, mut of_bob) = (ann.listen().await, bob.listen().await);
    let _off = admin.put(&path, &json!({"active": false})).await.expect(200);
    while of_ann.next_or_closed().await.is_some() {}
    let _told = of_bob.expect("user_activation_status_change").await;
    ann.get("/users/me").await.expect_error(401, "api.context.session_expired.app_error");
    let login = json!({"login_id": "ann", "password": PASSWORD});
    let refused = app.anonymous().post("/users/login", &login).await;
    refused.expect_error(401, "api.user.login.inactive.app_error");
    assert!(bob.get(&format!("/users/{}", ann.id())).await.expect(200).body["delete_at"].as_i64() > Some(0));
    let _on = admin.put(&path, &json!({"active": true})).await.expect(200);
    let _in_again = app.log_in("ann").await;
    let _deleted = admin.delete(&format!("/users/{}", ann.id())).await.expect(200);
    let gone = admin.delete(&format!("/users/{}?permanent=true", ann.id())).await;
    gone.expect_error(501, "api.user.delete_user.not_enabled.app_error");
}

#[tokio::test]
async fn roles_are_given_by_administrators_alone_and_hold_at_once() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let path = format!("/users/{}/roles", ann.id());
    let roles = json!({"roles": "system_user system_admin"});
    ann.put(&path, &roles).await.expect_error(403, DENIED);
    admin.put(&path, &json!({"roles": "emperor"})).await.expect_error(400, "api.roles.unknown.app_error");
    admin.put(&path, &json!({"roles": ""})).await.expect_error(400, BAD_BODY);
    let mut socket = ann.listen().await;
    let _given = admin.put(&path, &roles).await.expect(200);
    assert_eq!(socket.expect("user_role_updated").await["data"]["roles"], "system_user system_admin");
    let _now = ann.get("/roles").await.expect(200);
}

#[tokio::test]
async fn the_last_administrator_cannot_be_taken_away() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let last = "api.user.last_admin.app_error";
    let roles = |roles: &str| json!({"roles": roles});
    admin.put("/users/me/roles", &roles("system_user")).await.expect_error(400, last);
    admin.put("/users/me/active", &json!({"active": false})).await.expect_error(400, last);
    admin.delete(&format!("/users/{}", admin.id())).await.expect_error(400, last);
    let path = format!("/users/{}/roles", ann.id());
    let _second = admin.put(&path, &roles("system_user system_admin")).await.expect(200);
    let _gone = admin.put("/users/me/roles", &roles("system_user")).await.expect(200);
}

#[tokio::test]
async fn everybody_has_a_picture_which_they_change_and_take_back() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let path = format!("/users/{}/image", ann.id());
    let fetch = async |etag: &str| {
        bob.request(Method::GET, &path).header("If-None-Match", etag).send().await.unwrap()
    };
    let drawn = fetch("").await;
    assert_eq!(
        (drawn.status().as_u16(), drawn.headers()["content-type"].as_bytes()),
        (200, &b"image/png"[..])
    );
    let etag = drawn.headers()["etag"].to_str().unwrap().to_owned();
    let drawn = drawn.bytes().await.unwrap();
    assert_eq!(fetch(&etag).await.status().as_u16(), 304);

    let upload = |bytes: Vec<u8>| {
        multipart::Form::new().part("image", multipart::Part::bytes(bytes).file_name("me.png"))
    };
    let mut red = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(300, 200, image::Rgb([255, 0, 0]))
        .write_to(&mut red, image::ImageFormat::Png)
        .unwrap();
    let set = ann.request(Method::POST, &path).multipart(upload(red.into_inner()));
    let _set = ann.send(set).await.expect(200);
    let chosen = fetch(&etag).await;
    assert_eq!(chosen.status().as_u16(), 200, "the ETag changed");
    let chosen = image::load_from_memory(&chosen.bytes().await.unwrap()).unwrap();
    assert_eq!((chosen.width(), chosen.height()), (128, 128));
    let theirs = bob.request(Method::POST, &path).multipart(upload(b"x".to_vec()));
    bob.send(theirs).await.expect_error(403, DENIED);
    let bad = ann.request(Method::POST, &path).multipart(upload(b"no picture".to_vec()));
    ann.send(bad).await.expect_error(400, "api.user.upload_profile_user.decode.app_error");
    ann.post(&path, &json!({})).await.expect_error(400, "api.context.read_form.app_error");
    let _reset = ann.delete(&path).await.expect(200);
    assert_eq!(fetch("").await.bytes().await.unwrap(), drawn);
}

#[tokio::test]
async fn a_forgotten_password_is_set_by_a_letter_once_and_the_form_tells_nothing() {
    let app = TestApp::start().await;
    let (_admin, ann) = (app.admin().await, app.person("ann").await);
    let anybody = app.anonymous();
    for address in ["nobody@example.org", "ann@example.org"] {
        let asked = anybody.post("/users/password/reset/send", &json!({"email": address})).await;
        assert_eq!(asked.expect(200).body, json!({"status": "OK"}));
    }
    let letter = app.letter_to("ann@example.org").await;
    assert!(app.letters.letters_to("nobody@example.org").is_empty());
    let token = letter.text.split("token=").nth(1).unwrap()[..26].to_owned();
    let reset = |new: &str| json!({"token": token, "new_password": new});
    let weak = anybody.post("/users/password/reset", &reset("x")).await;
    weak.expect_error(400, "model.user.is_valid.pwd.app_error");
    let _set = anybody.post("/users/password/reset", &reset("another horse")).await.expect(200);
    ann.get("/users/me").await.expect_error(401, "api.context.session_expired.app_error");
    let twice = anybody.post("/users/password/reset", &reset("a third horse")).await;
    twice.expect_error(400, "api.user.reset_password.invalid_link.app_error");
    let login = json!({"login_id": "ann", "password": "another horse"});
    let _in = anybody.post("/users/login", &login).await.expect(200);
}

#[tokio::test]
async fn an_address_counts_as_confirmed_only_by_its_letter_where_the_settings_ask_for_it() {
    let mut config = Config::default();
    config.TeamSettings.enable_open_server = true;
    config.EmailSettings.require_email_verification = true;
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let body = json!({"username": "ann", "email": "ann@example.org", "password": PASSWORD});
    let _made = app.anonymous().post("/users", &body).await.expect(201);
    let login = json!({"login_id": "ann", "password": PASSWORD});
    let refused = app.anonymous().post("/users/login", &login).await;
    refused.expect_error(401, "api.user.login.not_verified.app_error");
    let letter = app.letter_to("ann@example.org").await;
    let token = letter.text.split("token=").nth(1).unwrap()[..26].to_owned();
    let forged = app.anonymous().post("/users/email/verify", &json!({"token": "x"})).await;
    forged.expect_error(400, "api.user.verify_email.bad_link.app_error");
    app.clock.advance(1_000);
    let _ok = app.anonymous().post("/users/email/verify", &json!({"token": token})).await.expect(200);
    let _in = app.anonymous().post("/users/login", &login).await.expect(200);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_once_its_code_was_shown() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let made = ann.post("/users/me/mfa/generate", &json!({})).await.expect(200);
    assert!(made.text("qr_code").starts_with("iVBOR"), "a PNG in base 64");
    let wrong = ann.put("/users/me/mfa", &json!({"activate": true, "code": "000000x"})).await;
    wrong.expect_error(400, "mfa.activate.bad_token.app_error");
    let code = code_of(&made.text("secret"), app.app.now());
    let _on = ann.put("/users/me/mfa", &json!({"activate": true, "code": code})).await.expect(200);
    let login = |code: &str| json!({"login_id": "admin", "password": PASSWORD, "token": code});
    let refused = app.anonymous().post("/users/login", &login("")).await;
    refused.expect_error(401, "api.user.check_user_mfa.bad_code.app_error");
    let _in = app.anonymous().post("/users/login", &login(&code)).await.expect(200);
    let again = ann.post("/users/me/mfa/generate", &json!({})).await;
    again.expect_error(400, "api.user.generate_mfa_qr.active.app_error");
    let _off = ann.put("/users/me/mfa", &json!({"activate": false})).await.expect(200);
    let _in = app.anonymous().post("/users/login", &login("")).await.expect(200);
}

#[tokio::test]
async fn a_flood_of_logins_is_told_to_wait_while_others_log_in_and_an_administrator_unlocks() {
    let mut config = Config::default();
    config.TeamSettings.enable_open_server = true;
    config.ServiceSettings.maximum_login_attempts = 3;
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let wrong = json!({"login_id": "ann", "password": "wrong"});
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(app.anonymous().post("/users/login", &wrong).await.status);
    }
    assert_eq!(statuses, [401; 3]);
    let right = json!({"login_id": "ann", "password": PASSWORD});
    let locked = app.anonymous().post("/users/login", &right).await;
    locked.expect_error(401, "api.user.check_user_login_attempts.too_many.app_error");
    let path = format!("/users/{}/reset_failed_attempts", ann.id());
    ann.post(&path, &json!({})).await.expect_error(403, DENIED);
    let _unlocked = admin.post(&path, &json!({})).await.expect(200);
    let _in = app.anonymous().post("/users/login", &right).await.expect(200);

    let nobody = json!({"login_id": "nobody", "password": "x"});
    let mut last = app.anonymous().post("/users/login", &nobody).await;
    for _ in 0..25 {
        if last.status == 429 {
            break;
        }
        last = app.anonymous().post("/users/login", &nobody).await;
    }
    assert!(last.headers.contains_key("retry-after") && last.headers.contains_key("x-ratelimit-reset"));
    last.expect_error(429, "api.login.too_many_attempts.app_error");
    let _others = app.anonymous().post("/users/login", &right).await.expect(200);
    let audits: Value = ann.get("/users/me/audits").await.expect(200).body;
    assert!(audits.as_array().unwrap().iter().any(|a| a["extra_info"] == "attempt failed"));
    ann.get("/audits").await.expect_error(403, DENIED);
    assert!(!admin.get("/audits").await.expect(200).body.as_array().unwrap().is_empty());
}
