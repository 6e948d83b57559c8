//! To do on the fake server, with what its manifest asks for.

use chinwag_plugin::prelude::*;
use chinwag_plugin::testing::Chat;
use serde_json::json;

use crate::{Todo, list::Item};

fn chat() -> (Chat, User, Channel) {
    let chat = Chat::with_manifest(include_str!("../plugin.json"));
    chat.start(&Todo).unwrap();
    let (ann, town) = (chat.add_user("ann"), chat.add_channel("town"));
    (chat, ann, town)
}

#[test]
fn a_person_keeps_a_list_by_command() {
    let (chat, ann, town) = chat();
    let say = |text: &str| chat.person_types(&Todo, &ann.id, &town.id, text);
    assert!(say("/todo").unwrap().text.starts_with("Nothing to do."));
    say("/todo add buy milk").unwrap();
    assert_eq!(say("/todo add  write to Bob ").unwrap().text, "1. buy milk\n2. write to Bob");
    assert_eq!(say("/todo done 1").unwrap().text, "1. ~~buy milk~~\n2. write to Bob");
    assert_eq!(say("/todo clean").unwrap().text, "2. write to Bob");
    assert_eq!(say("/todo add bread").unwrap().text, "2. write to Bob\n3. bread");
    let answer = say("/todo list").unwrap();
    assert_eq!(answer.response_type, "ephemeral", "a list is nobody else's business");

    assert!(say("/todo done two").unwrap_err().message.contains("`two` is no number"));
    assert!(say("/todo done 1").unwrap_err().is_not_found());
    assert!(say("/todo add").unwrap_err().message.contains("1 to 500 characters"));
    assert!(say("/todo dance").unwrap_err().message.contains("There is no `/todo dance`"));
}

#[test]
fn the_panel_changes_the_list_of_whoever_asks_and_of_nobody_else() {
    let (chat, ann, _) = chat();
    let bob = chat.add_user("bob");
    let ask = |request: Request| chat.request(&Todo, request);
    let added = ask(Request::post("/items").by(&ann.id).with_json(&json!({"text": "tea"})).unwrap());
    assert_eq!((added.status, added.read::<Vec<Item>>().unwrap().len()), (201, 1));
    let toggled = ask(Request::post("/items/1/toggle").by(&ann.id));
    assert!(toggled.read::<Vec<Item>>().unwrap()[0].done);

    assert_eq!(ask(Request::get("/items").by(&bob.id)).body_text(), "[]");
    assert_eq!(ask(Request::new("DELETE", "/items/1").by(&bob.id)).status, 404);
    assert_eq!(ask(Request::get("/items")).status, 401);
    assert_eq!(ask(Request::post("/items").by(&ann.id).with_body("no json")).status, 400);
    assert_eq!(ask(Request::post("/items/x/toggle").by(&ann.id)).status, 400);
    assert_eq!(ask(Request::new("DELETE", "/items/1").by(&ann.id)).body_text(), "[]");
}

#[test]
fn every_change_is_told_to_the_persons_own_clients() {
    let (chat, ann, town) = chat();
    chat.person_types(&Todo, &ann.id, &town.id, "/todo add tea").unwrap();
    chat.person_types(&Todo, &ann.id, &town.id, "/todo list").unwrap();
    let events = chat.events();
    assert_eq!(events.len(), 1, "looking is no change");
    assert_eq!((events[0].event.as_str(), events[0].audience.user_id.as_str()), ("changed", ann.id.as_str()));
}

#[test]
fn a_list_does_not_grow_for_ever() {
    let (chat, ann, town) = chat();
    for number in 0..200 {
        chat.person_types(&Todo, &ann.id, &town.id, &format!("/todo add {number}")).unwrap();
    }
    let refused = chat.person_types(&Todo, &ann.id, &town.id, "/todo add one more").unwrap_err();
    assert!(refused.message.contains("200 things"), "{refused}");
}
