//! Events to clients. Needs `websocket`. Clients see the name `custom_<plugin id>_<event>`. At most 600 a
//! minute (`limits.events_per_minute`).

use serde::Serialize;

#[cfg(target_arch = "wasm32")]
use crate::macros::one;
use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::websocket as contract;
use crate::{Json, Result};

record! {
    /// Who gets an event. With every field empty: everybody.
    Audience = contract::Audience {
        /// Only this person.
        user_id: String,
        /// Only members of this channel.
        channel_id: String,
        /// Only members of this team.
        team_id: String,
        /// Only this connection.
        connection_id: String,
        /// Not these people.
        omit_user_ids: Vec<String>,
        /// Not this connection.
        omit_connection_id: String,
    }
}

impl Audience {
    /// Everybody who is connected.
    #[must_use]
    pub fn everybody() -> Self {
        Self::default()
    }

    /// One person, on all devices.
    #[must_use]
    pub fn user(id: impl Into<String>) -> Self {
        Self { user_id: id.into(), ..Self::default() }
    }

    /// The members of a channel.
    #[must_use]
    pub fn channel(id: impl Into<String>) -> Self {
        Self { channel_id: id.into(), ..Self::default() }
    }

    /// The members of a team.
    #[must_use]
    pub fn team(id: impl Into<String>) -> Self {
        Self { team_id: id.into(), ..Self::default() }
    }
}

/// Sends an event.
///
/// ```
/// use chinwag_plugin::websocket::{self, Audience};
/// # let chat = chinwag_plugin::testing::Chat::new();
/// # let ann = chat.add_user("ann");
/// websocket::publish("changed", &serde_json::json!({"count": 3}), &Audience::user(&ann.id))?;
/// # assert_eq!(chat.events()[0].event, "changed");
/// # Ok::<(), chinwag_plugin::Error>(())
/// ```
///
/// # Errors
/// When `websocket` was not granted, or too many were sent.
pub fn publish<T: Serialize + ?Sized>(event: &str, payload: &T, audience: &Audience) -> Result<()> {
    publish_json(event, &Json::of(payload)?, audience)
}

ask! {
    /// Sends an event whose payload is JSON already; it must be an object.
    ///
    /// # Errors
    /// As [`publish`].
    publish_json(event: &str, payload: &Json, audience: &Audience) -> Result<()> {
        one(contract::publish(event, payload.as_str(), &audience.clone().into()))
    } else websocket_publish;

    /// Shows a person as typing, in a channel or (when `root_id` is not empty) a thread.
    ///
    /// # Errors
    /// When `websocket` was not granted.
    typing(user_id: &str, channel_id: &str, root_id: &str) -> Result<()> {
        one(contract::typing(user_id, channel_id, root_id))
    } else websocket_typing;
}
