//! What the panel asks: everybody sees and changes their own list only, because the server says who asks.

use chinwag_plugin::prelude::*;
use serde::Deserialize;

use crate::{Todo, list};

#[derive(Deserialize)]
struct New {
    text: String,
}

pub(crate) fn router() -> Router<Todo> {
    Router::new()
        .for_users()
        .get("/items", |_, request| Response::json(&list::of(request.user()?)?))
        .post("/items", |_, request| {
            let new: New = request.json()?;
            Ok(Response::json(&list::add(request.user()?, &new.text)?)?.with_status(201))
        })
        .post("/items/{id}/toggle", |_, request| {
            Response::json(&list::toggle(request.user()?, id(request)?)?)
        })
        .delete("/items/{id}", |_, request| Response::json(&list::remove(request.user()?, id(request)?)?))
}

fn id(request: &Request) -> Result<u64> {
    let text = request.param("id");
    text.parse().map_err(|_| Error::bad_request("todo.number", format!("`{text}` is no number of an item.")))
}
