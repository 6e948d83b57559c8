//! The WebSocket from outside: authentication, requests, delivery, resuming, and clients that misbehave.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod authentication;
pub(crate) mod client;
mod delivery;
mod requests;
