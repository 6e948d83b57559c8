//! Files of the web app, and what unknown addresses answer.

use std::{path::PathBuf, sync::Arc};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use chinwag_model::AppError;

use crate::{HttpState, reply::ApiError};

/// Where the files of the web app are.
#[derive(Clone)]
pub enum WebApp {
    /// Inside the binary.
    Embedded,
    /// In a folder (development).
    Folder(Arc<PathBuf>),
    /// None: the server offers the API alone.
    Absent,
}

#[derive(rust_embed::RustEmbed)]
#[folder = "../../../webapp/dist"]
#[allow_missing = true]
struct Files;

impl WebApp {
    fn get(&self, path: &str) -> Option<Vec<u8>> {
        match self {
            Self::Embedded => Files::get(path).map(|file| file.data.into_owned()),
            Self::Folder(root) => {
                let clean =
                    path.split('/').all(|part| !part.is_empty() && part != ".." && !part.contains('\\'));
                clean.then(|| std::fs::read(root.join(path)).ok()).flatten()
            }
            Self::Absent => None,
        }
    }
}

/// Everything that is not a route: JSON under the API's paths, else the web app, which knows its own addresses.
pub(crate) async fn fallback(State(state): State<HttpState>, method: Method, uri: Uri) -> Response {
    let path = uri.path();
    if path.starts_with("/api/") || path.starts_with("/hooks/") || path.starts_with("/plugins/") {
        return ApiError(AppError::new(
            404,
            "api.context.404.app_error",
            format!("There is nothing at {method} {path}."),
        ))
        .into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return ApiError(AppError::new(
            405,
            "api.context.method_not_allowed.app_error",
            format!("{path} does not answer to {method}."),
        ))
        .into_response();
    }
    if let Some(name) = path.strip_prefix("/static/") {
        return match state.web.get(name) {
            Some(bytes) => file(name, bytes, "public, max-age=31536000, immutable"),
            None => {
                ApiError(AppError::new(404, "api.context.404.app_error", format!("There is no file {path}.")))
                    .into_response()
            }
        };
    }
    if climbs(path) {
        return ApiError(AppError::new(
            404,
            "api.context.404.app_error",
            format!("There is nothing at {path}."),
        ))
        .into_response();
    }
    page(&state)
}

/// Whether an address tries to leave its place; no page of the web app does.
fn climbs(path: &str) -> bool {
    let plain = path.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "\\");
    plain.starts_with("//")
        || plain.contains('\\')
        || plain.contains("%00")
        || plain.split('/').any(|part| part == "..")
}

fn page(state: &HttpState) -> Response {
    match state.web.get("index.html") {
        Some(bytes) => {
            let mut response = file("index.html", bytes, "no-cache, max-age=0, must-revalidate");
            let headers = response.headers_mut();
            headers.insert("x-frame-options", HeaderValue::from_static("SAMEORIGIN"));
            headers.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
            headers.insert(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static("frame-ancestors 'self'; script-src 'self'; object-src 'none'; base-uri 'self'"),
            );
            response
        }
        None => (
            StatusCode::OK,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            "<!doctype html><title>Chinwag</title><p>Chinwag is running, but this build holds no web app. Build it with <code>cargo xtask run</code>, or use the API at <a href=\"/api/v4/system/ping\">/api/v4</a>.",
        )
            .into_response(),
    }
}

fn file(name: &str, bytes: Vec<u8>, cache: &'static str) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let mime = if mime.type_() == "text" || name.ends_with(".js") {
        format!("{mime}; charset=utf-8")
    } else {
        mime.to_string()
    };
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&mime) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}
