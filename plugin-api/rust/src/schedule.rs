//! Run me later, once for all nodes: the hook `tick` is called. Needs `schedule`.
//!
//! At most 100 schedules a plugin. One lives until it is cancelled or the plugin is removed, so making it again at each
//! start is right: it replaces the one of the same name.

use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::schedule as contract;
use crate::{Millis, Result};

record! {
    /// A schedule.
    Entry = contract::Entry {
        /// Its name.
        name: String,
        /// A cron expression or `@every <seconds>`; empty for one that runs once.
        rule: String,
        /// What `tick` gets.
        payload: Vec<u8>,
        /// When it runs next.
        next_at: Millis,
    }
}

ask! {
    /// Every so many seconds (at least 1).
    ///
    /// ```
    /// use chinwag_plugin::prelude::*;
    ///
    /// #[derive(Default)]
    /// struct Cleaner;
    /// impl ScheduleHooks for Cleaner {
    ///     fn tick(&self, name: &str, _due_at: Millis, _payload: Vec<u8>) -> Result<()> {
    ///         kv::set("cleaned", name)
    ///     }
    /// }
    /// register!(Cleaner: Tick);
    ///
    /// let chat = chinwag_plugin::testing::Chat::new();
    /// schedule::every("hourly", 3600, &[])?;
    /// chat.advance_seconds(3600);
    /// chat.run_due(&Cleaner);
    /// assert_eq!(kv::get::<String>("cleaned")?.as_deref(), Some("hourly"));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// When there are too many.
    every(name: &str, seconds: u32, payload: &[u8]) -> Result<()> {
        one(contract::every(name, seconds, payload))
    } else schedule_every;

    /// By a cron expression of five or six fields, in a time zone (IANA name; empty for UTC).
    ///
    /// # Errors
    /// When the expression or the time zone cannot be read.
    cron(name: &str, expression: &str, time_zone: &str, payload: &[u8]) -> Result<()> {
        one(contract::cron(name, expression, time_zone, payload))
    } else schedule_cron;

    /// Once, at a time (at once when it has passed).
    ///
    /// # Errors
    /// When there are too many.
    at(name: &str, time: Millis, payload: &[u8]) -> Result<()> { one(contract::at(name, time, payload)) } else schedule_at;

    /// Ends one. True when there was one.
    ///
    /// # Errors
    /// When `schedule` was not granted.
    cancel(name: &str) -> Result<bool> { one(contract::cancel(name)) } else schedule_cancel;

    /// The plugin's schedules.
    ///
    /// # Errors
    /// When `schedule` was not granted.
    entries() -> Result<Vec<Entry>> { many(contract::entries()) } else schedule_entries;
}
