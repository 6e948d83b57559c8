//! Plugins: what administrators do with them, the files of their web parts, and requests to plugins themselves.
//!
//! Identity on the way into a plugin: every header a client could forge is taken out, and the server alone writes
//! `Mattermost-User-Id`.

use std::{net::IpAddr, path::PathBuf, sync::Arc};

use axum::{
    body::Body as HttpBody,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use chinwag_app::{Actor, App};
use chinwag_model::{AppError, AppResult, permission as p};
use chinwag_plugin_contract::{
    Asked, Force, Install, KeepData, Lifecycle, Listed, PluginRequest, PluginResponse, Source,
};
use futures_util::{StreamExt, TryStreamExt};
use serde::Deserialize;
use serde_json::{Value, json as value};
use tokio::io::AsyncWriteExt;

use crate::{
    HttpState,
    extract::{Auth, Body, Incoming, MaybeAuth, Params, Query, announced, bearer, broken_form, text_field},
    reply::{Reply, created, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/plugins", upload)
        .get("/api/v4/plugins", list)
        .post("/api/v4/plugins/install_from_url", from_url)
        .get("/api/v4/plugins/statuses", statuses)
        .get("/api/v4/plugins/webapp", webapp)
        .get("/api/v4/plugins/marketplace", marketplace)
        .post("/api/v4/plugins/marketplace", from_marketplace)
        .delete("/api/v4/plugins/{plugin_id}", remove)
        .post("/api/v4/plugins/{plugin_id}/enable", enable)
        .post("/api/v4/plugins/{plugin_id}/disable", disable)
        .post("/api/v4/plugins/{plugin_id}/rollback", roll_back)
        .get("/api/v4/plugins/{plugin_id}/grants", grants)
        .put("/api/v4/plugins/{plugin_id}/grants", set_grants)
        .get("/api/v4/plugins/{plugin_id}/logs", logs)
        .get("/api/v4/plugins/{plugin_id}/figures", figures)
}

/// Routes that are no operations of the API: the way into plugins and their files.
pub(crate) fn open_routes() -> axum::Router<HttpState> {
    use axum::routing::{any, get};
    axum::Router::new()
        .route("/plugins/{plugin_id}", any(serve))
        .route("/plugins/{plugin_id}/", any(serve))
        .route("/plugins/{plugin_id}/{*path}", any(serve))
        .route("/static/plugins/{plugin_id}/{*path}", get(web_file))
}

fn enabled(state: &HttpState) -> AppResult<&dyn Lifecycle> {
    if state.app.config().PluginSettings.enable {
        return Ok(state.plugins.as_ref());
    }
    Err(AppError::not_implemented(
        "app.plugin.disabled.app_error",
        "Plugins are switched off on this server (PluginSettings.Enable).",
    ))
}

fn writing<'a>(state: &'a HttpState, actor: &Actor) -> AppResult<&'a dyn Lifecycle> {
    let plugins = enabled(state)?;
    state.app.access_system(actor, p::SYSCONSOLE_WRITE_PLUGINS)?;
    Ok(plugins)
}

fn reading<'a>(state: &'a HttpState, actor: &Actor) -> AppResult<&'a dyn Lifecycle> {
    let plugins = enabled(state)?;
    state.app.access_system(actor, p::SYSCONSOLE_READ_PLUGINS)?;
    Ok(plugins)
}

fn uploads(app: &App) -> AppResult<()> {
    if app.config().PluginSettings.enable_uploads {
        return Ok(());
    }
    Err(AppError::not_implemented(
        "app.plugin.upload_disabled.app_error",
        "Uploading plugins is switched off on this server (PluginSettings.EnableUploads).",
    ))
}

fn force(text: &str) -> Force {
    if text == "true" { Force::Yes } else { Force::No }
}

