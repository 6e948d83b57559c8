//! `chinwag serve`: from settings to a running server, and to its orderly end.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail};
use chinwag_http::{HttpState, Listen, LocalListener, WebApp};
use chinwag_model::{Clock, SystemClock, config::Config};
use tokio::net::TcpListener;

use crate::{Serve, build, config, logging};

/// How often figures are gathered.
const GATHER: Duration = Duration::from_secs(5);

/// Runs until SIGTERM or Ctrl-C.
///
/// # Errors
/// When something that is needed cannot be opened.
pub(crate) async fn run(args: Serve) -> anyhow::Result<()> {
    let started_at = SystemClock.now();
    let file = config::load(&args.place)?;
    let settings = file.current();
    let logs = logging::start(&settings.LogSettings);
    let address = args.listen.clone().unwrap_or_else(|| settings.ServiceSettings.listen_address.clone());
    let tcp = bind(&address).await?;
    let figures = metrics_exporter_prometheus::PrometheusBuilder::new()
        .install_recorder()
        .context("the figures for /metrics cannot be collected")?;
    keep_small(figures.clone());
    let built = build::build(&args.place, file, logs).await?;
    let state = HttpState {
        app: built.app.clone(),
        hub: built.hub.clone(),
        plugins: Arc::new(built.plugins.clone()),
        web: args.web.map_or(WebApp::Embedded, |dir| WebApp::Folder(Arc::new(dir))),
        metrics: Arc::new(move || figures.render()),
        started_at,
    };
    let shown: Vec<String> = tcp.iter().filter_map(|l| l.local_addr().ok()).map(|a| a.to_string()).collect();
    let listen = Listen {
        tcp,
        local: local_socket(&args.place.data, &settings)?,
        header_timeout: Duration::from_secs(
            settings.ServiceSettings.read_timeout.clamp(1, 30).unsigned_abs(),
        ),
        drain: Duration::from_secs(20),
    };
    // Before anybody is told that it is ready: who is told may want it to stop at once.
    let stopped = stop_signals()?;
    tracing::info!(addresses = shown.join(" "), milliseconds = SystemClock.now() - started_at, "ready");
    let hub = built.hub.clone();
    let starting = built.plugins.clone();
    tokio::spawn(async move { starting.begin().await });
    chinwag_http::serve(chinwag_http::router(state), listen, async move {
        stopped.await;
        tracing::info!("stopping: finishing what is in progress");
        hub.close_all();
    })
    .await?;
    built.plugins.end().await;
    if let Err(error) = built.app.save_statuses().await {
        tracing::warn!(%error, "presence could not be written down");
    }
    built.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Gathers the single values of figures into their distributions now and then. Otherwise that happens when somebody reads
/// `/metrics`, and until then every value is kept: a server nobody watches would grow for ever.
fn keep_small(figures: metrics_exporter_prometheus::PrometheusHandle) {
    tokio::spawn(async move {
        let mut every = tokio::time::interval(GATHER);
        loop {
            every.tick().await;
            figures.run_upkeep();
        }
    });
}

fn local_socket(data: &Path, settings: &Config) -> anyhow::Result<Option<LocalListener>> {
    let service = &settings.ServiceSettings;
    if !service.enable_local_mode {
        return Ok(None);
    }
    let path = &service.local_mode_socket_location;
    let path = if path.is_empty() { data.join("wag.socket") } else { PathBuf::from(path) };
    let shown = path.display().to_string();
    let listener =
        LocalListener::bind(path).with_context(|| format!("the local socket {shown} cannot be made"))?;
    Ok(Some(listener))
}

/// `:8065` means every address, IPv6 and IPv4.
async fn bind(address: &str) -> anyhow::Result<Vec<TcpListener>> {
    let wanted: Vec<SocketAddr> = if let Some(port) = address.strip_prefix(':') {
        let port: u16 = port.parse().with_context(|| format!("`{address}` holds no port number"))?;
        vec![
            (IpAddr::V6(Ipv6Addr::UNSPECIFIED), port).into(),
            (IpAddr::V4(Ipv4Addr::UNSPECIFIED), port).into(),
        ]
    } else {
        tokio::net::lookup_host(address)
            .await
            .with_context(|| format!("`{address}` is not an address to listen on"))?
            .collect()
    };
    let mut bound = Vec::new();
    let mut failures = Vec::new();
    for one in wanted {
        match TcpListener::bind(one).await {
            Ok(listener) => bound.push(listener),
            Err(error) => failures.push(format!("{one}: {error}")),
        }
    }
    if bound.is_empty() {
        bail!(
            "cannot listen on {address} ({}); is another server running there? Choose another with --listen",
            failures.join("; ")
        );
    }
    Ok(bound)
}

/// Listens for the signals to stop from now on; what is given waits for the first of them.
fn stop_signals() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let hear = |kind| signal(kind).context("signals to stop cannot be heard");
    let (mut terminate, mut interrupt) = (hear(SignalKind::terminate())?, hear(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
