//! Plugins ask for what is neither people, places nor messages: the server's settings, commands, dialogs, events to
//! clients, mail.

use async_trait::async_trait;
use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, ChannelId, ConnectionId, JsonMap, PostId, TeamId, UserId,
    command::{CommandArgs, CommandResponse},
};
use chinwag_outside::Mail;
use chinwag_plugin_contract::{Announced, Caller, CommandSpec, Wires, WsAudience};
use serde_json::Value;

use super::{PluginChat, messages::acting};
use crate::OpenDialog;

/// Most bytes of an event's payload.
const PAYLOAD_MAX: usize = 256 << 10;

#[async_trait]
impl Wires for PluginChat {
    fn server_configuration(&self) -> Value {
        self.app.config().masked()
    }

    fn site_url(&self) -> String {
        self.app.config().ServiceSettings.site_url.clone()
    }

    async fn server_id(&self) -> AppResult<String> {
        Ok(self.app.system_fact("server_id").await?.unwrap_or_default())
    }

    async fn register_command(&self, caller: &Caller, spec: CommandSpec) -> AppResult<()> {
        self.app.register_plugin_command(&caller.plugin, spec)
    }

    async fn unregister_command(&self, caller: &Caller, team: TeamId, trigger: &str) -> AppResult<()> {
        self.app.unregister_plugin_command(&caller.plugin, team, trigger);
        Ok(())
    }

    async fn unregister_commands(&self, plugin: &str) {
        self.app.unregister_plugin_commands(plugin);
    }

    async fn execute_command(
        &self,
        caller: &Caller,
        user: UserId,
        team: TeamId,
        channel: ChannelId,
        text: &str,
    ) -> AppResult<CommandResponse> {
        let app = self.app(caller)?;
        let actor = app.actor_for(app.user(user).await?);
        let args = CommandArgs {
            channel_id: channel,
            team_id: team,
            command: text.to_owned(),
            ..CommandArgs::default()
        };
        app.do_execute_command(&actor, args).await
    }

    async fn publish(
        &self,
        caller: &Caller,
        event: &str,
        payload: Value,
        audience: WsAudience,
    ) -> AppResult<()> {
        let right = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if event.is_empty() || event.len() > 128 || !event.chars().all(right) {
            return Err(AppError::bad_request(
                "plugin.websocket.event.app_error",
                format!("`{event}` cannot name an event: 1 to 128 letters, digits, `-`, `_`, `.`."),
            ));
        }
        let data: JsonMap = match payload {
            Value::Object(map) => map,
            Value::Null => JsonMap::new(),
            _ => {
                return Err(AppError::bad_request(
                    "plugin.websocket.payload.app_error",
                    "The payload of an event is a JSON object.",
                ));
            }
        };
        let bytes = serde_json::to_string(&data).map_or(0, |text| text.len());
        if bytes > PAYLOAD_MAX {
            return Err(AppError::new(
                413,
                "plugin.websocket.payload.app_error",
                format!("The payload has {bytes} bytes; {PAYLOAD_MAX} is the most."),
            ));
        }
        let mut told = Event::new(format!("custom_{}_{event}", caller.plugin));
        told.data = data;
        told.depth = caller.depth;
        told.audience.user_id = audience.user_id;
        told.audience.channel_id = audience.channel_id;
        told.audience.team_id = audience.team_id;
        told.audience.connection_id = connection(&audience.connection_id)?;
        told.audience.omit_connection_id = connection(&audience.omit_connection_id)?;
        told.audience.omit_users = audience.omit_user_ids;
        self.app.publish(vec![told]);
        Ok(())
    }

    async fn typing(&self, caller: &Caller, user: UserId, channel: ChannelId, root: PostId) -> AppResult<()> {
        let app = self.app(caller)?;
        app.do_typing(&acting(&app, caller, user).await?, channel, root).await
    }

    fn announce(&self, event: &'static str, data: JsonMap, audience: Announced) {
        let mut told = Event::new(event);
        told.data = data;
        if audience == Announced::Administrators {
            told = told.to_admins();
        }
        self.app.publish(vec![told]);
    }

    async fn open_dialog(&self, caller: &Caller, trigger_id: &str, dialog: Value) -> AppResult<()> {
        let url = format!("plugin:{}", caller.plugin);
        self.app.do_open_dialog(&OpenDialog { trigger_id: trigger_id.to_owned(), url, dialog })
    }

    async fn send_mail(&self, _: &Caller, to: &str, subject: &str, html: &str) -> AppResult<()> {
        let mailer = self.app.mailer();
        if !mailer.is_enabled() {
            return Err(AppError::new(
                503,
                "plugin.mail.disabled.app_error",
                "Mail is not set up on this server: EmailSettings.SMTPServer, SMTPPort and FeedbackEmail.",
            ));
        }
        let mail = Mail {
            to: to.to_owned(),
            subject: subject.to_owned(),
            text: String::new(),
            html: html.to_owned(),
        };
        mailer.send(mail).await.map_err(|e| AppError::new(500, "plugin.mail.app_error", e.to_string()))
    }
}

fn connection(text: &str) -> AppResult<ConnectionId> {
    if text.is_empty() {
        return Ok(ConnectionId::EMPTY);
    }
    text.parse().map_err(|_| AppError::invalid_param("connection_id"))
}
