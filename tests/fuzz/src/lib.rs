//! Fuzz targets: functions that take any bytes and panic when the server does with them what it must never do.
//!
//! The same functions are called by libFuzzer (`libfuzzer/`, with cargo-fuzz) and by a short, seeded run on a stable
//! toolchain (`tests/short_run.rs`), which needs nothing installed. [`targets`] holds them, [`server`] the server they
//! talk to, [`bundle`] those for plugins, [`mutate`] makes inputs of the corpus. server/docs/TESTING.md says how to run both.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a target stops where it stands")]

pub mod bundle;
pub mod mutate;
mod server;
pub mod targets;

/// A target: its name, which is also the name of its corpus, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 6] = [
    ("request_body", targets::request_body),
    ("websocket_frames", targets::websocket_frames),
    ("search_query", targets::search_query),
    ("message", targets::message),
    ("bundle_archive", bundle::bundle_archive),
    ("plugin_manifest", bundle::plugin_manifest),
];
