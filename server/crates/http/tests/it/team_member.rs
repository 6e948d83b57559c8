//! Membership of teams.

use chinwag_testkit::{Socket, TestApp};
use serde_json::{Value, json};

const PERMISSIONS: &str = "api.context.permissions.app_error";

#[tokio::test]
async fn an_open_team_may_be_joined_and_a_closed_one_only_by_invitation() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let open = admin.make_team("open").await;
    let closed = admin.post("/teams", &json!({"name": "closed", "display_name": "c", "type": "I"})).await;
    let closed = closed.expect(201).body;
    let (closed_id, invite) = (closed["id"].as_str().unwrap(), closed["invite_id"].as_str().unwrap());

    let mut socket = bob.listen().await;
    let join = |team: &str| json!({"team_id": team, "user_id": bob.id()});
    let path = format!("/teams/{}/members", open.id);
    let member = bob.post(&path, &join(open.id.as_str())).await.expect(201).body;
    assert_eq!((&member["roles"], &member["scheme_user"]), (&json!("team_user"), &json!(true)));
    assert_eq!(socket.expect("added_to_team").await["data"]["team_id"], json!(open.id));
    let _again = bob.post(&path, &join(open.id.as_str())).await.expect(201);
    bob.post(&path, &join(closed_id)).await.expect_error(400, "api.context.invalid_body_param.app_error");

    bob.post(&format!("/teams/{closed_id}/members"), &join(closed_id)).await.expect_error(403, PERMISSIONS);
    bob.post("/teams/members/invite?invite_id=wrong", &json!({}))
        .await
        .expect_error(404, "app.team.get_by_invite_id.finding.app_error");
    let joined = bob.post(&format!("/teams/members/invite?invite_id={invite}"), &json!({})).await.expect(201);
    assert_eq!(joined.body["team_id"], closed["id"]);
    assert_eq!(bob.get("/users/me/teams/members").await.expect(200).body.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_member_who_leaves_is_out_of_every_channel_and_the_others_are_told() {
    let app = TestApp::start().await;
    let (admin, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let room = admin.make_channel(&team, "room").await;
    admin.add_to_channel(&room, &[&bob]).await;
    let mut socket = admin.listen().await;
    let own = format!("/teams/{}/members/{}", team.id, bob.id());
    eve.delete(&own).await.expect_error(403, PERMISSIONS);
    bob.delete(&format!("/teams/{}/members/{}", team.id, admin.id())).await.expect_error(403, PERMISSIONS);
    let _left = bob.delete(&own).await.expect(200);
    let told = socket.expect("leave_team").await;
    assert_eq!(told["data"]["user_id"], json!(bob.id()));
    let posted = Socket::inner(&socket.expect("posted").await, "post");
    assert_eq!((&posted["type"], &posted["props"]["username"]), (&json!("system_leave_team"), &json!("bob")));
    assert_eq!(bob.get("/users/me/channels").await.expect(200).body, json!([]));
    bob.get(&format!("/channels/{}", room.id)).await.expect_error(403, PERMISSIONS);
    admin.get(&own).await.expect_error(404, "app.team.get_member.missing.app_error");
    admin.delete(&own).await.expect_error(404, "app.team.get_member.missing.app_error");

    // Somebody who comes back is in the first channels, and not in the others.
    admin.add_to_team(&team, &[&bob]).await;
    assert_eq!(bob.get("/users/me/channels").await.expect(200).body.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_member_who_left_gets_nothing_of_the_team_any_more() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let (team, other) = (admin.make_team("one").await, admin.make_team("two").await);
    admin.add_to_team(&team, &[&bob]).await;
    admin.add_to_team(&other, &[&bob]).await;
    let room = admin.make_channel(&team, "room").await;
    let here = admin.make_channel(&other, "here").await;
    admin.add_to_channel(&room, &[&bob]).await;
    admin.add_to_channel(&here, &[&bob]).await;
    let mut socket = bob.listen().await;
    let _removed = admin.delete(&format!("/teams/{}/members/{}", team.id, bob.id())).await.expect(200);
    let _hidden = admin.say(room.id, "hidden").await;
    let _shown = admin.say(here.id, "shown").await;
    let seen = socket.until("posted").await;
    let last = Socket::inner(seen.last().unwrap(), "post");
    assert_eq!(last["message"], "shown", "the first message after leaving is one of another team");
}

#[tokio::test]
async fn several_people_are_added_at_once_and_gracefully_each_stands_for_themself() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    let path = format!("/teams/{}/members/batch", team.id);
    let unknown = "a".repeat(26);
    let both = json!([{"team_id": team.id, "user_id": bob.id()}, {"team_id": team.id, "user_id": unknown}]);
    let added = admin.post(&format!("{path}?graceful=true"), &both).await.expect(201).body;
    assert_eq!(added[0]["member"]["user_id"], json!(bob.id()));
    assert_eq!((&added[1]["member"], &added[1]["error"]["status_code"]), (&Value::Null, &json!(404)));
    assert_eq!(admin.post(&path, &both).await.status, 404);
    admin.post(&path, &json!([])).await.expect_error(400, "api.team.add_members.error");
    let eve = app.person("eve").await;
    eve.post(&path, &both).await.expect_error(403, PERMISSIONS);
}

#[tokio::test]
async fn a_team_administrator_is_made_by_role_or_flag_and_a_guest_never() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let path = format!("/teams/{}/members/{}", team.id, bob.id());
    let mut socket = bob.listen().await;
    let roles = json!({"roles": "team_user team_admin"});
    bob.put(&format!("{path}/roles"), &roles).await.expect_error(403, PERMISSIONS);
    let _set = admin.put(&format!("{path}/roles"), &roles).await.expect(200);
    let told = Socket::inner(&socket.expect("memberrole_updated").await, "member");
    assert_eq!(told["scheme_admin"], true);
    assert_eq!(bob.get(&path).await.expect(200).body["roles"], "team_user team_admin");
    let none = json!({"scheme_user": true, "scheme_admin": false});
    let _set = admin.put(&format!("{path}/schemeRoles"), &none).await.expect(200);
    assert_eq!(bob.get(&path).await.expect(200).body["roles"], "team_user");
    admin
        .put(&format!("{path}/schemeRoles"), &json!({"scheme_guest": true}))
        .await
        .expect_error(400, "api.channel.update_team_member_roles.changing_guest_role.app_error");
    admin
        .put(&format!("{path}/roles"), &json!({"roles": "team_user emperor"}))
        .await
        .expect_error(400, "api.roles.unknown.app_error");
    admin
        .put(&format!("{path}/roles"), &json!({"roles": "system_admin"}))
        .await
        .expect_error(400, "api.channel.update_team_member_roles.scheme_role.app_error");
}

#[tokio::test]
async fn members_are_listed_in_pages_for_those_in_the_team() {
    let app = TestApp::start().await;
    let (admin, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let path = format!("/teams/{}/members", team.id);
    let page = bob.get(&format!("{path}?sort=Username&per_page=1&page=1")).await.expect(200).body;
    assert_eq!(page[0]["user_id"], json!(bob.id()));
    assert_eq!(bob.get(&format!("{path}?page=7")).await.expect(200).body, json!([]));
    assert_eq!(
        bob.get(&format!("{path}?per_page=100000000")).await.expect(200).body.as_array().unwrap().len(),
        2
    );
    let by_id = bob.post(&format!("{path}/ids"), &json!([admin.id(), eve.id()])).await.expect(200).body;
    assert_eq!(by_id.as_array().unwrap().len(), 1);
    let stats = bob.get(&format!("/teams/{}/stats", team.id)).await.expect(200).body;
    assert_eq!((&stats["total_member_count"], &stats["active_member_count"]), (&json!(2), &json!(2)));
    for path in [path.clone(), format!("{path}/{}", bob.id()), format!("/teams/{}/stats", team.id)] {
        eve.get(&path).await.expect_error(403, PERMISSIONS);
    }
}

#[tokio::test]
async fn unread_counts_of_a_team_leave_muted_channels_out_but_for_mentions() {
    let app = TestApp::start().await;
    let (admin, bob) = (app.admin().await, app.person("bob").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob]).await;
    let room = admin.make_channel(&team, "room").await;
    admin.add_to_channel(&room, &[&bob]).await;
    // Being added to a channel is a mention there; it is read with the rest.
    let _read = bob.put(&format!("/users/me/teams/{}/read", team.id), &json!({})).await.expect(200);
    let _post = admin.say(room.id, "hello @bob").await;
    let path = format!("/users/me/teams/{}/unread", team.id);
    let unread = bob.get(&path).await.expect(200).body;
    assert_eq!((&unread["msg_count"], &unread["mention_count"]), (&json!(1), &json!(1)));
    let one = bob.get(&format!("/users/me/channels/{}/unread", room.id)).await.expect(200).body;
    assert_eq!((&one["msg_count"], &one["mention_count"]), (&json!(1), &json!(1)));
    let mute = json!({"mark_unread": "mention"});
    let own = format!("/channels/{}/members/me/notify_props", room.id);
    let _muted = bob.put(&own, &mute).await.expect(200);
    let unread = bob.get(&path).await.expect(200).body;
    assert_eq!((&unread["msg_count"], &unread["mention_count"]), (&json!(0), &json!(1)));
    bob.put(&own, &json!({"mark_unread": "sometimes"}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    bob.get(&format!("/users/{}/teams/{}/unread", admin.id(), team.id)).await.expect_error(403, PERMISSIONS);
}
