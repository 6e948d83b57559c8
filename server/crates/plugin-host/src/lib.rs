//! Our WIT on one side, the traits between chat and plugins on the other.
//!
//! [`PluginHost`] implements `Hooks` (chat asks plugins: [`asking`], [`deliver`]) and `Lifecycle` (administrators:
//! [`lifecycle`], [`install`]); [`host`] is what plugins may call, each call after its grant. Runs components through
//! `plugin-engine`; knows no store, no axum, no chat beyond the traits.

mod asking;
mod bindings;
mod bound;
mod convert;
mod deliver;
mod drop_in;
mod fail_point;
mod figures;
mod guest;
mod host;
mod host_inner;
mod install;
mod lifecycle;
mod marketplace;
mod outgoing;
mod own;
mod running;
mod secrets;
mod serve;
mod tick;
mod web;

pub use host_inner::{Options, PluginHost};

/// The version of the contract in `wit/0.1`.
pub const CONTRACT: &str = "0.1.0";

/// Version of the API, as plugins' `min_server_version` compares it.
const API_VERSION: &str = "11.9.0";
