//! The plugin's log: shown in the system console, by `wag plugin logs` and in the server's log.
//!
//! At most 256 KiB a minute (`limits.log_kib_per_minute`); what is beyond is dropped. Standard output and error end there as well.
//!
//! ```
//! use chinwag_plugin::log;
//! # let chat = chinwag_plugin::testing::Chat::new();
//! let items = 3;
//! log::info!("the list of {} was cleaned", "ann"; items, "took_ms" => 12);
//! # assert_eq!(chat.log()[0].fields, [("items".to_owned(), "3".to_owned()), ("took_ms".to_owned(), "12".to_owned())]);
//! ```

use crate::macros::ask;
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::log as contract;

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For the author.
    Debug,
    /// What happened.
    Info,
    /// What should not happen.
    Warn,
    /// What failed.
    Error,
}

#[cfg(target_arch = "wasm32")]
impl From<Level> for contract::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Debug => Self::Debug,
            Level::Info => Self::Info,
            Level::Warn => Self::Warn,
            Level::Error => Self::Error,
        }
    }
}

ask! {
    /// Writes a line with fields; the macros of this module are shorter.
    write(level: Level, message: &str, fields: &[(String, String)]) -> () {
        contract::write(level.into(), message, fields)
    } else log_write;
}

/// A line of some level: a format with its arguments, then after a `;` fields, each a variable or `"name" => value`.
#[doc(hidden)]
#[macro_export]
macro_rules! __log {
    ($level:ident, $format:literal $(, $arg:expr)* $(; $($fields:tt)*)?) => {
        $crate::log::write(
            $crate::log::Level::$level,
            &::std::format!($format $(, $arg)*),
            &$crate::__log!(@fields [] $($($fields)*)?),
        )
    };
    (@fields [$($done:tt)*]) => { [$($done)*] as [(::std::string::String, ::std::string::String); _] };
    (@fields [$($done:tt)*] $name:literal => $value:expr $(, $($rest:tt)*)?) => {
        $crate::__log!(@fields [$($done)* (::std::string::ToString::to_string($name), ::std::string::ToString::to_string(&$value)),] $($($rest)*)?)
    };
    (@fields [$($done:tt)*] $name:ident $(, $($rest:tt)*)?) => {
        $crate::__log!(@fields [$($done)* (::std::string::ToString::to_string(::std::stringify!($name)), ::std::string::ToString::to_string(&$name)),] $($($rest)*)?)
    };
}

/// Writes a line for the author.
#[doc(hidden)]
#[macro_export]
macro_rules! __log_debug { ($($line:tt)*) => { $crate::__log!(Debug, $($line)*) }; }
/// Writes a line about what happened.
#[doc(hidden)]
#[macro_export]
macro_rules! __log_info { ($($line:tt)*) => { $crate::__log!(Info, $($line)*) }; }
/// Writes a line about what should not happen.
#[doc(hidden)]
#[macro_export]
macro_rules! __log_warn { ($($line:tt)*) => { $crate::__log!(Warn, $($line)*) }; }
/// Writes a line about what failed.
#[doc(hidden)]
#[macro_export]
macro_rules! __log_error { ($($line:tt)*) => { $crate::__log!(Error, $($line)*) }; }

pub use crate::{__log_debug as debug, __log_error as error, __log_info as info, __log_warn as warn};
