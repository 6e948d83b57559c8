//! What is behind links: what pages say of themselves (older clients ask), pictures of other servers, where an address
//! sends on to.

use axum::{
    body::Body as Bytes,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use chinwag_app::ProxiedImage;
use chinwag_model::AppError;
use serde::Deserialize;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Query},
    reply::{Reply, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/opengraph", open_graph)
        .get("/api/v4/image", image)
        .get("/api/v4/redirect_location", redirect_location)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    url: String,
}

async fn open_graph(State(state): State<HttpState>, auth: Auth, Body(wanted): Body<Wanted>) -> Reply {
    match state.app.open_graph(&auth.0, &wanted.url).await? {
        Some(page) => json(&page),
        None => json(&value!({"url": ""})),
    }
}

async fn redirect_location(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let location = state.app.redirect_location(&auth.0, query.text("url")).await?;
    json(&value!({"location": location}))
}

/// The picture, or the way to it when the proxy is off.
async fn image(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let mut response = Response::new(Bytes::empty());
    let place = match state.app.proxied_image(&auth.0, query.text("url")).await? {
        ProxiedImage::Elsewhere(url) => {
            *response.status_mut() = StatusCode::FOUND;
            (header::LOCATION, url)
        }
        ProxiedImage::Here { mime_type, bytes } => {
            *response.body_mut() = Bytes::from_stream(bytes);
            (header::CONTENT_TYPE, mime_type)
        }
    };
    let value = HeaderValue::from_str(&place.1).map_err(AppError::internal)?;
    let headers = response.headers_mut();
    headers.insert(place.0, value);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400"));
    let sandbox = HeaderValue::from_static("default-src 'none'; sandbox");
    headers.insert(header::CONTENT_SECURITY_POLICY, sandbox);
    Ok(response)
}
