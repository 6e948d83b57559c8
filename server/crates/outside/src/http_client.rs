//! HTTP calls the server makes for users, plugins and administrators: guarded, bounded, fakeable.
//!
//! Here: requests, answers, limits, errors and the walk through redirects. `http_client/guarded.rs` holds the
//! real connection (every address it connects to passes `address_guard`), `http_client/fake.rs` the scripted
//! one for tests, `http_client/redirect.rs` what the next request of a redirect is. Nothing here knows what a call is for.

mod fake;
mod guarded;
mod redirect;

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, Method, StatusCode};
use tokio::time::Instant;
use url::Url;

use crate::address_guard::{AllowedInternal, Refusal};
pub use fake::{FakeAnswer, FakeHttp, SeenRequest};
use guarded::Guarded;

/// How the client behaves; the same for all requests of one client.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// Internal hosts and addresses that may be called all the same.
    pub allowed_internal: AllowedInternal,
    /// Longest time to connect, TLS included.
    pub connect_timeout: Duration,
    /// Longest time for the whole call, redirects and body included, unless the request says otherwise.
    pub total_timeout: Duration,
    /// Largest answer body in bytes after decompression, unless the request says otherwise.
    pub max_answer_bytes: u64,
    /// Most redirects to follow; 0 hands a redirect over as the answer it is.
    pub max_redirects: usize,
    /// Proxy for all calls. The environment's proxy variables are never used.
    pub proxy: Option<Url>,
    /// Whether servers must show a valid certificate.
    pub certificates: Certificates,
    /// The `User-Agent` of requests that bring none.
    pub user_agent: String,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            allowed_internal: AllowedInternal::default(),
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(30),
            max_answer_bytes: 1024 * 1024,
            max_redirects: 5,
            proxy: None,
            certificates: Certificates::Valid,
            user_agent: concat!("Chinwag/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// Which TLS certificates are good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificates {
    /// Only valid ones.
    Valid,
    /// Any, for test installations.
    Any,
}

/// One request to make.
#[derive(Clone, Debug)]
pub struct OutRequest {
    /// Method.
    pub method: Method,
    /// Absolute `http` or `https` address.
    pub url: String,
    /// Headers to send; `Host` and those that describe the connection are left out.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
    /// Instead of [`HttpSettings::total_timeout`].
    pub timeout: Option<Duration>,
    /// Instead of [`HttpSettings::max_answer_bytes`].
    pub max_answer_bytes: Option<u64>,
    /// What is done with an answer that sends on.
    pub redirects: Redirects,
}

/// What is done with an answer that sends on to another address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redirects {
    /// The other address is asked, and so on.
    #[default]
    Follow,
    /// It is the answer.
    Show,
}

impl OutRequest {
    /// A request without headers and body.
    #[must_use]
    pub fn new(method: Method, url: &str) -> Self {
        let (headers, body) = (HeaderMap::new(), Bytes::new());
        Self {
            method,
            url: url.to_owned(),
            headers,
            body,
            timeout: None,
            max_answer_bytes: None,
            redirects: Redirects::Follow,
        }
    }

    /// A GET.
    #[must_use]
    pub fn get(url: &str) -> Self {
        Self::new(Method::GET, url)
    }

    /// A POST of `body`.
    #[must_use]
    pub fn post(url: &str, content_type: http::HeaderValue, body: impl Into<Bytes>) -> Self {
        let mut request = Self::new(Method::POST, url);
        request.headers.insert(CONTENT_TYPE, content_type);
        request.body = body.into();
        request
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct OutAnswer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, decompressed.
    pub body: Bytes,
    /// The address that gave the answer, after redirects.
    pub url: Url,
}

/// An answer whose body is still coming.
pub struct OutStream {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The address that gives the answer, after redirects.
    pub url: Url,
    /// The body, decompressed; ends with an error when it passes the limit or the time.
    pub body: BoxStream<'static, Result<Bytes, HttpClientError>>,
}

impl std::fmt::Debug for OutStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutStream")
            .field("status", &self.status)
            .field("url", &self.url.as_str())
            .finish_non_exhaustive()
    }
}

