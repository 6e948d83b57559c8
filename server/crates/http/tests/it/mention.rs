//! Mentions and the counters of members.

use chinwag_testkit::{Caller, Channel, Socket, TestApp};
use serde_json::{Value, json};

async fn member(person: &Caller, channel: &str) -> Value {
    person.get(&format!("/channels/{channel}/members/me")).await.expect(200).body
}

async fn mentions(person: &Caller, channel: &Channel) -> (i64, i64) {
    let member = member(person, channel.id.as_str()).await;
    let count = |key: &str| member[key].as_i64().expect("a number");
    (count("mention_count"), count("mention_count_root"))
}

#[tokio::test]
async fn names_and_calls_count_for_members_who_want_them_and_nobody_else() {
    let app = TestApp::start().await;
    let (ann, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob, &eve]).await;
    let channel = ann.make_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob]).await;
    let view = json!({"channel_id": channel.id});
    let _read = bob.post("/channels/members/me/view", &view).await.expect(200);
    let mut ann_hears = ann.listen().await;
    let mut bob_hears = bob.listen().await;
    let root = ann.say(channel.id, "hello @bob, `@bob` and @eve").await;
    assert_eq!(Socket::inner(&bob_hears.expect("posted").await, "mentions"), json!([bob.id()]));
    assert_eq!(mentions(&bob, &channel).await, (1, 1));
    let notice = Socket::inner(&ann_hears.expect("ephemeral_message").await, "post");
    assert!(notice["message"].as_str().unwrap().contains("@eve"), "{notice}");
    assert_eq!(notice["props"]["add_channel_member"]["not_in_channel_usernames"], json!(["eve"]));

    let _call = ann.say(channel.id, "@channel listen").await;
    assert_eq!(mentions(&bob, &channel).await, (2, 2));
    let _reply = ann.reply(&root, "again @bob").await;
    assert_eq!(mentions(&bob, &channel).await, (3, 2), "a reply is no mention of the channel's own");
    let _own = bob.say(channel.id, "@bob @all I call myself").await;
    assert_eq!(mentions(&bob, &channel).await, (0, 0), "posting reads, and nobody mentions themself");
    let props = json!({"channel_id": channel.id, "user_id": bob.id(), "ignore_channel_mentions": "on"});
    let path = format!("/channels/{}/members/{}/notify_props", channel.id, bob.id());
    let _set = bob.put(&path, &props).await.expect(200);
    let _call = ann.say(channel.id, "@all again").await;
    assert_eq!(mentions(&bob, &channel).await, (0, 0));
    assert_eq!(mentions(&ann, &channel).await, (0, 0));
}

#[tokio::test]
async fn here_reaches_those_who_are_online() {
    let app = TestApp::start().await;
    let (ann, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob, &eve]).await;
    let channel = ann.make_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob, &eve]).await;
    for person in [&bob, &eve] {
        let _read =
            person.post("/channels/members/me/view", &json!({"channel_id": channel.id})).await.expect(200);
    }
    for (person, status) in [(&bob, "online"), (&eve, "away")] {
        let body = json!({"user_id": person.id(), "status": status});
        let _set = person.put("/users/me/status", &body).await.expect(200);
    }
    let _call = ann.say(channel.id, "@here").await;
    assert_eq!((mentions(&bob, &channel).await, mentions(&eve, &channel).await), ((1, 1), (0, 0)));
}

#[tokio::test]
async fn every_post_of_a_direct_message_is_a_mention_and_a_message_to_oneself_is_none() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    for (people, expected) in [([ann.id(), bob.id()], 2), ([ann.id(), ann.id()], 0)] {
        let direct = ann.post("/channels/direct", &json!(people)).await.expect(201).body;
        let channel = direct["id"].as_str().unwrap();
        for text in ["one", "two"] {
            let body = json!({"channel_id": channel, "message": text});
            let _said = ann.post("/posts", &body).await.expect(201);
        }
        let reader = if expected == 0 { &ann } else { &bob };
        assert_eq!(member(reader, channel).await["mention_count"], expected);
    }
}

