//! Reactions: adding, removing, listing, and what is refused.

use chinwag_testkit::{Caller, Socket, TestApp};
use serde_json::{Value, json};

async fn react(person: &Caller, post: &Value, emoji: &str) -> chinwag_testkit::Answer {
    let body = json!({"user_id": person.id(), "post_id": post["id"], "emoji_name": emoji});
    person.post("/reactions", &body).await
}

#[tokio::test]
async fn members_react_once_each_see_it_in_the_post_and_take_it_back() {
    let app = TestApp::start().await;
    let (ann, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let channel = ann.make_private_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob]).await;
    let post = ann.say(channel.id, "done").await;
    let mut ann_hears = ann.listen().await;
    for _twice in 0..2 {
        assert_eq!(react(&bob, &post, "+1").await.expect(200).text("emoji_name"), "+1");
    }
    let told = Socket::inner(&ann_hears.expect("reaction_added").await, "reaction");
    assert_eq!(told["user_id"], json!(bob.id()));
    let path = format!("/posts/{}", post["id"].as_str().unwrap());
    let shown = ann.get(&path).await.expect(200).body;
    assert_eq!(
        (&shown["has_reactions"], shown["metadata"]["reactions"].as_array().unwrap().len()),
        (&json!(true), 1)
    );
    assert!(shown["update_at"].as_i64() > post["update_at"].as_i64());
    assert_eq!(ann.get(&format!("{path}/reactions")).await.expect(200).body[0]["emoji_name"], "+1");
    let bulk = ann.post("/posts/ids/reactions", &json!([post["id"]])).await.expect(200).body;
    assert_eq!(bulk[post["id"].as_str().unwrap()].as_array().unwrap().len(), 1);

    react(&bob, &post, "no_such_emoji_here").await.expect_error(404, "app.emoji.get_by_name.no_result");
    react(&bob, &post, "Not A Name").await.expect_error(400, "api.context.invalid_body_param.app_error");
    react(&eve, &post, "+1").await.expect_error(403, "api.context.permissions.app_error");
    let forged = json!({"user_id": ann.id(), "post_id": post["id"], "emoji_name": "tada"});
    bob.post("/reactions", &forged).await.expect_error(403, "api.reaction.save_reaction.user_id.app_error");

    let own = format!("/users/{}/posts/{}/reactions/+1", bob.id(), post["id"].as_str().unwrap());
    eve.delete(&own).await.expect_error(403, "api.context.permissions.app_error");
    let _gone = bob.delete(&own).await.expect(200);
    let _told = ann_hears.expect("reaction_removed").await;
    assert!(ann.get(&path).await.expect(200).body.get("has_reactions").is_none());
}

#[tokio::test]
async fn a_post_takes_a_limited_number_of_different_emojis() {
    let mut config = chinwag_testkit::open_server();
    config.ServiceSettings.unique_emoji_reaction_limit_per_post = 2;
    let settings = chinwag_testkit::Settings { config: Some(config), ..Default::default() };
    let app = TestApp::start_with(settings).await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let channel = ann.make_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob]).await;
    let post = ann.say(channel.id, "done").await;
    for emoji in ["+1", "tada"] {
        let _added = react(&ann, &post, emoji).await.expect(200);
    }
    react(&bob, &post, "smile").await.expect_error(400, "app.reaction.save.save.too_many_reactions");
    let _same = react(&bob, &post, "tada").await.expect(200);
}