async fn upload(State(state): State<HttpState>, auth: Auth, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let incoming = Incoming::new(body);
    let done = async {
        let plugins = writing(&state, &auth.0)?;
        uploads(&state.app)?;
        let (install, file) = receive(&state.app, &parts.headers, &incoming, || plugins.staging()).await?;
        let manifest = plugins.install(install).await;
        drop(file);
        manifest
    };
    match done.await {
        Ok(manifest) => created(&manifest),
        Err(error) => {
            incoming.drain().await;
            Err(error.into())
        }
    }
}

fn not_kept(error: &std::io::Error) -> AppError {
    AppError::new(
        500,
        "app.plugin.filesystem.app_error",
        format!("The bundle could not be kept on the server's disk: {error}."),
    )
}

/// Reads the form: the parts `plugin`, `force`, `signature` and `web_only`, in any order.
async fn receive(
    app: &App,
    headers: &HeaderMap,
    incoming: &Incoming,
    staging: impl Fn() -> AppResult<PathBuf>,
) -> AppResult<(Install, tempfile::NamedTempFile)> {
    let limit = app.max_file_size();
    let too_large = || {
        AppError::new(
            413,
            "api.plugin.upload.file_too_large.app_error",
            format!(
                "The bundle is larger than {limit} bytes, which is the most this server takes (FileSettings.MaxFileSize)."
            ),
        )
    };
    if announced(headers).is_some_and(|bytes| bytes > limit + (64 << 10)) {
        return Err(too_large());
    }
    let missing = || {
        AppError::bad_request(
            "api.plugin.upload.no_file.app_error",
            "Send a multipart form with the bundle (.tar.gz) in the part `plugin`.",
        )
    };
    let mut form = incoming.form(headers).ok_or_else(missing)?;
    let (mut file, mut forced, mut signature, mut web_only) = (None, Force::No, None, false);
    while let Some(mut field) = form.next_field().await.map_err(|e| broken_form(&e))? {
        match field.name().unwrap_or_default() {
            "plugin" if file.is_some() => {
                return Err(AppError::bad_request(
                    "api.plugin.upload.array.app_error",
                    "Send one bundle at a time.",
                ));
            }
            "plugin" => {
                let kept = tempfile::NamedTempFile::new_in(staging()?).map_err(|e| not_kept(&e))?;
                let mut out = tokio::fs::File::create(kept.path()).await.map_err(|e| not_kept(&e))?;
                let mut size = 0_u64;
                while let Some(chunk) = field.chunk().await.map_err(|e| broken_form(&e))? {
                    size += chunk.len() as u64;
                    if size > limit {
                        return Err(too_large());
                    }
                    out.write_all(&chunk).await.map_err(|e| not_kept(&e))?;
                }
                out.flush().await.map_err(|e| not_kept(&e))?;
                file = Some(kept);
            }
            "force" => forced = force(&text_field(field).await?),
            "signature" => signature = Some(text_field(field).await?),
            "web_only" => web_only = text_field(field).await? == "true",
            _ => {}
        }
    }
    let file = file.ok_or_else(missing)?;
    let source = Source::File(file.path().to_owned());
    Ok((Install { source, force: forced, signature, web_only }, file))
}

