//! Welcome on the fake server, with what its manifest asks for.

use chinwag_plugin::prelude::*;
use chinwag_plugin::testing::Chat;

use crate::{DAY, Welcome};

fn chat() -> (Chat, User, Team) {
    let chat = Chat::with_manifest(include_str!("../plugin.json"));
    chat.set_settings(r#"{"greeting": "Welcome to {team}, {name}!", "follow_up": "All well, {name}?"}"#);
    chat.start(&Welcome).unwrap();
    let (ann, staff) = (chat.add_user("ann"), chat.add_team("staff"));
    (chat, ann, staff)
}

fn said(chat: &Chat) -> Vec<String> {
    chat.posts().into_iter().map(|post| post.message).collect()
}

#[test]
fn whoever_joins_a_team_is_greeted_once_however_often_the_event_comes() {
    let (chat, ann, staff) = chat();
    chat.person_joins_team(&Welcome, &ann.id, &staff.id).unwrap();
    Welcome.user_has_joined_team(&staff.id, &ann.id, "").unwrap();
    assert_eq!(said(&chat), ["Welcome to staff, ann!"]);
    assert_eq!(chat.posts()[0].kind, "custom_welcome");

    let other = chat.add_team("other");
    chat.person_joins_team(&Welcome, &ann.id, &other.id).unwrap();
    assert_eq!(said(&chat).len(), 2, "another team greets as well");
}

#[test]
fn a_greeting_that_fails_fails_the_hook_so_that_the_event_comes_again() {
    let (chat, ann, _) = chat();
    assert!(Welcome.user_has_joined_team("no-such-team", &ann.id, "").unwrap_err().is_not_found());
    assert!(kv::keys("greeted:").unwrap().is_empty());
    assert!(said(&chat).is_empty());
}

#[test]
fn newcomers_are_asked_some_days_later_and_once() {
    let (chat, ann, staff) = chat();
    chat.person_joins_team(&Welcome, &ann.id, &staff.id).unwrap();
    chat.set_now(chat.now() + 7 * DAY - 1);
    chat.run_due(&Welcome);
    assert_eq!(said(&chat).len(), 1, "seven days have not passed");
    chat.advance_seconds(3600);
    chat.run_due(&Welcome);
    assert_eq!(said(&chat), ["Welcome to staff, ann!", "All well, ann?"]);
    chat.advance_seconds(3600);
    chat.run_due(&Welcome);
    assert_eq!(said(&chat).len(), 2);
}

#[test]
fn whoever_has_gone_does_not_keep_others_waiting() {
    let (chat, ann, staff) = chat();
    kv::set("due:000000000000001:gone", &serde_json::json!({"user_id": "gone", "team_id": staff.id}))
        .unwrap();
    chat.person_joins_team(&Welcome, &ann.id, &staff.id).unwrap();
    chat.set_now(chat.now() + 8 * DAY);
    chat.run_due(&Welcome);
    assert_eq!(said(&chat).len(), 2);
    assert!(chat.log()[0].message.contains("could not be asked"));
    assert!(kv::keys("due:").unwrap().is_empty());
}

#[test]
fn bots_are_not_greeted_and_nobody_is_asked_when_the_administrator_does_not_want_it() {
    let (chat, ann, staff) = chat();
    let bot = bots::ensure("helper", "Helper", "").unwrap();
    chat.person_joins_team(&Welcome, &bot.user_id, &staff.id).unwrap();
    assert!(said(&chat).is_empty());
    chat.set_settings(r#"{"follow_up_days": 0}"#);
    chat.person_joins_team(&Welcome, &ann.id, &staff.id).unwrap();
    assert!(kv::keys("due:").unwrap().is_empty());
}

#[test]
fn the_command_shows_the_greeting() {
    let (chat, ann, _) = chat();
    let town = chat.add_channel("town");
    chat.person_types(&Welcome, &ann.id, &town.id, "/welcome").unwrap();
    assert_eq!(said(&chat), ["Welcome to staff, ann!"]);
}
