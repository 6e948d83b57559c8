//! A whole server in a test: [`TestApp`] starts it, [`Caller`] speaks to it, [`Socket`] listens, and the clock
//! stands still until a test moves it.
//!
//! Everything goes through HTTP and WebSockets as a client would; nothing here reaches inside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up must stop at once, where it stands"
)]

mod app;
mod caller;
mod database;
mod socket;

pub use chinwag_outside::http_client::FakeAnswer;

pub use app::{Calls, PASSWORD, Settings, TestApp, open_server};
pub use caller::{Answer, Caller, Channel, Team};
pub use database::{TestDatabase, postgres_url};
pub use socket::Socket;
