//! Schema, migrations and one module a noun; SQLite and PostgreSQL behind one concrete [`Store`].
//!
//! A noun's module holds free functions over a [`Tx`]; `app` puts them together inside [`Store::write`], which
//! commits them as one and then releases the events they emitted, in commit order. SQL is written once, in the
//! dialect described in [`db::dialect`]. Nothing here knows permissions, HTTP or plugins.

pub mod db;
mod error;
pub mod migrate;
mod params;
mod words;

pub mod access;
pub mod access_token;
pub mod analytics;
pub mod audit;
pub mod bookmark;
pub mod bot;
pub mod category;
pub mod channel;
pub mod channel_member;
pub mod command;
pub mod draft;
pub mod emoji;
pub mod event;
pub mod export;
pub mod file;
pub mod job;
pub mod link_preview;
pub mod one_time_token;
pub mod plugin;
pub mod post;
pub mod post_action;
pub mod preference;
pub mod reaction;
pub mod role;
pub mod scheduled_post;
pub mod search;
pub mod session;
pub mod status;
pub mod system;
pub mod team;
pub mod team_member;
pub mod thread;
pub mod upload;
pub mod user;
pub mod webhook;

pub use db::{Committed, EventSink, Options, Place, Store, Tx};
pub use error::{StoreError, StoreResult};
pub use params::{Columns, Param};
