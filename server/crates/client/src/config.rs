//! The server's configuration, as JSON: sections come and go with the server's version.

use serde_json::Value;

use crate::{Client, Result};

impl Client {
    /// The whole configuration, secrets masked.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn config(&self) -> Result<Value> {
        self.get(&["config"]).read().await
    }

    /// Replaces the configuration; a setting that is missing gets its default. Masked secrets stay.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn replace_config(&self, config: &Value) -> Result<Value> {
        self.put(&["config"]).json(config).read().await
    }

    /// Changes the settings that `patch` holds.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn patch_config(&self, patch: &Value) -> Result<Value> {
        self.put(&["config", "patch"]).json(patch).read().await
    }

    /// Makes the server read its file again.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn reload_config(&self) -> Result<()> {
        self.post(&["config", "reload"]).done().await
    }
}
