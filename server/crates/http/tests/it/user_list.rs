//! Lists of users, search and completion.

use chinwag_model::config::Config;
use chinwag_testkit::{Answer, Settings, TestApp};
use serde_json::json;

const DENIED: &str = "api.context.permissions.app_error";

fn names(answer: Answer) -> Vec<String> {
    names_of(&answer.expect(200).body)
}

fn names_of(list: &serde_json::Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|u| u["username"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn people_are_listed_by_membership_and_pages_end_with_an_empty_list() {
    let app = TestApp::start().await;
    let (admin, ann, bob) = (app.admin().await, app.person("ann").await, app.person("bob").await);
    let team = admin.make_team("crew").await;
    admin.add_to_team(&team, &[&ann, &bob]).await;
    let channel = admin.make_channel(&team, "deck").await;
    admin.add_to_channel(&channel, &[&ann]).await;
    let _cat = app.person("cat").await;
    let (t, c) = (team.id, channel.id);

    assert_eq!(names(ann.get("/users").await), ["admin", "ann", "bob", "cat"]);
    assert_eq!(names(ann.get("/users?per_page=2&page=1").await), ["bob", "cat"]);
    assert_eq!(names(ann.get("/users?per_page=2&page=2").await), Vec::<String>::new());
    assert_eq!(names(ann.get("/users?per_page=100000000").await).len(), 4);
    assert_eq!(names(ann.get(&format!("/users?in_team={t}")).await), ["admin", "ann", "bob"]);
    assert_eq!(names(ann.get(&format!("/users?in_channel={c}&sort=admin")).await), ["admin", "ann"]);
    assert_eq!(names(ann.get(&format!("/users?in_team={t}&not_in_channel={c}")).await), ["bob"]);
    assert_eq!(names(ann.get(&format!("/users?not_in_team={t}")).await), ["cat"]);
    assert_eq!(names(admin.get("/users?without_team=true").await), ["cat"]);
    assert_eq!(names(ann.get("/users?role=system_admin").await), ["admin"]);
    assert_eq!(names(ann.get(&format!("/users?in_team={t}&sort=create_at")).await), ["bob", "ann", "admin"]);
    let _say = bob.post("/posts", &json!({"channel_id": c, "message": "x"})).await;
    assert_eq!(names(ann.get(&format!("/users?in_team={t}&sort=last_activity_at")).await).len(), 3);
    assert_eq!(names(ann.get(&format!("/users?in_channel={c}&sort=status")).await).len(), 2);

    ann.get("/users?without_team=true").await.expect_error(403, "api.context.permissions.app_error");
    ann.get("/users?sort=shoe_size").await.expect_error(400, "api.context.invalid_url_param.app_error");
    ann.get("/users?sort=status").await.expect_error(400, "api.context.invalid_url_param.app_error");
    ann.get("/users?in_team=x").await.expect_error(400, "api.context.invalid_url_param.app_error");
    ann.get("/users?in_group=x").await.expect_error(501, "api.user.groups.app_error");
    let cat = app.log_in("cat").await;
    let refused = cat.get(&format!("/users?in_team={t}")).await;
    refused.expect_error(403, "api.context.permissions.app_error");
    app.anonymous().get("/users").await.expect_error(401, "api.context.session_expired.app_error");
}

#[tokio::test]
async fn people_are_found_by_id_name_and_address_and_unknown_ones_are_told_apart_from_malformed() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let both = ann.post("/users/usernames", &json!(["ANN", "admin", "nobody"])).await;
    assert_eq!(names(both).len(), 2);
    ann.post("/users/usernames", &json!([]))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    assert_eq!(ann.get("/users/username/admin").await.expect(200).text("id"), admin.id().to_string());
    ann.get("/users/username/nobody").await.expect_error(404, "app.user.missing.app_error");
    assert_eq!(ann.get("/users/email/admin@example.org").await.expect(200).text("username"), "admin");
    ann.get("/users/email/nobody@example.org").await.expect_error(404, "app.user.missing.app_error");
    ann.get("/users/email/admin").await.expect_error(400, "api.context.invalid_url_param.app_error");
    let since = format!("/users/ids?since={}", app.app.now() + 1);
    assert_eq!(names(ann.post(&since, &json!([ann.id()])).await), Vec::<String>::new());
    assert_eq!(ann.get("/users/stats").await.expect(200).body, json!({"total_users_count": 2}));
    ann.get("/users/stats/filtered").await.expect_error(403, "api.context.permissions.app_error");
    assert_eq!(admin.get("/users/stats/filtered").await.expect(200).body["total_users_count"], 2);
}

#[tokio::test]
async fn a_search_finds_the_beginnings_of_names_and_completion_tells_who_is_not_in_the_channel() {
    let app = TestApp::start().await;
    let (admin, ann, bob) = (app.admin().await, app.person("ann.lee").await, app.person("bob").await);
    let named = json!({"first_name": "Robert", "last_name": "Lee-Smith", "nickname": "Big Bob"});
    let _named = bob.put("/users/me/patch", &named).await.expect(200);
    let find = async |term: &str| names(ann.post("/users/search", &json!({"term": term})).await);
    assert_eq!(find("lee").await, ["ann.lee", "bob"]);
    assert_eq!(find("@ROB smith").await, ["bob"]);
    assert_eq!(find("big").await, ["bob"]);
    assert_eq!(find("ig").await, Vec::<String>::new());
    assert_eq!(find("bob@exa").await, ["bob"]);
    assert_eq!(find("100%_'").await, Vec::<String>::new());
    let empty = ann.post("/users/search", &json!({"term": " "})).await;
    empty.expect_error(400, "api.context.invalid_body_param.app_error");
    let much = ann.post("/users/search", &json!({"term": "a", "limit": 1001})).await;
    much.expect_error(400, "api.context.invalid_body_param.app_error");

    let team = admin.make_team("crew").await;
    admin.add_to_team(&team, &[&ann, &bob]).await;
    let channel = admin.make_channel(&team, "deck").await;
    admin.add_to_channel(&channel, &[&ann]).await;
    let path = format!("/users/autocomplete?in_team={}&in_channel={}&name=lee", team.id, channel.id);
    let found = ann.get(&path).await.expect(200).body;
    assert_eq!(names_of(&found["users"]), ["ann.lee"]);
    assert_eq!(names_of(&found["out_of_channel"]), ["bob"]);
    let anybody = ann.get("/users/autocomplete?name=").await.expect(200).body;
    assert_eq!(anybody["users"].as_array().unwrap().len(), 3);
    let private = admin.make_private_channel(&team, "brig").await;
    let refused = bob.get(&format!("/users/autocomplete?in_channel={}", private.id)).await;
    refused.expect_error(403, "api.context.permissions.app_error");
    assert!(ann.get("/users/known").await.expect(200).body.as_array().unwrap().contains(&json!(admin.id())));
}

#[tokio::test]
async fn a_member_made_a_guest_sees_only_people_of_their_channels_until_promoted() {
    let mut config = Config::default();
    config.TeamSettings.enable_open_server = true;
    config.GuestAccountsSettings.enable = true;
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let (admin, ann, bob) = (app.admin().await, app.person("ann").await, app.person("bob").await);
    let team = admin.make_team("crew").await;
    admin.add_to_team(&team, &[&ann]).await;
    ann.post(&format!("/users/{}/demote", bob.id()), &json!({})).await.expect_error(403, DENIED);
    let _guest = admin.post(&format!("/users/{}/demote", ann.id()), &json!({})).await.expect(200);
    let ann = app.log_in("ann").await;
    assert_eq!(ann.get("/users/me").await.expect(200).text("roles"), "system_guest");
    ann.get(&format!("/users/{}", bob.id())).await.expect_error(403, DENIED);
    let seen = ann.get("/users").await.expect(200).body;
    let names: Vec<&str> = seen.as_array().unwrap().iter().filter_map(|u| u["username"].as_str()).collect();
    assert_eq!(names, ["admin", "ann"]);
    assert_eq!(ann.post("/users/ids", &json!([bob.id()])).await.expect(200).body, json!([]));
    ann.get("/users/username/bob").await.expect_error(403, DENIED);
    let again = admin.post(&format!("/users/{}/demote", ann.id()), &json!({})).await;
    again.expect_error(501, "api.user.demote_user_to_guest.already_guest.app_error");
    let _member = admin.post(&format!("/users/{}/promote", ann.id()), &json!({})).await.expect(200);
    let _seen = ann.get(&format!("/users/{}", bob.id())).await.expect(200);
}
