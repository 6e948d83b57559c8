//! `wag plugin bench`: requests to a running plugin, and how long they take.

use std::cell::Cell;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use chinwag_client::Client;
use chinwag_client::plugin::PluginFigures;
use indicatif::ProgressBar;
use serde_json::json;

use super::watch::{bytes, duration};
use crate::args::Format;
use crate::args::plugin::author::Bench;
use crate::bulk;
use crate::context::Context;

/// What was measured here.
struct Measured {
    /// Of each request, in microseconds, sorted.
    times: Vec<u64>,
    took: Duration,
    /// Answers with 5xx.
    failed: usize,
    bytes: usize,
}

pub(super) async fn measure(context: &Context, flags: &Bench) -> Result<()> {
    let client = context.client()?;
    let first = client.ask_plugin(&flags.plugin, &flags.path).await?;
    if first.status >= 400 {
        return Err(anyhow!(
            "/plugins/{}/{} answers {}, so there is nothing to measure: name a path that it answers with --path",
            flags.plugin,
            flags.path.trim_start_matches('/'),
            first.status
        ));
    }
    // Only who may administer plugins sees the server's figures; the requests can be measured without.
    let before = client.plugin_figures(&flags.plugin).await.ok();
    let measured = ask(context, &client, flags).await?;
    let after = client.plugin_figures(&flags.plugin).await.ok();
    let figures = before.zip(after).map(|(before, after)| ((*before).clone(), (*after).clone()));
    tell(context, flags, &measured, figures.as_ref())?;
    match measured.failed {
        0 => Ok(()),
        failed => Err(anyhow!("{failed} of {} requests were answered with 5xx", flags.calls)),
    }
}

async fn ask(context: &Context, client: &Client, flags: &Bench) -> Result<Measured> {
    let total = flags.calls;
    let bar = context.output.shows_progress().then(|| {
        ProgressBar::new(u64::from(total)).with_style(bulk::style("{bar:30} {pos}/{len} {per_sec}"))
    });
    context.output.set_bar(bar.clone());
    let left = Cell::new(total);
    let began = Instant::now();
    let asker = async || {
        let (mut times, mut failed, mut bytes) = (Vec::new(), 0, 0);
        while let Some(now) = left.get().checked_sub(1) {
            left.set(now);
            let began = Instant::now();
            let answer = client.ask_plugin(&flags.plugin, &flags.path).await?;
            times.push(u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX));
            failed += usize::from(answer.status >= 500);
            bytes += answer.bytes;
            if let Some(bar) = &bar {
                bar.inc(1);
            }
        }
        Ok::<_, chinwag_client::Error>((times, failed, bytes))
    };
    let outcome = futures_util::future::try_join_all((0..flags.at_once).map(|_| asker())).await;
    let took = began.elapsed();
    context.output.set_bar(None);
    let mut measured = Measured { times: Vec::new(), took, failed: 0, bytes: 0 };
    for (times, failed, bytes) in outcome? {
        measured.times.extend(times);
        measured.failed += failed;
        measured.bytes += bytes;
    }
    measured.times.sort_unstable();
    Ok(measured)
}

fn tell(
    context: &Context,
    flags: &Bench,
    measured: &Measured,
    figures: Option<&(PluginFigures, PluginFigures)>,
) -> Result<()> {
    let a_second = measured.times.len() as f64 / measured.took.as_secs_f64().max(1e-9);
    let percentile = |part: f64| {
        let at = (measured.times.len().saturating_sub(1)) as f64 * part;
        measured.times.get(at.round() as usize).copied().unwrap_or_default()
    };
    let (p50, p99, longest) = (percentile(0.5), percentile(0.99), percentile(1.0));
    let server = figures.map(|(before, after)| {
        json!({
            "calls": after.calls.saturating_sub(before.calls), "faults": after.faults.saturating_sub(before.faults),
            "p50_us": after.p50_us, "p99_us": after.p99_us, "memory_bytes": after.memory_bytes,
        })
    });
    let thing = json!({
        "plugin": flags.plugin, "path": flags.path, "requests": measured.times.len(), "at_once": flags.at_once,
        "failed": measured.failed, "requests_per_second": a_second, "p50_us": p50, "p99_us": p99,
        "longest_us": longest, "body_bytes": measured.bytes, "server": server,
    });
    if context.output.format() == Format::Json {
        return context.output.json(&thing);
    }
    let mut fields = vec![
        (
            "requests",
            format!("{} ({} at once), {} failed", measured.times.len(), flags.at_once, measured.failed),
        ),
        ("a second", format!("{a_second:.0}")),
        ("p50", duration(p50)),
        ("p99", duration(p99)),
        ("longest", duration(longest)),
    ];
    if let Some((before, after)) = figures {
        let calls = after.calls.saturating_sub(before.calls);
        let faults = after.faults.saturating_sub(before.faults);
        fields.push(("in the plugin", format!("{calls} calls meanwhile, {faults} faults")));
        let since = format!("p50 {}, p99 {}", duration(after.p50_us), duration(after.p99_us));
        fields.push(("its hooks since it was started", since));
        fields.push(("its memory", bytes(after.memory_bytes)));
    }
    context.output.one(&thing, fields)
}