/// Why a call gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpClientError {
    /// The address is not one that can be called.
    #[error("cannot call {url:?}: {why}; write an absolute http:// or https:// address")]
    BadUrl {
        /// The address as given, cut to 200 characters.
        url: String,
        /// What is wrong.
        why: String,
    },
    /// The address is internal and not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// More redirects than allowed.
    #[error("{url} redirected more than {limit} times; call the final address directly")]
    TooManyRedirects {
        /// The first address, without its query.
        url: String,
        /// How many are followed.
        limit: usize,
    },
    /// The answer took too long.
    #[error("{url} did not answer completely within {seconds:.1} s; the other side is slow or unreachable")]
    Timeout {
        /// The address, without its query.
        url: String,
        /// The limit in seconds.
        seconds: f64,
    },
    /// The answer is too large.
    #[error("the answer of {url} is larger than the limit of {limit_bytes} bytes")]
    AnswerTooLarge {
        /// The address, without its query.
        url: String,
        /// The limit.
        limit_bytes: u64,
    },
    /// The network or the other server failed.
    #[error("the call to {url} failed: {why}")]
    Failed {
        /// The address, without its query.
        url: String,
        /// The chain of causes.
        why: String,
    },
    /// The client's own settings are unusable.
    #[error("outgoing HTTP is not usable: {why}")]
    Setup {
        /// What is wrong.
        why: String,
    },
    /// A test called an address its script does not know.
    #[error("the fake HTTP client has no answer for {method} {url}; script one with FakeHttp::answer")]
    NotScripted {
        /// Method.
        method: Method,
        /// Address.
        url: String,
    },
}

/// The address for error messages: user, password, query and fragment may be secret.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// Makes HTTP calls. Cheap to clone.
#[derive(Clone, Debug)]
pub struct HttpClient {
    settings: Arc<HttpSettings>,
    wire: Wire,
}

#[derive(Clone, Debug)]
enum Wire {
    Guarded(Arc<Guarded>),
    Fake(FakeHttp),
}

/// One hop of a call.
struct Hop {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Bytes,
}

impl HttpClient {
    /// A client that really calls. Costs nothing until the first call.
    #[must_use]
    pub fn new(settings: HttpSettings) -> Self {
        let settings = Arc::new(settings);
        Self { wire: Wire::Guarded(Arc::new(Guarded::new(Arc::clone(&settings)))), settings }
    }

    /// A client for tests and the script behind it. Limits and redirects work as in the real one.
    #[must_use]
    pub fn fake() -> (Self, FakeHttp) {
        let fake = FakeHttp::default();
        (Self { settings: Arc::new(HttpSettings::default()), wire: Wire::Fake(fake.clone()) }, fake)
    }

    /// Makes a call and reads the whole answer. Any status is an answer, not an error.
    ///
    /// # Errors
    /// See [`HttpClientError`].
    pub async fn send(&self, request: OutRequest) -> Result<OutAnswer, HttpClientError> {
        let OutStream { status, headers, url, mut body } = self.open(request).await?;
        let mut whole = BytesMut::new();
        while let Some(chunk) = body.next().await {
            whole.extend_from_slice(&chunk?);
        }
        Ok(OutAnswer { status, headers, body: whole.freeze(), url })
    }

