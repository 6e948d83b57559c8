//! Threads: replies, followers, what they have not read.

use chinwag_testkit::{Caller, Socket, TestApp};
use serde_json::{Value, json};

fn id(value: &Value) -> &str {
    value["id"].as_str().expect("an id")
}

async fn threads(person: &Caller, team: &str, query: &str) -> Value {
    person.get(&format!("/users/me/teams/{team}/threads{query}")).await.expect(200).body
}

#[tokio::test]
async fn a_reply_moves_its_root_is_followed_by_those_it_concerns_and_they_are_told() {
    let app = TestApp::start().await;
    let (ann, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob, &eve]).await;
    let channel = ann.make_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob, &eve]).await;
    let root = ann.say(channel.id, "who has time?").await;
    let mut ann_hears = ann.listen().await;
    let reply = bob.reply(&root, "I do, and @eve too").await;
    assert_eq!(reply["reply_count"], 1);

    let told = ann_hears.expect("posted").await;
    assert_eq!(Socket::inner(&told, "followers"), json!([ann.id()]), "the root's author follows");
    assert!(told["data"].get("mentions").is_none(), "the reply mentions somebody else");
    let thread = Socket::inner(&ann_hears.expect("thread_updated").await, "thread");
    assert_eq!((thread["unread_replies"].as_i64(), thread["unread_mentions"].as_i64()), (Some(1), Some(0)));

    let shown = ann.get(&format!("/posts/{}", id(&root))).await.expect(200).body;
    assert_eq!(shown["reply_count"], 1);
    let again = ann.get(&format!("/posts/{}", id(&reply))).await.expect(200).body;
    assert_eq!(again["reply_count"], 1, "a reply tells the number of its thread");
    assert_eq!((&shown["last_reply_at"], &shown["update_at"]), (&reply["create_at"], &reply["create_at"]));
    let list = threads(&eve, team.id.as_str(), "").await;
    assert_eq!((list["total"].as_i64(), list["total_unread_mentions"].as_i64()), (Some(1), Some(1)));
    assert_eq!(list["threads"][0]["participants"], json!([{"id": bob.id()}]));
    assert_eq!(threads(&bob, team.id.as_str(), "").await["total_unread_threads"], 0, "own replies are read");

    let _third = bob.reply(&reply, "a reply to a reply is in the same thread").await;
    let page = bob.get(&format!("/posts/{}/thread?direction=down", id(&reply))).await.expect(200).body;
    assert_eq!(page["order"].as_array().map(Vec::len), Some(3));
    assert_eq!(page["order"][0], root["id"], "the root comes first");
    bob.post("/posts", &json!({"channel_id": channel.id, "root_id": channel.id, "message": "x"}))
        .await
        .expect_error(400, "api.post.create_post.root_id.app_error");
}

