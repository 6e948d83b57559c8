//! Web requests, in and out.

use chinwag_plugin::prelude::*;
use serde_json::json;

use crate::tour::Tour;
use crate::{Demo, seen};

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
}

/// The call to the outside: one host, which the manifest names.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    tour.attempt("http (out)", Request::get("https://example.com/").send());
    Ok(())
}
