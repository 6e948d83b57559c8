//! The plugin's own store of keys and values: the only memory that lasts. Needs `kv`.
//!
//! Keys have 1 to 150 bytes and no NUL, values at most 1 MiB; all of a plugin's data stays under its quota
//! (`limits.kv_mib`, 64 MiB unless said otherwise). Values are anything serde can write, or plain bytes.
//!
//! ```
//! use chinwag_plugin::prelude::*;
//! # let chat = chinwag_plugin::testing::Chat::new();
//!
//! kv::set("list:ann", &vec!["milk", "bread"])?;
//! assert_eq!(kv::get::<Vec<String>>("list:ann")?.map(|list| list.len()), Some(2));
//! assert_eq!(kv::keys("list:")?, ["list:ann"]);
//! # Ok::<(), Error>(())
//! ```

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::macros::ask;
#[cfg(target_arch = "wasm32")]
use crate::macros::one;
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::kv as contract;
use crate::{Error, Result};

/// How often [`update`] tries before it gives up: each try that fails means that somebody else succeeded.
const TRIES: usize = 32;

/// How a value is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Seconds until it goes by itself; 0 for never.
    pub expire_seconds: u64,
    /// Only under this condition.
    pub only_if: Option<OnlyIf>,
}

/// What must be there for a write to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnlyIf {
    /// Nothing.
    Absent,
    /// These bytes.
    Is(Vec<u8>),
}

/// One of several changes that happen together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Writes a value.
    Set {
        /// Where.
        key: String,
        /// What.
        value: Vec<u8>,
        /// How.
        options: Options,
    },
    /// Deletes a key.
    Delete {
        /// Which.
        key: String,
    },
}

impl Change {
    /// Writes a value.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn set<T: Serialize + ?Sized>(key: impl Into<String>, value: &T) -> Result<Self> {
        Ok(Self::Set { key: key.into(), value: serde_json::to_vec(value)?, options: Options::default() })
    }

    /// Writes a value where there is none.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn insert<T: Serialize + ?Sized>(key: impl Into<String>, value: &T) -> Result<Self> {
        let options = Options { only_if: Some(OnlyIf::Absent), ..Options::default() };
        Ok(Self::Set { key: key.into(), value: serde_json::to_vec(value)?, options })
    }

    /// Deletes a key.
    #[must_use]
    pub fn delete(key: impl Into<String>) -> Self {
        Self::Delete { key: key.into() }
    }
}

#[cfg(target_arch = "wasm32")]
impl From<Options> for contract::SetOptions {
    fn from(options: Options) -> Self {
        let only_if = match options.only_if {
            None => contract::Condition::Always,
            Some(OnlyIf::Absent) => contract::Condition::Absent,
            Some(OnlyIf::Is(bytes)) => contract::Condition::Equals(bytes),
        };
        Self { expire_seconds: options.expire_seconds, only_if }
    }
}

#[cfg(target_arch = "wasm32")]
impl From<Change> for contract::Change {
    fn from(change: Change) -> Self {
        match change {
            Change::Set { key, value, options } => Self::Set((key, value, options.into())),
            Change::Delete { key } => Self::Delete(key),
        }
    }
}

/// A value; none when there is none.
///
/// # Errors
/// When `kv` was not granted, or what is stored is not of that shape.
pub fn get<T: DeserializeOwned>(key: &str) -> Result<Option<T>> {
    get_bytes(key)?.map(|bytes| read(key, &bytes)).transpose()
}

/// Several values at once, in the order of the keys. At most 100.
///
/// # Errors
/// As [`get`].
pub fn get_many<T: DeserializeOwned>(keys: &[String]) -> Result<Vec<Option<T>>> {
    let all = get_many_bytes(keys)?.into_iter().zip(keys);
    all.map(|(bytes, key)| bytes.map(|bytes| read(key, &bytes)).transpose()).collect()
}

/// Writes a value.
///
/// # Errors
/// When `kv` was not granted, the key or the value is too long, or the quota is used up.
pub fn set<T: Serialize + ?Sized>(key: &str, value: &T) -> Result<()> {
    set_bytes(key, &serde_json::to_vec(value)?, Options::default()).map(drop)
}

/// Writes a value that goes by itself.
///
/// ```
/// use chinwag_plugin::prelude::*;
/// # let chat = chinwag_plugin::testing::Chat::new();
/// kv::set_for("code", &1234, 60)?;
/// # chat.advance_seconds(61);
/// # assert_eq!(kv::get::<u32>("code")?, None);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// As [`set`].
pub fn set_for<T: Serialize + ?Sized>(key: &str, value: &T, seconds: u64) -> Result<()> {
    let options = Options { expire_seconds: seconds, only_if: None };
    set_bytes(key, &serde_json::to_vec(value)?, options).map(drop)
}

