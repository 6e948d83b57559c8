//! The accept loop: TCP and the operator's Unix socket, with time limits and a graceful end.

mod greeting;

use std::{future::Future, path::PathBuf, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::net::{TcpListener, UnixListener};
use tower::ServiceExt;

use crate::extract::{LocalSocket, PeerAddress};
use greeting::Greeting;

/// A client of HTTP/2 that is silent for so long is asked whether it is there, and has a third of it to say so.
const SILENCE: Duration = Duration::from_secs(60);

/// Where to listen, and for how long a client may keep us waiting.
pub struct Listen {
    /// Bound sockets.
    pub tcp: Vec<TcpListener>,
    /// The operator's socket, which needs no login.
    pub local: Option<LocalListener>,
    /// A client must have sent its request's head within this time.
    pub header_timeout: Duration,
    /// Requests in progress get this long to finish when the server ends.
    pub drain: Duration,
}

/// Serves until `stop` is ready, then lets requests in progress finish.
///
/// # Errors
/// None today; what a connection does wrong is its own affair.
pub async fn serve(
    router: Router,
    listen: Listen,
    stop: impl Future<Output = ()> + Send,
) -> std::io::Result<()> {
    let graceful = GracefulShutdown::new();
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(listen.header_timeout).max_buf_size(64 * 1024);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(250)
        .keep_alive_interval(SILENCE)
        .keep_alive_timeout(SILENCE / 3);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            (stream, peer) = accept_tcp(&listen.tcp) => {
                let service = with_extension(router.clone(), PeerAddress(peer));
                let stream = TokioIo::new(Greeting::new(stream, listen.header_timeout));
                let watched = graceful.watch(http.serve_connection_with_upgrades(stream, service).into_owned());
                tokio::spawn(async move { log_end(watched.await) });
            }
            stream = accept_local(listen.local.as_ref()) => {
                let service = with_extension(router.clone(), LocalSocket);
                let watched = graceful.watch(http.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned());
                tokio::spawn(async move { log_end(watched.await) });
            }
        }
    }
    drop(listen.tcp);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(listen.drain) => tracing::warn!("some requests did not finish in time and were cut off"),
    }
    if let Some(local) = &listen.local {
        let _gone = std::fs::remove_file(&local.path);
    }
    Ok(())
}

fn with_extension(
    router: Router,
    extension: impl Clone + Send + Sync + 'static,
) -> impl hyper::service::Service<
    axum::http::Request<hyper::body::Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> + Clone
+ Send {
    TowerToHyperService::new(router.map_request(
        move |request: axum::http::Request<hyper::body::Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(extension.clone());
            request
        },
    ))
}

fn log_end(end: Result<(), Box<dyn std::error::Error + Send + Sync>>) {
    if let Err(error) = end {
        tracing::debug!(%error, "a connection ended");
    }
}

async fn accept_tcp(listeners: &[TcpListener]) -> (tokio::net::TcpStream, String) {
    loop {
        let accepts = listeners.iter().map(|l| Box::pin(l.accept()));
        if listeners.is_empty() {
            return std::future::pending().await;
        }
        match futures_util::future::select_all(accepts).await.0 {
            Ok((stream, peer)) => {
                let _slower = stream.set_nodelay(true);
                return (stream, peer.ip().to_string());
            }
            Err(error) => {
                // Out of file descriptors: waiting a little is better than a burning core.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn accept_local(local: Option<&LocalListener>) -> tokio::net::UnixStream {
    loop {
        let Some(LocalListener { listener, .. }) = local else { return std::future::pending().await };
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => {
                tracing::warn!(%error, "a local connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// A Unix socket for the server's operator.
pub struct LocalListener {
    listener: UnixListener,
    path: PathBuf,
}

impl LocalListener {
    /// Makes the socket for its owner alone; one that a dead server left behind makes room.
    ///
    /// # Errors
    /// When the socket cannot be made there.
    pub fn bind(path: PathBuf) -> std::io::Result<Self> {
        use std::os::unix::fs::PermissionsExt;
        if path.exists() {
            std::fs::remove_file(&path)?;
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self { listener, path })
    }
}
