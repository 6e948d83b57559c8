//! Idle sockets: how fast they open and how much memory each one costs the server.

use std::time::Duration;

use anyhow::Result;

use crate::fanout::Listeners;
use crate::meter::{Report, Stopwatch, round};
use crate::options::{Connect, Options};
use crate::process::Watch;
use crate::stage::Stage;

/// Runs the subcommand.
pub(crate) async fn run(options: &Options, connect: &Connect) -> Result<Report> {
    let stage = Stage::set(options, 0).await?;
    let watch = Watch::new(&options.pid, stage.target.address)?;
    // The first sockets make the server allocate what it shares among all; that is not the price of one.
    let first = Listeners::open(&stage, connect.sockets.min(16), connect.login).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = watch.usage();
    let opening = Stopwatch::start(&watch);
    let listeners = Listeners::open(&stage, connect.sockets, connect.login).await?;
    let opened = opening.stop();
    let idle = Stopwatch::start(&watch);
    tokio::time::sleep(Duration::from_secs(options.seconds)).await;
    let spent = idle.stop();

    let mut report =
        Report::new(format!("connect: {} sockets, then {} s idle", connect.sockets, options.seconds));
    report.row("open to hello", listeners.opening.clone(), opened.seconds);
    report.fact("sockets_lost", listeners.heard.borrow().lost, "");
    report.fact("frames_while_idle", listeners.heard.borrow().frames, "");
    if !watch.roots().is_empty() {
        let each =
            |before: u64, after: u64| round((after as f64 - before as f64) / f64::from(connect.sockets));
        report.fact("memory_per_socket", each(before.rss_kib, spent.after.rss_kib), "KiB (RSS)");
        report.fact("memory_per_socket_pss", each(before.pss_kib, spent.after.pss_kib), "KiB (PSS)");
        report.fact(
            "cpu_to_open",
            round(opened.server_cpu_ms as f64 / f64::from(connect.sockets)),
            "ms for each socket",
        );
    }
    report.cost(&watch, &spent, 0);
    first.close();
    listeners.close();
    Ok(report)
}
