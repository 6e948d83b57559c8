//! API v4 over HTTP, and the files of the web app.
//!
//! A request is authenticated, limited and parsed here and handed to `app`; nothing is decided here. One module a
//! noun under [`api`]; [`extract`] is what handlers take, [`reply`] what they give, [`envelope`] what every answer
//! carries. No SQL, no wasmtime.

mod api;
mod compress;
mod content;
mod envelope;
mod extract;
mod leftover;
mod limits;
mod not_offered;
mod proxy;
mod reply;
mod router;
mod serve;
mod web;
mod websocket;

use std::sync::Arc;

use chinwag_app::App;
use chinwag_events::Hub;

pub use not_offered::{Operation, operations};
pub use router::{offered, router};
pub use serve::{Listen, LocalListener, serve};
pub use web::WebApp;
pub use websocket::{Frames, WebSocketTimes, read_frames};

/// What every handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct HttpState {
    /// The chat.
    pub app: App,
    /// The connections.
    pub hub: Hub,
    /// The plugins.
    pub plugins: Arc<dyn chinwag_plugin_contract::Lifecycle>,
    /// Files of the web app.
    pub web: WebApp,
    /// Writes the figures for `/metrics`.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
    /// When this process was started, milliseconds since 1970.
    pub started_at: chinwag_model::Millis,
}
