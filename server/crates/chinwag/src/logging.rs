//! The log: for people on a terminal, JSON lines otherwise; the newest lines are kept for administrators.

use std::io::{IsTerminal, Write};

use chinwag_app::LogTail;
use chinwag_model::config::LogSettings;
use tracing_subscriber::{
    EnvFilter, Layer, fmt, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Begins logging to standard error. `RUST_LOG` wins over the settings.
pub(crate) fn start(settings: &LogSettings) -> LogTail {
    let level = match settings.console_level.to_ascii_uppercase().as_str() {
        "TRACE" => "trace",
        "DEBUG" => "debug",
        "WARN" => "warn",
        "ERROR" => "error",
        _ => "info",
    };
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new(format!("{level},hyper=warn,tokio_postgres=warn")));
    let json = settings.console_json && !std::io::stderr().is_terminal();
    let tail = LogTail::new(usize::try_from(settings.keep_lines).unwrap_or(2000));
    let console = fmt::layer().with_writer(std::io::stderr);
    let console =
        if json { console.json().flatten_event(true).boxed() } else { console.with_target(false).boxed() };
    let kept = fmt::layer().json().flatten_event(true).with_writer(Kept(tail.clone()));
    tracing_subscriber::registry().with(filter).with(console).with(kept).init();
    tail
}

/// Writes whole lines into the tail.
struct Kept(LogTail);

struct Line<'a> {
    tail: &'a LogTail,
    text: Vec<u8>,
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Line<'a>;
    fn make_writer(&'a self) -> Line<'a> {
        Line { tail: &self.0, text: Vec::new() }
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let line = String::from_utf8_lossy(&self.text).trim_end().to_owned();
        if !line.is_empty() {
            self.tail.push(line);
        }
    }
}
