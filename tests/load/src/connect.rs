//! Idle sockets: how fast they open and how much memory each one costs the server.

use std::time::Duration;

use anyhow::Result;

use crate::fanout::Listeners;
use crate::meter::{Report, Series, Spent, Stopwatch, round};
use crate::options::{Connect, Options};
use crate::process::{Usage, Watch};
use crate::stage::Stage;

/// Memory is read after each of so many equal steps.
const STEPS: u16 = 4;

/// What opening one step of sockets showed.
struct Step {
    listeners: Listeners,
    opening: Spent,
    /// After the sockets have been idle for a second.
    memory: Usage,
}

/// Runs the subcommand.
pub(crate) async fn run(options: &Options, connect: &Connect) -> Result<Report> {
    let stage = Stage::set(options, 0).await?;
    let watch = Watch::new(&options.pid, stage.target.address)?;
    // The first sockets make the server allocate what it shares among all; that is not the price of one.
    let first = Listeners::open(&stage, connect.sockets.min(16), connect.login).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = watch.usage();
    let mut steps = Vec::new();
    for number in 0..STEPS {
        let sockets = up_to(connect.sockets, number + 1) - up_to(connect.sockets, number);
        steps.push(step(&stage, &watch, connect, sockets).await?);
    }
    let idle = Stopwatch::start(&watch);
    tokio::time::sleep(Duration::from_secs(options.seconds)).await;
    let spent = idle.stop();

    let mut report =
        Report::new(format!("connect: {} sockets, then {} s idle", connect.sockets, options.seconds));
    let mut opening = Series::new();
    steps.iter().for_each(|step| opening.add(&step.listeners.opening));
    report.row("open to hello", opening, steps.iter().map(|step| step.opening.seconds).sum());
    let heard = |number: fn(&Listeners) -> u64| steps.iter().map(|step| number(&step.listeners)).sum::<u64>();
    report.fact("sockets_lost", heard(|listeners| listeners.heard.borrow().lost), "");
    report.fact("frames_while_idle", heard(|listeners| listeners.heard.borrow().frames), "");
    if !watch.roots().is_empty() {
        tell_price(&mut report, connect.sockets, &before, &steps);
    }
    report.cost(&watch, &spent, 0);
    first.close();
    steps.into_iter().for_each(|step| step.listeners.close());
    Ok(report)
}

/// How many of `sockets` are open after so many steps.
fn up_to(sockets: u16, steps: u16) -> u16 {
    (u32::from(sockets) * u32::from(steps) / u32::from(STEPS)) as u16
}

async fn step(stage: &Stage, watch: &Watch, connect: &Connect, sockets: u16) -> Result<Step> {
    let stopwatch = Stopwatch::start(watch);
    let listeners = Listeners::open(stage, sockets, connect.login).await?;
    let opening = stopwatch.stop();
    tokio::time::sleep(Duration::from_secs(1)).await;
    Ok(Step { listeners, opening, memory: watch.usage() })
}

/// The second half of the sockets shows the price best: the first ones live in memory that logging in has left over.
fn tell_price(report: &mut Report, sockets: u16, before: &Usage, steps: &[Step]) {
    let memory: Vec<&Usage> = std::iter::once(before).chain(steps.iter().map(|step| &step.memory)).collect();
    let (half, end) = (memory[memory.len() / 2], memory[memory.len() - 1]);
    let second_half = f64::from(sockets - up_to(sockets, STEPS / 2));
    let growth = |from: u64, to: u64, sockets: f64| round((to as f64 - from as f64) / sockets);
    report.fact(
        "memory_per_socket",
        growth(half.rss_kib, end.rss_kib, second_half),
        "KiB (RSS, second half)",
    );
    report.fact(
        "memory_per_socket_pss",
        growth(half.pss_kib, end.pss_kib, second_half),
        "KiB (PSS, second half)",
    );
    report.fact(
        "memory_per_socket_all",
        growth(before.rss_kib, end.rss_kib, f64::from(sockets)),
        "KiB (RSS, all)",
    );
    let quarters: Vec<String> =
        memory.iter().map(|usage| format!("{:.1}", usage.rss_kib as f64 / 1024.0)).collect();
    report.fact("rss_by_quarter", quarters.join(" → "), "MiB");
    let cpu: u64 = steps.iter().map(|step| step.opening.server_cpu_ms).sum();
    report.fact("cpu_to_open", round(cpu as f64 / f64::from(sockets)), "ms for each socket");
}

#[cfg(test)]
mod tests {
    use super::{STEPS, up_to};

    #[test]
    fn the_steps_open_every_socket_whatever_their_number() {
        for sockets in [1, 3, 40, 19_999, 20_000] {
            let sum: u16 = (0..STEPS).map(|number| up_to(sockets, number + 1) - up_to(sockets, number)).sum();
            assert_eq!(sum, sockets);
        }
    }
}
