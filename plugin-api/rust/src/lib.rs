//! Plugins for Chinwag in Rust.
//!
//! A plugin is a type with a default value that implements the traits of [`hooks`] it cares for, and one line that
//! names the hooks the server is to ask it:
//!
//! ```
//! use chinwag_plugin::prelude::*;
//!
//! #[derive(Default)]
//! struct Polite;
//!
//! impl MessageHooks for Polite {
//!     fn message_will_be_posted(&self, post: Post) -> Result<PostVerdict> {
//!         if post.message.contains("damn") {
//!             return Ok(PostVerdict::Refuse("Please say that again, kindly.".into()));
//!         }
//!         Ok(PostVerdict::Keep)
//!     }
//! }
//!
//! register!(Polite: MessageWillBePosted);
//! ```
//!
//! What a plugin asks of the server are functions, by noun: [`posts`], [`users`], [`teams`], [`channels`], [`kv`], … Each
//! needs a capability in `plugin.json`, which its module names. Built for `wasm32-wasip2` they ask the server; on every
//! other machine they ask the fake server of [`testing`], so that plugins are tested with plain `cargo test`.
//!
//! The memory of a plugin is a cache: the server starts as many instances as it needs and drops them as it likes. What
//! must last belongs into [`kv`]. A panic ends the instance; return an [`Error`] instead.

mod macros;

pub mod bots;
pub mod channels;
pub mod commands;
pub mod config;
pub mod context;
pub mod dialogs;
mod error;
#[cfg(target_arch = "wasm32")]
mod export;
pub mod files;
pub mod hooks;
pub mod http;
mod json;
pub mod kv;
pub mod log;
pub mod mail;
pub mod plugins;
pub mod posts;
pub mod preferences;
pub mod reactions;
mod register;
pub mod roles;
pub mod schedule;
pub mod teams;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
pub mod users;
pub mod websocket;
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod wit;

pub use error::{Error, Result};
pub use hooks::Hook;
pub use json::Json;
pub use register::Plugin;

/// Milliseconds since 1970-01-01T00:00:00Z; 0 for never.
pub type Millis = i64;

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which, counted from 0.
    pub page: u32,
    /// How many on each; the server gives 200 at most.
    pub per_page: u32,
}

impl Page {
    /// The first page, as long as pages get.
    pub const FIRST: Self = Self { page: 0, per_page: 200 };

    /// The page after this one.
    ///
    /// ```
    /// # use chinwag_plugin::Page;
    /// assert_eq!(Page::FIRST.next().page, 1);
    /// ```
    #[must_use]
    pub const fn next(self) -> Self {
        Self { page: self.page + 1, per_page: self.per_page }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::FIRST
    }
}

#[cfg(target_arch = "wasm32")]
impl From<Page> for wit::api::chinwag::plugin::types::Page {
    fn from(page: Page) -> Self {
        Self { page: page.page, per_page: page.per_page }
    }
}

/// The time, as the server has it.
///
/// ```
/// # let chat = chinwag_plugin::testing::Chat::new();
/// chat.set_now(1_700_000_000_000);
/// assert_eq!(chinwag_plugin::now(), 1_700_000_000_000);
/// ```
#[must_use]
pub fn now() -> Millis {
    #[cfg(target_arch = "wasm32")]
    {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.ok().and_then(|since| Millis::try_from(since.as_millis()).ok()).unwrap_or_default()
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        testing::call(testing::Chat::now)
    }
}

/// Everything a plugin usually names.
pub mod prelude {
    pub use crate::channels::{self, Channel, ChannelMember};
    pub use crate::commands::{self, Command, CommandArgs, CommandResponse};
    pub use crate::dialogs::{self, Dialog, DialogAnswer, DialogSubmission};
    pub use crate::files::{self, FileInfo};
    pub use crate::hooks::*;
    pub use crate::http::{self, Request, Response, Router};
    pub use crate::posts::{self, Draft, Post};
    pub use crate::reactions::{self, Reaction};
    pub use crate::teams::{self, Team, TeamMember};
    pub use crate::users::{self, User};
    pub use crate::{
        Error, Json, Millis, Page, Plugin, Result, bots, config, context, kv, log, mail, now, plugins,
        preferences, register, roles, schedule, websocket,
    };
}

#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
pub mod __private {
    pub use crate::export::Adapter;
    pub use wasip2;
}
