//! The WebSocket of API v4: `/api/v4/websocket`.
//!
//! [`upgrade`] is the handshake, [`socket`] the life of a connection, [`wire`] its frames, [`request`] what clients ask and
//! how they are answered, [`action`] what the asked things do. Events, their numbers and resuming are the hub's
//! (`chinwag_events`); what users may do is `chinwag_app`'s.

mod action;
mod rehearsal;
mod request;
mod socket;
mod upgrade;
mod wire;

use std::time::Duration;

pub use rehearsal::{Frames, read_frames};

use chinwag_app::App;
use chinwag_events::Hub;

use crate::{HttpState, router::Routes};

/// How patient the server is with its sockets. Put into the request's extensions it replaces the default.
#[derive(Debug, Clone, Copy)]
pub struct WebSocketTimes {
    /// A client without cookie or header has this long for its challenge.
    pub challenge_within: Duration,
    /// How often the server pings.
    pub ping_every: Duration,
    /// A client that sent nothing, not even a pong, for this long is gone.
    pub silence: Duration,
}

impl Default for WebSocketTimes {
    fn default() -> Self {
        Self {
            challenge_within: Duration::from_secs(5),
            ping_every: Duration::from_secs(60),
            silence: Duration::from_secs(100),
        }
    }
}

/// What a socket can reach.
#[derive(Clone)]
struct Realtime {
    app: App,
    hub: Hub,
    times: WebSocketTimes,
}

impl Realtime {
    fn new(state: &HttpState, times: WebSocketTimes) -> Self {
        Self { app: state.app.clone(), hub: state.hub.clone(), times }
    }

    /// As in `X-Version-Id`: version, build, settings, edition.
    fn server_version(&self) -> String {
        format!("{v}.{v}.{}.false", self.app.config_hash(), v = chinwag_app::API_VERSION)
    }
}

pub(crate) fn routes() -> Routes {
    Routes::new().get("/api/v4/websocket", upgrade::upgrade).get("/api/v4/websocket/", upgrade::upgrade)
}
