//! Membership of channels.

use chinwag_testkit::{Socket, TestApp};
use serde_json::json;

#[tokio::test]
async fn a_client_that_starts_finds_its_teams_channels_and_memberships() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let team = admin.make_team("one").await;
    let room = admin.make_channel(&team, "room").await;
    let _post = admin.say(room.id, "hello").await;

    let members = admin.get("/users/me/teams/members").await.expect(200).body;
    assert_eq!(members[0]["team_id"], json!(team.id));
    let unread = admin.get("/users/me/teams/unread").await.expect(200).body;
    assert_eq!((&unread[0]["team_id"], &unread[0]["msg_count"]), (&json!(team.id), &json!(0)));
    assert_eq!(admin.get("/users/me/channels").await.expect(200).body.as_array().unwrap().len(), 3);
    let of_team = admin.get(&format!("/users/me/teams/{}/channels", team.id)).await.expect(200).body;
    assert_eq!(of_team.as_array().unwrap().len(), 3);
    let own = admin.get(&format!("/users/me/teams/{}/channels/members", team.id)).await.expect(200).body;
    let of_room = own.as_array().unwrap().iter().find(|m| m["channel_id"] == json!(room.id)).unwrap();
    assert_eq!((&of_room["msg_count"], &of_room["scheme_admin"]), (&json!(1), &json!(true)));
    let stats = admin.get(&format!("/channels/{}/stats?exclude_files_count=true", room.id)).await.expect(200);
    assert_eq!((&stats.body["member_count"], &stats.body["files_count"]), (&json!(1), &json!(-1)));
}

#[tokio::test]
async fn all_memberships_stream_one_object_a_line_and_never_as_an_empty_body() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = "/users/me/channel_members?page=-1";
    assert_eq!(admin.get(path).await.expect(200).body, json!([]), "nobody's memberships are an empty list");
    let team = admin.make_team("one").await;
    let answer = admin.get(path).await.expect(200);
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    let text = answer.body.as_str().unwrap().to_owned();
    let lines: Vec<serde_json::Value> =
        text.trim().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["team_name"], team.body["name"]);
    let page = admin.get("/users/me/channel_members?page=0&per_page=1").await.expect(200).body;
    assert_eq!(page.as_array().unwrap().len(), 1);
    assert_eq!(admin.get("/users/me/channel_members?page=9").await.expect(200).body, json!([]));
}

const PERMISSIONS: &str = "api.context.permissions.app_error";

