//! Membership of channels.

use chinwag_testkit::TestApp;
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
