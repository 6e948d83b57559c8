//! `wag plugin status|logs|top`: how plugins do.

use std::collections::HashMap;
use std::io::IsTerminal as _;
use std::time::Duration;

use anyhow::{Result, anyhow};
use chinwag_client::Client;
use chinwag_client::plugin::{PluginFigures, PluginStatus, Told};
use serde_json::{Value, json};

use crate::args::Format;
use crate::args::plugin::server::{Logs, Status, Top};
use crate::context::Context;
use crate::output::{clean, time};

/// How often somebody who follows a log asks for more.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// Lines that are asked for while following, so that little is missed between two looks.
const FOLLOWED: u32 = 1000;
/// Longest wait after a look that failed.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

pub(super) async fn status(context: &Context, flags: &Status) -> Result<()> {
    let mut rows = context.client()?.plugin_statuses().await?;
    if !flags.plugins.is_empty() {
        if let Some(absent) = flags.plugins.iter().find(|id| rows.iter().all(|row| row.plugin_id != **id)) {
            return Err(anyhow!("there is no plugin `{absent}` (`wag plugin list` shows them)"));
        }
        rows.retain(|row| flags.plugins.contains(&row.plugin_id));
    }
    let columns = ["ID", "STATE", "VERSION", "NODE", "PREVIOUS", "WHAT WENT WRONG"];
    context.output.list(&rows, &columns, |row: &Told<PluginStatus>| {
        vec![
            row.plugin_id.clone(),
            state(row.state),
            row.version.clone(),
            row.cluster_id.clone(),
            row.previous_version.clone(),
            row.error.clone(),
        ]
    })?;
    let failed: Vec<&str> =
        rows.iter().filter(|row| matches!(row.state, 3 | 4)).map(|row| row.plugin_id.as_str()).collect();
    if failed.is_empty() { Ok(()) } else { Err(anyhow!("failed: {}", failed.join(", "))) }
}

fn state(number: i64) -> String {
    match number {
        0 => "not running".to_owned(),
        1 => "starting".to_owned(),
        2 => "running".to_owned(),
        3 => "failed to start".to_owned(),
        4 => "failed to stay running".to_owned(),
        5 => "stopping".to_owned(),
        other => format!("state {other}"),
    }
}

pub(super) async fn logs(context: &Context, flags: &Logs) -> Result<()> {
    let client = context.client()?;
    let lines = client.plugin_logs(&flags.plugin, flags.lines).await?;
    if !flags.follow {
        if context.output.format() == Format::Json {
            return context.output.json(&lines);
        }
        return lines.iter().try_for_each(|line| print(context, line));
    }
    lines.iter().try_for_each(|line| print(context, line))?;
    follow(context, &client, &flags.plugin, lines).await
}

/// Prints what is new, until somebody ends wag. A server that is away for a while is waited for.
async fn follow(context: &Context, client: &Client, id: &str, mut known: Vec<Value>) -> Result<()> {
    let mut wait = ASK_EVERY;
    loop {
        tokio::time::sleep(wait).await;
        match client.plugin_logs(id, FOLLOWED).await {
            Ok(lines) => {
                wait = ASK_EVERY;
                fresh(&known, &lines).iter().try_for_each(|line| print(context, line))?;
                if !lines.is_empty() {
                    known = lines;
                }
            }
            Err(error) if matches!(error.status(), Some(400..=499)) => return Err(error.into()),
            Err(error) => {
                wait = (wait * 2).min(LONGEST_WAIT);
                context.output.note(&format!("note: {error}; asking again in {} s", wait.as_secs()));
            }
        }
    }
}

/// Lines that were not there at the look before: those behind the longest piece that both have in common, the end of
/// one and the beginning of the other, or the other whole within it.
fn fresh<'a>(known: &[Value], lines: &'a [Value]) -> &'a [Value] {
    for start in 0..known.len() {
        let rest = &known[start..];
        if lines.starts_with(rest) {
            return &lines[rest.len()..];
        }
        if rest.len() <= lines.len()
            && let Some(at) = lines.windows(rest.len()).rposition(|window| window == rest)
        {
            return &lines[at + rest.len()..];
        }
    }
    lines
}

