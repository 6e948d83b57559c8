//! The scripted wire for tests: remembers requests, gives prepared answers.
//!
//! Answers go through the same redirect, time and size rules as real ones, see `http_client`.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use parking_lot::Mutex;

use super::{Hop, HttpClientError, RawAnswer};

/// A request as a fake client got it.
#[derive(Clone, Debug)]
pub struct SeenRequest {
    /// Method.
    pub method: Method,
    /// Address with query.
    pub url: String,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

/// What the other side does.
#[derive(Clone, Debug)]
pub enum FakeAnswer {
    /// It answers.
    Answer {
        /// Status.
        status: StatusCode,
        /// Headers.
        headers: HeaderMap,
        /// Body.
        body: Bytes,
    },
    /// The connection fails with these words.
    Fails(String),
}

impl FakeAnswer {
    /// An answer with this status and body.
    #[must_use]
    pub fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::Answer { status, headers: HeaderMap::new(), body: body.into() }
    }

    /// The same answer with one more header; no effect on a failure.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.insert(name, value);
        }
        self
    }
}

#[derive(Debug, Default)]
struct Script {
    seen: Vec<SeenRequest>,
    answers: HashMap<String, VecDeque<FakeAnswer>>,
}

/// The other side of a fake client. Clones share one script.
#[derive(Clone, Debug, Default)]
pub struct FakeHttp {
    script: Arc<Mutex<Script>>,
}

impl FakeHttp {
    /// Adds an answer for exactly this address. Several are given one after the other; the last one stays.
    pub fn answer(&self, url: &str, answer: FakeAnswer) {
        self.script.lock().answers.entry(url.to_owned()).or_default().push_back(answer);
    }

    /// All requests so far, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.script.lock().seen.clone()
    }

    pub(super) fn send(&self, hop: &Hop) -> Result<RawAnswer, HttpClientError> {
        let url = hop.url.to_string();
        let mut script = self.script.lock();
        let (method, headers, body) = (hop.method.clone(), hop.headers.clone(), hop.body.clone());
        script.seen.push(SeenRequest { method, url: url.clone(), headers, body });
        let answer = match script.answers.get_mut(&url) {
            Some(queue) if queue.len() > 1 => queue.pop_front(),
            Some(queue) => queue.front().cloned(),
            None => None,
        };
        match answer {
            Some(FakeAnswer::Answer { status, headers, body }) => {
                Ok(RawAnswer { status, headers, body: stream::iter([Ok(body)]).boxed() })
            }
            Some(FakeAnswer::Fails(why)) => Err(HttpClientError::Failed { url, why }),
            None => Err(HttpClientError::NotScripted { method: hop.method.clone(), url }),
        }
    }
}
