//! What went wrong: a key for programs, a status, words for people.

use std::fmt;

/// What functions and hooks of a plugin return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something failed, by the server's word or the plugin's own.
///
/// ```
/// use chinwag_plugin::{Error, Result};
///
/// fn parse(text: &str) -> Result<u32> {
///     text.parse().map_err(|_| Error::bad_request("todo.number", format!("`{text}` is not a number.")))
/// }
/// let error = parse("seven").unwrap_err();
/// assert_eq!((error.status, error.id.as_str()), (400, "todo.number"));
/// assert_eq!(error.to_string(), "`seven` is not a number.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Dotted key, such as `api.context.permissions.app_error`; `plugin.capability.denied` when a grant is missing.
    pub id: String,
    /// As HTTP numbers them: 400 wrong input, 403 not allowed, 404 not there, 409 changed meanwhile, 413 too large,
    /// 429 too often, 500 failed, 503 not now.
    pub status: u16,
    /// What was wrong, the value that was wrong, the limit, what to do.
    pub message: String,
    /// More for developers; may be empty.
    pub detail: String,
}

impl Error {
    /// An error of the plugin's own.
    #[must_use]
    pub fn new(status: u16, id: impl Into<String>, message: impl Into<String>) -> Self {
        Self { id: id.into(), status, message: message.into(), detail: String::new() }
    }

    /// 400: what was given is wrong.
    #[must_use]
    pub fn bad_request(id: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(400, id, message)
    }

    /// 404: it is not there.
    #[must_use]
    pub fn not_found(id: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(404, id, message)
    }

    /// With more for developers.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Whether the plugin was not granted what the call needs.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        self.id == "plugin.capability.denied"
    }

    /// Whether what was asked for is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status == 404
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}

impl std::error::Error for Error {}

impl From<String> for Error {
    fn from(message: String) -> Self {
        Self::new(500, "plugin.failed", message)
    }
}

impl From<&str> for Error {
    fn from(message: &str) -> Self {
        Self::from(message.to_owned())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::bad_request("plugin.json", format!("This is not the JSON that is expected: {error}."))
    }
}

#[cfg(target_arch = "wasm32")]
impl From<crate::wit::api::chinwag::plugin::types::Error> for Error {
    fn from(error: crate::wit::api::chinwag::plugin::types::Error) -> Self {
        Self { id: error.id, status: error.status, message: error.message, detail: error.detail }
    }
}
