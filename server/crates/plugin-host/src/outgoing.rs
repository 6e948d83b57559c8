//! HTTP out of a plugin: `wasi:http/outgoing-handler` over the guarded client. A host needs its grant; addresses of the
//! own network need `http-private`; what the guest may not set (`Host`, `Connection`, …) is refused by wasmtime.

use std::{future::Future, sync::Arc};

use chinwag_bundle::{AskedLimit, Need};
use chinwag_outside::{HttpClientError, OutRequest};
use futures_util::StreamExt;
use http_body_util::{BodyExt, Limited, StreamBody};
use hyper::body::Frame;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::own::Own;

/// Most bytes of a request's body.
const REQUEST_MAX: usize = 8 << 20;

/// The engine's door to the outside.
pub(crate) struct Outgoing {
    own: Arc<Own>,
}

impl Outgoing {
    pub(crate) fn new(own: Arc<Own>) -> Self {
        Self { own }
    }
}

type Done = Box<dyn Future<Output = Result<(), Error>> + Send>;

impl WasiHttpHooks for Outgoing {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        done: Done,
    ) -> Box<dyn Future<Output = Result<(http::Response<WasiBody>, Done), Error>> + Send> {
        drop((options, done));
        let own = self.own.clone();
        Box::new(async move { send(own, request).await })
    }
}

fn denied(own: &Own, words: String) -> Error {
    own.log.add(own.keeping.now(), "error", &words, &[]);
    tracing::warn!(plugin.id = own.id.as_str(), "{words}");
    Error::HttpRequestDenied
}

async fn send(
    own: Arc<Own>,
    request: http::Request<WasiBody>,
) -> Result<(http::Response<WasiBody>, Done), Error> {
    let uri = request.uri().clone();
    let Some(host) = uri.host() else { return Err(Error::HttpRequestUriInvalid) };
    let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let https = uri.scheme_str() != Some("http");
    let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
    let grants = own.grants.load_full();
    let private = grants.allows(&Need::http_private(&host, port));
    if !private && !grants.allows(&Need::http(&host, port)) {
        let denial = chinwag_bundle::Denial::new(
            own.id.as_str(),
            &Need::http(&host, port),
            &own.manifest.capabilities,
        );
        return Err(denied(&own, denial.to_string()));
    }
    if !own.rates.requests.take(1.0) {
        return Err(denied(
            &own,
            "too many requests a minute (limits.http_per_minute in the manifest)".into(),
        ));
    }
    let turn = own.requests.clone().acquire_owned().await.map_err(|_| Error::HttpRequestDenied)?;
    let client = match (own.http)(private.then_some(host.as_str())) {
        Ok(client) => client,
        Err(words) => return Err(denied(&own, words)),
    };
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, REQUEST_MAX)
        .collect()
        .await
        .map_err(|_| Error::HttpRequestBodySize(Some(REQUEST_MAX as u64)))?
        .to_bytes();
    let most = u64::from(own.manifest.limits.get(AskedLimit::HttpResponseMib)) << 20;
    let mut out = OutRequest::new(parts.method, &uri.to_string());
    (out.headers, out.body, out.max_answer_bytes) = (parts.headers, body, Some(most));
    let answer = client.open(out).await.map_err(|error| refused(&own, &error))?;
    let failing = own.clone();
    let frames = answer.body.map(move |chunk| {
        // The turn is held until the body ends.
        let _turn = &turn;
        chunk.map(Frame::data).map_err(|error| refused(&failing, &error))
    });
    let mut response = http::Response::new(StreamBody::new(frames).boxed_unsync());
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    Ok((response, Box::new(async { Ok(()) }) as Done))
}

fn refused(own: &Own, error: &HttpClientError) -> Error {
    own.log.add(own.keeping.now(), "warn", &format!("a request failed: {error}"), &[]);
    match error {
        HttpClientError::Refused(_) => Error::DestinationIpProhibited,
        HttpClientError::Timeout { .. } => Error::ConnectionTimeout,
        HttpClientError::AnswerTooLarge { limit_bytes, .. } => {
            Error::HttpResponseBodySize(Some(*limit_bytes))
        }
        HttpClientError::BadUrl { .. } => Error::HttpRequestUriInvalid,
        _ => Error::ConnectionTerminated,
    }
}
