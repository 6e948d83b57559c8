//! Link Guard on the fake server, with what its manifest asks for.

use chinwag_plugin::prelude::*;
use chinwag_plugin::testing::Chat;

use crate::LinkGuard;

fn chat() -> (Chat, User, Channel) {
    let chat = Chat::with_manifest(include_str!("../plugin.json"));
    chat.set_settings(r#"{"blocked_hosts": "Bad.example\n\nworse.example"}"#);
    let (ann, town) = (chat.add_user("ann"), chat.add_channel("town"));
    (chat, ann, town)
}

#[test]
fn trackers_are_taken_out_and_everything_else_stays() {
    let (chat, ann, town) = chat();
    let say = |text: &str| chat.person_posts(&LinkGuard, &ann.id, &town.id, text).unwrap().unwrap();
    let post =
        say("see (https://a.example/p?utm_source=x&id=7&fbclid=9#top), and https://b.example/?utm_medium=y.");
    assert_eq!(post.message, "see (https://a.example/p?id=7#top), and https://b.example/.");
    assert_eq!(post.props.get("link_guard_removed"), Some(3));
    let kept = say("https://a.example/p?id=7&utmost=1 and no http:// link");
    assert_eq!(kept.message, "https://a.example/p?id=7&utmost=1 and no http:// link");
    assert!(kept.props.is_empty());
}

#[test]
fn unwanted_hosts_are_refused_with_their_name_however_they_are_written() {
    let (chat, ann, town) = chat();
    let say = |text: &str| chat.person_posts(&LinkGuard, &ann.id, &town.id, text);
    for link in [
        "https://bad.example",
        "HTTP://Sub.BAD.example:8080/x",
        "https://good.example@bad.example./x",
        "[x](https://bad.example?y)",
    ] {
        let refused = say(link).unwrap_err().message;
        assert!(refused.contains("bad.example are not wanted here"), "{link}: {refused}");
    }
    for link in [
        "https://notbad.example",
        "bad.example",
        "https://bad.example.org/",
        "https://good.example/bad.example",
    ] {
        assert!(say(link).unwrap().is_some(), "{link}");
    }
    assert_eq!(chat.posts().len(), 4, "what was refused is not posted");
}

#[test]
fn an_edit_is_judged_like_a_new_message() {
    let (_chat, ann, town) = chat();
    let post = |text: &str| Post {
        user_id: ann.id.clone(),
        channel_id: town.id.clone(),
        message: text.into(),
        ..Post::default()
    };
    let verdict = LinkGuard.message_will_be_updated(post("https://worse.example"), post("hello")).unwrap();
    assert_eq!(verdict, Verdict::Refuse("Links to worse.example are not wanted here.".into()));
    let verdict =
        LinkGuard.message_will_be_updated(post("https://a.example?gclid=1"), post("hello")).unwrap();
    assert!(matches!(verdict, Verdict::Replace(post) if post.message == "https://a.example"));
    assert_eq!(LinkGuard.message_will_be_updated(post("fine"), post("hello")).unwrap(), Verdict::Keep);
}

#[test]
fn an_administrator_may_leave_links_as_they_are() {
    let (chat, ann, town) = chat();
    chat.set_settings(r#"{"clean_links": false}"#);
    let post =
        chat.person_posts(&LinkGuard, &ann.id, &town.id, "https://a.example?gclid=1").unwrap().unwrap();
    assert_eq!(post.message, "https://a.example?gclid=1");
}