#[tokio::test]
async fn a_public_channel_is_joined_by_oneself_and_a_private_one_by_being_added() {
    let app = TestApp::start().await;
    let (admin, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let (public, private) =
        (admin.make_channel(&team, "public").await, admin.make_private_channel(&team, "private").await);
    let _earlier = admin.say(public.id, "before bob came").await;
    let path = |channel: &chinwag_testkit::Channel| format!("/channels/{}/members", channel.id);
    let own = json!({"user_id": bob.id()});

    let mut socket = admin.listen().await;
    let member = bob.post(&path(&public), &own).await.expect(201).body;
    assert_eq!((&member["roles"], &member["msg_count"]), (&json!("channel_user"), &json!(1)), "all is read");
    let added = socket.expect("user_added").await;
    assert_eq!(added["data"], json!({"user_id": bob.id(), "team_id": team.id}));
    let posted = Socket::inner(&socket.expect("posted").await, "post");
    assert_eq!(
        (&posted["type"], &posted["props"]["username"]),
        (&json!("system_join_channel"), &json!("bob"))
    );

    bob.post(&path(&private), &own).await.expect_error(403, PERMISSIONS);
    bob.get(&format!("/channels/{}", private.id)).await.expect_error(403, PERMISSIONS);
    let name = format!("/teams/{}/channels/name/private", team.id);
    bob.get(&name).await.expect_error(404, "app.channel.get_by_name.missing.app_error");
    let _added = admin.post(&path(&private), &own).await.expect(201);
    let posted = Socket::inner(&socket.expect("posted").await, "post");
    assert_eq!(posted["type"], "system_add_to_channel");
    assert_eq!(posted["props"]["addedUserId"], json!(bob.id()));
    assert_eq!(
        (&posted["props"]["username"], &posted["props"]["addedUsername"]),
        (&json!("admin"), &json!("bob"))
    );
    assert_eq!(bob.get(&name).await.expect(200).body["id"], json!(private.id));

    admin
        .post(&path(&public), &json!({"user_id": eve.id()}))
        .await
        .expect_error(404, "app.team.get_member.missing.app_error");
    eve.post(&path(&public), &json!({"user_id": eve.id()})).await.expect_error(403, PERMISSIONS);
    admin
        .post(&path(&public), &json!({}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    let unknown = format!("/channels/{}/members", "a".repeat(26));
    admin.post(&unknown, &own).await.expect_error(404, "app.channel.missing.app_error");
}

#[tokio::test]
async fn several_people_are_added_with_one_request_and_answered_with_a_list() {
    let app = TestApp::start().await;
    let (admin, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob, &eve]).await;
    let room = admin.make_channel(&team, "room").await;
    let body = json!({"user_ids": [bob.id(), eve.id()]});
    let members = admin.post(&format!("/channels/{}/members", room.id), &body).await.expect(201).body;
    assert_eq!(members.as_array().unwrap().len(), 2);
    let listed = bob.get(&format!("/channels/{}/members?per_page=2&page=1", room.id)).await.expect(200).body;
    assert_eq!(listed.as_array().unwrap().len(), 1, "three members, two a page");
    let ids = bob.post(&format!("/channels/{}/members/ids", room.id), &json!([eve.id()])).await.expect(200);
    assert_eq!(ids.body[0]["user_id"], json!(eve.id()));
    let counts = bob.post("/channels/stats/member_count", &json!([room.id])).await.expect(200).body;
    assert_eq!(counts[room.id.as_str()], 3);
}

#[tokio::test]
async fn a_channel_is_left_by_oneself_or_by_being_removed_but_never_the_first_one() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let room = admin.make_channel(&team, "room").await;
    admin.add_to_channel(&room, &[&bob]).await;
    let member = |user: &chinwag_testkit::Caller| format!("/channels/{}/members/{}", room.id, user.id());

    let mut socket = bob.listen().await;
    let _left = bob.delete(&member(&bob)).await.expect(200);
    let told = socket.expect("user_removed").await;
    assert_eq!(told["data"], json!({"channel_id": room.id, "remover_id": bob.id()}));
    bob.delete(&member(&bob)).await.expect_error(404, "app.channel.get_member.missing.app_error");
    bob.get(&member(&bob)).await.expect_error(404, "app.channel.get_member.missing.app_error");
    bob.delete(&member(&admin)).await.expect_error(403, PERMISSIONS);

    admin.add_to_channel(&room, &[&bob]).await;
    let mut admins = admin.listen().await;
    let _removed = admin.delete(&member(&bob)).await.expect(200);
    let told = admins.expect("user_removed").await;
    assert_eq!(told["data"], json!({"user_id": bob.id(), "remover_id": admin.id()}));
    let posted = Socket::inner(&admins.expect("posted").await, "post");
    assert_eq!(
        (&posted["type"], &posted["props"]["removedUsername"]),
        (&json!("system_remove_from_channel"), &json!("bob"))
    );

    let first = bob.get(&format!("/teams/{}/channels/name/town-square", team.id)).await.expect(200);
    bob.delete(&format!("/channels/{}/members/me", first.text("id")))
        .await
        .expect_error(400, "api.channel.remove.default.app_error");
}

#[tokio::test]
async fn a_channel_administrator_is_made_by_one_who_may_and_the_member_is_told() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let room = admin.make_channel(&team, "room").await;
    admin.add_to_channel(&room, &[&bob]).await;
    let path = format!("/channels/{}/members/{}", room.id, bob.id());
    let flags = json!({"scheme_user": true, "scheme_admin": true});
    bob.put(&format!("{path}/schemeRoles"), &flags).await.expect_error(403, PERMISSIONS);
    let mut socket = bob.listen().await;
    let _set = admin.put(&format!("{path}/schemeRoles"), &flags).await.expect(200);
    let told = Socket::inner(&socket.expect("channel_member_updated").await, "channelMember");
    assert_eq!(told["roles"], "channel_user channel_admin");
    let _set = bob.put(&format!("{path}/roles"), &json!({"roles": "channel_user"})).await.expect(200);
    assert_eq!(bob.get(&path).await.expect(200).body["roles"], "channel_user");
    bob.put(&format!("{path}/roles"), &json!({"roles": "channel_admin"}))
        .await
        .expect_error(403, PERMISSIONS);
}

#[tokio::test]
async fn nothing_of_a_private_channel_is_told_to_those_outside_even_team_administrators() {
    let app = TestApp::start().await;
    let (admin, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob, &eve]).await;
    let private = bob.make_private_channel(&team, "private").await;
    let roles = json!({"roles": "team_user team_admin"});
    let eve_in_team = format!("/teams/{}/members/{}/roles", team.id, eve.id());
    let _made = admin.put(&eve_in_team, &roles).await.expect(200);
    let base = format!("/channels/{}", private.id);
    for path in ["", "/members", "/stats", "/timezones", "/posts"] {
        eve.get(&format!("{base}{path}")).await.expect_error(403, PERMISSIONS);
        let _seen = bob.get(&format!("{base}{path}")).await.expect(200);
    }
    eve.get(&format!("{base}/members/{}", bob.id())).await.expect_error(403, PERMISSIONS);
    eve.get(&format!("/users/{}/channel_members", bob.id())).await.expect_error(403, PERMISSIONS);
    eve.post("/channels/stats/member_count", &json!([private.id])).await.expect_error(403, PERMISSIONS);
}

