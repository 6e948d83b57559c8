//! A person's list: what is kept, and how it changes.

use chinwag_plugin::prelude::*;
use chinwag_plugin::websocket::Audience;
use serde::{Deserialize, Serialize};

/// Things a list may hold.
const MOST: usize = 200;
/// Characters of one.
const LONGEST: usize = 500;

/// One thing to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    /// Counts up, never used twice in a list.
    pub(crate) id: u64,
    pub(crate) text: String,
    pub(crate) done: bool,
}

#[derive(Default, Serialize, Deserialize)]
struct List {
    last_id: u64,
    items: Vec<Item>,
}

fn key(user_id: &str) -> String {
    format!("list:{user_id}")
}

/// What is on it, the oldest first.
pub(crate) fn of(user_id: &str) -> Result<Vec<Item>> {
    Ok(kv::get::<List>(&key(user_id))?.unwrap_or_default().items)
}

/// Changes the list so that two clients at once lose nothing, and tells the person's clients.
fn change(user_id: &str, change: impl Fn(&mut List) -> Result<()>) -> Result<Vec<Item>> {
    let items = kv::update(&key(user_id), change)?.items;
    websocket::publish("changed", &serde_json::json!({"items": items}), &Audience::user(user_id))?;
    Ok(items)
}

/// Puts something at its end.
pub(crate) fn add(user_id: &str, text: &str) -> Result<Vec<Item>> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > LONGEST {
        let words = format!("Say in 1 to {LONGEST} characters what is to be done; these are {length}.");
        return Err(Error::bad_request("todo.text", words));
    }
    change(user_id, |list| {
        if list.items.len() >= MOST {
            return Err(Error::bad_request(
                "todo.many",
                format!("There are {MOST} things on your list: do one first."),
            ));
        }
        list.last_id += 1;
        list.items.push(Item { id: list.last_id, text: text.to_owned(), done: false });
        Ok(())
    })
}

/// Ticks one off, or brings it back.
pub(crate) fn toggle(user_id: &str, id: u64) -> Result<Vec<Item>> {
    change(user_id, |list| {
        let item = list.items.iter_mut().find(|item| item.id == id).ok_or_else(|| missing(id))?;
        item.done = !item.done;
        Ok(())
    })
}

/// Takes one away.
pub(crate) fn remove(user_id: &str, id: u64) -> Result<Vec<Item>> {
    change(user_id, |list| {
        let before = list.items.len();
        list.items.retain(|item| item.id != id);
        if list.items.len() == before { Err(missing(id)) } else { Ok(()) }
    })
}

/// Takes away everything that is done.
pub(crate) fn clean(user_id: &str) -> Result<Vec<Item>> {
    change(user_id, |list| {
        list.items.retain(|item| !item.done);
        Ok(())
    })
}

fn missing(id: u64) -> Error {
    Error::not_found("todo.missing", format!("There is no {id} on your list."))
}
