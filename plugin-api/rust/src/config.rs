//! The plugin's settings, as the administrator set them; defaults of the manifest's schema are filled in.

use serde::de::DeserializeOwned;

use crate::macros::ask;
#[cfg(target_arch = "wasm32")]
use crate::macros::one;
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::config as contract;
use crate::{Error, Json, Result};

/// The settings as a type of yours. Keys are as the schema writes them; a field that may be missing has a default.
///
/// ```
/// use chinwag_plugin::prelude::*;
///
/// #[derive(serde::Deserialize, Default)]
/// #[serde(default)]
/// struct Settings {
///     greeting: String,
/// }
/// # let chat = chinwag_plugin::testing::Chat::new();
/// # chat.set_settings(r#"{"greeting":"Hello"}"#);
/// assert_eq!(config::read::<Settings>()?.greeting, "Hello");
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// When they are not of that shape.
pub fn read<T: DeserializeOwned>() -> Result<T> {
    get().read().map_err(|error: Error| {
        Error::new(
            500,
            "plugin.settings",
            format!("The settings have another shape than the plugin reads: {error}"),
        )
    })
}

ask! {
    /// All settings.
    get() -> Json { contract::get().into() } else config_get;

    /// Replaces the settings, as if the administrator had saved them; the hook `configuration-changed` follows.
    ///
    /// # Errors
    /// When they do not fit the schema.
    set(settings: &Json) -> Result<()> { one(contract::set(settings.as_str())) } else config_set;

    /// The server's configuration with every secret masked. Needs `config:read`.
    ///
    /// # Errors
    /// When `config:read` was not granted.
    server() -> Result<Json> { one(contract::server()) } else config_server;
}
