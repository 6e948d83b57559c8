//! What is measured and how it is told: histograms, errors, tables, JSON.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::Result;
use comfy_table::{CellAlignment, Table, presets};
use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};

use crate::options::Options;
use crate::process::{Usage, Watch, own_cpu_ms};

/// Longest time a histogram can hold, in nanoseconds.
const LONGEST: u64 = 120_000_000_000;

/// Name of the row that adds up the others.
pub(crate) const SUM: &str = "all";

/// Counts and times of one kind of request.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    times: Histogram<u64>,
    errors: BTreeMap<String, u64>,
}

impl Series {
    pub(crate) fn new() -> Self {
        // The bounds are constants that hdrhistogram accepts; an empty one is only its other way out.
        let times = Histogram::new_with_bounds(1_000, LONGEST, 3).unwrap_or_else(|_| empty_histogram());
        Self { times, errors: BTreeMap::new() }
    }

    pub(crate) fn record(&mut self, time: Duration) {
        self.times.saturating_record(u64::try_from(time.as_nanos()).unwrap_or(LONGEST));
    }

    pub(crate) fn fail(&mut self, why: String) {
        // Ids in messages would make every failure its own kind.
        if self.errors.len() < 20 || self.errors.contains_key(&why) {
            *self.errors.entry(why).or_default() += 1;
        } else {
            *self.errors.entry("other".into()).or_default() += 1;
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.times.len()
    }

    pub(crate) fn error_count(&self) -> u64 {
        self.errors.values().sum()
    }

    fn quantile_ms(&self, quantile: f64) -> f64 {
        self.times.value_at_quantile(quantile) as f64 / 1e6
    }

    fn max_ms(&self) -> f64 {
        self.times.max() as f64 / 1e6
    }

    pub(crate) fn add(&mut self, other: &Self) {
        if self.times.add(&other.times).is_err() {
            self.fail("times of one client could not be added".into());
        }
        for (why, count) in &other.errors {
            *self.errors.entry(why.clone()).or_default() += count;
        }
    }
}

fn empty_histogram() -> Histogram<u64> {
    Histogram::new(3).unwrap_or_else(|_| unreachable!("three digits are a valid precision"))
}

/// Usage and time between two moments.
#[derive(Debug)]
pub(crate) struct Stopwatch {
    watch: Watch,
    began: Instant,
    before: Usage,
    own_before: u64,
}

/// What a stopwatch showed when it was stopped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    pub(crate) seconds: f64,
    pub(crate) server_cpu_ms: u64,
    pub(crate) own_cpu_ms: u64,
    pub(crate) after: Usage,
}

impl Stopwatch {
    pub(crate) fn start(watch: &Watch) -> Self {
        let (before, own_before) = (watch.usage(), own_cpu_ms());
        Self { watch: watch.clone(), began: Instant::now(), before, own_before }
    }

    pub(crate) fn stop(&self) -> Spent {
        let seconds = self.began.elapsed().as_secs_f64();
        let after = self.watch.usage();
        Spent {
            seconds,
            server_cpu_ms: after.cpu_ms.saturating_sub(self.before.cpu_ms),
            own_cpu_ms: own_cpu_ms().saturating_sub(self.own_before),
            after,
        }
    }
}

/// The result of a subcommand.
#[derive(Debug, Default)]
pub(crate) struct Report {
    title: String,
    rows: Vec<(String, Series, f64)>,
    facts: Vec<(String, Value, &'static str)>,
}

impl Report {
    pub(crate) fn new(title: String) -> Self {
        Self { title, ..Self::default() }
    }

    /// A row of the table: a series measured over so many seconds; with 0 its rate means nothing.
    pub(crate) fn row(&mut self, name: &str, series: Series, seconds: f64) {
        self.rows.push((name.to_owned(), series, seconds));
    }

    /// A single number below the table; `name` is a JSON key with underscores.
    pub(crate) fn fact(&mut self, name: &str, value: impl Into<Value>, unit: &'static str) {
        self.facts.push((name.to_owned(), value.into(), unit));
    }

