//! The real wire: reqwest with a resolver that drops internal addresses.
//!
//! The guard sees the address that is connected to, not just the one a name had a moment ago: names pass
//! [`GuardedResolver`] inside the connector, literal addresses never reach a resolver and are checked before.
//! Redirects are not followed here; the caller walks them and each hop comes through [`Guarded::send`].

use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::{StreamExt, TryStreamExt};
use http::header::USER_AGENT;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::OnceCell;
use url::{Host, Url};

use super::{Certificates, Hop, HttpClientError, HttpSettings, RawAnswer, shown};
use crate::address_guard::{AddressGuard, Refusal};

/// Asks for the addresses of a name; tests have answers of their own.
type Lookup = fn(String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>>;

/// Resolves names and keeps the addresses that may be called. What it gives is what is connected to: nobody asks a
/// second time, so a name that changes its mind between two questions gains nothing.
struct GuardedResolver {
    guard: AddressGuard,
    lookup: Lookup,
    /// The configured proxy's name: the administrator chose it, so it may be internal.
    proxy_host: Option<String>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, lookup) = (self.guard.clone(), self.lookup);
        let trusted = self.proxy_host.as_deref() == Some(name.as_str());
        Box::pin(async move {
            let found = lookup(name.as_str().to_owned()).await?;
            let kept = if trusted { found } else { callable(&guard, name.as_str(), &found)? };
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

fn lookup(host: String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
    Box::pin(async move { Ok(tokio::net::lookup_host((host.as_str(), 0)).await?.collect()) })
}

/// The addresses that may be called; a refusal when there are some and none may.
fn callable(guard: &AddressGuard, host: &str, found: &[SocketAddr]) -> Result<Vec<SocketAddr>, Refusal> {
    let mut refusal = None;
    let mut kept = Vec::with_capacity(found.len());
    for address in found {
        match guard.check(host, address.ip()) {
            Ok(()) => kept.push(*address),
            Err(refused) => refusal = Some(refused),
        }
    }
    match refusal {
        Some(refused) if kept.is_empty() => Err(refused),
        _ => Ok(kept),
    }
}

pub(super) struct Guarded {
    settings: Arc<HttpSettings>,
    guard: AddressGuard,
    lookup: Lookup,
    /// Built at the first call: reading the system's certificates takes longer than a server start may.
    client: OnceCell<reqwest::Client>,
}

impl std::fmt::Debug for Guarded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guarded").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Guarded {
    pub(super) fn new(settings: Arc<HttpSettings>) -> Self {
        let guard = AddressGuard::new(settings.allowed_internal.clone());
        Self { settings, guard, lookup, client: OnceCell::new() }
    }

    pub(super) async fn send(&self, hop: &Hop) -> Result<RawAnswer, HttpClientError> {
        self.check_before(&hop.url).await?;
        let client = self.client.get_or_try_init(|| async { self.build() }).await?;
        let mut request = client
            .request(hop.method.clone(), hop.url.clone())
            .headers(hop.headers.clone())
            .body(hop.body.clone());
        if !hop.headers.contains_key(USER_AGENT) {
            request = request.header(USER_AGENT, self.settings.user_agent.as_str());
        }
        let url = hop.url.clone();
        let answer = request.send().await.map_err(|error| told(&url, &error))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes_stream().map_err(move |error| told(&url, &error)).boxed();
        Ok(RawAnswer { status, headers, body })
    }

    /// What the resolver cannot see: literal addresses, and everything when a proxy does the connecting.
    async fn check_before(&self, url: &Url) -> Result<(), HttpClientError> {
        match url.host() {
            Some(Host::Ipv4(v4)) => Ok(self.guard.check(&v4.to_string(), IpAddr::V4(v4))?),
            Some(Host::Ipv6(v6)) => Ok(self.guard.check(&v6.to_string(), IpAddr::V6(v6))?),
            Some(Host::Domain(name)) if self.settings.proxy.is_some() => {
                // The proxy may know names that we do not; then it has to guard itself.
                let found = (self.lookup)(name.to_owned()).await.unwrap_or_default();
                callable(&self.guard, name, &found)?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn build(&self) -> Result<reqwest::Client, HttpClientError> {
        crate::tls::ensure_provider();
        let proxy_host = self.settings.proxy.as_ref().and_then(|url| url.host_str().map(str::to_owned));
        let resolver = GuardedResolver { guard: self.guard.clone(), lookup: self.lookup, proxy_host };
        let mut builder = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(resolver))
            .connect_timeout(self.settings.connect_timeout)
            .pool_max_idle_per_host(4)
            .referer(false)
            .tls_danger_accept_invalid_certs(self.settings.certificates == Certificates::Any);
        if let Some(proxy) = &self.settings.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy.clone()).map_err(|error| setup(&error))?);
        }
        builder.build().map_err(|error| setup(&error))
    }
}

fn setup(error: &reqwest::Error) -> HttpClientError {
    HttpClientError::Setup {
        why: format!(
            "{}; check the proxy setting and that the system's CA certificates are installed",
            chain(error)
        ),
    }
}

/// Turns reqwest's error into ours: a refusal of the resolver is somewhere in the chain of causes.
fn told(url: &Url, error: &reqwest::Error) -> HttpClientError {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(refusal) = one.downcast_ref::<Refusal>() {
            return HttpClientError::Refused(refusal.clone());
        }
        cause = one.source();
    }
    HttpClientError::Failed { url: shown(url), why: chain(error) }
}

/// The causes behind reqwest's own sentence, which only repeats the address.
fn chain(error: &reqwest::Error) -> String {
    let mut causes = Vec::new();
    let mut cause = StdError::source(error);
    while let Some(one) = cause {
        causes.push(one.to_string());
        cause = one.source();
    }
    if causes.is_empty() { error.to_string() } else { causes.join(": ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_guard::AllowedInternal;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// A name of a stranger's: 127.0.0.2, which is allowed here as a public address would be, and from the second
    /// question on 127.0.0.3, which is not.
    fn rebinding(_name: String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let last = if ASKED.fetch_add(1, Ordering::SeqCst) == 0 { 2 } else { 3 };
        Box::pin(async move { Ok(vec![SocketAddr::from(([127, 0, 0, last], 0))]) })
    }

    async fn answers_hello(listener: tokio::net::TcpListener) {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _read = socket.read(&mut [0; 4096]).await;
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
            let _written = socket.write_all(answer).await;
        }
    }

    #[tokio::test]
    async fn a_name_whose_address_changes_between_two_questions_does_not_lead_inside() {
        let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
        let url = format!("http://rebind.example:{}/", listener.local_addr().unwrap().port());
        tokio::spawn(answers_hello(listener));
        let allowed_internal = AllowedInternal::parse("127.0.0.2").unwrap();
        let settings = HttpSettings { allowed_internal, ..HttpSettings::default() };
        let client = Guarded { lookup: rebinding, ..Guarded::new(Arc::new(settings)) };
        let hop = Hop {
            method: http::Method::GET,
            url: url.parse().unwrap(),
            headers: http::HeaderMap::new(),
            body: bytes::Bytes::new(),
        };
        assert_eq!(client.send(&hop).await.unwrap().status, 200);
        let refused = client.send(&hop).await.err().unwrap();
        assert!(matches!(refused, HttpClientError::Refused(_)), "{refused}");
    }
}
