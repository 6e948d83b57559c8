//! The log: for people on a terminal, JSON lines otherwise.

use std::io::IsTerminal;

use chinwag_model::config::LogSettings;
use tracing_subscriber::{EnvFilter, fmt};

/// Begins logging to standard error. `RUST_LOG` wins over the settings.
pub(crate) fn start(settings: &LogSettings) {
    let level = match settings.console_level.to_ascii_uppercase().as_str() {
        "TRACE" => "trace",
        "DEBUG" => "debug",
        "WARN" => "warn",
        "ERROR" => "error",
        _ => "info",
    };
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new(format!("{level},hyper=warn,tokio_postgres=warn")));
    let json = match settings.console_json.as_str() {
        "true" => true,
        "false" => false,
        _ => !std::io::stderr().is_terminal(),
    };
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json {
        builder.json().flatten_event(true).init();
    } else {
        builder.with_target(false).init();
    }
}
