//! Behind a proxy: the address of whoever asks, from the header that `ServiceSettings.TrustedProxyIPHeader` names.
//!
//! Without the setting every such header is anybody's word and is overlooked. Of a list (`X-Forwarded-For`) the last
//! address counts: it is the one our own proxy added, what stands before it may be invented. Where several proxies stand
//! in a row, let the outermost set a header with one address (`X-Real-IP`) and name that.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};

use crate::{
    HttpState,
    extract::{LocalSocket, PeerAddress},
};

/// The layer: puts the address a trusted proxy tells in the place of the proxy's own.
pub(crate) async fn trusted_address(
    State(state): State<HttpState>,
    mut request: Request,
    next: Next,
) -> Response {
    let config = state.app.config();
    let trusted = &config.ServiceSettings.trusted_proxy_ip_header;
    if !trusted.is_empty()
        && request.extensions().get::<LocalSocket>().is_none()
        && let Some(address) = told(request.headers(), trusted)
    {
        request.extensions_mut().insert(PeerAddress(address.to_string()));
    }
    next.run(request).await
}

/// The address in the first of the trusted headers that holds one.
fn told(headers: &HeaderMap, trusted: &[String]) -> Option<IpAddr> {
    trusted.iter().find_map(|name| {
        let last = headers.get_all(name.trim()).iter().next_back()?.to_str().ok()?;
        address(last.rsplit(',').next()?.trim())
    })
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn read(trusted: &[&str], headers: &[(&'static str, &'static str)]) -> Option<String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let trusted: Vec<String> = trusted.iter().map(|name| (*name).to_owned()).collect();
        told(&map, &trusted).map(|found| found.to_string())
    }

    #[test]
    fn the_last_address_of_a_trusted_header_counts_and_others_are_overlooked() {
        let list = ("x-forwarded-for", "6.6.6.6, 203.0.113.9");
        assert_eq!(read(&["X-Forwarded-For"], &[list]).as_deref(), Some("203.0.113.9"));
        assert_eq!(read(&["X-Real-IP"], &[list]), None);
        let twice = [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "203.0.113.9")];
        assert_eq!(read(&["X-Forwarded-For"], &twice).as_deref(), Some("203.0.113.9"));
        let both = [("x-real-ip", "nonsense"), list];
        assert_eq!(read(&["X-Real-IP", "X-Forwarded-For"], &both).as_deref(), Some("203.0.113.9"));
    }

    #[test]
    fn ports_and_brackets_are_taken_off() {
        for (text, expected) in [
            ("198.51.100.7:4711", "198.51.100.7"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
        ] {
            assert_eq!(address(text).map(|found| found.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(address("unknown"), None);
    }
}
