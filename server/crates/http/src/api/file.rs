//! Files: upload (a form or a raw body, streamed), download, previews, public links.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header, request::Parts},
};
use chinwag_app::{Actor, App, ChannelAccess, FileAccess, FilePart, FileSource, StagedFile};
use chinwag_model::{
    AppError, AppResult, ChannelId,
    file::{Disposition, FileUpload, UPLOAD_MAX},
};
use serde_json::json as value;

use crate::{
    HttpState,
    content::{Asked, Keep, send},
    extract::{Auth, Incoming, Params, Query, announced, broken_form, text_field},
    reply::{Reply, created, json, json_etag},
    router::Routes,
};

/// Text fields of an upload's form.
const FIELDS_MAX: usize = 64;

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/files", upload)
        .get("/api/v4/files/{file_id}", get)
        .get("/api/v4/files/{file_id}/info", info)
        .get("/api/v4/files/{file_id}/link", link)
        .get("/api/v4/files/{file_id}/preview", preview)
        .get("/api/v4/files/{file_id}/thumbnail", thumbnail)
        .get("/files/{file_id}/public", public)
}

async fn upload(State(state): State<HttpState>, auth: Auth, query: Query, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let incoming = Incoming::new(body);
    match receive(&state.app, &auth.0, &query, &parts, &incoming).await {
        Ok(answer) => created(&answer),
        Err(refusal) => {
            incoming.drain().await;
            Err(refusal.into())
        }
    }
}

/// What has come of an upload.
#[derive(Default)]
struct Received {
    channel: Option<ChannelAccess>,
    client_ids: Vec<String>,
    files: Vec<StagedFile>,
}

async fn receive(
    app: &App,
    actor: &Actor,
    query: &Query,
    parts: &Parts,
    incoming: &Incoming,
) -> AppResult<FileUpload> {
    app.check_files_enabled()?;
    let mut received = Received { client_ids: client_ids_of_query(parts), ..Received::default() };
    let given: ChannelId = query.id("channel_id")?;
    if !given.is_empty() {
        received.channel = Some(app.access_upload(actor, given).await?);
    }
    let length = announced(&parts.headers).unwrap_or(0);
    if let Some(form) = incoming.form(&parts.headers) {
        app.check_announced_size(length, UPLOAD_MAX as u64)?;
        receive_form(app, actor, form, &mut received).await?;
    } else {
        app.check_announced_size(length, 1)?;
        receive_raw(app, actor, query, parts, incoming, &mut received).await?;
    }
    let Received { channel, client_ids, files } = received;
    let channel = channel.ok_or_else(|| {
        AppError::invalid_param_why(
            "channel_id",
            "name the channel, as a field of the form or in the address",
        )
    })?;
    if files.is_empty() {
        return Err(AppError::bad_request(
            "api.file.upload_file.no_files.app_error",
            "The upload holds no file. Send each as a part of a multipart form named `files` with a file name, or send one as the body with ?channel_id=…&filename=….",
        ));
    }
    if !client_ids.is_empty() && client_ids.len() != files.len() {
        return Err(AppError::bad_request(
            "api.file.upload_file.incorrect_number_of_client_ids.app_error",
            format!(
                "There are {} client_ids for {} files; send one for each, or none.",
                client_ids.len(),
                files.len()
            ),
        ));
    }
    let file_infos = app.do_upload_files(&channel, files).await?;
    Ok(FileUpload { file_infos, client_ids })
}

fn client_ids_of_query(parts: &Parts) -> Vec<String> {
    let query = parts.uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key == "client_ids")
        .map(|(_, value)| value.into_owned())
        .take(FIELDS_MAX)
        .collect()
}

