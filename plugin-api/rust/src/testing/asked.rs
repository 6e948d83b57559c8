//! The rest a plugin may ask: settings, log, commands, dialogs, events, schedules, roles, mail, other plugins, the web.

use super::{Chat, Event, Line, Mail, missing};
use crate::commands::Registration;
use crate::context::{About, Server};
use crate::http::{Request, Response};
use crate::log::Level;
use crate::plugins::Info;
use crate::roles::Role;
use crate::schedule::Entry;
use crate::websocket::Audience;
use crate::{Error, Json, Millis, Result};

impl Chat {
    /// A role, as [`roles`](crate::roles) gives it.
    pub fn add_role(&self, name: &str, permissions: &[&str]) {
        let mut state = self.0.borrow_mut();
        let role = Role {
            id: state.id("role"),
            name: name.into(),
            display_name: name.into(),
            permissions: permissions.iter().map(|one| (*one).to_owned()).collect(),
            built_in: false,
        };
        state.roles.push(role);
    }

    pub(crate) fn log_write(&self, level: Level, message: &str, fields: &[(String, String)]) {
        self.0.borrow_mut().log.push(Line { level, message: message.into(), fields: fields.to_vec() });
    }

    pub(crate) fn config_get(&self) -> Json {
        Json::of(&self.0.borrow().settings).unwrap_or_default()
    }

    pub(crate) fn config_set(&self, settings: &Json) -> Result<()> {
        self.0.borrow_mut().settings = settings.read()?;
        Ok(())
    }

    pub(crate) fn config_server(&self) -> Result<Json> {
        let state = self.0.borrow();
        state.need("config:read")?;
        Ok(state.server_config.clone())
    }

    pub(crate) fn context_current(&self) -> About {
        self.0.borrow().about.clone()
    }

    pub(crate) fn context_server(&self) -> Server {
        self.0.borrow().server.clone()
    }