#[tokio::test]
async fn whatever_happens_every_counter_equals_a_fresh_count() {
    let app = TestApp::start().await;
    let (ann, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob, &eve]).await;
    let channel = ann.make_channel(&team, "dev").await;
    ann.add_to_channel(&channel, &[&bob, &eve]).await;
    let direct = ann.post("/channels/direct", &json!([ann.id(), bob.id()])).await.expect(201).body;
    let people = [&ann, &bob, &eve];
    let mut posts: Vec<Value> = Vec::new();
    // A fixed sequence of mixed doings; the numbers only spread them.
    for step in 0..120_usize {
        let person = people[step * 7 % 3];
        match step * 11 % 8 {
            0 => posts.push(person.say(channel.id, "plain").await),
            1 => posts.push(person.say(channel.id, "@bob and @channel").await),
            2 if !posts.is_empty() => {
                let root = &posts[step % posts.len()];
                let body = json!({"channel_id": channel.id, "root_id": root["id"], "message": "@eve reply"});
                if let Some(post) = Some(person.post("/posts", &body).await).filter(|a| a.status == 201) {
                    posts.push(post.body);
                }
            }
            3 => {
                let _read = person
                    .post("/channels/members/me/view", &json!({"channel_id": channel.id}))
                    .await
                    .expect(200);
            }
            4 if posts.len() > 3 => {
                let post = posts.swap_remove(step % posts.len());
                // It may have gone with its root already.
                let _gone_or_missing = ann.delete(&format!("/posts/{}", post["id"].as_str().unwrap())).await;
            }
            5 if !posts.is_empty() => {
                let id = posts[step % posts.len()]["id"].as_str().unwrap().to_owned();
                let _moved = person.post(&format!("/users/me/posts/{id}/set_unread"), &json!({})).await;
            }
            6 => {
                let body = json!({"channel_id": direct["id"], "message": "between us"});
                let writer = if step % 2 == 0 { &ann } else { &bob };
                let said = writer.post("/posts", &body).await.expect(201).body;
                if step % 3 == 0 {
                    let _gone = writer.delete(&format!("/posts/{}", said["id"].as_str().unwrap())).await;
                }
            }
            _ => app.clock.advance(i64::try_from(step % 3).unwrap()),
        }
    }
    let wrong = app.miscounted().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_people_at_once_leave_every_counter_right() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let mut people = vec![ann.clone()];
    for name in ["bob", "eve", "ida", "tom"] {
        let person = app.person(name).await;
        ann.add_to_team(&team, &[&person]).await;
        ann.add_to_channel(&channel, &[&person]).await;
        people.push(person);
    }
    let root = ann.say(channel.id, "root").await;
    let mut tasks = Vec::new();
    for (number, person) in people.into_iter().enumerate() {
        let (root, channel) = (root.clone(), channel.clone());
        tasks.push(tokio::spawn(async move {
            for step in number..number + 25 {
                match step % 5 {
                    0 => drop(person.say(channel.id, "@bob @eve hello").await),
                    1 => drop(person.reply(&root, "@channel").await),
                    2 => {
                        let view = json!({"channel_id": channel.id});
                        let _read = person.post("/channels/members/me/view", &view).await.expect(200);
                    }
                    3 => {
                        let post = person.say(channel.id, "@all gone soon").await;
                        let path = format!("/posts/{}", post["id"].as_str().unwrap());
                        let _gone = person.delete(&path).await.expect(200);
                    }
                    _ => {
                        let path = format!("/users/me/posts/{}/set_unread", root["id"].as_str().unwrap());
                        let _moved = person.post(&path, &json!({})).await.expect(200);
                    }
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let wrong = app.miscounted().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    let page = ann.get(&format!("/posts/{}", root["id"].as_str().unwrap())).await.expect(200).body;
    assert_eq!(page["reply_count"], 25, "five people replied five times");
}
