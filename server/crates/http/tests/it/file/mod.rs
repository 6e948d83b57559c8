//! Files from outside: what goes in, what comes out and to whom, pictures, and what is swept away.

mod download;
mod picture;
mod search;
mod sweep;
mod take_in;
mod upload;

pub(crate) use picture::{picture, png_that_claims};

use chinwag_testkit::{Answer, Caller, Channel, TestApp};
use reqwest::{
    Method,
    multipart::{Form, Part},
};

/// A server with an administrator and a channel of theirs.
pub(crate) async fn channel() -> (TestApp, Caller, Channel) {
    let app = Box::pin(TestApp::start()).await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    (app, ann, channel)
}

pub(crate) fn part(name: &str, bytes: impl Into<Vec<u8>>) -> Part {
    Part::bytes(bytes.into()).file_name(name.to_owned())
}

pub(crate) async fn send_form(caller: &Caller, form: Form) -> Answer {
    caller.send(caller.request(Method::POST, "/files").multipart(form)).await
}

/// Uploads one file and gives its id.
pub(crate) async fn upload(
    caller: &Caller,
    channel: &Channel,
    name: &str,
    bytes: impl Into<Vec<u8>>,
) -> String {
    let form = Form::new().text("channel_id", channel.id.to_string()).part("files", part(name, bytes));
    let answer = send_form(caller, form).await.expect(201);
    answer.body["file_infos"][0]["id"].as_str().expect("a file id").to_owned()
}

/// A GET with headers of its own; the body as bytes.
pub(crate) async fn fetch(
    caller: &Caller,
    path: &str,
    headers: &[(&str, &str)],
) -> (u16, reqwest::header::HeaderMap, Vec<u8>) {
    let mut request = caller.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.expect("a whole body").to_vec())
}

/// Keys in the file store once nothing is being removed any more, or those that are left after a while.
pub(crate) async fn keys_left(app: &TestApp) -> Vec<String> {
    for _ in 0..1000 {
        let keys = app.app.file_store().list("").await.expect("a listing");
        if keys.is_empty() {
            return keys;
        }
        tokio::task::yield_now().await;
    }
    app.app.file_store().list("").await.expect("a listing")
}
