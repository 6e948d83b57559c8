//! Sidebar categories.

use chinwag_testkit::{Caller, Socket, Team, TestApp};
use serde_json::{Value, json};

fn categories(team: &Team) -> String {
    format!("/users/me/teams/{}/channels/categories", team.id)
}

async fn of_kind(caller: &Caller, team: &Team, kind: &str) -> Value {
    let all = caller.get(&categories(team)).await.expect(200).body;
    all["categories"].as_array().unwrap().iter().find(|c| c["type"] == kind).unwrap().clone()
}

fn holds(category: &Value, channel: impl ToString) -> bool {
    let channel = channel.to_string();
    category["channel_ids"].as_array().unwrap().iter().any(|id| *id == channel)
}

#[tokio::test]
async fn a_new_member_finds_three_categories_with_every_channel_in_one_of_them() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let team = admin.make_team("one").await;
    let room = admin.make_channel(&team, "room").await;
    let all = admin.get(&categories(&team)).await.expect(200).body;
    let ids: Vec<String> = ["favorites", "channels", "direct_messages"]
        .iter()
        .map(|kind| format!("{kind}_{}_{}", admin.id(), team.id))
        .collect();
    assert_eq!(all["order"], json!(ids));
    let channels = of_kind(&admin, &team, "channels").await;
    assert!(holds(&channels, room.id), "{channels}");
    assert_eq!(channels["channel_ids"].as_array().unwrap().len(), 3, "town square, off-topic and room");
    assert_eq!(admin.get(&format!("{}/order", categories(&team))).await.expect(200).body, json!(ids));
    admin
        .get(&format!("{}/nothing", categories(&team)))
        .await
        .expect_error(404, "app.channel.sidebar_categories.app_error");
}

#[tokio::test]
async fn a_category_of_ones_own_takes_channels_and_gives_them_back_when_it_goes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let team = admin.make_team("one").await;
    let room = admin.make_channel(&team, "room").await;
    let mut socket = admin.listen().await;
    let body = json!({"display_name": "Work", "type": "custom", "channel_ids": [room.id]});
    let made = admin.post(&categories(&team), &body).await.expect(200).body;
    assert!(holds(&made, room.id), "{made}");
    assert_eq!(socket.expect("sidebar_category_created").await["data"]["category_id"], made["id"]);
    assert!(!holds(&of_kind(&admin, &team, "channels").await, room.id));
    let order = admin.get(&format!("{}/order", categories(&team))).await.expect(200).body;
    assert_eq!(order[1], made["id"], "behind the favourites");

    let path = format!("{}/{}", categories(&team), made["id"].as_str().unwrap());
    let renamed =
        json!({"display_name": "Play", "sorting": "alpha", "channel_ids": [room.id], "muted": true});
    let renamed = admin.put(&path, &renamed).await.expect(200).body;
    assert_eq!((&renamed["display_name"], &renamed["muted"]), (&json!("Play"), &json!(true)));
    let muted = socket.expect("channel_member_updated").await;
    assert_eq!(Socket::inner(&muted, "channelMember")["notify_props"]["mark_unread"], "mention");
    admin
        .put(&path, &json!({"sorting": "by colour"}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");

    let _gone = admin.delete(&path).await.expect(200);
    assert!(holds(&of_kind(&admin, &team, "channels").await, room.id));
    let default = format!("{}/channels_{}_{}", categories(&team), admin.id(), team.id);
    admin.delete(&default).await.expect_error(400, "app.channel.sidebar_categories.app_error");
}

#[tokio::test]
async fn the_order_must_name_every_category_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let team = admin.make_team("one").await;
    let path = format!("{}/order", categories(&team));
    let mut order = admin.get(&path).await.expect(200).body.as_array().unwrap().clone();
    order.reverse();
    let mut socket = admin.listen().await;
    assert_eq!(admin.put(&path, &json!(order)).await.expect(200).body, json!(order));
    assert_eq!(socket.expect("sidebar_category_order_updated").await["data"]["order"], json!(order));
    assert_eq!(admin.get(&path).await.expect(200).body, json!(order));
    order.pop();
    admin.put(&path, &json!(order)).await.expect_error(400, "app.channel.sidebar_categories.app_error");
}
