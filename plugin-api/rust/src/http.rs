//! HTTP: requests that come to `/plugins/<id>/…` (needs `serve`), and requests that go out (needs `http:<host>`, or
//! `http-private:<host>` for machines in the own network).
//!
//! ```
//! use chinwag_plugin::prelude::*;
//! use serde_json::json;
//!
//! #[derive(Default)]
//! struct Echo;
//!
//! impl Echo {
//!     fn hello(&self, request: &Request) -> Result<Response> {
//!         Response::json(&json!({"hello": request.param("name")}))
//!     }
//! }
//!
//! impl HttpHooks for Echo {
//!     fn handle(&self, request: Request) -> Response {
//!         Router::new().get("/hello/{name}", Self::hello).handle(self, request)
//!     }
//! }
//! register!(Echo: Http);
//!
//! let answer = Echo.handle(Request::get("/hello/ann"));
//! assert_eq!((answer.status, answer.body_text()), (200, r#"{"hello":"ann"}"#.into()));
//! ```

#[cfg(target_arch = "wasm32")]
mod incoming;
mod query;
mod router;
#[cfg(target_arch = "wasm32")]
mod sending;

pub use router::{Handler, Router};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::macros::ask;
use crate::{Error, Result};

/// The header that proves who asks. The server takes it out of what clients send and puts it in itself.
const USER_ID: &str = "mattermost-user-id";

/// A request, coming in or going out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, ….
    pub method: String,
    /// Coming in: the path behind `/plugins/<id>`, and the query. Going out: the whole address.
    pub url: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// What the router found in the path.
    params: Vec<(String, String)>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// Status, such as 200.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A request of any method.
    #[must_use]
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self { method: method.into(), url: url.into(), ..Self::default() }
    }

    /// A `GET`.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self::new("GET", url)
    }

    /// A `POST` without a body yet.
    #[must_use]
    pub fn post(url: impl Into<String>) -> Self {
        Self::new("POST", url)
    }

    /// With a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.into()));
        self
    }

    /// With a body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// With a body of JSON.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn with_json<T: Serialize + ?Sized>(self, value: &T) -> Result<Self> {
        Ok(self.with_header("content-type", "application/json").with_body(serde_json::to_vec(value)?))
    }

    /// As this person, for tests.
    #[must_use]
    pub fn by(self, user_id: &str) -> Self {
        self.with_header(USER_ID, user_id)
    }

    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Who asks, by the server's word; none for people who are not logged in.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.header(USER_ID).filter(|id| !id.is_empty())
    }

    /// Who asks.
    ///
    /// # Errors
    /// 401 when they are not logged in.
    pub fn user(&self) -> Result<&str> {
        self.user_id().ok_or_else(|| Error::new(401, "plugin.http.login", "Log in first."))
    }

    /// The path, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.split_once('?').map_or(&self.url, |(path, _)| path)
    }

    /// What the router found in the path in place of `{name}`; empty when the route has no such part.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        header(&self.params, name).unwrap_or_default()
    }

    /// A value of the query.
    ///
    /// ```
    /// # use chinwag_plugin::http::Request;
    /// assert_eq!(Request::get("/list?of=ann+b&x=%C3%A4").query("x").as_deref(), Some("ä"));
    /// ```
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.url.split_once('?')?;
        query::pairs(query).find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The body as a type of yours.
    ///
    /// # Errors
    /// 400 when it is not JSON of that shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// Sends it. A path that is no web address, or a host the plugin was not granted, is refused.
    ///
    /// ```
    /// use chinwag_plugin::http::{Request, Response};
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # chat.answer_http(|request| Ok(Response::text(format!("you asked {}", request.url))));
    /// let answer = Request::get("https://api.example.org/zen").send()?;
    /// assert!(answer.is_ok() && answer.body_text().ends_with("/zen"));
    /// # Ok::<(), chinwag_plugin::Error>(())
    /// ```
    ///
    /// # Errors
    /// When no answer came. An answer of status 404 or 500 is an answer: see [`Response::is_ok`].
    pub fn send(self) -> Result<Response> {
        send(self)
    }
}

impl Response {
    /// An answer with a status and nothing else.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// 200 with a text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::status(200).with_header("content-type", "text/plain; charset=utf-8").with_body(text.into())
    }

    /// 200 with a page.
    #[must_use]
    pub fn html(text: impl Into<String>) -> Self {
        Self::status(200).with_header("content-type", "text/html; charset=utf-8").with_body(text.into())
    }

    /// 200 with JSON.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        Ok(Self::status(200)
            .with_header("content-type", "application/json")
            .with_body(serde_json::to_vec(value)?))
    }

    /// An error, in the form of API v4's.
    #[must_use]
    pub fn error(error: &Error) -> Self {
        let body = serde_json::json!({
            "id": error.id, "message": error.message, "detailed_error": error.detail, "status_code": error.status,
        });
        Self::status(error.status).with_header("content-type", "application/json").with_body(body.to_string())
    }

    /// With another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// With a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.into()));
        self
    }

    /// With a body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Whether the status is one of the good ones, 200 to 299.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as text.
    #[must_use]
    pub fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as a type of yours.
    ///
    /// # Errors
    /// When it is not JSON of that shape.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

ask! {
    /// Sends a request: [`Request::send`].
    ///
    /// # Errors
    /// When no answer came.
    send(request: Request) -> Result<Response> { sending::send(request) } else http_send;
}