/// One line, in JSON as it is, else `time level message name=value`.
fn print(context: &Context, line: &Value) -> Result<()> {
    let output = &context.output;
    if output.format() == Format::Json {
        return output.line(&serde_json::to_string(line)?);
    }
    let text = match line {
        Value::String(text) => text.trim_end().to_owned(),
        Value::Object(map) => {
            let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default();
            let at = map.get("at").and_then(Value::as_i64).map(time).unwrap_or_default();
            let fields = map.get("fields").and_then(Value::as_object).into_iter().flatten();
            let fields: Vec<String> =
                fields.map(|(name, value)| format!("{name}={}", plain(value))).collect();
            let parts = [at, format!("{:5}", text("level")), text("message").to_owned(), fields.join(" ")];
            let separator = if output.format() == Format::Plain { "\t" } else { "  " };
            let parts: Vec<String> =
                parts.iter().map(|part| clean(part.trim())).filter(|p| !p.is_empty()).collect();
            parts.join(separator)
        }
        other => other.to_string(),
    };
    // The separators of a plain line stay; everything in it is clean already, but for a line that is one text.
    let text = if line.is_string() { clean(&text) } else { text };
    output.line(&text)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) async fn top(context: &Context, flags: &Top) -> Result<()> {
    let client = context.client()?;
    let mut before: Option<HashMap<String, u64>> = None;
    loop {
        let rows = figures(&client, &flags.plugins).await?;
        if flags.every.is_some()
            && std::io::stdout().is_terminal()
            && context.output.format() == Format::Table
        {
            context.output.line("\x1b[2J\x1b[H")?;
        }
        show(context, &rows, before.as_ref())?;
        let Some(seconds) = flags.every else { return Ok(()) };
        before = Some(rows.iter().map(|(id, figures)| (id.clone(), figures.calls)).collect());
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
}

type Row = (String, Told<PluginFigures>);

/// The figures of the plugins that were named, or of all that run; those with the most calls first.
async fn figures(client: &Client, wanted: &[String]) -> Result<Vec<Row>> {
    let ids = if wanted.is_empty() {
        client.plugins().await?.active.iter().map(|plugin| plugin.id.clone()).collect()
    } else {
        wanted.to_vec()
    };
    let mut rows = Vec::new();
    for id in ids {
        match client.plugin_figures(&id).await {
            Ok(figures) => rows.push((id, figures)),
            // It may have been removed since the list was read.
            Err(error) if wanted.is_empty() && error.is_missing() => {}
            Err(error) => return Err(error.into()),
        }
    }
    rows.sort_by(|a, b| b.1.calls.cmp(&a.1.calls).then_with(|| a.0.cmp(&b.0)));
    Ok(rows)
}

fn show(context: &Context, rows: &[Row], before: Option<&HashMap<String, u64>>) -> Result<()> {
    if context.output.format() == Format::Json {
        let all: Vec<Value> =
            rows.iter().map(|(id, figures)| json!({"id": id, "figures": figures})).collect();
        return context.output.json(&all);
    }
    let columns = ["ID", "CALLS", "P50", "P99", "FAULTS", "MEMORY", "INSTANCES"];
    context.output.list(rows, &columns, |(id, figures)| {
        let since = before.and_then(|before| before.get(id)).map(|old| figures.calls.saturating_sub(*old));
        let calls =
            since.map_or_else(|| figures.calls.to_string(), |new| format!("{} (+{new})", figures.calls));
        vec![
            id.clone(),
            calls,
            duration(figures.p50_us),
            duration(figures.p99_us),
            figures.faults.to_string(),
            bytes(figures.memory_bytes),
            figures.instances.to_string(),
        ]
    })
}

/// Microseconds as people read them.
pub(super) fn duration(microseconds: u64) -> String {
    match microseconds {
        0..1_000 => format!("{microseconds} µs"),
        1_000..1_000_000 => format!("{:.1} ms", microseconds as f64 / 1e3),
        _ => format!("{:.1} s", microseconds as f64 / 1e6),
    }
}

/// Bytes as people read them.
pub(super) fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::fresh;

    fn lines(text: &str) -> Vec<Value> {
        text.split_whitespace().map(|word| json!(word)).collect()
    }

    #[test]
    fn lines_that_were_printed_are_not_printed_again() {
        let told = |known: &str, now: &str| fresh(&lines(known), &lines(now)).len();
        assert_eq!(told("", "a b"), 2, "nothing was known");
        assert_eq!(told("a b", "a b"), 0, "nothing is new");
        assert_eq!(told("a b", "a b c"), 1);
        assert_eq!(told("a b c", "b c d e"), 2, "the oldest was dropped");
        assert_eq!(told("b c", "a b c d"), 1, "more was asked for than the first time");
        assert_eq!(told("a a", "a a a"), 1, "the same line once more");
        assert_eq!(told("a b", "x y"), 2, "everything was replaced");
        assert_eq!(told("a b", ""), 0, "a restart emptied it");
    }
}