async fn from_url(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let plugins = writing(&state, &auth.0)?;
    uploads(&state.app)?;
    let url = query.text("plugin_download_url");
    if url.is_empty() {
        return Err(AppError::invalid_url_param("plugin_download_url", "").into());
    }
    let install = Install {
        source: Source::Url(url.to_owned()),
        force: force(query.text("force")),
        signature: None,
        web_only: false,
    };
    created(&plugins.install(install).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    id: String,
    version: String,
}

async fn from_marketplace(State(state): State<HttpState>, auth: Auth, Body(wanted): Body<Wanted>) -> Reply {
    let plugins = writing(&state, &auth.0)?;
    if wanted.id.is_empty() {
        return Err(AppError::invalid_param("id").into());
    }
    let install = Install {
        source: Source::Marketplace(wanted.id, wanted.version),
        force: Force::Yes,
        signature: None,
        web_only: false,
    };
    created(&plugins.install(install).await?)
}

async fn marketplace(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let plugins = reading(&state, &auth.0)?;
    let local = if query.text("local_only") == "true" { Listed::Installed } else { Listed::Everything };
    let found = plugins.marketplace(query.text("filter"), local).await?;
    let page = query.page();
    let (first, most) =
        (usize::try_from(page.offset()).unwrap_or(0), usize::try_from(page.limit()).unwrap_or(0));
    let shown: Vec<Value> = found.into_iter().skip(first).take(most).collect();
    json(&shown)
}

async fn list(State(state): State<HttpState>, auth: Auth) -> Reply {
    json(&reading(&state, &auth.0)?.list().await?)
}

async fn statuses(State(state): State<HttpState>, auth: Auth) -> Reply {
    json(&reading(&state, &auth.0)?.statuses().await?)
}

async fn webapp(State(state): State<HttpState>) -> Reply {
    json(&enabled(&state)?.web_manifests())
}

async fn remove(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let data = if query.text("keep_data") == "false" { KeepData::No } else { KeepData::Yes };
    writing(&state, &auth.0)?.remove(params.text("plugin_id"), data).await?;
    ok()
}

async fn enable(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    writing(&state, &auth.0)?.enable(params.text("plugin_id")).await?;
    ok()
}

async fn disable(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    writing(&state, &auth.0)?.disable(params.text("plugin_id")).await?;
    ok()
}

async fn roll_back(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&writing(&state, &auth.0)?.roll_back(params.text("plugin_id")).await?)
}

async fn grants(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&reading(&state, &auth.0)?.grants(params.text("plugin_id")).await?)
}

#[derive(Deserialize)]
struct Grants {
    granted: Vec<String>,
}

async fn set_grants(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(new): Body<Grants>,
) -> Reply {
    let plugins = writing(&state, &auth.0)?;
    json(&plugins.set_grants(params.text("plugin_id"), new.granted).await?)
}

async fn logs(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let lines = query.text("lines").parse().unwrap_or(100_usize).clamp(1, 1000);
    let lines: Vec<Value> = reading(&state, &auth.0)?.log_lines(params.text("plugin_id"), lines).await?;
    json(&value!({"lines": lines}))
}

async fn figures(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&reading(&state, &auth.0)?.figures(params.text("plugin_id")).await?)
}

