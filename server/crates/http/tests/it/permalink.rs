//! Links to posts: shown to those who may read them, in answers and in events, and to nobody else.

use chinwag_testkit::{Caller, Channel, Settings, Socket, Team, TestApp, open_server};
use serde_json::{Value, json};

const SITE: &str = "https://chat.example.org";

struct Scene {
    app: TestApp,
    ann: Caller,
    bob: Caller,
    team: Team,
    shared: Channel,
    closed: Channel,
}

/// Ann and Bob share a channel; Ann has a private one.
async fn scene() -> Scene {
    let mut config = open_server();
    config.ServiceSettings.site_url = SITE.into();
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let _admin = app.admin().await;
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let team = ann.make_team("crew").await;
    ann.add_to_team(&team, &[&bob]).await;
    let shared = ann.make_channel(&team, "shared").await;
    ann.add_to_channel(&shared, &[&bob]).await;
    let closed = ann.make_private_channel(&team, "closed").await;
    Scene { app, ann, bob, team, shared, closed }
}

fn link(post: &Value) -> String {
    format!("{SITE}/crew/pl/{}", post["id"].as_str().unwrap())
}

fn embeds(post: &Value) -> Vec<Value> {
    post["metadata"]["embeds"].as_array().cloned().unwrap_or_default()
}

async fn page(reader: &Caller, channel: &Channel, post: &Value) -> Value {
    let list = reader.get(&format!("/channels/{}/posts", channel.id)).await.expect(200).body;
    list["posts"][post["id"].as_str().unwrap()].clone()
}

#[tokio::test]
async fn a_link_to_a_post_shows_it_with_where_it_is() {
    let Scene { app: _app, ann, bob, shared, team, .. } = scene().await;
    let lobby = ann.make_channel(&team, "lobby").await;
    let first = ann.say(lobby.id, "the **plan**").await;
    let mut socket = bob.listen().await;
    let post = ann.say(shared.id, &format!("see {} please", link(&first))).await;

    let expected = |post: &Value| {
        let embed = embeds(post).remove(0);
        assert_eq!(embed["type"], "permalink");
        let data = &embed["data"];
        assert_eq!((&data["post_id"], &data["channel_id"]), (&first["id"], &json!(lobby.id)));
        assert_eq!((&data["team_name"], &data["channel_type"]), (&json!("crew"), &json!("O")));
        assert_eq!(data["channel_display_name"], "lobby");
        assert_eq!(data["post"]["message"], "the **plan**");
    };
    expected(&post);
    assert_eq!(post["props"]["previewed_post"], first["id"]);
    expected(&Socket::inner(&socket.expect("posted").await, "post"));
    expected(&page(&bob, &shared, &post).await);
    expected(&bob.get(&format!("/posts/{}", post["id"].as_str().unwrap())).await.expect(200).body);

    let _gone = ann.delete(&format!("/posts/{}", first["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(embeds(&page(&bob, &shared, &post).await), Vec::<Value>::new(), "a deleted post is not shown");
}

#[tokio::test]
async fn who_may_not_read_the_other_channel_gets_no_preview_in_answers_or_events() {
    let Scene { app, ann, bob, shared, closed, .. } = scene().await;
    let secret = ann.say(closed.id, "zqsecret words").await;
    let (mut hers, mut his) = (ann.listen().await, bob.listen().await);
    let post = ann.say(shared.id, &link(&secret)).await;
    assert_eq!(embeds(&post)[0]["data"]["post"]["message"], "zqsecret words");

    let seen = Socket::inner(&hers.expect("posted").await, "post");
    assert_eq!(embeds(&seen)[0]["data"]["post"]["message"], "zqsecret words");
    let seen = his.expect("posted").await;
    assert!(!seen.to_string().contains("zqsecret"), "{seen}");
    assert_eq!(seen["broadcast"]["omit_users"], json!(null), "nor is he told who sees more");
    let list = bob.get(&format!("/channels/{}/posts", shared.id)).await.expect(200).body;
    assert!(!list.to_string().contains("zqsecret"), "{list}");
    let thread = format!("/posts/{}/thread", post["id"].as_str().unwrap());
    assert!(!bob.get(&thread).await.expect(200).body.to_string().contains("zqsecret"));

    let patch = json!({"message": format!("{} again", link(&secret))});
    let edited = ann.put(&format!("/posts/{}/patch", post["id"].as_str().unwrap()), &patch).await.expect(200);
    assert_eq!(embeds(&edited.body)[0]["type"], "permalink");
    assert!(!his.expect("post_edited").await.to_string().contains("zqsecret"));
    assert!(hers.expect("post_edited").await.to_string().contains("zqsecret"));

    // Once he is in the channel he sees it, and so does an administrator.
    ann.add_to_channel(&closed, &[&bob]).await;
    assert_eq!(embeds(&page(&bob, &shared, &post).await)[0]["data"]["post"]["message"], "zqsecret words");
    let mut his = bob.listen().await;
    let _more = ann.say(shared.id, &link(&secret)).await;
    let seen = Socket::inner(&his.expect("posted").await, "post");
    assert_eq!(embeds(&seen)[0]["type"], "permalink");
    let read = app.admin().await.get(&format!("/posts/{}", post["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(embeds(&read.body)[0]["type"], "permalink");
}

#[tokio::test]
async fn an_author_who_cannot_read_the_linked_post_learns_nothing_and_readers_still_see_it() {
    let Scene { app: _app, ann, bob, shared, closed, .. } = scene().await;
    let secret = ann.say(closed.id, "zqsecret words").await;
    let mut hers = ann.listen().await;
    let post = bob.say(shared.id, &link(&secret)).await;
    assert!(!post.to_string().contains("zqsecret"));
    assert_eq!(post["props"], json!({}), "not even that it is there");
    let seen = Socket::inner(&hers.expect("posted").await, "post");
    assert_eq!(embeds(&seen)[0]["data"]["post_id"], secret["id"]);
}

#[tokio::test]
async fn other_addresses_code_and_a_switched_off_setting_show_nothing() {
    let Scene { app, ann, shared, .. } = scene().await;
    let first = ann.say(shared.id, "here").await;
    let id = first["id"].as_str().unwrap();
    for message in [
        format!("`{}`", link(&first)),
        format!("https://elsewhere.example.org/crew/pl/{id}"),
        format!("{SITE}/crew/pl/{id}/more"),
        format!("{SITE}/crew/pl/{}", "a".repeat(26)),
        format!("{SITE}.evil.example/crew/pl/{id}"),
    ] {
        let post = ann.say(shared.id, &message).await;
        assert!(embeds(&post).iter().all(|embed| embed["type"] != "permalink"), "{message}: {post}");
    }
    let off = json!({"ServiceSettings": {"EnablePermalinkPreviews": false}});
    let _off = app.admin().await.put("/config/patch", &off).await.expect(200);
    let post = ann.say(shared.id, &link(&first)).await;
    assert!(embeds(&post).iter().all(|embed| embed["type"] != "permalink"), "{post}");
}
