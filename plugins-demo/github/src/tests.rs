//! GitHub on the fake server, with what its manifest asks for.

use chinwag_plugin::prelude::*;
use chinwag_plugin::testing::Chat;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::GitHub;

const SECRET: &str = "known to both";

fn chat() -> (Chat, User, Channel) {
    let chat = Chat::with_manifest(include_str!("../plugin.json"));
    chat.set_settings(json!({"webhook_secret": SECRET, "token": "t0ken"}));
    chat.start(&GitHub).unwrap();
    let (ann, town) = (chat.add_user("ann"), chat.add_channel("town"));
    chat.permit(&ann.id, "manage_public_channel_properties");
    (chat, ann, town)
}

fn signed(kind: &str, event: &Value, secret: &str) -> Request {
    let body = event.to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    Request::post("/webhook")
        .with_header("X-GitHub-Event", kind)
        .with_header("X-Hub-Signature-256", format!("sha256={signature}"))
        .with_body(body)
}

fn opened(number: u64) -> Value {
    json!({
        "action": "opened",
        "sender": {"login": "octo"},
        "repository": {"full_name": "Org/App"},
        "issue": {"number": number, "title": "It breaks @all", "html_url": format!("https://github.com/Org/App/issues/{number}")},
    })
}

#[test]
fn a_signed_event_is_told_to_the_channels_that_want_it() {
    let (chat, ann, town) = chat();
    chat.person_types(&GitHub, &ann.id, &town.id, "/github subscribe org/APP").unwrap();
    let answer = chat.request(&GitHub, signed("issues", &opened(7), SECRET));
    assert_eq!((answer.status, answer.body_text().as_str()), (200, "Told 1 of 1 channels."));
    let post = &chat.posts()[0];
    assert!(post.message.starts_with("**octo** opened issue [#7 It breaks"), "{}", post.message);
    assert!(!post.message.contains("@all"), "a stranger mentions nobody");

    let mut elsewhere = opened(1);
    elsewhere["repository"]["full_name"] = "org/other".into();
    assert_eq!(
        chat.request(&GitHub, signed("issues", &elsewhere, SECRET)).body_text(),
        "Told 0 of 0 channels."
    );
    assert_eq!(chat.request(&GitHub, signed("star", &opened(1), SECRET)).status, 202);
    assert_eq!(chat.posts().len(), 1);
}