/// A form's parts, in whatever order they come.
async fn receive_form(
    app: &App,
    actor: &Actor,
    mut form: multer::Multipart<'static>,
    received: &mut Received,
) -> AppResult<()> {
    let mut fields = 0;
    while let Some(field) = form.next_field().await.map_err(|e| broken_form(&e))? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(str::to_owned) {
            app.check_file_count(received.files.len() + 1)?;
            let claimed_type = field.content_type().map(ToString::to_string).unwrap_or_default();
            let source = FileSource { name: file_name, claimed_type, content: field };
            received.files.push(app.do_stage_file(actor, source).await?);
            continue;
        }
        fields += 1;
        if fields > FIELDS_MAX {
            return Err(AppError::bad_request(
                "api.file.upload_file.too_many_fields.app_error",
                format!("The form has more than {FIELDS_MAX} text fields."),
            ));
        }
        let text = text_field(field).await?;
        match name.as_str() {
            "channel_id" if received.channel.is_none() => {
                let id: ChannelId =
                    text.trim().parse().map_err(|e| AppError::invalid_param_why("channel_id", e))?;
                received.channel = Some(app.access_upload(actor, id).await?);
            }
            "client_ids" => received.client_ids.push(text),
            "files" => {
                return Err(AppError::bad_request(
                    "api.file.upload_file.no_file_name.app_error",
                    "A part `files` has no file name; give it one (filename=\"…\" in its Content-Disposition).",
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// One file as the body.
async fn receive_raw(
    app: &App,
    actor: &Actor,
    query: &Query,
    parts: &Parts,
    incoming: &Incoming,
    received: &mut Received,
) -> AppResult<()> {
    for needed in ["channel_id", "filename"] {
        if query.text(needed).is_empty() {
            return Err(AppError::invalid_url_param(needed, "").detail(
                "a file sent as the body needs ?channel_id=…&filename=… in the address; else send a multipart form",
            ));
        }
    }
    let claimed = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let source = FileSource {
        name: query.text("filename").to_owned(),
        claimed_type: claimed.to_owned(),
        content: incoming.stream(),
    };
    received.files.push(app.do_stage_file(actor, source).await?);
    Ok(())
}

async fn info(State(state): State<HttpState>, auth: Auth, params: Params, headers: HeaderMap) -> Reply {
    let file = state.app.access_file(&auth.0, params.id("file_id")?).await?;
    let info = file.info();
    json_etag(&headers, &format!("{}.{}", info.id, info.update_at), info)
}

async fn get(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    method: Method,
    headers: HeaderMap,
) -> Reply {
    let file = state.app.access_file(&auth.0, params.id("file_id")?).await?;
    state.app.check_download(Some(&auth.0), &file, FilePart::Whole).await?;
    give(&state, file, FilePart::Whole, (&method, &headers, &query)).await
}

async fn preview(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    method: Method,
    headers: HeaderMap,
) -> Reply {
    let file = state.app.access_file(&auth.0, params.id("file_id")?).await?;
    state.app.check_download(Some(&auth.0), &file, FilePart::Preview).await?;
    give(&state, file, FilePart::Preview, (&method, &headers, &query)).await
}

async fn thumbnail(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    method: Method,
    headers: HeaderMap,
) -> Reply {
    let file = state.app.access_file(&auth.0, params.id("file_id")?).await?;
    state.app.check_download(Some(&auth.0), &file, FilePart::Thumbnail).await?;
    give(&state, file, FilePart::Thumbnail, (&method, &headers, &query)).await
}

async fn give(
    state: &HttpState,
    file: FileAccess,
    part: FilePart,
    (method, headers, query): (&Method, &HeaderMap, &Query),
) -> Reply {
    let disposition = if query.flag("download") { Disposition::Attachment } else { Disposition::Inline };
    let keep = if part == FilePart::Whole { Keep::AskEachTime } else { Keep::Day };
    let content = state.app.file_content(file, part).await?;
    send(&state.app, Asked { method, headers, disposition, keep }, &content).await
}

async fn link(State(state): State<HttpState>, auth: Auth, params: Params, headers: HeaderMap) -> Reply {
    let path = state.app.public_link(&auth.0, params.id("file_id")?).await?;
    let config = state.app.config();
    let site = config.ServiceSettings.site_url.trim_end_matches('/');
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let link = if site.is_empty() { format!("http://{host}{path}") } else { format!("{site}{path}") };
    json(&value!({"link": link}))
}

async fn public(
    State(state): State<HttpState>,
    params: Params,
    query: Query,
    method: Method,
    headers: HeaderMap,
) -> Reply {
    let file = state.app.public_file(params.id("file_id")?, query.text("h")).await?;
    state.app.check_download(None, &file, FilePart::Whole).await?;
    give(&state, file, FilePart::Whole, (&method, &headers, &query)).await
}
