//! Where the load goes: only ever to this machine.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

use anyhow::{Context, Result, bail};
use url::Url;

/// A server on a loopback address.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Where to connect.
    pub(crate) address: SocketAddr,
    /// What goes into the `Host` header.
    pub(crate) host: String,
    /// Path of the site, without a trailing slash; usually empty.
    pub(crate) base: String,
}

impl Target {
    /// Reads `http://loopback:port[/path]`; refuses every other machine.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let url = Url::parse(text)
            .with_context(|| format!("--url {text:?} is not an address like http://127.0.0.1:8065"))?;
        if url.scheme() != "http" {
            bail!(
                "--url {text:?}: load speaks plain http only; measure the server itself, without the TLS proxy"
            );
        }
        let port = url.port_or_known_default().unwrap_or(80);
        let host = url.host_str().unwrap_or_default();
        let found: Vec<SocketAddr> = (host.trim_matches(['[', ']']), port)
            .to_socket_addrs()
            .with_context(|| format!("--url {text:?}: the host {host:?} is unknown"))?
            .collect();
        let Some(address) = found.first().filter(|_| found.iter().all(|address| is_here(address.ip())))
        else {
            bail!(
                "--url {text:?}: {host:?} is not a loopback address. Load is for servers on this machine only; run this tool on the server's machine and use http://127.0.0.1:{port}"
            );
        };
        let base = url.path().trim_end_matches('/').to_owned();
        Ok(Self { address: *address, host: format!("{host}:{port}"), base })
    }
}

fn is_here(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn load_goes_to_this_machine_and_nowhere_else() {
        for here in
            ["http://127.0.0.1:8065", "http://127.9.9.9", "http://[::1]:80/chat/", "http://localhost:1"]
        {
            assert!(Target::parse(here).is_ok(), "{here}");
        }
        for elsewhere in [
            "http://192.0.2.1:8065",
            "http://0.0.0.0:1",
            "http://[::ffff:127.0.0.1]/",
            "https://127.0.0.1",
            "127.0.0.1:8065",
            "http:///",
        ] {
            assert!(Target::parse(elsewhere).is_err(), "{elsewhere}");
        }
        assert!(Target::parse("http://192.0.2.1").unwrap_err().to_string().contains("this machine only"));
    }

    #[test]
    fn a_sub_path_is_kept() {
        let target = Target::parse("http://127.0.0.1:8065/chat/").unwrap();
        assert_eq!((target.base.as_str(), target.host.as_str()), ("/chat", "127.0.0.1:8065"));
    }
}
