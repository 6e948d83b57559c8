//! The brand image.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method},
};
use chinwag_app::BRAND_BYTES_MAX;
use chinwag_model::{AppError, AppResult, file::Disposition};

use crate::{
    HttpState,
    content::{Asked, Keep, send},
    extract::{Auth, Incoming, broken_form, bytes_field},
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
    let (parts, body) = request.into_parts();
    let incoming = Incoming::new(body);
    let done = async {
        let picture = read_image(&incoming, &parts.headers).await?;
        state.app.do_set_brand(&auth.0, picture).await
    };
    if let Err(refusal) = done.await {
        incoming.drain().await;
        return Err(refusal.into());
    }
    created(&serde_json::json!({"status": "OK"}))
}

/// The part `image` of a form.
async fn read_image(incoming: &Incoming, headers: &HeaderMap) -> AppResult<bytes::Bytes> {
    let missing = || AppError::invalid_param_why("image", "send a multipart form with a part `image`");
    let mut form = incoming.form(headers).ok_or_else(missing)?;
    while let Some(field) = form.next_field().await.map_err(|e| broken_form(&e))? {
        if field.name() == Some("image") {
            return bytes_field(field, BRAND_BYTES_MAX).await?.ok_or_else(|| {
                AppError::new(
                    413,
                    "api.admin.upload_brand_image.too_large.app_error",
                    format!("The brand image may have at most {BRAND_BYTES_MAX} bytes."),
                )
            });
        }
    }
    Err(missing())
}

async fn delete(State(state): State<HttpState>, auth: Auth) -> Reply {
    state.app.do_delete_brand(&auth.0).await?;
    ok()
}
