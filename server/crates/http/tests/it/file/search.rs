//! Finding files by name.

use chinwag_testkit::{Caller, Channel};
use serde_json::json;

use super::{channel, upload};

async fn post_file(caller: &Caller, channel: &Channel, name: &str) {
    let id = upload(caller, channel, name, "x").await;
    let post = json!({"channel_id": channel.id, "message": "", "file_ids": [id]});
    let _post = caller.post("/posts", &post).await.expect(201);
}

async fn find(caller: &Caller, terms: &str) -> Vec<String> {
    let found = caller.post("/files/search", &json!({"terms": terms})).await.expect(200).body;
    let order = found["order"].as_array().expect("an order").clone();
    let name = |id: &serde_json::Value| found["file_infos"][id.as_str().unwrap_or_default()]["name"].clone();
    order.iter().map(|id| name(id).as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn files_in_posts_are_found_by_the_beginning_of_a_word_of_their_name_and_by_filters() {
    let (app, ann, _) = channel().await;
    let bob = app.person("bob").await;
    let team = ann.make_team("two").await;
    ann.add_to_team(&team, &[&bob]).await;
    let (room, secret) =
        (ann.make_channel(&team, "room").await, ann.make_private_channel(&team, "secret").await);
    ann.add_to_channel(&room, &[&bob]).await;
    post_file(&ann, &room, "annual_report-2026.pdf").await;
    post_file(&bob, &room, "report.txt").await;
    post_file(&ann, &secret, "secret report.pdf").await;
    let _in_no_post = upload(&ann, &room, "report-draft.pdf", "x").await;
    assert_eq!(find(&ann, "rep").await.len(), 3);
    assert_eq!(find(&bob, "report").await.len(), 2);
    assert_eq!(find(&bob, "report ext:pdf").await, ["annual_report-2026.pdf"]);
    assert_eq!(find(&bob, "report -ext:pdf").await, ["report.txt"]);
    assert_eq!(find(&bob, "ext:.TXT").await, ["report.txt"]);
    assert_eq!(find(&bob, "report -annual").await, ["report.txt"]);
    assert_eq!(find(&ann, "report from:bob").await, ["report.txt"]);
    assert_eq!(find(&ann, "report in:secret").await, ["secret report.pdf"]);
    assert_eq!(find(&bob, "in:secret").await, Vec::<String>::new());
    assert_eq!(find(&bob, "\" OR NEAR(").await, Vec::<String>::new());
    let in_team = format!("/teams/{}/files/search", team.id);
    let found = bob.post(&in_team, &json!({"terms": "2026"})).await.expect(200).body;
    assert_eq!(found["order"].as_array().map(Vec::len), Some(1));
    let eve = app.person("eve").await;
    eve.post(&in_team, &json!({"terms": "x"})).await.expect_error(403, "api.context.permissions.app_error");
    bob.post("/files/search", &json!({"terms": " "}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
}