    /// The usual facts about CPU and memory; `operations` is what CPU is divided by.
    pub(crate) fn cost(&mut self, watch: &Watch, spent: &Spent, operations: u64) {
        if watch.roots().is_empty() {
            self.fact("server_process", "not found; give its --pid", "");
        } else {
            self.fact("server_pids", format!("{:?}", watch.roots()), "");
            self.fact("server_cpu", spent.server_cpu_ms, "ms");
            self.fact("server_cores", round(spent.server_cpu_ms as f64 / 1e3 / spent.seconds), "busy");
            if operations > 0 {
                self.fact(
                    "server_cpu_per_operation",
                    round(spent.server_cpu_ms as f64 / operations as f64),
                    "ms",
                );
            }
            self.memory(&spent.after);
        }
        self.fact("own_cpu", spent.own_cpu_ms, "ms (this tool)");
    }

    pub(crate) fn memory(&mut self, usage: &Usage) {
        self.fact("server_rss", round(usage.rss_kib as f64 / 1024.0), "MiB");
        self.fact("server_pss", round(usage.pss_kib as f64 / 1024.0), "MiB");
    }

    /// The failures of all rows in one sentence.
    pub(crate) fn failures(&self) -> String {
        let kinds = self.rows.iter().flat_map(|(name, series, _)| {
            series.errors.iter().map(move |(why, count)| format!("{count} × {name}: {why}"))
        });
        format!("{}: {}", self.title, kinds.collect::<Vec<_>>().join("; "))
    }

    /// Writes the report to standard output.
    pub(crate) fn print(&self, options: &Options) -> Result<()> {
        let text = if options.json { self.to_json().to_string() } else { self.to_text() };
        Ok(writeln!(std::io::stdout().lock(), "{text}")?)
    }

    fn to_text(&self) -> String {
        let mut text = format!("{}\n", self.title);
        if !self.rows.is_empty() {
            text.push_str(&self.table());
            text.push('\n');
        }
        for (name, value, unit) in &self.facts {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            text.push_str(&format!("{:<28} {value} {unit}\n", name.replace('_', " ")));
        }
        // The sum repeats what its parts say.
        for (name, series, _) in self.rows.iter().filter(|(name, ..)| name != SUM) {
            for (why, count) in &series.errors {
                text.push_str(&format!("error in {name}: {count} × {why}\n"));
            }
        }
        text.trim_end().to_owned()
    }

    fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header(["what", "count", "rate/s", "errors", "p50 ms", "p90 ms", "p99 ms", "max ms"]);
        for (name, series, seconds) in &self.rows {
            let times = [0.5, 0.9, 0.99].map(|quantile| format!("{:.3}", series.quantile_ms(quantile)));
            let [p50, p90, p99] = times;
            table.add_row([
                name.clone(),
                series.count().to_string(),
                if *seconds > 0.0 { format!("{:.1}", series.count() as f64 / seconds) } else { "–".into() },
                series.error_count().to_string(),
                p50,
                p90,
                p99,
                format!("{:.3}", series.max_ms()),
            ]);
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.to_string()
    }

    fn to_json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|(name, series, seconds)| {
                json!({
                    "what": name,
                    "count": series.count(),
                    "rate": (*seconds > 0.0).then(|| round(series.count() as f64 / seconds)),
                    "errors": series.errors,
                    "p50_ms": series.quantile_ms(0.5),
                    "p90_ms": series.quantile_ms(0.9),
                    "p99_ms": series.quantile_ms(0.99),
                    "max_ms": series.max_ms(),
                })
            })
            .collect();
        let facts: Map<String, Value> =
            self.facts.iter().map(|(name, value, _)| (name.clone(), value.clone())).collect();
        json!({ "title": self.title, "rows": rows, "facts": facts })
    }
}

/// Three decimals are enough for people.
pub(crate) fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::{Report, Series};
    use std::time::Duration;

    #[test]
    fn the_report_shows_percentiles_rate_and_errors_in_both_forms() {
        let mut series = Series::new();
        for ms in 1..=100 {
            series.record(Duration::from_millis(ms));
        }
        series.fail("403 no".into());
        let mut twice = Series::new();
        twice.add(&series);
        twice.add(&series);
        let mut report = Report::new("post".into());
        report.row("post", twice, 10.0);
        report.fact("server_cpu", 5, "ms");
        let json = report.to_json();
        assert_eq!(json["rows"][0]["count"], 200);
        assert_eq!(json["rows"][0]["rate"], 20.0);
        assert_eq!(json["rows"][0]["errors"]["403 no"], 2);
        assert!((json["rows"][0]["p99_ms"].as_f64().unwrap() - 99.0).abs() < 0.2);
        assert_eq!(json["facts"]["server_cpu"], 5);
        let text = report.to_text();
        for part in ["p99 ms", "200", "20.0", "2 × 403 no", "server cpu"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
