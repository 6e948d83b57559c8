//! Bookmarks of channels: adding, changing, ordering and removing links and files.

use chinwag_testkit::{Socket, TestApp};
use serde_json::json;

#[tokio::test]
async fn members_add_change_order_and_remove_bookmarks_and_others_see_none() {
    let app = TestApp::start().await;
    let (admin, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = admin.make_team("one").await;
    admin.add_to_team(&team, &[&bob, &eve]).await;
    let room = admin.make_private_channel(&team, "room").await;
    admin.add_to_channel(&room, &[&bob]).await;
    let all = format!("/channels/{}/bookmarks", room.id);
    let link =
        |name: &str| json!({"display_name": name, "type": "link", "link_url": "https://example.org/x"});
    let mut socket = bob.listen().await;
    let first = admin.post(&all, &link("first")).await.expect(201).body;
    let told = Socket::inner(&socket.expect("channel_bookmark_created").await, "bookmark");
    assert_eq!((&told["id"], &told["owner_id"]), (&first["id"], &json!(admin.id())));
    let second = bob.post(&all, &link("second")).await.expect(201).body;
    assert_eq!((&first["sort_order"], &second["sort_order"]), (&json!(0), &json!(1)));

    for path in [all.clone(), format!("{all}?bookmarks_since=1")] {
        eve.get(&path).await.expect_error(403, "api.context.permissions.app_error");
    }
    eve.post(&all, &link("third")).await.expect_error(403, "api.context.permissions.app_error");
    bob.post(&all, &json!({"display_name": "x", "type": "link", "link_url": "javascript:alert(1)"}))
        .await
        .expect_error(400, "model.channel_bookmark.is_valid.link_url.app_error");
    bob.post(&all, &json!({"display_name": "x", "type": "file", "file_id": "a".repeat(26)}))
        .await
        .expect_error(400, "app.channel.bookmark.file_not_found.app_error");

    let one = format!("{all}/{}", second["id"].as_str().unwrap());
    let sorted = bob.post(&format!("{one}/sort_order"), &json!(0)).await.expect(200).body;
    assert_eq!((&sorted[0]["id"], &sorted[1]["id"]), (&second["id"], &first["id"]));
    bob.post(&format!("{one}/sort_order"), &json!(2))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    let patched = admin.patch(&one, &json!({"display_name": "renamed"})).await.expect(200).body;
    assert_eq!(patched["updated"]["display_name"], "renamed");

    let _gone = bob.delete(&one).await.expect(200);
    assert_eq!(bob.get(&all).await.expect(200).body.as_array().unwrap().len(), 1);
    let changed = bob.get(&format!("{all}?bookmarks_since=1")).await.expect(200).body;
    assert_eq!(changed.as_array().unwrap().len(), 2, "removed ones are told too");
    bob.delete(&one).await.expect_error(404, "app.channel.bookmark.get.app_error");
}
