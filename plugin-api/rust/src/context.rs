//! On whose behalf the plugin runs right now, and on which server. Costs nothing unless asked.

use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::context as contract;

record! {
    /// The call this code runs in.
    About = contract::About {
        /// The request that led here; the same as in the server's log. Empty outside of requests.
        request_id: String,
        /// Session of the person; empty when there is none.
        session_id: String,
        /// The person whose request it is; empty when there is none.
        user_id: String,
        /// The client's address.
        ip_address: String,
        /// The client's name for itself.
        user_agent: String,
        /// The languages the client asks for.
        accept_language: String,
        /// `rest`, `local`, `system`, or `plugin:<id>` when another plugin's call led here.
        origin: String,
        /// How many plugins' calls led here; chains end at 8.
        depth: u32,
    }
}

record! {
    /// The server and the plugin itself.
    Server = contract::Server {
        /// Version of the contract, such as `0.1.0`.
        contract: String,
        /// Version of the API, such as `11.9.0`.
        api_version: String,
        /// Where people find the server.
        site_url: String,
        /// This plugin.
        plugin_id: String,
        /// Its version.
        plugin_version: String,
        /// The server's own id; the same on all nodes.
        server_id: String,
    }
}

ask! {
    /// The call this code runs in.
    ///
    /// ```
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// let origin = chinwag_plugin::context::current().origin;
    /// # assert_eq!(origin, "system");
    /// ```
    current() -> About { contract::current().into() } else context_current;

    /// The server and the plugin itself.
    server() -> Server { contract::server_info().into() } else context_server;
}
