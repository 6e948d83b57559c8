//! Web requests, in and out.

use chinwag_plugin::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tour::Tour;
use crate::{Demo, command, seen, single};

/// One call, as a request asks for it.
#[derive(Deserialize)]
struct Asked {
    call: String,
    #[serde(default)]
    arguments: Vec<Value>,
}

/// An answer, as a request wants it: to see what becomes of it on its way out.
#[derive(Deserialize)]
#[serde(default)]
struct Wanted {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    /// How often the body is repeated.
    times: usize,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { status: 200, headers: Vec::new(), body: String::new(), times: 1 }
    }
}

impl HttpHooks for Demo {
    fn handle(&self, request: Request) -> Response {
        seen::count("http");
        router().handle(self, request)
    }
}

fn router() -> Router<Demo> {
    Router::new()
        .get("/hello", |_, request| {
            let name = request.query("name").unwrap_or_else(|| "stranger".into());
            Ok(Response::text(format!("Hello, {name}!")))
        })
        .post("/echo", |_, request| {
            let kind = request.header("content-type").unwrap_or("application/octet-stream");
            Ok(Response::status(200).with_header("content-type", kind).with_body(request.body.clone()))
        })
        .for_users()
        .get("/me", |_, request| {
            let user = users::get(request.user()?)?;
            Response::json(&json!({"id": user.id, "username": user.username}))
        })
        .get("/seen", |_, _| Response::json(&seen::all()?))
        .post("/call", |_, request| {
            administrator(request)?;
            let asked: Asked = request.json()?;
            Response::json(&json!({"answer": single::call(&asked.call, asked.arguments)?}))
        })
        .post("/answer", |_, request| {
            administrator(request)?;
            let wanted: Wanted = request.json()?;
            let answer = Response::status(wanted.status).with_body(wanted.body.repeat(wanted.times));
            Ok(wanted.headers.iter().fold(answer, |answer, (name, value)| answer.with_header(name, value)))
        })
}

fn administrator(request: &Request) -> Result<()> {
    if command::administers(request.user()?) {
        return Ok(());
    }
    Err(Error::new(403, "demo.administrators", "This is for administrators."))
}

/// The call to the outside: one host, which the manifest names.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    tour.attempt("http (out)", Request::get("https://example.com/").send());
    Ok(())
}
