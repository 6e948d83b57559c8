//! Requests as `wasi:http` sends them.

use wasip2::http::outgoing_handler;
use wasip2::http::types::{ErrorCode, Method, OutgoingBody, OutgoingRequest, Scheme};

use super::incoming::{body_bytes, fields, headers, write_body};
use super::{Request, Response};
use crate::{Error, Result};

pub(super) fn send(request: Request) -> Result<Response> {
    let outgoing = OutgoingRequest::new(fields(&request.headers)?);
    let (scheme, authority, path) = parts(&request.url)?;
    let refused = |what: &str| {
        Error::bad_request("plugin.http.address", format!("The {what} of `{}` is wrong.", request.url))
    };
    outgoing.set_method(&method(&request.method)).map_err(|()| refused("method"))?;
    outgoing.set_scheme(Some(&scheme)).map_err(|()| refused("scheme"))?;
    outgoing.set_authority(Some(authority)).map_err(|()| refused("host"))?;
    outgoing.set_path_with_query(Some(path)).map_err(|()| refused("path"))?;
    let body = outgoing.body().map_err(|()| refused("body"))?;
    let coming = outgoing_handler::handle(outgoing, None).map_err(|code| failed(&request.url, &code))?;
    let written = write_body(&body, &request.body);
    let _ = OutgoingBody::finish(body, None);
    if let Err(words) = written {
        crate::log::debug!("a request's body was not taken: {words}");
    }
    coming.subscribe().block();
    let answered = coming.get().and_then(std::result::Result::ok);
    let answered = answered.ok_or_else(|| Error::new(502, "plugin.http.answer", "No answer came."))?;
    let answer = answered.map_err(|code| failed(&request.url, &code))?;
    let mut response = Response::status(answer.status());
    response.headers = headers(&answer.headers());
    if let Ok(body) = answer.consume() {
        response.body = body_bytes(body)?;
    }
    Ok(response)
}

fn method(method: &str) -> Method {
    match method {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "OPTIONS" => Method::Options,
        "PATCH" => Method::Patch,
        other => Method::Other(other.to_owned()),
    }
}

/// Scheme, host with port, path with query.
fn parts(url: &str) -> Result<(Scheme, &str, &str)> {
    let (scheme, rest) = if let Some(rest) = url.strip_prefix("https://") {
        (Scheme::Https, rest)
    } else if let Some(rest) = url.strip_prefix("http://") {
        (Scheme::Http, rest)
    } else {
        let words = format!("`{url}` is not a web address: it begins with `https://` or `http://`.");
        return Err(Error::bad_request("plugin.http.address", words));
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    Ok((scheme, authority, if path.is_empty() { "/" } else { path }))
}

fn failed(url: &str, code: &ErrorCode) -> Error {
    let (status, words) = match code {
        ErrorCode::HttpRequestDenied => (403, "the plugin was not granted this host: see its log".to_owned()),
        ErrorCode::DestinationIpProhibited => {
            (403, "it leads into the server's own network, which needs `http-private`".to_owned())
        }
        other => (502, format!("{other:?}")),
    };
    Error::new(status, "plugin.http.send", format!("Asking `{url}` failed: {words}."))
}