#[test]
fn an_event_without_the_right_signature_is_refused() {
    let (chat, ann, town) = chat();
    chat.person_types(&GitHub, &ann.id, &town.id, "/github subscribe org/app").unwrap();
    let status = |request: Request| chat.request(&GitHub, request).status;
    assert_eq!(status(signed("issues", &opened(7), "guessed")), 401);
    assert_eq!(status(Request::post("/webhook").with_body(opened(7).to_string())), 401);
    assert_eq!(status(signed("issues", &opened(7), SECRET).with_body("{}")), 401, "the body is part of it");
    assert_eq!(status(Request::get("/webhook")), 405);
    chat.set_settings(r#"{"webhook_secret": ""}"#);
    assert_eq!(status(signed("issues", &opened(7), "")), 503, "no secret is not an empty secret");
    assert!(chat.posts().is_empty());
}

#[test]
fn an_event_that_comes_again_is_told_once() {
    let (chat, ann, town) = chat();
    chat.person_types(&GitHub, &ann.id, &town.id, "/github subscribe org/app").unwrap();
    let event = || signed("issues", &opened(7), SECRET).with_header("X-GitHub-Delivery", "one");
    assert_eq!(chat.request(&GitHub, event()).status, 200);
    assert_eq!(chat.request(&GitHub, event()).status, 202);
    assert_eq!(chat.posts().len(), 1);
}

#[test]
fn pushes_and_merges_are_told_in_words() {
    let commit = |n: usize| json!({"id": format!("{n:040}"), "message": format!("Change {n}\n\nwhy"), "url": "https://github.com/c"});
    let push = json!({
        "sender": {"login": "octo"}, "repository": {"full_name": "org/app"}, "ref": "refs/heads/main",
        "compare": "https://github.com/compare", "commits": (0..7).map(commit).collect::<Vec<_>>(),
    });
    let words = crate::event::told("push", &push).unwrap().words;
    assert!(
        words.starts_with("**octo** pushed [7 commits](https://github.com/compare) to `main`"),
        "{words}"
    );
    assert!(
        words.contains("Change 4") && !words.contains("Change 5") && words.contains("and 2 more"),
        "{words}"
    );
    assert!(!words.contains("why"), "only subjects: {words}");

    let mut merged = opened(3);
    merged["action"] = "closed".into();
    merged["pull_request"] =
        json!({"number": 3, "title": "Mend", "html_url": "https://github.com/p", "merged": true});
    assert!(crate::event::told("pull_request", &merged).unwrap().words.contains("merged pull request"));
    assert!(
        crate::event::told("push", &json!({"repository": {"full_name": "a/b"}, "commits": []})).is_none()
    );
}

#[test]
fn an_issue_is_asked_for_once_and_with_the_token() {
    let (chat, ann, town) = chat();
    chat.answer_http(|request| {
        assert_eq!(request.header("authorization"), Some("Bearer t0ken"));
        Response::json(&json!({"number": 12, "title": "Slow", "state": "open", "html_url": "https://github.com/i", "user": {}}))
    });
    let say = || chat.person_types(&GitHub, &ann.id, &town.id, "/github issue Org/App#12").unwrap().text;
    assert_eq!(say(), "[#12 Slow](https://github.com/i) is open.");
    say();
    assert_eq!(chat.requests().len(), 1, "the second time it is known");
    assert_eq!(chat.requests()[0].url, "https://api.github.com/repos/org/app/issues/12");
    chat.advance_seconds(301);
    say();
    assert_eq!(chat.requests().len(), 2);

    let web = |request: Request| chat.request(&GitHub, request);
    assert_eq!(web(Request::get("/issues/org/app/12")).status, 401);
    assert!(web(Request::get("/issues/org/app/12").by(&ann.id)).body_text().contains("Slow"));
}

#[test]
fn what_github_refuses_is_said_in_words() {
    let (chat, ann, town) = chat();
    for (status, words) in [
        (404, "knows no such issue"),
        (401, "does not take the access token"),
        (429, "too often"),
        (500, "answered 500"),
    ] {
        chat.answer_http(move |_| Ok(Response::status(status)));
        let error = chat.person_types(&GitHub, &ann.id, &town.id, "/github issue org/app#1").unwrap_err();
        assert!(error.message.contains(words), "{error}");
        assert!(!error.message.contains("t0ken"));
    }
    for wrong in ["org/app", "org#1", "org/app#x", "../app#1"] {
        assert!(
            chat.person_types(&GitHub, &ann.id, &town.id, &format!("/github issue {wrong}")).is_err(),
            "{wrong}"
        );
    }
    assert_eq!(chat.requests().len(), 4);
}

#[test]
fn only_those_who_may_change_a_channel_decide_what_it_hears_of() {
    let (chat, ann, town) = chat();
    let bob = chat.add_user("bob");
    let say = |who: &User, text: &str| chat.person_types(&GitHub, &who.id, &town.id, text);
    assert_eq!(say(&bob, "/github subscribe org/app").unwrap_err().status, 403);
    say(&ann, "/github subscribe org/app").unwrap();
    assert_eq!(say(&bob, "/github list").unwrap().text, "- `org/app`");
    assert_eq!(say(&bob, "/github unsubscribe org/app").unwrap_err().status, 403);
    say(&ann, "/github unsubscribe org/app").unwrap();
    assert!(say(&ann, "/github unsubscribe org/app").unwrap_err().is_not_found());
    assert!(say(&ann, "/github").unwrap().text.contains("no repository"));
    assert!(kv::keys("repository:").unwrap().is_empty());
}
