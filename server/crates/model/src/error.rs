//! The error body of API v4 and the constructors everything above uses.
//!
//! A message says what was wrong, the offending value, the limit and what to do. Ids are dotted keys that
//! clients compare; where Mattermost has an id for the case, ours is the same.

use std::{borrow::Cow, fmt};

use serde::Serialize;

/// A refusal or failure as the client will see it.
#[derive(Debug, Clone, Serialize)]
pub struct AppError {
    /// Dotted key, such as `api.context.permissions.app_error`.
    pub id: Cow<'static, str>,
    /// Words for a person.
    pub message: String,
    /// More for a developer; never secrets.
    pub detailed_error: String,
    /// HTTP status.
    pub status_code: u16,
    /// For 429 and 503: when to try again; becomes headers.
    #[serde(skip)]
    pub wait: Option<Wait>,
}

/// When trying again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Seconds until then.
    pub seconds: u32,
    /// Tries that are allowed at once.
    pub limit: u32,
}

/// What functions above the store answer with.
pub type AppResult<T> = Result<T, AppError>;

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {})", self.message, self.id, self.status_code)?;
        if !self.detailed_error.is_empty() {
            write!(f, ": {}", self.detailed_error)?;
        }
        Ok(())
    }
}

impl std::error::Error for AppError {}

impl AppError {
    /// An error with any status.
    pub fn new(status_code: u16, id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            message: message.into(),
            detailed_error: String::new(),
            status_code,
            wait: None,
        }
    }

    /// Adds words for a developer.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detailed_error = detail.into();
        self
    }

    /// 400: the request is wrong; the message says how.
    pub fn bad_request(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(400, id, message)
    }

    /// 400 for a body field.
    #[must_use]
    pub fn invalid_param(name: &str) -> Self {
        Self::bad_request(
            "api.context.invalid_body_param.app_error",
            format!("Invalid or missing {name} in the request body."),
        )
    }

    /// 400 for a body field, with the reason.
    #[must_use]
    pub fn invalid_param_why(name: &str, why: impl fmt::Display) -> Self {
        Self::invalid_param(name).detail(why.to_string())
    }

    /// 400 for a part of the address.
    #[must_use]
    pub fn invalid_url_param(name: &str, value: &str) -> Self {
        let value: String = value.chars().take(64).collect();
        Self::bad_request(
            "api.context.invalid_url_param.app_error",
            format!("Invalid or missing {name} parameter in the request address: `{value}`."),
        )
    }

    /// 401: there is no session, or it has ended. Never for a missing permission: clients log out on 401.
    #[must_use]
    pub fn session_expired() -> Self {
        Self::new(
            401,
            "api.context.session_expired.app_error",
            "Invalid or expired session, please log in again.",
        )
    }

    /// 403: the actor may not do this. `permission` names what was missing.
    #[must_use]
    pub fn permission(permission: &str) -> Self {
        Self::new(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.")
            .detail(format!("permission={permission}"))
    }

    /// 403 with an id of its own.
    pub fn forbidden(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(403, id, message)
    }

    /// 404 for an object that is not there or may not be seen.
    #[must_use]
    pub fn not_found(noun: &'static str) -> Self {
        Self::new(
            404,
            format!("app.{}.missing.app_error", noun.replace(' ', "_")),
            format!("Unable to find the existing {noun}."),
        )
    }

    /// 501: switched off by configuration, or not offered.
    pub fn not_implemented(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(501, id, message)
    }

    /// 500: our fault. `what` is logged and put into the details; it must hold no secret.
    #[must_use]
    pub fn internal(what: impl fmt::Display) -> Self {
        Self::new(500, "app.internal.app_error", "Something went wrong on the server; its log says more.")
            .detail(what.to_string())
    }

    /// 429: too many tries; the message says of what.
    pub fn too_many(id: impl Into<Cow<'static, str>>, message: impl Into<String>, wait: Wait) -> Self {
        Self { wait: Some(wait), ..Self::new(429, id, message) }
    }

    /// 503: overloaded or not ready; try again.
    pub fn unavailable(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(503, id, message)
    }
}
