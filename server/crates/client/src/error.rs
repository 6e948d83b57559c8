//! What can go wrong between this machine and a server's API.
//!
//! Every message says what was tried, against which address, and what to do next. Nothing here decides
//! exit codes or prints. Where errors are made: [`crate::transport`] and [`crate::websocket`].

use serde::{Deserialize, Serialize};

/// The error body of API v4, as the server sent it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
pub struct Refusal {
    /// Dotted key, for example `api.context.permissions.app_error`.
    #[serde(default)]
    pub id: String,
    /// One sentence for people.
    pub message: String,
    /// More for operators; often empty.
    #[serde(default)]
    pub detailed_error: String,
    /// Finds the request in the server's log.
    #[serde(default)]
    pub request_id: String,
    /// The HTTP status; the one of the answer, whatever the body claims.
    #[serde(default)]
    pub status_code: u16,
}

/// A failed call.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server understood and said no.
    #[error("{}", refusal_text(.0))]
    Refused(Box<Refusal>),
    /// Something answered, but not with API v4.
    #[error(
        "{address} answered {status} to {call} with something that is not API v4 ({content_type}): {excerpt}"
    )]
    NotApi {
        /// Where the request went.
        address: String,
        /// Method and path.
        call: String,
        /// HTTP status.
        status: u16,
        /// Content type of the answer, or `no content type`.
        content_type: String,
        /// The first words of the body.
        excerpt: String,
    },
    /// The server sent us elsewhere; following would send the token to another place.
    #[error(
        "{address} redirects {call} to {location}: use the address that the server itself gives as its site URL"
    )]
    Redirected {
        /// Where the request went.
        address: String,
        /// Method and path.
        call: String,
        /// The `Location` header.
        location: String,
    },
    /// No connection.
    #[error("cannot reach {address}: {reason}")]
    Unreachable {
        /// Where the request should have gone.
        address: String,
        /// The operating system's or TLS's words.
        reason: String,
    },
    /// The server took too long.
    #[error("{address} did not answer {call} within {seconds} s")]
    TimedOut {
        /// Where the request went.
        address: String,
        /// Method and path.
        call: String,
        /// The limit.
        seconds: u64,
    },
    /// The connection broke while an answer was being read.
    #[error("the connection to {address} broke during {call}: {reason}")]
    Broken {
        /// Where the request went.
        address: String,
        /// Method and path.
        call: String,
        /// What happened.
        reason: String,
    },
    /// The answer had another shape than this client knows.
    #[error("the answer to {call} has a shape this client does not know: {reason}")]
    Shape {
        /// Method and path.
        call: String,
        /// What serde found.
        reason: String,
    },
    /// A server address that cannot be used.
    #[error("`{value}` is not a server address: {reason}")]
    Address {
        /// What was given.
        value: String,
        /// Why not, and what to give instead.
        reason: String,
    },
    /// A value that cannot stand in a path.
    #[error("`{value}` cannot be a name or an id: it is {reason}")]
    Segment {
        /// What was given.
        value: String,
        /// Why not.
        reason: &'static str,
    },
    /// A local socket that must not be used.
    #[error("local socket {path}: {reason}")]
    Socket {
        /// The path that was tried.
        path: String,
        /// Why not, and what to do.
        reason: String,
    },
    /// A local file that could not be read.
    #[error("cannot read {path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// The operating system's words.
        reason: String,
    },
}

impl Error {
    /// The HTTP status the server answered with, if one was received.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(refusal) => Some(refusal.status_code),
            Self::NotApi { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether this means "no such thing by that name or id": the next way of looking it up may work.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Refused(refusal) if matches!(refusal.status_code, 400 | 404))
    }
}

fn refusal_text(refusal: &Refusal) -> String {
    let mut text = refusal.message.clone();
    if !refusal.detailed_error.is_empty() {
        text.push_str(" (");
        text.push_str(&refusal.detailed_error);
        text.push(')');
    }
    text.push_str(&format!(" [{}", refusal.status_code));
    if !refusal.id.is_empty() {
        text.push_str(&format!(" {}", refusal.id));
    }
    if !refusal.request_id.is_empty() {
        text.push_str(&format!(", request {}", refusal.request_id));
    }
    text.push(']');
    text
}
