//! What handlers take: the actor, ids from the address, the query, the body.
//!
//! [`actor`] turns tokens into actors; [`body`] reads JSON as leniently as clients need;
//! [`incoming`] is for bodies that are streamed.

mod actor;
mod body;
mod form;
mod incoming;

use std::collections::HashMap;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use chinwag_model::{AppError, AppResult, Id, UserId, page::Page};

pub(crate) use actor::{Auth, LocalSocket, MaybeAuth, Peer, PeerAddress, bearer, cookie};
pub(crate) use body::{Body, Raw, in_time, parse};
pub(crate) use form::file_of_form;
pub(crate) use incoming::{Incoming, announced, broken_form, bytes_field, text_field};

use crate::{HttpState, reply::ApiError};

/// The named parts of the address.
pub(crate) struct Params(HashMap<String, String>);

impl FromRequestParts<HttpState> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, ApiError> {
        let raw = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| AppError::invalid_url_param("path", parts.uri.path()))?;
        Ok(Self(raw.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect()))
    }
}

impl Params {
    /// A part as text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A part as an id.
    ///
    /// # Errors
    /// 400 `api.context.invalid_url_param.app_error`.
    pub(crate) fn id<K>(&self, name: &str) -> AppResult<Id<K>> {
        let text = self.text(name);
        match text.parse::<Id<K>>() {
            Ok(id) if !id.is_empty() => Ok(id),
            _ => Err(AppError::invalid_url_param(name, text)),
        }
    }

    /// A user's id, where `me` is the actor.
    ///
    /// # Errors
    /// As [`id`](Self::id).
    pub(crate) fn user(&self, auth: &Auth) -> AppResult<UserId> {
        self.user_named("user_id", auth)
    }

    /// A user's id under another name.
    ///
    /// # Errors
    /// As [`id`](Self::id).
    pub(crate) fn user_named(&self, name: &str, auth: &Auth) -> AppResult<UserId> {
        if self.text(name) == "me" { auth.0.require_user() } else { self.id(name) }
    }
}

/// The query, read leniently: what cannot be read is as if it were not there.
#[derive(Debug, Default)]
pub(crate) struct Query(HashMap<String, String>);

impl FromRequestParts<HttpState> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

impl Query {
    /// A value; `""` when missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether a value is given at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A truth value: `true`, `1`, `t`; everything else is false.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name).to_ascii_lowercase().as_str(), "true" | "1" | "t")
    }

    /// A whole number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    /// An id; empty when missing.
    ///
    /// # Errors
    /// 400 when it has the wrong shape.
    pub(crate) fn id<K>(&self, name: &str) -> AppResult<Id<K>> {
        self.text(name).parse().map_err(|_| AppError::invalid_url_param(name, self.text(name)))
    }

    /// `page` and `per_page`.
    pub(crate) fn page(&self) -> Page {
        self.page_named("per_page", Page::DEFAULT)
    }

    /// `page` and a differently named size with its own default.
    pub(crate) fn page_named(&self, size: &str, default: u32) -> Page {
        let number = |name: &str| self.number(name).and_then(|n| u32::try_from(n).ok());
        Page::new(number("page").unwrap_or(0), number(size).filter(|n| *n > 0).unwrap_or(default))
    }
}
