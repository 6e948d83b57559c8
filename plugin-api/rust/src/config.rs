//! The plugin's settings, as the administrator set them; defaults of the manifest's schema are filled in.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

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
    as_settings(&get())
}

thread_local! {
    /// What [`kept`] read last, by the type it was read as, beside the text it was read from.
    static KEPT: RefCell<HashMap<TypeId, (Json, Rc<dyn Any>)>> = RefCell::default();
}

/// As [`read`], for hooks that are asked often: the settings are read again only when they changed.
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
/// assert_eq!(config::kept::<Settings>()?.greeting, "Hello");
/// # chat.set_settings(r#"{"greeting":"Good day"}"#);
/// assert_eq!(config::kept::<Settings>()?.greeting, "Good day");
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// When they are not of that shape.
pub fn kept<T: DeserializeOwned + 'static>() -> Result<Rc<T>> {
    let now = get();
    let known = KEPT.with_borrow(|kept| {
        let (text, value) = kept.get(&TypeId::of::<T>())?;
        if text.as_str() == now.as_str() { value.clone().downcast::<T>().ok() } else { None }
    });
    if let Some(value) = known {
        return Ok(value);
    }
    let value = Rc::new(as_settings::<T>(&now)?);
    KEPT.with_borrow_mut(|kept| kept.insert(TypeId::of::<T>(), (now, value.clone())));
    Ok(value)
}

fn as_settings<T: DeserializeOwned>(settings: &Json) -> Result<T> {
    settings.read().map_err(|error: Error| {
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
