//! Channels: changing, archiving, finding and moving them; group and direct messages.

use chinwag_testkit::{Caller, Channel, Socket, Team, TestApp};
use serde_json::{Value, json};

const PERMISSIONS: &str = "api.context.permissions.app_error";

async fn three(app: &TestApp) -> (Caller, Caller, Caller, Team) {
    let (admin, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    (admin, bob, eve, team)
}

fn path(channel: &Channel) -> String {
    format!("/channels/{}", channel.id)
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_channel_is_changed_by_its_members_with_a_message_for_each_change() {
    let app = TestApp::start().await;
    let (admin, bob, eve, team) = three(&app).await;
    let room = admin.make_channel(&team, "room").await;
    let patch = json!({"display_name": "The room", "header": "new header", "purpose": "to talk"});
    let address = format!("{}/patch", path(&room));
    bob.put(&address, &patch).await.expect_error(403, PERMISSIONS);
    eve.put(&address, &patch).await.expect_error(403, PERMISSIONS);
    admin.add_to_channel(&room, &[&bob]).await;
    let mut socket = admin.listen().await;
    let patched = bob.put(&address, &patch).await.expect(200).body;
    assert_eq!((&patched["display_name"], &patched["name"]), (&json!("The room"), &json!("room")));
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(Socket::inner(&socket.expect("posted").await, "post"));
    }
    let kinds: Vec<&str> = seen.iter().map(|p| p["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["system_displayname_change", "system_header_change", "system_purpose_change"]);
    let header = &seen[1]["props"];
    assert_eq!(
        (&header["username"], &header["old_header"], &header["new_header"]),
        (&json!("bob"), &json!(""), &json!("new header"))
    );
    let told = Socket::inner(&socket.expect("channel_updated").await, "channel");
    assert_eq!(told["header"], "new header");
    bob.put(&address, &json!({"header": "x".repeat(1025)}))
        .await
        .expect_error(400, "model.is_valid.header.app_error");
    bob.put(&address, &json!({"name": "off-topic"}))
        .await
        .expect_error(400, "store.sql_channel.save_channel.exists.app_error");
    bob.put(&address, &json!({"name": "No Good"}))
        .await
        .expect_error(400, "model.channel.is_valid.1_or_more.app_error");

    let whole = json!({"id": room.id, "type": "P", "display_name": "x"});
    bob.put(&path(&room), &whole).await.expect_error(400, "api.channel.update_channel.typechange.app_error");
    let whole = json!({"id": room.id, "display_name": "Room again", "header": ""});
    let updated = bob.put(&path(&room), &whole).await.expect(200).body;
    assert_eq!((&updated["display_name"], &updated["header"]), (&json!("Room again"), &json!("")));
    assert_eq!(updated["purpose"], "to talk");
}

#[tokio::test]
async fn the_first_channel_keeps_its_name_stays_public_and_is_never_archived() {
    let app = TestApp::start().await;
    let (admin, _, _, team) = three(&app).await;
    let first = admin.get(&format!("/teams/{}/channels/name/town-square", team.id)).await.expect(200);
    let first = format!("/channels/{}", first.text("id"));
    admin
        .put(&format!("{first}/patch"), &json!({"name": "village"}))
        .await
        .expect_error(400, "api.channel.update_channel.tried.app_error");
    admin
        .put(&format!("{first}/privacy"), &json!({"privacy": "P"}))
        .await
        .expect_error(400, "api.channel.update_channel_privacy.default_channel_error");
    admin.delete(&first).await.expect_error(400, "api.channel.delete_channel.cannot.app_error");
}

#[tokio::test]
async fn a_public_channel_made_private_is_hidden_from_those_outside() {
    let app = TestApp::start().await;
    let (admin, bob, _, team) = three(&app).await;
    let room = admin.make_channel(&team, "room").await;
    let mut socket = bob.listen().await;
    let _seen = bob.get(&path(&room)).await.expect(200);
    let privacy = format!("{}/privacy", path(&room));
    bob.put(&privacy, &json!({"privacy": "P"})).await.expect_error(403, PERMISSIONS);
    let private = admin.put(&privacy, &json!({"privacy": "P"})).await.expect(200).body;
    assert_eq!(private["type"], "P");
    assert_eq!(socket.expect("channel_converted").await["data"]["channel_id"], json!(room.id));
    bob.get(&path(&room)).await.expect_error(403, PERMISSIONS);
    let listed = bob.get(&format!("/teams/{}/channels", team.id)).await.expect(200).body;
    assert_eq!(names(&listed), ["off-topic", "town-square"]);
    let private = format!("/teams/{}/channels/private", team.id);
    bob.get(&private).await.expect_error(403, PERMISSIONS);
    assert_eq!(names(&admin.get(&private).await.expect(200).body), ["room"]);
    admin
        .put(&privacy, &json!({"privacy": "D"}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    let _public = admin.put(&privacy, &json!({"privacy": "O"})).await.expect(200);
    let _seen = bob.get(&path(&room)).await.expect(200);
}

#[tokio::test]
async fn an_archived_channel_takes_nothing_until_it_is_restored() {
    let app = TestApp::start().await;
    let (admin, bob, _, team) = three(&app).await;
    let room = admin.make_channel(&team, "room").await;
    bob.delete(&path(&room)).await.expect_error(403, PERMISSIONS);
    admin.add_to_channel(&room, &[&bob]).await;
    let mut socket = bob.listen().await;
    let _archived = bob.delete(&path(&room)).await.expect(200);
    let posted = Socket::inner(&socket.expect("posted").await, "post");
    assert_eq!(
        (&posted["type"], &posted["props"]["username"]),
        (&json!("system_channel_deleted"), &json!("bob"))
    );
    let told = socket.expect("channel_deleted").await;
    assert_eq!(told["data"]["channel_id"], json!(room.id));
    assert!(told["data"]["delete_at"].as_i64().unwrap() > 0);

    for refused in [
        bob.post("/posts", &json!({"channel_id": room.id, "message": "x"})).await,
        bob.put(&format!("{}/patch", path(&room)), &json!({"header": "x"})).await,
        admin.post(&format!("{}/members", path(&room)), &json!({"user_id": admin.id()})).await,
    ] {
        refused.expect_error(400, "api.channel.archived.app_error");
    }
    bob.delete(&path(&room)).await.expect_error(400, "api.channel.delete_channel.deleted.app_error");
    let by_name = format!("/teams/{}/channels/name/room", team.id);
    bob.get(&by_name).await.expect_error(404, "app.channel.get_by_name.missing.app_error");
    let _found = bob.get(&format!("{by_name}?include_deleted=true")).await.expect(200);
    let archived = bob.get(&format!("/teams/{}/channels/deleted", team.id)).await.expect(200).body;
    assert_eq!(names(&archived), ["room"]);
    let own = format!("/users/me/teams/{}/channels", team.id);
    assert!(!names(&bob.get(&own).await.expect(200).body).contains(&"room"));
    let with = bob.get(&format!("{own}?include_deleted=true")).await.expect(200).body;
    assert!(names(&with).contains(&"room"));

    let restore = format!("{}/restore", path(&room));
    bob.post(&restore, &json!({})).await.expect_error(403, PERMISSIONS);
    assert_eq!(admin.post(&restore, &json!({})).await.expect(200).body["delete_at"], 0);
    assert_eq!(socket.expect("channel_restored").await["data"]["channel_id"], json!(room.id));
    admin
        .post(&restore, &json!({}))
        .await
        .expect_error(400, "api.channel.restore_channel.restored.app_error");
    let _post = bob.say(room.id, "again").await;
}

#[tokio::test]
async fn a_channel_removed_for_good_frees_its_name() {
    let app = TestApp::start().await;
    let (admin, bob, _, team) = three(&app).await;
    let room = bob.make_channel(&team, "room").await;
    let post = bob.say(room.id, "words").await;
    bob.delete(&format!("{}?permanent=true", path(&room))).await.expect_error(403, PERMISSIONS);
    let _gone = admin.delete(&format!("{}?permanent=true", path(&room))).await.expect(200);
    bob.get(&path(&room)).await.expect_error(404, "app.channel.missing.app_error");
    bob.get(&format!("/posts/{}", post["id"].as_str().unwrap()))
        .await
        .expect_error(404, "app.post.missing.app_error");
    let _again = bob.make_channel(&team, "room").await;
}

#[tokio::test]
async fn a_group_message_is_one_and_the_same_for_the_same_people() {
    let app = TestApp::start().await;
    let (admin, bob, eve, team) = three(&app).await;
    let mut socket = eve.listen().await;
    let group = admin.post("/channels/group", &json!([bob.id(), eve.id()])).await.expect(201).body;
    assert_eq!((&group["type"], &group["team_id"]), (&json!("G"), &json!("")));
    assert_eq!(group["display_name"], "admin, bob, eve");
    assert_eq!(group["name"].as_str().unwrap().len(), 40);
    let _told = socket.expect("group_added").await;
    let again = bob.post("/channels/group", &json!([eve.id(), admin.id(), bob.id()])).await.expect(201).body;
    assert_eq!(again["id"], group["id"]);
    admin
        .post("/channels/group", &json!([bob.id()]))
        .await
        .expect_error(400, "api.channel.create_group.bad_size.app_error");
    let found = eve.post("/channels/group/search", &json!({"term": "bo adm"})).await.expect(200).body;
    assert_eq!(found[0]["id"], group["id"]);
    let none = eve.post("/channels/group/search", &json!({"term": "zoe"})).await.expect(200).body;
    assert_eq!(none, json!([]));
    let stranger = app.person("stranger").await;
    let address = format!("/channels/{}", group["id"].as_str().unwrap());
    stranger.get(&address).await.expect_error(403, PERMISSIONS);

    let renamed = json!({"display_name": "The gang"});
    bob.put(&format!("{address}/patch"), &renamed).await.expect_error(
        400,
        "api.channel.update_channel.update_direct_or_group_messages_not_allowed.app_error",
    );
    let _header = bob.put(&format!("{address}/patch"), &json!({"header": "hi"})).await.expect(200);

    assert_eq!(bob.get(&format!("{address}/common_teams")).await.expect(200).body, json!([]));
    let convert = json!({"team_id": team.id, "name": "gang", "display_name": "The gang"});
    bob.post(&format!("{address}/convert_to_channel"), &convert)
        .await
        .expect_error(400, "app.channel.group_message_conversion.channel_member_missing");
    admin.add_to_team(&team, &[&eve]).await;
    let common = bob.get(&format!("{address}/common_teams")).await.expect(200).body;
    assert_eq!(common[0]["id"], json!(team.id));
    let made = bob.post(&format!("{address}/convert_to_channel"), &convert).await.expect(200).body;
    assert_eq!((&made["type"], &made["id"]), (&json!("P"), &group["id"]));
}

#[tokio::test]
async fn channels_are_found_by_words_and_private_ones_only_by_their_members() {
    let app = TestApp::start().await;
    let (admin, bob, eve, team) = three(&app).await;
    let _public = admin.make_channel(&team, "garden-tools").await;
    let private = admin.make_private_channel(&team, "garden-party").await;
    let base = format!("/teams/{}/channels", team.id);
    let find = json!({"term": "GARDEN"});
    assert_eq!(names(&bob.post(&format!("{base}/search"), &find).await.expect(200).body), ["garden-tools"]);
    eve.post(&format!("{base}/search"), &find).await.expect_error(404, "app.team_member.missing.app_error");
    let complete = format!("{base}/autocomplete?name=gar");
    assert_eq!(names(&bob.get(&complete).await.expect(200).body), ["garden-tools"]);
    admin.add_to_channel(&private, &[&bob]).await;
    assert_eq!(names(&bob.get(&complete).await.expect(200).body), ["garden-party", "garden-tools"]);
    let own = format!("{base}/search_autocomplete?name=gar");
    assert_eq!(names(&bob.get(&own).await.expect(200).body), ["garden-party"]);
    let direct = bob.post("/channels/direct", &json!([bob.id(), eve.id()])).await.expect(201).body;
    let with_eve = bob.get(&format!("{base}/search_autocomplete?name=eve")).await.expect(200).body;
    assert_eq!(with_eve[0]["id"], direct["id"]);

    let ids = json!([private.id, _public.id]);
    let by_ids = bob.post(&format!("{base}/ids"), &ids).await.expect(200).body;
    assert_eq!(names(&by_ids), ["garden-tools"], "private ones are left out");

    bob.post("/channels/search", &find).await.expect_error(403, PERMISSIONS);
    let mine = bob.post("/channels/search?system_console=false", &find).await.expect(200).body;
    assert_eq!(names(&mine), ["garden-party", "garden-tools"]);
    let all = json!({"term": "garden", "private": true, "page": 0, "per_page": 1});
    let all = admin.post("/channels/search", &all).await.expect(200).body;
    assert_eq!((names(&all["channels"]), &all["total_count"]), (vec!["garden-party"], &json!(1)));
    assert_eq!(all["channels"][0]["team_name"], "one");
    bob.get("/channels").await.expect_error(403, PERMISSIONS);
    let listed =
        admin.get("/channels?exclude_default_channels=true&include_total_count=true").await.expect(200);
    assert_eq!(listed.body["total_count"], 2);
}

#[tokio::test]
async fn a_channel_moves_to_a_team_all_its_members_are_in_or_leaves_the_others_behind() {
    let app = TestApp::start().await;
    let (admin, bob, _, team) = three(&app).await;
    let other = admin.make_team("two").await;
    let room = admin.make_channel(&team, "room").await;
    admin.add_to_channel(&room, &[&bob]).await;
    let address = format!("{}/move", path(&room));
    bob.post(&address, &json!({"team_id": other.id})).await.expect_error(403, PERMISSIONS);
    admin
        .post(&address, &json!({"team_id": other.id}))
        .await
        .expect_error(400, "app.channel.move_channel.members_do_not_match.error");
    let mut socket = bob.listen().await;
    let moved = admin.post(&address, &json!({"team_id": other.id, "force": true})).await.expect(200).body;
    assert_eq!(moved["team_id"], json!(other.id));
    assert_eq!(socket.expect("user_removed").await["data"]["channel_id"], json!(room.id));
    bob.get(&path(&room)).await.expect_error(403, PERMISSIONS);
}

#[tokio::test]
async fn a_direct_message_is_found_by_its_name_and_nobody_else_may_join_or_leave_it() {
    let app = TestApp::start().await;
    let (admin, bob, eve, team) = three(&app).await;
    let direct = admin.post("/channels/direct", &json!([admin.id(), bob.id()])).await.expect(201).body;
    let address = format!("/channels/{}", direct["id"].as_str().unwrap());
    let name = format!("/teams/{}/channels/name/{}", team.id, direct["name"].as_str().unwrap());
    assert_eq!(bob.get(&name).await.expect(200).body["id"], direct["id"]);
    eve.get(&name).await.expect_error(404, "app.channel.get_by_name.missing.app_error");
    admin
        .post(&format!("{address}/members"), &json!({"user_id": eve.id()}))
        .await
        .expect_error(400, "api.channel.add_user_to_channel.type.app_error");
    bob.delete(&format!("{address}/members/me"))
        .await
        .expect_error(400, "api.channel.remove_channel_member.type.app_error");
    bob.delete(&address).await.expect_error(400, "api.channel.delete_channel.type.invalid");
}
