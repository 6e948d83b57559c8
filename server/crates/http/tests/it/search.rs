//! Search in messages with the operators people use.

use chinwag_testkit::{Caller, TestApp};
use serde_json::{Value, json};

async fn find(person: &Caller, team: &str, terms: &str) -> Vec<String> {
    find_with(person, team, json!({"terms": terms})).await
}

async fn find_with(person: &Caller, team: &str, body: Value) -> Vec<String> {
    let found = person.post(&format!("/teams/{team}/posts/search"), &body).await.expect(200).body;
    let order = found["order"].as_array().expect("an order");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    order.iter().map(|id| text(&found["posts"][text(id)]["message"])).collect()
}

#[tokio::test]
async fn words_phrases_prefixes_exclusions_and_hashtags_find_what_they_say() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    for text in
        ["the quick brown fox", "brown bread, quick meal", "Größe matters #Ops", "see #operations soon"]
    {
        let _said = ann.say(channel.id, text).await;
    }
    let t = team.id.as_str();
    assert_eq!(find(&ann, t, "quick brown").await, ["brown bread, quick meal", "the quick brown fox"]);
    assert_eq!(find(&ann, t, "\"quick brown\"").await, ["the quick brown fox"]);
    assert_eq!(find(&ann, t, "BRO*").await.len(), 2);
    assert_eq!(find(&ann, t, "brown -fox").await, ["brown bread, quick meal"]);
    assert_eq!(find(&ann, t, "#ops").await, ["Größe matters #Ops"]);
    assert_eq!(find(&ann, t, "#op*").await.len(), 2);
    assert_eq!(find(&ann, t, "größe").await.len(), 1);
    let any = json!({"terms": "fox meal", "is_or_search": true});
    assert_eq!(find_with(&ann, t, any).await.len(), 2);
    let paged = json!({"terms": "brown", "page": 1, "per_page": 1});
    assert_eq!(find_with(&ann, t, paged).await, ["the quick brown fox"]);
    let body = ann.post(&format!("/teams/{t}/posts/search"), &json!({"terms": "fox"})).await.expect(200).body;
    let post = body["order"][0].as_str().unwrap();
    assert_eq!(body["matches"][post], json!(["fox"]));
    for nasty in [
        "\"",
        "NEAR(a b)",
        "a OR",
        "fox AND",
        "' OR 1=1 --",
        "message:x",
        "{a}",
        "^x",
        "a + b",
        "fox*bar*",
        "-",
        "*",
    ] {
        let answer = ann.post("/posts/search", &json!({"terms": nasty})).await;
        assert_eq!(answer.status, 200, "`{nasty}` is only text: {}", answer.body);
    }
    ann.post("/posts/search", &json!({"terms": " "}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
}

#[tokio::test]
async fn filters_by_author_channel_and_day_narrow_a_search() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let team = ann.make_team("one").await;
    ann.add_to_team(&team, &[&bob]).await;
    let (dev, ops) = (ann.make_channel(&team, "dev").await, ann.make_channel(&team, "ops").await);
    ann.add_to_channel(&dev, &[&bob]).await;
    let direct = ann.post("/channels/direct", &json!([ann.id(), bob.id()])).await.expect(201).body;
    let _one = ann.say(dev.id, "word one").await;
    app.clock.advance(1_000);
    let _two = bob.say(dev.id, "word two").await;
    app.clock.advance(1_000);
    let _three = ann.say(ops.id, "word three").await;
    app.clock.advance(1_000);
    let _four =
        bob.post("/posts", &json!({"channel_id": direct["id"], "message": "word four"})).await.expect(201);
    let t = team.id.as_str();
    assert_eq!(find(&ann, t, "word").await.len(), 4);
    assert_eq!(find(&ann, t, "word from:bob").await, ["word four", "word two"]);
    assert_eq!(find(&ann, t, "from: @bob -in:dev").await, ["word four"]);
    assert_eq!(find(&ann, t, "word in:ops").await, ["word three"]);
    assert_eq!(find(&ann, t, "in:@bob word").await, ["word four"]);
    assert_eq!(find(&ann, t, "word -from:bob -in:ops").await, ["word one"]);
    assert!(find(&ann, t, "word from:nobody").await.is_empty());
    assert!(find(&bob, t, "three").await.is_empty(), "bob is not in that channel");
    assert_eq!(find(&bob, t, "in:ops").await.len(), 0);
    let today = day_of(&ann.say(ops.id, "day").await);
    assert_eq!(find(&ann, t, &format!("on:{today} day")).await.len(), 1);
    assert_eq!(find(&ann, t, &format!("-on:{today} day")).await.len(), 0);
    assert_eq!(find(&ann, t, &format!("before:{today} day")).await.len(), 0);
    assert_eq!(find(&ann, t, "after:2001-01-01 day").await.len(), 1);
    let stranger = app.person("eve").await;
    stranger
        .post(&format!("/teams/{t}/posts/search"), &json!({"terms": "word"}))
        .await
        .expect_error(403, "api.context.permissions.app_error");
}

/// The UTC day of a post, `YYYY-MM-DD`.
fn day_of(post: &Value) -> String {
    let at = post["create_at"].as_i64().and_then(chrono::DateTime::from_timestamp_millis);
    at.expect("a time").format("%Y-%m-%d").to_string()
}

#[tokio::test]
async fn edited_and_deleted_posts_are_found_as_they_are_now() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let post = ann.say(channel.id, "before #old").await;
    let path = format!("/posts/{}", post["id"].as_str().unwrap());
    let _edited = ann.put(&format!("{path}/patch"), &json!({"message": "afterwards #new"})).await.expect(200);
    let t = team.id.as_str();
    assert_eq!((find(&ann, t, "before").await.len(), find(&ann, t, "afterwards").await.len()), (0, 1));
    assert_eq!((find(&ann, t, "#old").await.len(), find(&ann, t, "#new").await.len()), (0, 1));
    let _gone = ann.delete(&path).await.expect(200);
    assert!(find(&ann, t, "afterwards").await.is_empty());
    assert!(find(&ann, t, "#new").await.is_empty());
}
