//! Starts a server again and again: time to its first answer, memory when idle.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};

use crate::meter::{Report, Series, round};
use crate::options::{Options, Start};
use crate::process::{Usage, Watch};
use crate::target::Target;
use crate::wire::{Prepared, Wire};

/// Longest time to wait for the first answer and for the end.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the subcommand.
pub(crate) async fn run(options: &Options, start: &Start) -> Result<Report> {
    let target = Target::parse(&options.url)?;
    if crate::wire::connect(&target).await.is_ok() {
        bail!(
            "something listens on {} already; stop it, or give the new server another port in its command and --url",
            target.host
        );
    }
    let (mut first_answer, mut stopping) = (Series::new(), Series::new());
    let mut memory: Vec<Usage> = Vec::new();
    for _ in 0..start.runs {
        let began = Instant::now();
        let mut server = spawn(&start.server)?;
        let pid = server.id().context("the server ended at once")?;
        wait_for_ping(&target, &mut server).await?;
        first_answer.record(began.elapsed());
        tokio::time::sleep(Duration::from_secs(start.settle)).await;
        memory.push(Watch::new(&[pid], target.address)?.usage());
        let asked = Instant::now();
        stop(&mut server, pid).await?;
        stopping.record(asked.elapsed());
    }
    let mut report = Report::new(format!("start: {} × {}", start.runs, start.server.join(" ")));
    report.row("start to first answer", first_answer, 0.0);
    report.row("stop", stopping, 0.0);
    let middle = |value: fn(&Usage) -> u64| {
        let mut all: Vec<u64> = memory.iter().map(value).collect();
        all.sort_unstable();
        all.get(all.len() / 2).copied().unwrap_or(0) as f64
    };
    report.fact("idle_rss", round(middle(|usage| usage.rss_kib) / 1024.0), "MiB, middle of all runs");
    report.fact("idle_pss", round(middle(|usage| usage.pss_kib) / 1024.0), "MiB");
    report.fact("cpu_until_idle", middle(|usage| usage.cpu_ms), "ms");
    Ok(report)
}

fn spawn(command: &[String]) -> Result<Child> {
    let [program, arguments @ ..] = command else { bail!("give the server's command after --") };
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{program:?} could not be started"))
}

async fn wait_for_ping(target: &Target, server: &mut Child) -> Result<()> {
    let ping = Prepared::new(target, "GET", "/system/ping", "", None);
    let end = Instant::now() + PATIENCE;
    loop {
        let mut wire = Wire::new(target);
        if wire.send(&ping.bytes).await.is_ok_and(|answer| answer.status == 200) {
            return Ok(());
        }
        if let Some(status) = server.try_wait()? {
            bail!("the server ended before its first answer ({status}); run its command by hand to see why");
        }
        if Instant::now() > end {
            bail!(
                "no answer on {} within {} s; do the command and --url name the same port?",
                target.host,
                PATIENCE.as_secs()
            );
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Asks the server to end, as a service manager does.
async fn stop(server: &mut Child, pid: u32) -> Result<()> {
    let asked = Command::new("kill").args(["-TERM", &pid.to_string()]).status().await?;
    if !asked.success() {
        bail!("the server could not be told to stop");
    }
    if tokio::time::timeout(PATIENCE, server.wait()).await.is_err() {
        server.kill().await?;
        bail!("the server did not end within {} s of SIGTERM and was killed", PATIENCE.as_secs());
    }
    Ok(())
}
