//! HTTP into a plugin: `wasi:http/incoming-handler`. The answer begins when the guest sets it; its body streams while the
//! guest goes on.

use std::io;

use bytes::Bytes;
use chinwag_bundle::{CapabilityKind as C, Need};
use chinwag_model::{AppError, AppResult};
use chinwag_plugin_contract::{Hook, PluginRequest, PluginResponse};
use chinwag_plugin_engine::CallOptions;
use futures_util::{StreamExt, TryStreamExt};
use http_body_util::{BodyExt, BodyStream, StreamBody};
use hyper::body::Frame;
use tokio::sync::oneshot;
use wasmtime_wasi_http::{
    WasiHttpView,
    p2::bindings::http::types::{ErrorCode, Scheme},
    p2::body::HyperOutgoingBody,
};

use crate::{asking::hook, host_inner::Inner};

type Answered = Result<hyper::Response<HyperOutgoingBody>, ErrorCode>;

impl Inner {
    /// Hands a request to a plugin.
    pub(crate) async fn serve(&self, id: &str, request: PluginRequest) -> AppResult<PluginResponse> {
        let running = self.running(id)?;
        if !running.hooks.has(Hook::Http) || !running.own.grants.load().allows(&Need::of(C::Serve)) {
            return Err(AppError::new(
                404,
                "app.plugin.http.app_error",
                format!("The plugin `{id}` answers no web requests."),
            ));
        }
        let (scheme, request, asked) = hyper_request(request)?;
        let (answer, answered) = oneshot::channel::<Answered>();
        let call = tokio::spawn({
            let running = running.clone();
            async move {
                // The answer's body included.
                let options = CallOptions::new(Hook::Http.name(), running.limit(Hook::Http));
                running
                    .plugin
                    .call(options, async move |store, bound| {
                        store.data_mut().asked = asked;
                        let request = store.data_mut().http().new_incoming_request(scheme, request)?;
                        let out = store.data_mut().http().new_response_outparam(answer)?;
                        hook!(bound, http).call_handle(store, request, out).await
                    })
                    .await
            }
        });
        let failed = |words: String| {
            tracing::warn!(plugin.id = id, "a web request failed: {words}");
            running.own.log.add(
                running.own.keeping.now(),
                "error",
                &format!("a web request failed: {words}"),
                &[],
            );
            AppError::new(
                502,
                "app.plugin.http.app_error",
                format!("The plugin `{id}` failed to answer this request."),
            )
        };
        match answered.await {
            Ok(Ok(response)) => Ok(plugin_response(response)),
            Ok(Err(code)) => Err(failed(format!("{code:?}"))),
            Err(_) => match call.await {
                Ok(Err(fault)) => Err(failed(fault.to_string())),
                _ => Err(failed("the handler ended without an answer".into())),
            },
        }
    }
}

type Asked = chinwag_plugin_contract::Asked;
type RequestBody = http_body_util::combinators::UnsyncBoxBody<Bytes, wasmtime_wasi_http::Error>;

fn hyper_request(request: PluginRequest) -> AppResult<(Scheme, hyper::Request<RequestBody>, Asked)> {
    let bad = |what: &str| AppError::bad_request("app.plugin.http.app_error", what.to_owned());
    let PluginRequest { method, path, host, scheme, headers, body, asked } = request;
    let host = if host.is_empty() { "localhost".to_owned() } else { host };
    let uri =
        http::Uri::builder().scheme(scheme.as_str()).authority(host.as_str()).path_and_query(path).build();
    let mut builder = hyper::Request::builder()
        .method(method.as_str())
        .uri(uri.map_err(|_| bad("The address cannot be read."))?);
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    let frames = body.map_ok(Frame::data).map_err(|_| wasmtime_wasi_http::Error::ConnectionTerminated);
    let request = builder
        .body(StreamBody::new(frames).boxed_unsync())
        .map_err(|_| bad("The request cannot be handed on."))?;
    let scheme = if scheme == "https" { Scheme::Https } else { Scheme::Http };
    Ok((scheme, request, asked))
}

fn plugin_response(response: hyper::Response<HyperOutgoingBody>) -> PluginResponse {
    let (parts, body) = response.into_parts();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    let body = BodyStream::new(body)
        .filter_map(|frame| async move {
            match frame {
                Ok(frame) => frame.into_data().ok().map(Ok),
                Err(error) => Some(Err(io::Error::other(format!("{error:?}")))),
            }
        })
        .boxed();
    PluginResponse { status: parts.status.as_u16(), headers, body }
}
