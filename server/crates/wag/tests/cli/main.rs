//! `wag` from outside: the real program, run as a process against a server made for the test.
//!
//! [`fake`] is that server, [`machine`] the place wag runs in.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bulk;
mod credentials;
mod errors;
mod fake;
mod follow;
mod help;
mod local;
mod machine;
mod nouns;
mod output;
