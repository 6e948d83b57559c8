//! Uploads that come in pieces.

use axum::{
    body::Body as Empty,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use chinwag_model::{AppError, upload::Upload};

use crate::{
    HttpState,
    extract::{Auth, Body, Incoming, Params, broken_form},
    reply::{Reply, created, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/uploads", begin)
        .get("/api/v4/uploads/{upload_id}", get)
        .post("/api/v4/uploads/{upload_id}", send)
        .get("/api/v4/users/{user_id}/uploads", of_user)
}

async fn begin(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Upload>) -> Reply {
    created(&state.app.do_begin_upload(&auth.0, draft).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.access_sending(&auth.0, params.id("upload_id")?).await?)
}

async fn of_user(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.uploads(&auth.0, params.user(&auth)?).await?)
}

/// Bytes of an upload, as the body or as the first part of a form. The work goes on when the client is cut off, so
/// that what has arrived is kept.
async fn send(State(state): State<HttpState>, auth: Auth, params: Params, request: Request) -> Reply {
    let upload = state.app.access_sending(&auth.0, params.id("upload_id")?).await?;
    let (parts, body) = request.into_parts();
    let incoming = Incoming::new(body);
    let reading = incoming.clone();
    let work = tokio::spawn(async move {
        match reading.form(&parts.headers) {
            None => state.app.do_send(&auth.0, upload, reading.stream()).await,
            Some(mut form) => match form.next_field().await.map_err(|e| broken_form(&e))? {
                Some(field) => state.app.do_send(&auth.0, upload, field).await,
                None => Err(AppError::invalid_param_why("data", "the form has no part")),
            },
        }
    });
    match work.await.map_err(AppError::internal)? {
        Ok(Some(file)) => json(&file),
        Ok(None) => {
            let mut response = Response::new(Empty::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            Ok(response)
        }
        Err(refusal) => {
            incoming.drain().await;
            Err(refusal.into())
        }
    }
}
