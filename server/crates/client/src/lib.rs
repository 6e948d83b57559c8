//! A typed client of API v4, for the command line and for tests.
//!
//! [`Client`] is a connection to one server ([`Address`]: a URL or a Unix socket) as one user; its calls are in
//! the file of their noun. [`websocket::Events`] follows what happens. It knows the server only through
//! its protocol, so it works against any server that speaks API v4.
//!
//! ```no_run
//! # async fn example() -> chinwag_client::Result<()> {
//! use std::time::Duration;
//!
//! use chinwag_client::{Address, Client, PAGE_ROWS, every_page};
//!
//! let client = Client::new(Address::web("https://chat.example.com")?, Duration::from_secs(30))?;
//! let (ann, token) = client.login("ann", "her password", "").await?;
//! let client = client.with_token(token);
//! let teams = every_page(async |page| client.teams(page, PAGE_ROWS).await).await?;
//! println!("{} sees {} teams", ann.username, teams.len());
//! # Ok(())
//! # }
//! ```

pub mod access_token;
pub mod address;
pub mod bot;
pub mod channel;
pub mod command;
pub mod config;
pub mod error;
pub mod file;
pub mod plugin;
pub mod post;
pub mod role;
pub mod system;
pub mod team;
pub mod transport;
pub mod user;
pub mod webhook;
pub mod websocket;

pub use address::Address;
pub use error::{Error, Refusal};
pub use transport::{Client, PAGE_ROWS, every_page};

/// What calls answer with.
pub type Result<T> = std::result::Result<T, Error>;
