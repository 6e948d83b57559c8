//! What a redirect asks for: the next request, and which parts of the first one another host may see.
//!
//! Pure; the walk and its count are in `http_client`, the check of each new address in `guarded`.

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{HeaderMap, HeaderName, Method};
use url::Url;

use super::{Hop, HttpClientError, RawAnswer, checked_url, shown};

/// The only headers another host sees after a redirect. Anything else may be a secret.
const SENT_ACROSS_HOSTS: [HeaderName; 4] = [ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, USER_AGENT];

/// The hop a redirect asks for, `None` when the answer is the final one.
pub(super) fn next_hop(hop: Hop, answer: &RawAnswer) -> Result<Option<Hop>, HttpClientError> {
    if !matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = answer.headers.get(LOCATION) else { return Ok(None) };
    let location = String::from_utf8_lossy(location.as_bytes());
    let joined = hop.url.join(&location).map_err(|error| HttpClientError::BadUrl {
        url: location.chars().take(200).collect(),
        why: format!("{} redirected there, and {error}", shown(&hop.url)),
    })?;
    let mut url = checked_url(joined.as_str())?;
    // A redirecting server does not get to choose credentials, but may keep the caller's on the same host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let mut next = Hop { url, ..hop };
    if same_origin(&next.url, &hop.url) {
        let _ = next.url.set_username(hop.url.username());
        let _ = next.url.set_password(hop.url.password());
    } else {
        keep_only_harmless(&mut next.headers);
    }
    let keeps_method =
        matches!(answer.status.as_u16(), 307 | 308) || matches!(next.method, Method::GET | Method::HEAD);
    if !keeps_method {
        next.method = Method::GET;
        next.body = Bytes::new();
        next.headers.remove(CONTENT_TYPE);
    }
    Ok(Some(next))
}

/// Same host and port, and not from `https` down to `http`.
fn same_origin(next: &Url, previous: &Url) -> bool {
    next.scheme() == previous.scheme()
        && next.host() == previous.host()
        && next.port_or_known_default() == previous.port_or_known_default()
}

fn keep_only_harmless(headers: &mut HeaderMap) {
    let mut kept = HeaderMap::new();
    for name in SENT_ACROSS_HOSTS {
        for value in headers.get_all(&name) {
            kept.append(name.clone(), value.clone());
        }
    }
    *headers = kept;
}
