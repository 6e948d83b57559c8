//! The brand image.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method},
};
use chinwag_app::BRAND_BYTES_MAX;
use chinwag_model::file::Disposition;

use crate::{
    HttpState,
    content::{Asked, Keep, send},
    extract::{Auth, file_of_form},
    reply::{Reply, created, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/brand/image", get)
        .post("/api/v4/brand/image", set)
        .delete("/api/v4/brand/image", delete)
}

async fn get(State(state): State<HttpState>, method: Method, headers: HeaderMap) -> Reply {
    let content = state.app.brand_content().await?;
    let asked = Asked {
        method: &method,
        headers: &headers,
        disposition: Disposition::Inline,
        keep: Keep::AskEachTime,
    };
    send(&state.app, asked, &content).await
}

async fn set(State(state): State<HttpState>, auth: Auth, request: Request) -> Reply {
    state.app.access_brand(&auth.0)?;
    let picture = file_of_form(&state, request, "image", BRAND_BYTES_MAX).await?;
    state.app.do_set_brand(&auth.0, picture).await?;
    created(&serde_json::json!({"status": "OK"}))
}

async fn delete(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.do_delete_brand(&auth.0).await?;
    ok()
}
