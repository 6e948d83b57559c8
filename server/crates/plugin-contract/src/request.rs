//! A request to `/plugins/{id}/…` and its answer, without words of HTTP libraries.

use std::{fmt, io};

use bytes::Bytes;
use futures_util::stream::BoxStream;

/// Bytes as they come.
pub type Body = BoxStream<'static, Result<Bytes, io::Error>>;

/// A request on its way into a plugin. What proves identity was taken out and put in by the server alone.
pub struct PluginRequest {
    /// `GET`, `POST`, ….
    pub method: String,
    /// Path and query behind `/plugins/{id}`, beginning with a slash.
    pub path: String,
    /// Host the client asked for.
    pub host: String,
    /// `http` or `https`.
    pub scheme: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Body,
    /// On whose behalf.
    pub asked: crate::Asked,
}

/// What a plugin answers.
pub struct PluginResponse {
    /// Status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Body,
}

impl fmt::Debug for PluginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PluginResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginResponse").field("status", &self.status).finish_non_exhaustive()
    }
}
