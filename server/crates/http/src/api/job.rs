//! Jobs, and the files that come of exports and go into imports.

use axum::{
    extract::State,
    http::{HeaderMap, Method},
};
use chinwag_app::JobChange;
use chinwag_model::{AppError, file::Disposition, job::Job};
use serde::Deserialize;

use crate::{
    HttpState,
    content::{Asked, Keep, send},
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/jobs", list)
        .post("/api/v4/jobs", create)
        .get("/api/v4/jobs/{job_id}", get)
        .get("/api/v4/jobs/{job_id}/download", download)
        .get("/api/v4/jobs/type/{job_type}", of_kind)
        .post("/api/v4/jobs/{job_id}/cancel", cancel)
        .patch("/api/v4/jobs/{job_id}/status", set_status)
        .get("/api/v4/exports", exports)
        .get("/api/v4/exports/{export_name}", export)
        .delete("/api/v4/exports/{export_name}", delete_export)
        .get("/api/v4/imports", imports)
        .delete("/api/v4/imports/{import_name}", delete_import)
}

async fn list(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let (kind, status) = (query.text("job_type").to_owned(), query.text("status").to_owned());
    json(&state.app.jobs(&auth.0, kind, status, query.page()).await?)
}

async fn of_kind(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    json(&state.app.jobs(&auth.0, params.text("job_type").to_owned(), String::new(), query.page()).await?)
}

async fn create(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Job>) -> Reply {
    created(&state.app.do_create_job(&auth.0, draft).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.job(&auth.0, params.id("job_id")?).await?)
}

async fn cancel(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_cancel_job(&auth.0, params.id("job_id")?).await?;
    ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Status {
    status: String,
    force: bool,
}

async fn set_status(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(wanted): Body<Status>,
) -> Reply {
    let change = if wanted.force { JobChange::Forced } else { JobChange::Orderly };
    state.app.do_set_job_status(&auth.0, params.id("job_id")?, &wanted.status, change).await?;
    ok()
}

/// What came of a job that made a file.
async fn download(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    method: Method,
    headers: HeaderMap,
) -> Reply {
    let job = state.app.job(&auth.0, params.id("job_id")?).await?;
    let Some(name) = job.data.get("export_name") else {
        return Err(AppError::bad_request(
            "api.job.unable_to_download_job",
            "Nothing that can be downloaded has come of this job, or not yet.",
        )
        .into());
    };
    send_export(&state, &auth, name, (&method, &headers)).await
}

async fn exports(State(state): State<HttpState>, auth: Auth) -> Reply {
    json(&state.app.exports(&auth.0).await?)
}

async fn export(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    method: Method,
    headers: HeaderMap,
) -> Reply {
    send_export(&state, &auth, params.text("export_name"), (&method, &headers)).await
}

async fn send_export(
    state: &HttpState,
    auth: &Auth,
    name: &str,
    (method, headers): (&Method, &HeaderMap),
) -> Reply {
    let content = state.app.access_export(&auth.0, name).await?;
    let asked = Asked { method, headers, disposition: Disposition::Attachment, keep: Keep::AskEachTime };
    send(&state.app, asked, &content).await
}

async fn delete_export(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_delete_export(&auth.0, params.text("export_name")).await?;
    ok()
}

async fn imports(State(state): State<HttpState>, auth: Auth) -> Reply {
    json(&state.app.imports(&auth.0).await?)
}

async fn delete_import(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_delete_import(&auth.0, params.text("import_name")).await?;
    ok()
}
