//! Clients' connections, and events to them.

use chinwag_plugin::prelude::*;
use chinwag_plugin::websocket::Audience;
use serde_json::json;

use crate::tour::Tour;
use crate::{Demo, seen};

impl WebSocketHooks for Demo {
    fn websocket_connected(&self, _connection_id: &str, _user_id: &str) -> Result<()> {
        seen::count("websocket-connected");
        Ok(())
    }

    fn websocket_disconnected(&self, _connection_id: &str, _user_id: &str) -> Result<()> {
        seen::count("websocket-disconnected");
        Ok(())
    }

    fn websocket_message(&self, connection_id: &str, user_id: &str, action: &str, data: Json) -> Result<()> {
        seen::count("websocket-message");
        // What the panel sends comes back to the same connection, as a sign that both ways work.
        let audience = Audience { connection_id: connection_id.into(), ..Audience::user(user_id) };
        websocket::publish("pong", &json!({"action": action, "data": data}), &audience)
    }
}

/// The calls about events.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let here = tour.here.clone();
    let said = websocket::publish("tour", &json!({"by": here.user_id}), &Audience::channel(&here.channel_id));
    tour.step("websocket.publish", said)?;
    tour.step("websocket.typing", websocket::typing(&tour.bot, &here.channel_id, ""))
}
