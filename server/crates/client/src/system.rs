//! The server itself: health, version, busy state, log.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Client, Result};

/// Health of the server's parts.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Health {
    /// `OK` or `UNHEALTHY`.
    #[serde(default)]
    pub status: String,
    /// The database's, if it was asked for.
    #[serde(default)]
    pub database_status: String,
    /// The file store's, if it was asked for.
    #[serde(default)]
    pub filestore_status: String,
    /// Everything else the server said.
    #[serde(flatten)]
    pub more: BTreeMap<String, Value>,
}

/// Whether the server puts off what can wait.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Busy {
    /// It does.
    pub busy: bool,
    /// Until when, in **seconds** since 1970.
    pub expires: i64,
    /// The same as text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expires_ts: String,
}

impl Client {
    /// The server's version, as its `X-Version-Id` header says: up to four numbers and a hash.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn server_version(&self) -> Result<String> {
        let (_, version): (Value, _) = self.get(&["system", "ping"]).read_with_header("x-version-id").await?;
        Ok(version.unwrap_or_default())
    }

    /// How the server, its database and its file store are. A server that is not well answers 500 with the same
    /// body, which comes as [`crate::Error::NotApi`].
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn health(&self) -> Result<Health> {
        self.get(&["system", "ping"]).query("get_server_status", true).read().await
    }

    /// Whether the server is marked busy.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn busy(&self) -> Result<Busy> {
        self.get(&["server_busy"]).read().await
    }

    /// Marks the server busy for some seconds.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_busy(&self, seconds: u64) -> Result<()> {
        self.post(&["server_busy"]).query("seconds", seconds).done().await
    }

    /// Takes the mark away.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn clear_busy(&self) -> Result<()> {
        self.delete(&["server_busy"]).done().await
    }

    /// The last lines of the server's log, oldest first; the server gives 10,000 at most.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn logs(&self, lines: u32) -> Result<Vec<String>> {
        self.get(&["logs"]).query("page", 0).query("logs_per_page", lines).read().await
    }
}