fn file(bytes: bytes::Bytes, mime: &str, cache: &'static str) -> Response {
    let mut response = Response::new(HttpBody::from(bytes));
    let headers = response.headers_mut();
    let mime = if mime.starts_with("text/") { format!("{mime}; charset=utf-8") } else { mime.to_owned() };
    if let Ok(mime) = HeaderValue::from_str(&mime) {
        headers.insert(header::CONTENT_TYPE, mime);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn web_file(State(state): State<HttpState>, params: Params) -> Reply {
    let plugins = enabled(&state)?;
    let (bytes, mime) = plugins.web_file(params.text("plugin_id"), params.text("path")).await?;
    Ok(file(bytes, &mime, "public, max-age=31536000, immutable"))
}

/// What could run in a browser with our origin's rights is never shown, only downloaded.
const SAFE_TO_SHOW: [&str; 12] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/bmp",
    "audio/mpeg",
    "audio/ogg",
    "video/mp4",
    "video/webm",
    "text/plain",
    "text/css",
    "font/woff2",
];

async fn public_file(plugins: &dyn Lifecycle, id: &str, path: &str) -> Reply {
    let (bytes, mime) = plugins.public_file(id, path).await?;
    let mut response = file(bytes, &mime, "public, max-age=86400");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    if !SAFE_TO_SHOW.contains(&mime.as_str()) {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    Ok(response)
}

async fn serve(State(state): State<HttpState>, actor: MaybeAuth, params: Params, request: Request) -> Reply {
    let plugins = Arc::clone(&state.plugins);
    let id = params.text("plugin_id").to_owned();
    if id.split('.').any(str::is_empty) {
        return Err(AppError::new(404, "api.context.404.app_error", "There is no such address.").into());
    }
    enabled(&state)?;
    let whole = request.uri().path();
    let rest = whole.strip_prefix("/plugins/").and_then(|rest| rest.strip_prefix(id.as_str())).unwrap_or("/");
    if let Some(path) = rest.strip_prefix("/public/") {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(AppError::new(
                405,
                "api.context.method_not_allowed.app_error",
                "Files are read with GET.",
            )
            .into());
        }
        return public_file(plugins.as_ref(), &id, path).await;
    }
    let path = if rest.is_empty() { "/" } else { rest };
    let query = stripped_query(request.uri().query().unwrap_or_default());
    let path = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    let handed_on = plugin_request(actor.0, path, request);
    let answer = plugins.serve(&id, handed_on).await?;
    Ok(response_of(answer))
}

/// The query without the access token.
fn stripped_query(query: &str) -> String {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key != "access_token")
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    if pairs.len() == form_urlencoded::parse(query.as_bytes()).count() {
        return query.to_owned();
    }
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Headers that only the server may write, or that are about the connection.
const TAKEN_OUT: [&str; 12] = [
    "mattermost-user-id",
    "mattermost-plugin-id",
    "mattermost-session-id",
    "chinwag-user-id",
    "referer",
    "connection",
    "keep-alive",
    "proxy-connection",
    "transfer-encoding",
    "upgrade",
    "te",
    "host",
];

/// What a running plugin answers a person who only reads.
pub(super) async fn read(
    state: &HttpState,
    actor: &Actor,
    id: &str,
    path: String,
) -> AppResult<PluginResponse> {
    let request = plugin_request(Some(actor.clone()), path, Request::new(HttpBody::empty()));
    state.plugins.serve(id, request).await
}

fn plugin_request(actor: Option<Actor>, path: String, request: Request) -> PluginRequest {
    let (parts, body) = request.into_parts();
    let text = |name: &HeaderName| {
        parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
    };
    let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, value) in &parts.headers {
        let is_secret = *name == header::AUTHORIZATION && (actor.is_some() || may_be_session(&parts.headers));
        if is_secret || TAKEN_OUT.contains(&name.as_str()) {
            continue;
        }
        if *name == header::COOKIE {
            if let Some(rest) = other_cookies(value) {
                headers.push((name.to_string(), rest.into_bytes()));
            }
            continue;
        }
        headers.push((name.to_string(), value.as_bytes().to_vec()));
    }
    let user = actor.as_ref().map(Actor::user_id).filter(|user| !user.is_empty());
    if let Some(user) = user {
        headers.push(("mattermost-user-id".to_owned(), user.as_str().as_bytes().to_vec()));
    }
    let asked = Asked {
        request_id: actor.as_ref().map(|a| a.request_id.clone()).unwrap_or_default(),
        session_id: actor.as_ref().map(|a| a.session.id.to_string()).unwrap_or_default(),
        user_id: user.unwrap_or_default(),
        ip: actor
            .as_ref()
            .map(|a| a.ip.clone())
            .filter(|ip| ip.parse::<IpAddr>().is_ok())
            .unwrap_or_default(),
        user_agent: text(&header::USER_AGENT),
        accept_language: text(&header::ACCEPT_LANGUAGE),
        origin: "rest".to_owned(),
        depth: 0,
    };
    PluginRequest {
        method: parts.method.to_string(),
        path,
        host: text(&header::HOST),
        scheme: "http".to_owned(),
        headers,
        body: body.into_data_stream().map_err(std::io::Error::other).boxed(),
        asked,
    }
}

