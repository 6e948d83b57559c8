//! The WebSocket from outside: authentication, requests, delivery, resuming, and clients that misbehave.

mod authentication;
mod client;
mod delivery;
mod requests;