    pub(crate) fn mail_send(&self, to: &str, subject: &str, html: &str) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("mail")?;
        if !to.contains('@') {
            return Err(Error::bad_request("plugin.mail.to", format!("`{to}` is no address.")));
        }
        state.mails.push(Mail { to: to.into(), subject: subject.into(), html: html.into() });
        Ok(())
    }

    pub(crate) fn plugins_all(&self) -> Result<Vec<Info>> {
        let state = self.0.borrow();
        state.need("plugins:call")?;
        let server = &state.server;
        let (id, version) = (server.plugin_id.clone(), server.plugin_version.clone());
        Ok(vec![Info { name: id.clone(), id, version, running: true }])
    }

    pub(crate) fn plugin_call(&self, plugin_id: &str, method: &str, payload: &[u8]) -> Result<Vec<u8>> {
        self.0.borrow().need(&format!("plugins:call:{plugin_id}"))?;
        let calls = self.0.borrow().calls.clone().ok_or_else(|| missing("plugin", plugin_id))?;
        calls(plugin_id, method, payload)
    }

    pub(crate) fn role_by_name(&self, name: &str) -> Result<Role> {
        self.roles_all()?.into_iter().find(|role| role.name == name).ok_or_else(|| missing("role", name))
    }

    pub(crate) fn roles_all(&self) -> Result<Vec<Role>> {
        let state = self.0.borrow();
        state.need("roles:read")?;
        Ok(state.roles.clone())
    }

    pub(crate) fn roles_grant(&self, names: &[String], permission: &str) -> Result<bool> {
        let permission = permission.to_owned();
        Ok(self
            .roles_all()?
            .iter()
            .any(|role| names.contains(&role.name) && role.permissions.contains(&permission)))
    }

    fn schedule_put(&self, entry: Entry) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("schedule")?;
        state.schedules.retain(|old| old.name != entry.name);
        if state.schedules.len() >= 100 {
            return Err(Error::new(429, "plugin.schedule.many", "There are 100 schedules already."));
        }
        state.schedules.push(entry);
        Ok(())
    }

    pub(crate) fn schedule_every(&self, name: &str, seconds: u32, payload: &[u8]) -> Result<()> {
        let seconds = seconds.max(1);
        let next_at = self.now() + Millis::from(seconds) * 1000;
        self.schedule_put(Entry {
            name: name.into(),
            rule: format!("@every {seconds}"),
            payload: payload.to_vec(),
            next_at,
        })
    }

    pub(crate) fn schedule_cron(
        &self,
        name: &str,
        expression: &str,
        _time_zone: &str,
        payload: &[u8],
    ) -> Result<()> {
        if !(5..=6).contains(&expression.split_whitespace().count()) {
            let words = format!("`{expression}` is no cron expression: five or six fields.");
            return Err(Error::bad_request("plugin.schedule.cron", words));
        }
        // Never due by itself: `Chat::tick` runs it.
        self.schedule_put(Entry {
            name: name.into(),
            rule: expression.into(),
            payload: payload.to_vec(),
            next_at: Millis::MAX,
        })
    }

    pub(crate) fn schedule_at(&self, name: &str, time: Millis, payload: &[u8]) -> Result<()> {
        let next_at = time.max(self.now());
        self.schedule_put(Entry {
            name: name.into(),
            rule: String::new(),
            payload: payload.to_vec(),
            next_at,
        })
    }

    pub(crate) fn schedule_cancel(&self, name: &str) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        state.need("schedule")?;
        let before = state.schedules.len();
        state.schedules.retain(|entry| entry.name != name);
        Ok(state.schedules.len() < before)
    }

    pub(crate) fn schedule_entries(&self) -> Result<Vec<Entry>> {
        let state = self.0.borrow();
        state.need("schedule")?;
        Ok(state.schedules.clone())
    }

    pub(crate) fn websocket_publish(&self, event: &str, payload: &Json, audience: &Audience) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("websocket")?;
        payload.read::<serde_json::Map<String, serde_json::Value>>()?;
        state.events.push(Event {
            event: event.into(),
            payload: payload.clone(),
            audience: audience.clone(),
        });
        Ok(())
    }

    pub(crate) fn websocket_typing(&self, user_id: &str, channel_id: &str, _root_id: &str) -> Result<()> {
        let state = self.0.borrow();
        state.need("websocket")?;
        state.user(user_id)?;
        state.channel(channel_id).map(drop)
    }

    pub(crate) fn command_register(&self, command: Registration) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("commands")?;
        let good = |one: u8| one.is_ascii_lowercase() || one.is_ascii_digit() || one == b'-' || one == b'_';
        let trigger = &command.trigger;
        if trigger.is_empty() || trigger.len() > 128 || !trigger.bytes().all(good) {
            let words = format!(
                "`{trigger}` is no name of a command: lower case letters, digits, `-`, `_`, at most 128."
            );
            return Err(Error::bad_request("plugin.command.trigger", words));
        }
        state.commands.retain(|old| old.trigger != command.trigger || old.team_id != command.team_id);
        state.commands.push(command);
        Ok(())
    }

    pub(crate) fn command_unregister(&self, team_id: &str, trigger: &str) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("commands")?;
        let before = state.commands.len();
        state.commands.retain(|old| old.trigger != trigger || old.team_id != team_id);
        if state.commands.len() == before { Err(missing("command", trigger)) } else { Ok(()) }
    }

    pub(crate) fn command_execute(
        &self,
        user_id: &str,
        _team_id: &str,
        channel_id: &str,
        text: &str,
    ) -> Result<Json> {
        let mut state = self.0.borrow_mut();
        state.need("commands:run")?;
        state.user(user_id)?;
        state.channel(channel_id)?;
        state.typed.push(text.into());
        Ok(Json::from("{}"))
    }

    pub(crate) fn dialog_open(&self, _trigger_id: &str, dialog: &Json) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("dialogs")?;
        let title = dialog.get::<String>("title").unwrap_or_default();
        if title.is_empty() || title.chars().count() > 24 {
            return Err(Error::bad_request(
                "plugin.dialog.title",
                format!("A dialog's title has 1 to 24 characters: `{title}`."),
            ));
        }
        state.dialogs.push(dialog.clone());
        Ok(())
    }

    pub(crate) fn http_send(&self, request: Request) -> Result<Response> {
        let address = request.url.strip_prefix("https://").or_else(|| request.url.strip_prefix("http://"));
        let Some(address) = address else {
            let words =
                format!("`{}` is not a web address: it begins with `https://` or `http://`.", request.url);
            return Err(Error::bad_request("plugin.http.address", words));
        };
        let host = address.split(['/', '?', '#', ':']).next().unwrap_or_default();
        {
            let mut state = self.0.borrow_mut();
            state.need(&format!("http-private:{host}")).or_else(|_| state.need(&format!("http:{host}")))?;
            state.requests.push(request.clone());
        }
        let answers = self.0.borrow().answers.clone();
        let answers = answers.ok_or_else(|| {
            Error::new(502, "plugin.http.send", "The test answers no web requests: chat.answer_http(…).")
        })?;
        answers(&request)
    }
}
