//! Hosts a plugin may call: one, all below a domain, or all.
//!
//! Only the grammar and the comparing of names. Whether an address is private is decided where the connection is
//! made, at the address that is really used.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::finding::shown;

/// A pattern of hosts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct HostPattern {
    names: Names,
    /// `None`: the usual ports, 443 and 80. Not used by `*`, which has all.
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Names {
    All,
    Below(String),
    One(String),
}

impl HostPattern {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self { names: Names::All, port: None });
        }
        let (host, port) = split_port(text)?;
        if let Some(domain) = host.strip_prefix("*.") {
            check_name(domain)?;
            if !domain.contains('.') {
                return Err(format!("`*.{domain}` is every host below a whole top-level domain"));
            }
            return Ok(Self { names: Names::Below(domain.to_owned()), port });
        }
        check_name(&host)?;
        if host.parse::<Ipv4Addr>().is_ok() {
            return Err(
                "an address of numbers is asked for with `http-private:`; `http:` takes names".to_owned()
            );
        }
        if !host.contains('.') {
            return Err(format!(
                "`{host}` is no name on the internet; for one in the own network there is `http-private:`"
            ));
        }
        Ok(Self { names: Names::One(host), port })
    }

    pub(super) fn parse_private(text: &str) -> Result<Self, String> {
        if let Some(rest) = text.strip_prefix('[') {
            let (address, rest) = rest.split_once(']').ok_or("an IPv6 address stands in `[` and `]`")?;
            let address: Ipv6Addr =
                address.parse().map_err(|_| format!("`{}` is no IPv6 address", shown(address)))?;
            let port = match rest.strip_prefix(':') {
                Some(port) => Some(port_number(port)?),
                None if rest.is_empty() => None,
                None => return Err(format!("`{}` follows the address", shown(rest))),
            };
            return Ok(Self { names: Names::One(address.to_string()), port });
        }
        let (host, port) = split_port(text)?;
        if host.contains('*') {
            return Err("hosts in the own network are named one by one, without `*`".to_owned());
        }
        check_name(&host)?;
        Ok(Self { names: Names::One(host), port })
    }

    pub(super) fn is_everything(&self) -> bool {
        self.names == Names::All
    }

    /// The hosts, in words.
    pub(super) fn words(&self) -> String {
        let port = self.port.map(|port| format!(" on port {port}")).unwrap_or_default();
        match &self.names {
            Names::All => "every host".to_owned(),
            Names::Below(domain) => format!("every host below {domain}{port}"),
            Names::One(host) => format!("{host}{port}"),
        }
    }

    pub(super) fn covers(&self, other: &HostPattern) -> bool {
        match (&self.names, &other.names) {
            (Names::All, _) => true,
            (_, Names::All) => false,
            (mine, theirs) => self.port == other.port && mine.cover(theirs),
        }
    }

    /// Whether a connection to this host and port is meant.
    pub(super) fn matches(&self, host: &str, port: u16) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let names = match &self.names {
            Names::All => return !host.is_empty(),
            Names::Below(domain) => is_below(&host.to_ascii_lowercase(), domain),
            Names::One(one) => one.eq_ignore_ascii_case(host),
        };
        names && self.port.map_or(matches!(port, 443 | 80), |mine| mine == port)
    }
}

impl Names {
    fn cover(&self, other: &Names) -> bool {
        match (self, other) {
            (Names::All, _) => true,
            (Names::Below(domain), Names::One(host)) => is_below(host, domain),
            (Names::Below(domain), Names::Below(other)) => domain == other || is_below(other, domain),
            (Names::One(host), Names::One(other)) => host == other,
            _ => false,
        }
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

fn split_port(text: &str) -> Result<(String, Option<u16>), String> {
    if text.contains('/') || text.contains('@') {
        return Err(format!("`{}` is more than a host: no `https://`, no path, no user", shown(text)));
    }
    match text.split_once(':') {
        None => Ok((text.to_ascii_lowercase(), None)),
        Some((host, port)) => {
            let port = port_number(port)?;
            Ok((host.to_ascii_lowercase(), Some(port).filter(|port| !matches!(port, 443 | 80))))
        }
    }
}

fn port_number(text: &str) -> Result<u16, String> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain).ok_or_else(|| format!("`{}` is no port: 1 to 65535", shown(text)))
}

fn check_name(host: &str) -> Result<(), String> {
    if host.contains('*') {
        return Err("a `*` stands alone or at the beginning, as in `*.example.com`".to_owned());
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if host.len() <= 253 && host.split('.').all(label) {
        return Ok(());
    }
    Err(format!(
        "`{}` is no host's name (letters a-z, digits, `-` and `.`; others in their xn-- form)",
        shown(host)
    ))
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.names {
            Names::All => return f.write_str("*"),
            Names::Below(domain) => write!(f, "*.{domain}")?,
            Names::One(host) if host.contains(':') => write!(f, "[{host}]")?,
            Names::One(host) => f.write_str(host)?,
        }
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}