/// Whether an `Authorization` header could be somebody's session, also where the request is nobody's: a stale cookie
/// makes it so. What else webhooks authorize themselves with is the plugin's to read.
fn may_be_session(headers: &HeaderMap) -> bool {
    bearer(headers)
        .is_some_and(|token| token.len() == 26 && token.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether a plugin may set this cookie. It must not log people in or out: names that begin like our own are not its to
/// set, and neither is a cookie without a name, whose value browsers send as if it had one.
fn may_set(cookie: &HeaderValue) -> bool {
    let name = cookie.as_bytes().split(|byte| matches!(byte, b'=' | b';')).next().unwrap_or_default();
    let name = name.trim_ascii().to_ascii_uppercase();
    cookie.as_bytes().contains(&b'=') && !name.is_empty() && !name.starts_with(b"MM")
}

/// A cookie header without our own cookies.
fn other_cookies(value: &HeaderValue) -> Option<String> {
    let ours = ["MMAUTHTOKEN", "MMUSERID", "MMCSRF"];
    let rest: Vec<&str> = value
        .to_str()
        .ok()?
        .split(';')
        .map(str::trim)
        .filter(|pair| !ours.iter().any(|own| pair.split('=').next().map(str::trim) == Some(own)))
        .collect();
    (!rest.is_empty()).then(|| rest.join("; "))
}

fn response_of(answer: PluginResponse) -> Response {
    let mut response = Response::new(HttpBody::from_stream(answer.body));
    let status =
        StatusCode::from_u16(answer.status).ok().filter(|status| (200..600).contains(&status.as_u16()));
    *response.status_mut() = status.unwrap_or(StatusCode::BAD_GATEWAY);
    for (name, value) in answer.headers {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(&value)) else {
            continue;
        };
        let is_wrong = name == header::SET_COOKIE && !may_set(&value);
        if !is_wrong && !TAKEN_OUT.contains(&name.as_str()) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_does_not_reach_a_plugin_and_other_parts_of_the_query_do() {
        assert_eq!(stripped_query("a=1&b=x%20y"), "a=1&b=x%20y");
        assert_eq!(stripped_query("a=1&access_token=secret&b=2"), "a=1&b=2");
    }

    #[test]
    fn a_plugin_sets_cookies_of_its_own_and_none_that_could_be_ours() {
        for good in ["theme=dark; path=/", "theme=", "tMMAUTHTOKEN=x"] {
            assert!(may_set(&HeaderValue::from_static(good)), "{good}");
        }
        let ours: [&[u8]; 8] = [
            b"MMAUTHTOKEN=x",
            b" mmauthtoken=x",
            b"MMCSRF=",
            b"MMAUTHTOKEN=x; a=\xe9",
            b"=MMAUTHTOKEN=x",
            b" = MMAUTHTOKEN=x",
            b"MMAUTHTOKEN",
            b";MMAUTHTOKEN=x",
        ];
        for bad in ours {
            assert!(!may_set(&HeaderValue::from_bytes(bad).unwrap()), "{bad:?}");
        }
    }

    #[test]
    fn what_could_be_a_session_is_told_from_what_a_webhook_says() {
        let header = |text: &'static str| {
            HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(text))])
        };
        assert!(may_be_session(&header("Bearer abcdefghijklmnopqrstuvwxyz")));
        assert!(may_be_session(&header("token abcdefghijklmnopqrstuvwxy1")));
        assert!(!may_be_session(&header("Bearer ghp_something-else")));
        assert!(!may_be_session(&header("Basic abcdefghijklmnopqrstuvwxyz")));
    }

    #[test]
    fn our_cookies_do_not_reach_a_plugin_and_its_own_do() {
        let sent = HeaderValue::from_static("MMAUTHTOKEN=secret; theme=dark; MMCSRF=x");
        assert_eq!(other_cookies(&sent).unwrap(), "theme=dark");
        assert_eq!(other_cookies(&HeaderValue::from_static("MMAUTHTOKEN=secret")), None);
        assert_eq!(other_cookies(&HeaderValue::from_static("a=b; MMAUTHTOKEN =secret")).unwrap(), "a=b");
    }
}