#[tokio::test]
async fn a_thread_is_read_made_unread_left_and_followed_again() {
    let app = TestApp::start().await;
    let (ann, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let channel = ann.make_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob]).await;
    let root = ann.say(channel.id, "root").await;
    let first = bob.reply(&root, "first @admin").await;
    let _second = bob.reply(&root, "second").await;
    let thread = format!("/users/me/teams/{}/threads/{}", team.id, id(&root));

    let seen = ann.get(&thread).await.expect(200).body;
    assert_eq!((seen["unread_replies"].as_i64(), seen["unread_mentions"].as_i64()), (Some(2), Some(1)));
    app.clock.advance(1_000);
    let mut other_device = ann.listen().await;
    let until = first["create_at"].as_i64().unwrap();
    let seen = ann.put(&format!("{thread}/read/{until}"), &json!({})).await.expect(200).body;
    assert_eq!((seen["unread_replies"].as_i64(), seen["unread_mentions"].as_i64()), (Some(1), Some(0)));
    let told = other_device.expect("thread_read_changed").await;
    assert_eq!(
        (&told["data"]["unread_replies"], &told["data"]["previous_unread_replies"]),
        (&json!(1), &json!(2))
    );
    let seen = ann.post(&format!("{thread}/set_unread/{}", id(&first)), &json!({})).await.expect(200).body;
    assert_eq!((seen["unread_replies"].as_i64(), seen["unread_mentions"].as_i64()), (Some(2), Some(1)));
    let _ok = ann.put(&format!("/users/me/teams/{}/threads/read", team.id), &json!({})).await.expect(200);
    assert_eq!(threads(&ann, team.id.as_str(), "?totalsOnly=true").await["total_unread_threads"], 0);
    assert_eq!(threads(&ann, team.id.as_str(), "?unread=true").await["threads"], json!([]));

    let _left = ann.delete(&format!("{thread}/following")).await.expect(200);
    ann.get(&thread).await.expect_error(404, "app.user.get_thread_membership_for_user.not_found");
    let _more = bob.reply(&root, "nobody asked").await;
    assert_eq!(threads(&ann, team.id.as_str(), "").await["total"], 0, "who left stays away");
    let _called = bob.reply(&root, "@admin please").await;
    assert_eq!(threads(&ann, team.id.as_str(), "").await["total"], 1, "a mention brings them back");
    let _left = ann.delete(&format!("{thread}/following")).await.expect(200);
    let _back = ann.put(&format!("{thread}/following"), &json!({})).await.expect(200);
    assert_eq!(ann.get(&thread).await.expect(200).body["unread_replies"], 0);

    eve.get(&thread).await.expect_error(403, "api.context.permissions.app_error");
    let others = format!("/users/{}/teams/{}/threads", ann.id(), team.id);
    bob.get(&others).await.expect_error(403, "api.context.permissions.app_error");
    ann.put(&format!("{thread}/read/soon"), &json!({}))
        .await
        .expect_error(400, "api.context.invalid_url_param.app_error");
}

#[tokio::test]
async fn threads_and_replies_come_in_pages() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let mut roots = Vec::new();
    for n in 0..3 {
        let root = ann.say(channel.id, &format!("root {n}")).await;
        let _reply = ann.reply(&root, "reply").await;
        roots.push(id(&root).to_owned());
    }
    let page = threads(&ann, team.id.as_str(), "?per_page=2").await;
    assert_eq!([&page["threads"][0]["id"], &page["threads"][1]["id"]], [&roots[2], &roots[1]]);
    let rest = threads(&ann, team.id.as_str(), &format!("?per_page=2&before={}", roots[1])).await;
    assert_eq!((rest["threads"].as_array().unwrap().len(), &rest["threads"][0]["id"]), (1, &json!(roots[0])));
    let newer = threads(&ann, team.id.as_str(), &format!("?per_page=1&after={}", roots[0])).await;
    assert_eq!(newer["threads"][0]["id"], roots[1]);

    let root = ann.get(&format!("/posts/{}", roots[0])).await.expect(200).body;
    let mut replies = vec![];
    for n in 0..4 {
        replies.push(id(&ann.reply(&root, &format!("{n}")).await).to_owned());
    }
    let path = format!("/posts/{}/thread?perPage=3&direction=down", roots[0]);
    let page = ann.get(&path).await.expect(200).body;
    assert_eq!(page["has_next"], true);
    let last = page["order"].as_array().unwrap().last().unwrap().as_str().unwrap().to_owned();
    let at = page["posts"][&last]["create_at"].as_i64().unwrap();
    let next = ann.get(&format!("{path}&fromPost={last}&fromCreateAt={at}")).await.expect(200).body;
    assert_eq!(next["order"], json!([roots[0], replies[2], replies[3]]));
    assert_eq!(next["has_next"], false);
    assert_eq!(next["posts"].as_object().unwrap().len(), 3, "nothing beyond the page");
    let collapsed =
        ann.get(&format!("/channels/{}/posts?collapsedThreads=true", channel.id)).await.expect(200);
    let posts = collapsed.body["posts"].as_object().unwrap();
    assert!(roots.iter().all(|r| posts.contains_key(r)), "every root is there");
    assert!(!posts.contains_key(&replies[0]), "replies are not");
    assert_eq!(posts[&roots[0]]["is_following"], true);
    assert_eq!(posts[&roots[0]]["participants"], json!([{"id": ann.id()}]));
}