/// Writes a value where there is none. False when there is one: it stays.
///
/// # Errors
/// As [`set`].
pub fn insert<T: Serialize + ?Sized>(key: &str, value: &T) -> Result<bool> {
    let options = Options { only_if: Some(OnlyIf::Absent), ..Options::default() };
    set_bytes(key, &serde_json::to_vec(value)?, options)
}

/// Changes a value so that no other instance's change is lost: reads it (the default where there is none), lets `change`
/// change it, writes it if it is still what was read, else begins again. Gives what was written.
///
/// ```
/// use chinwag_plugin::prelude::*;
/// # let chat = chinwag_plugin::testing::Chat::new();
/// let count = kv::update("count", |count: &mut u64| {
///     *count += 1;
///     Ok(())
/// })?;
/// assert_eq!(count, 1);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// As [`get`] and [`set`], what `change` says, and 409 when others were always faster.
pub fn update<T: DeserializeOwned + Serialize + Default>(
    key: &str,
    change: impl Fn(&mut T) -> Result<()>,
) -> Result<T> {
    for _ in 0..TRIES {
        let old = get_bytes(key)?;
        let mut value = old.as_deref().map(|bytes| read(key, bytes)).transpose()?.unwrap_or_default();
        change(&mut value)?;
        let only_if = Some(old.map_or(OnlyIf::Absent, OnlyIf::Is));
        if set_bytes(key, &serde_json::to_vec(&value)?, Options { expire_seconds: 0, only_if })? {
            return Ok(value);
        }
    }
    Err(Error::new(409, "plugin.kv.busy", format!("`{key}` was changed by others {TRIES} times in a row.")))
}

/// Every key that begins with `prefix`, in order.
///
/// # Errors
/// When `kv` was not granted.
pub fn keys(prefix: &str) -> Result<Vec<String>> {
    let mut all = Vec::new();
    loop {
        let after = all.last().map_or("", String::as_str);
        let page = keys_after(prefix, after, 1000)?;
        let last = page.len() < 1000;
        all.extend(page);
        if last {
            return Ok(all);
        }
    }
}

fn read<T: DeserializeOwned>(key: &str, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| {
        Error::new(
            500,
            "plugin.kv.shape",
            format!("What is stored under `{key}` has another shape: {error}."),
        )
    })
}

ask! {
    /// The bytes under a key; none when there are none.
    ///
    /// # Errors
    /// When `kv` was not granted.
    get_bytes(key: &str) -> Result<Option<Vec<u8>>> { one(contract::get(key)) } else kv_get;

    /// The bytes under several keys, in their order. At most 100.
    ///
    /// # Errors
    /// When `kv` was not granted, or there are more keys.
    get_many_bytes(keys: &[String]) -> Result<Vec<Option<Vec<u8>>>> { one(contract::get_many(keys)) } else kv_get_many;

    /// Writes bytes. False when the condition did not hold.
    ///
    /// # Errors
    /// As [`set`].
    set_bytes(key: &str, value: &[u8], options: Options) -> Result<bool> {
        one(contract::set(key, value, &options.into()))
    } else kv_set;

    /// Deletes a key. True when there was a value.
    ///
    /// # Errors
    /// When `kv` was not granted.
    delete(key: &str) -> Result<bool> { one(contract::delete(key)) } else kv_delete;

    /// Keys that begin with `prefix`, in order, after the key `after` (empty for the first), at most `limit` (1,000).
    ///
    /// # Errors
    /// When `kv` was not granted.
    keys_after(prefix: &str, after: &str, limit: u32) -> Result<Vec<String>> {
        one(contract::keys(prefix, after, limit))
    } else kv_keys;

    /// Makes at most 100 changes together. False, and nothing is changed, when a condition did not hold.
    ///
    /// ```
    /// use chinwag_plugin::{kv::Change, prelude::*};
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// kv::set("draft", "text")?;
    /// let moved = kv::batch(vec![Change::delete("draft"), Change::insert("sent", "text")?])?;
    /// assert!(moved && kv::get::<String>("draft")?.is_none());
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`set`].
    batch(changes: Vec<Change>) -> Result<bool> {
        one(contract::batch(&changes.into_iter().map(Into::into).collect::<Vec<_>>()))
    } else kv_batch;

    /// Deletes every key that begins with `prefix`; says how many.
    ///
    /// # Errors
    /// When `kv` was not granted.
    delete_prefix(prefix: &str) -> Result<u64> { one(contract::delete_prefix(prefix)) } else kv_delete_prefix;
}