    /// Makes a call and hands over the answer while its body is coming, under the same limits.
    ///
    /// # Errors
    /// See [`HttpClientError`].
    pub async fn open(&self, request: OutRequest) -> Result<OutStream, HttpClientError> {
        let url = checked_url(&request.url)?;
        let timeout = request.timeout.unwrap_or(self.settings.total_timeout);
        let limit = request.max_answer_bytes.unwrap_or(self.settings.max_answer_bytes);
        let deadline = Deadline { at: Instant::now() + timeout, timeout };
        let mut headers = request.headers;
        for name in NEVER_SENT {
            headers.remove(name);
        }
        let first = Hop { method: request.method, url, headers, body: request.body };
        let (answer, url) = match request.redirects {
            Redirects::Follow => self.follow(first, &deadline).await?,
            Redirects::Show => {
                let sent = self.wire_send(&first);
                (deadline.wait(&first.url, sent).await??, first.url.clone())
            }
        };
        Ok(bounded(answer, url, limit, deadline))
    }

    async fn follow(&self, mut hop: Hop, deadline: &Deadline) -> Result<(RawAnswer, Url), HttpClientError> {
        let first = shown(&hop.url);
        for _ in 0..=self.settings.max_redirects {
            let url = hop.url.clone();
            let sent = self.wire_send(&hop);
            let answer = deadline.wait(&url, sent).await??;
            if self.settings.max_redirects == 0 {
                return Ok((answer, url));
            }
            match redirect::next_hop(hop, &answer)? {
                Some(next) => hop = next,
                None => return Ok((answer, url)),
            }
        }
        Err(HttpClientError::TooManyRedirects { url: first, limit: self.settings.max_redirects })
    }

    async fn wire_send(&self, hop: &Hop) -> Result<RawAnswer, HttpClientError> {
        match &self.wire {
            Wire::Guarded(guarded) => guarded.send(hop).await,
            Wire::Fake(fake) => fake.send(hop),
        }
    }
}

/// Headers of the connection, not of the request; a caller that could set them could smuggle.
const NEVER_SENT: [HeaderName; 7] = [
    http::header::HOST,
    http::header::CONTENT_LENGTH,
    http::header::TRANSFER_ENCODING,
    http::header::CONNECTION,
    http::header::UPGRADE,
    http::header::TE,
    http::header::PROXY_AUTHORIZATION,
];

struct RawAnswer {
    status: StatusCode,
    headers: HeaderMap,
    body: BoxStream<'static, Result<Bytes, HttpClientError>>,
}

struct Deadline {
    at: Instant,
    timeout: Duration,
}

impl Deadline {
    async fn wait<T>(&self, url: &Url, work: impl Future<Output = T>) -> Result<T, HttpClientError> {
        tokio::time::timeout_at(self.at, work)
            .await
            .map_err(|_| HttpClientError::Timeout { url: shown(url), seconds: self.timeout.as_secs_f64() })
    }
}

fn checked_url(text: &str) -> Result<Url, HttpClientError> {
    let bad =
        |why: &str| HttpClientError::BadUrl { url: text.chars().take(200).collect(), why: why.to_owned() };
    let url = Url::parse(text).map_err(|error| bad(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad(&format!("the scheme is {:?}", url.scheme())));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(bad("it has no host"));
    }
    Ok(url)
}

fn bounded(answer: RawAnswer, url: Url, limit_bytes: u64, deadline: Deadline) -> OutStream {
    struct State {
        body: BoxStream<'static, Result<Bytes, HttpClientError>>,
        left: u64,
        url: Url,
        deadline: Deadline,
    }
    let RawAnswer { status, headers, body } = answer;
    let state = State { body, left: limit_bytes, url: url.clone(), deadline };
    let body = futures_util::stream::try_unfold(state, move |mut state| async move {
        let Some(chunk) = state.deadline.wait(&state.url, state.body.next()).await? else { return Ok(None) };
        let chunk = chunk?;
        state.left = state
            .left
            .checked_sub(chunk.len() as u64)
            .ok_or_else(|| HttpClientError::AnswerTooLarge { url: shown(&state.url), limit_bytes })?;
        Ok(Some((chunk, state)))
    });
    OutStream { status, headers, url, body: body.boxed() }
}
