//! Sends one request and reads one answer.
//!
//! Holds the headers, the limits, and the decoding of refusals. Knows no noun; each noun's calls are in the
//! file of its name. It never retries: a repeated POST could do a thing twice.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use reqwest::{Method, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::address::Address;
use crate::error::{Error, Refusal};
use crate::plugin::PluginAnswer;

/// Kept as they are in a path segment; everything else is percent-encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'@');

/// Bytes of an answer this client is willing to hold.
const LARGEST_ANSWER: usize = 256 << 20;

/// How many rows a listing asks for at once; servers give no more.
pub const PAGE_ROWS: usize = 200;

/// Listings stop here, whatever the server says.
const MOST_PAGES: usize = 20_000;

/// A connection to one server as one user (or, over a local socket, as the machine's administrator).
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    address: Address,
    token: Option<String>,
    patience: Duration,
}

impl Client {
    /// A client without a user. `patience` is how long to wait for a connection, and for each part of an
    /// answer; it does not limit uploads that move.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when TLS cannot be set up.
    pub fn new(address: Address, patience: Duration) -> Result<Self, Error> {
        // The first caller wins; every caller brings the same provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("wag/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(patience);
        if let Address::Local(path) = &address {
            // A proxy of the environment has no business between two programs on one machine.
            builder = builder.no_proxy().unix_socket(path.clone());
        }
        let http =
            builder.build().map_err(|e| Error::Unreachable { address: address.text(), reason: chain(&e) })?;
        Ok(Self { http, address, token: None, patience })
    }

    /// The same connection, acting as the owner of `token` (of a session or a personal access token).
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Where requests go.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// Starts a call; `segments` follow `/api/v4` and are encoded here.
    pub fn call(&self, method: Method, segments: &[&str]) -> Call<'_> {
        Call { client: self, path: path_of(segments), method, query: Vec::new(), body: Body::Empty }
    }

    pub(crate) fn get(&self, segments: &[&str]) -> Call<'_> {
        self.call(Method::GET, segments)
    }

    pub(crate) fn post(&self, segments: &[&str]) -> Call<'_> {
        self.call(Method::POST, segments)
    }

    pub(crate) fn put(&self, segments: &[&str]) -> Call<'_> {
        self.call(Method::PUT, segments)
    }

    pub(crate) fn delete(&self, segments: &[&str]) -> Call<'_> {
        self.call(Method::DELETE, segments)
    }
}

/// Reads a listing to its end: pages until one is empty.
///
/// # Errors
/// The first refused page's.
pub async fn every_page<T>(
    mut page: impl AsyncFnMut(usize) -> Result<Vec<T>, Error>,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    for number in 0..MOST_PAGES {
        let rows = page(number).await?;
        if rows.is_empty() {
            break;
        }
        all.extend(rows);
    }
    Ok(all)
}

impl Client {
    /// Sends a GET to a path beside the API, which may answer with anything, and reads the answer to its end.
    pub(crate) async fn ask_outside_the_api(
        &self,
        segments: &[&str],
        rest: &str,
    ) -> Result<PluginAnswer, Error> {
        let path = format!("{}/{}", path_of(segments)?, rest.trim_start_matches('/'));
        let (call, address) = (format!("GET {path}"), self.address.text());
        let mut request = self.http.get(format!("{}{path}", self.address.base()));
        if let Some(token) = self.token() {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let late = || Error::TimedOut {
            address: address.clone(),
            call: call.clone(),
            seconds: self.patience.as_secs(),
        };
        let answer = tokio::time::timeout(self.patience, request.send()).await.map_err(|_| late())?;
        let response = answer.map_err(|e| lost(&e, address.clone(), call.clone(), self.patience))?;
        let status = response.status().as_u16();
        let bytes = body_of(response, &address, &call, self.patience).await?.len();
        Ok(PluginAnswer { status, bytes })
    }
}

enum Body {
    Empty,
    Json(Result<Vec<u8>, String>),
    Form(reqwest::multipart::Form, Sent),
}

/// Counts the bytes of a body that were handed to the connection, so that waiting ends only when nothing moves.
pub type Sent = Arc<AtomicU64>;

/// A request being put together.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'a> {
    client: &'a Client,
    method: Method,
    path: Result<String, Error>,
    query: Vec<(&'static str, String)>,
    body: Body,
}

impl Call<'_> {
    /// Adds a query parameter.
    pub fn query(mut self, key: &'static str, value: impl Display) -> Self {
        self.query.push((key, value.to_string()));
        self
    }