#[tokio::test]
async fn all_channels_of_a_team_and_all_direct_messages_are_marked_read_at_once() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let room = admin.make_channel(&team, "room").await;
    admin.add_to_channel(&room, &[&bob]).await;
    let direct = admin.post("/channels/direct", &json!([admin.id(), bob.id()])).await.expect(201).text("id");
    let _in_room = admin.say(room.id, "hello").await;
    let _in_direct = admin.say(direct.parse().unwrap(), "hello").await;
    let unread = async |channel: &str| {
        let path = format!("/users/me/channels/{channel}/unread");
        bob.get(&path).await.expect(200).body["msg_count"].as_i64().unwrap()
    };
    assert_eq!((unread(room.id.as_str()).await, unread(&direct).await), (1, 1));
    let _read = bob.put(&format!("/users/me/teams/{}/read", team.id), &json!({})).await.expect(200);
    assert_eq!((unread(room.id.as_str()).await, unread(&direct).await), (0, 1));
    let _read = bob.put("/channels/members/me/direct/read", &json!({})).await.expect(200);
    assert_eq!(unread(&direct).await, 0);
    let others = format!("/users/{}/teams/{}/read", admin.id(), team.id);
    bob.put(&others, &json!({})).await.expect_error(403, PERMISSIONS);
    let read = bob.post("/channels/members/me/mark_read", &json!([room.id])).await.expect(200).body;
    assert!(read["last_viewed_at_times"][room.id.as_str()].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn the_whole_list_of_members_is_set_at_once() {
    let app = TestApp::start().await;
    let (admin, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob, &eve]).await;
    let room = admin.make_private_channel(&team, "room").await;
    admin.add_to_channel(&room, &[&bob]).await;
    let path = format!("/channels/{}/members", room.id);
    let unknown = "a".repeat(26);
    let wanted = json!({"members": [admin.id(), eve.id(), unknown], "channel_admins": [eve.id()]});
    bob.put(&path, &wanted).await.expect_error(403, PERMISSIONS);
    let done = admin.put(&path, &wanted).await.expect(200);
    assert_eq!(done.headers["content-type"], "application/x-ndjson");
    assert_eq!(done.body["added"], json!([eve.id()]));
    assert_eq!(done.body["removed"], json!([bob.id()]));
    assert_eq!((&done.body["promoted"], &done.body["demoted"]), (&json!([eve.id()]), &json!([admin.id()])));
    assert_eq!(done.body["errors"][0]["user_id"], unknown);
    bob.get(&path).await.expect_error(403, PERMISSIONS);
    admin.put(&path, &json!({"members": []})).await.expect_error(400, "api.channel.set_members.app_error");
}

#[tokio::test]
async fn a_guest_sees_the_channels_they_are_in_and_leaves_the_team_with_the_last_one() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let (room, other) = (admin.make_channel(&team, "room").await, admin.make_channel(&team, "other").await);
    admin.add_to_channel(&room, &[&bob]).await;
    let _guest = admin.post(&format!("/users/{}/demote", bob.id()), &json!({})).await.expect(200);
    let bob = app.log_in("bob").await;
    bob.get(&format!("/channels/{}", other.id)).await.expect_error(403, PERMISSIONS);
    bob.get(&format!("/teams/{}/channels", team.id)).await.expect_error(403, PERMISSIONS);
    bob.get("/teams").await.expect_error(403, "api.team.get_all_teams.insufficient_permissions");
    let own = json!({"user_id": bob.id()});
    bob.post(&format!("/channels/{}/members", other.id), &own).await.expect_error(403, PERMISSIONS);
    let find = json!({"term": "o"});
    let found = bob.post(&format!("/teams/{}/channels/search", team.id), &find).await.expect(200).body;
    let found: Vec<&str> = found.as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert!(found.contains(&"room") && !found.contains(&"other"), "{found:?}");
    let channels = bob.get("/users/me/channels").await.expect(200).body;
    for channel in channels.as_array().unwrap() {
        let path = format!("/channels/{}/members/me", channel["id"].as_str().unwrap());
        let _left = bob.delete(&path).await.expect(200);
    }
    assert_eq!(bob.get("/users/me/teams").await.expect(200).body, json!([]));
}

#[tokio::test]
async fn who_leaves_a_channel_follows_no_thread_there_any_more() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let room = admin.make_private_channel(&team, "room").await;
    admin.add_to_channel(&room, &[&bob]).await;
    let root = bob.say(room.id, "a question").await;
    let _reply = admin.reply(&root, "an answer").await;
    let threads = format!("/users/me/teams/{}/threads", team.id);
    assert_eq!(bob.get(&threads).await.expect(200).body["total"], 1);
    let unread = bob.get("/users/me/teams/unread?include_collapsed_threads=true").await.expect(200).body;
    assert_eq!(unread[0]["thread_count"], 1);
    let _left = bob.delete(&format!("/channels/{}/members/me", room.id)).await.expect(200);
    assert_eq!(bob.get(&threads).await.expect(200).body["total"], 0);
    let unread = bob.get("/users/me/teams/unread?include_collapsed_threads=true").await.expect(200).body;
    assert_eq!(unread[0]["thread_count"], 0);
}
