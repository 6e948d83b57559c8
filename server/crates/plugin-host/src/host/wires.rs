//! websocket, plugins, mail.

use chinwag_bundle::{CapabilityKind as C, Need};
use chinwag_plugin_contract::WsAudience;

use super::people::json;
use crate::{
    bindings::chinwag::plugin::{mail, plugins, types::Error, websocket},
    convert::id,
    guest::{Guest, error, refuse},
};

/// Most bytes of a call between plugins, each way.
const PAYLOAD_MAX: usize = 1 << 20;

impl websocket::Host for Guest {
    async fn publish(
        &mut self,
        event: String,
        payload: String,
        audience: websocket::Audience,
    ) -> Result<(), Error> {
        self.may(C::WebSocket)?;
        let payload = if payload.trim().is_empty() { serde_json::Value::Null } else { json(&payload)? };
        if !self.own.rates.events.take(1.0) {
            let most = self.own.rates.events.most();
            return Err(refuse(
                429,
                "plugin.rate.app_error",
                format!("{most} events a minute are the most (limits.events_per_minute in the manifest)."),
            ));
        }
        let audience = WsAudience {
            user_id: id(&audience.user_id),
            channel_id: id(&audience.channel_id),
            team_id: id(&audience.team_id),
            connection_id: audience.connection_id,
            omit_user_ids: audience.omit_user_ids.iter().map(|one| id(one)).collect(),
            omit_connection_id: audience.omit_connection_id,
        };
        self.own.chat.publish(&self.caller(), &event, payload, audience).await.map_err(error)
    }

    async fn typing(&mut self, user: String, channel: String, root: String) -> Result<(), Error> {
        self.may(C::WebSocket)?;
        self.own.chat.typing(&self.caller(), id(&user), id(&channel), id(&root)).await.map_err(error)
    }
}

impl plugins::Host for Guest {
    async fn all(&mut self) -> Result<Vec<plugins::Info>, Error> {
        let Some(host) = self.own.host.upgrade() else { return Ok(Vec::new()) };
        Ok(host.infos())
    }

    async fn call(&mut self, plugin: String, method: String, payload: Vec<u8>) -> Result<Vec<u8>, Error> {
        self.need(&Need::call_plugin(&plugin))?;
        if payload.len() > PAYLOAD_MAX {
            return Err(refuse(
                413,
                "plugin.call.payload.app_error",
                format!("The payload has {} bytes; {PAYLOAD_MAX} is the most.", payload.len()),
            ));
        }
        let Some(host) = self.own.host.upgrade() else {
            return Err(refuse(503, "plugin.call.app_error", "The server is stopping."));
        };
        let mut asked = self.asked.clone();
        asked.depth = asked.depth.saturating_add(1);
        asked.origin = format!("plugin:{}", self.own.id);
        let chain = self.chain();
        host.call_plugin(asked, chain, self.own.id.to_string(), &plugin, method, payload).await.map_err(error)
    }
}

impl mail::Host for Guest {
    async fn send(&mut self, to: String, subject: String, html: String) -> Result<(), Error> {
        self.may(C::Mail)?;
        if !self.own.rates.mail.take(1.0) {
            return Err(refuse(429, "plugin.rate.app_error", "60 letters an hour are the most."));
        }
        self.own.chat.send_mail(&self.caller(), &to, &subject, &html).await.map_err(error)
    }
}
