//! Other plugins. Needs `plugins:call` (every plugin) or `plugins:call:<id>`.

use crate::Result;
use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::plugins as contract;

record! {
    /// A plugin on this server.
    Info = contract::Info {
        /// Its id.
        id: String,
        /// The name people see.
        name: String,
        /// Its version.
        version: String,
        /// Whether it runs.
        running: bool,
    }
}

ask! {
    /// Every plugin that is installed.
    ///
    /// # Errors
    /// When `plugins:call` was not granted.
    all() -> Result<Vec<Info>> { many(contract::all()) } else plugins_all;

    /// Calls the hook `called` of another plugin, which is told who calls. At most 1 MiB each way, depth 8.
    ///
    /// ```
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # chat.answer_calls(|_, _, payload| Ok(payload.to_vec()));
    /// let answer = chinwag_plugin::plugins::call("com.example.echo", "echo", b"hello")?;
    /// assert_eq!(answer, b"hello");
    /// # Ok::<(), chinwag_plugin::Error>(())
    /// ```
    ///
    /// # Errors
    /// When it is not there, does not run, or refuses.
    call(plugin_id: &str, method: &str, payload: &[u8]) -> Result<Vec<u8>> {
        one(contract::call(plugin_id, method, payload))
    } else plugin_call;
}