    /// Gives the request a JSON body.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Body::Json(serde_json::to_vec(body).map_err(|e| e.to_string()));
        self
    }

    /// Gives the request a multipart body; `sent` counts what of it is on its way.
    pub fn form(mut self, form: reqwest::multipart::Form, sent: Sent) -> Self {
        self.body = Body::Form(form, sent);
        self
    }

    /// Sends, and reads the answer as `T`.
    ///
    /// # Errors
    /// Every kind of [`Error`].
    pub async fn read<T: DeserializeOwned>(self) -> Result<T, Error> {
        Ok(self.read_with_header("").await?.0)
    }

    /// Sends, and reads the answer as `T` together with one of its headers.
    ///
    /// # Errors
    /// Every kind of [`Error`].
    pub async fn read_with_header<T: DeserializeOwned>(
        self,
        header: &str,
    ) -> Result<(T, Option<String>), Error> {
        let (name, address, patience) = (self.name()?, self.client.address.text(), self.client.patience);
        let response = self.send().await?;
        let (status, kind) = (response.status().as_u16(), content_type(&response));
        let value = response.headers().get(header).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let body = body_of(response, &address, &name, patience).await?;
        if !kind.starts_with("application/json") && !kind.starts_with("application/x-ndjson") {
            return Err(not_api(address, name, status, kind, &body));
        }
        let read =
            serde_json::from_slice(&body).map_err(|e| Error::Shape { call: name, reason: e.to_string() })?;
        Ok((read, value))
    }

    /// Sends, and only asks whether it worked.
    ///
    /// # Errors
    /// Every kind of [`Error`].
    pub async fn done(self) -> Result<(), Error> {
        self.read::<serde_json::Value>().await.map(|_| ())
    }

    fn name(&self) -> Result<String, Error> {
        match &self.path {
            Ok(path) => Ok(format!("{} {path}", self.method)),
            Err(Error::Segment { value, reason }) => Err(Error::Segment { value: value.clone(), reason }),
            Err(other) => Err(Error::Shape { call: self.method.to_string(), reason: other.to_string() }),
        }
    }

    async fn send(self) -> Result<Response, Error> {
        let name = self.name()?;
        let client = self.client;
        let address = client.address.text();
        let mut request =
            client.http.request(self.method, format!("{}/api/v4{}", client.address.base(), self.path?));
        if let Some(token) = client.token() {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if !self.query.is_empty() {
            request = request.query(&self.query);
        }
        let mut sent = Sent::default();
        request = match self.body {
            Body::Empty => request,
            Body::Form(form, counter) => {
                sent = counter;
                request.multipart(form)
            }
            Body::Json(Ok(json)) => request.header(CONTENT_TYPE, "application/json").body(json),
            Body::Json(Err(reason)) => return Err(Error::Shape { call: name, reason }),
        };
        let late = || Error::TimedOut {
            address: address.clone(),
            call: name.clone(),
            seconds: client.patience.as_secs(),
        };
        let answer = while_it_moves(client.patience, &sent, request.send()).await.ok_or_else(late)?;
        let response = answer.map_err(|e| lost(&e, address.clone(), name.clone(), client.patience))?;
        judge(response, address, name, client.patience).await
    }
}

fn path_of(segments: &[&str]) -> Result<String, Error> {
    let mut path = String::new();
    for segment in segments {
        let bad = |reason| Error::Segment { value: (*segment).to_owned(), reason };
        match *segment {
            "" => return Err(bad("empty")),
            "." | ".." => return Err(bad("a step in a path, not a name")),
            text => path.push_str(&format!("/{}", utf8_percent_encode(text, SEGMENT))),
        }
    }
    Ok(path)
}

/// Waits for `work` as long as bytes of its body keep moving; nothing once they stood still for `patience`.
async fn while_it_moves<T>(patience: Duration, sent: &Sent, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let mut before = sent.load(Ordering::Relaxed);
    loop {
        if let Ok(done) = tokio::time::timeout(patience, &mut work).await {
            return Some(done);
        }
        let now = sent.load(Ordering::Relaxed);
        if now == before {
            return None;
        }
        before = now;
    }
}

async fn judge(
    response: Response,
    address: String,
    call: String,
    patience: Duration,
) -> Result<Response, Error> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    if status.is_redirection() {
        let location = response.headers().get(LOCATION).and_then(|v| v.to_str().ok());
        let location = location.unwrap_or("nowhere").to_owned();
        return Err(Error::Redirected { address, call, location });
    }
    let kind = content_type(&response);
    let body = body_of(response, &address, &call, patience).await?;
    match serde_json::from_slice::<Refusal>(&body) {
        Ok(refusal) => Err(Error::Refused(Box::new(Refusal { status_code: status.as_u16(), ..refusal }))),
        Err(_) => Err(not_api(address, call, status.as_u16(), kind, &body)),
    }
}

async fn body_of(
    mut response: Response,
    address: &str,
    call: &str,
    patience: Duration,
) -> Result<Vec<u8>, Error> {
    let broken =
        |reason: String| Error::Broken { address: address.to_owned(), call: call.to_owned(), reason };
    let mut body = Vec::new();
    loop {
        let Ok(part) = tokio::time::timeout(patience, response.chunk()).await else {
            return Err(broken(format!("nothing came for {} s", patience.as_secs())));
        };
        let Some(part) = part.map_err(|e| broken(chain(&e)))? else { return Ok(body) };
        if body.len() + part.len() > LARGEST_ANSWER {
            return Err(broken(format!("the answer is over {} MiB", LARGEST_ANSWER >> 20)));
        }
        body.extend_from_slice(&part);
    }
}

fn content_type(response: &Response) -> String {
    let value = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
    value.unwrap_or("no content type").to_owned()
}

fn not_api(address: String, call: String, status: u16, content_type: String, body: &[u8]) -> Error {
    let text = String::from_utf8_lossy(body);
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut excerpt: String = words.chars().take(120).collect();
    if excerpt.is_empty() {
        excerpt.push_str("an empty body");
    }
    Error::NotApi { address, call, status, content_type, excerpt }
}

fn lost(error: &reqwest::Error, address: String, call: String, patience: Duration) -> Error {
    if error.is_timeout() && !error.is_connect() {
        return Error::TimedOut { address, call, seconds: patience.as_secs() };
    }
    if error.is_connect() || error.is_builder() {
        return Error::Unreachable { address, reason: chain(error) };
    }
    Error::Broken { address, call, reason: chain(error) }
}

/// The innermost cause says what happened; the outer ones repeat the address.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut inner = error;
    while let Some(next) = inner.source() {
        inner = next;
    }
    inner.to_string()
}
