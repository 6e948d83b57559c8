//! `wag` from outside: the real program, run as a process against a server made for the test.
//!
//! [`fake`] is that server, [`machine`] the place wag runs in. [`real`] and [`mmctl`] use the real server, when
//! `CHINWAG_TEST_SERVER` says where its binary is.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bulk;
mod credentials;
mod errors;
mod fake;
mod follow;
mod help;
mod local;
mod machine;
mod mmctl;
mod nouns;
mod output;
mod plugin;
mod plugin_author;
mod plugin_real;
mod plugin_server;
mod real;
