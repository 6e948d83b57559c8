//! Requests as `wasi:http` brings them, and answers as it takes them.

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{
    Fields, IncomingBody, IncomingRequest, Method, OutgoingBody, OutgoingResponse, ResponseOutparam,
};
use wasip2::io::streams::{OutputStream, StreamError};

use super::{Request, Response};
use crate::export::{Adapter, plugin};
use crate::hooks::HttpHooks;
use crate::{Error, Plugin, Result};

/// The most bytes a stream takes at once.
const CHUNK: usize = 4096;
const READ: u64 = 64 << 10;

impl<P: Plugin + HttpHooks> Guest for Adapter<P> {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let response = match read(&request) {
            Ok(request) => plugin::<P>().handle(request),
            Err(error) => Response::error(&error),
        };
        answer(response, out);
    }
}

fn read(request: &IncomingRequest) -> Result<Request> {
    let mut read = Request::new(method(request.method()), request.path_with_query().unwrap_or_default());
    read.headers = headers(&request.headers());
    if let Ok(body) = request.consume() {
        read.body = body_bytes(body)?;
    }
    Ok(read)
}

fn method(method: Method) -> String {
    match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        Method::Connect => "CONNECT",
        Method::Options => "OPTIONS",
        Method::Trace => "TRACE",
        Method::Patch => "PATCH",
        Method::Other(other) => return other,
    }
    .to_owned()
}

pub(super) fn headers(fields: &Fields) -> Vec<(String, String)> {
    let entries = fields.entries().into_iter();
    entries
        .map(|(name, value)| (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned()))
        .collect()
}

pub(super) fn fields(headers: &[(String, String)]) -> Result<Fields> {
    let entries: Vec<_> =
        headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes())).collect();
    Fields::from_list(&entries).map_err(|error| {
        Error::bad_request("plugin.http.header", format!("A header cannot be sent: {error}."))
    })
}

pub(super) fn body_bytes(body: IncomingBody) -> Result<Vec<u8>> {
    let broken =
        |words: String| Error::new(502, "plugin.http.body", format!("The body ended too early: {words}."));
    let stream = body.stream().map_err(|()| broken("it was read before".into()))?;
    let mut all = Vec::new();
    loop {
        match stream.blocking_read(READ) {
            Ok(some) => all.extend(some),
            Err(StreamError::Closed) => return Ok(all),
            Err(StreamError::LastOperationFailed(error)) => return Err(broken(error.to_debug_string())),
        }
    }
}

pub(super) fn write_body(body: &OutgoingBody, bytes: &[u8]) -> std::result::Result<(), String> {
    let stream: OutputStream = body.write().map_err(|()| "it was written before".to_owned())?;
    for some in bytes.chunks(CHUNK) {
        stream.blocking_write_and_flush(some).map_err(|error| format!("{error:?}"))?;
    }
    Ok(())
}

fn answer(response: Response, out: ResponseOutparam) {
    let fields = fields(&response.headers).unwrap_or_else(|error| {
        crate::log::error!("an answer lost its headers: {error}");
        Fields::new()
    });
    let outgoing = OutgoingResponse::new(fields);
    if outgoing.set_status_code(response.status).is_err() {
        crate::log::error!("{} is no status of an answer", response.status);
    }
    let body = outgoing.body();
    ResponseOutparam::set(out, Ok(outgoing));
    let Ok(body) = body else { return };
    if let Err(words) = write_body(&body, &response.body) {
        // The client went away: nobody is left to be told.
        crate::log::debug!("an answer was not taken: {words}");
    }
    let _ = OutgoingBody::finish(body, None);
}
