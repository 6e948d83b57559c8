//! Chat's side of plugins: who answers hooks, on whose behalf they are asked, and what plugins may ask of chat
//! ([`asking`] asks the smaller questions; [`people`], [`places`], [`messages`], [`wires`], [`keeping`]). [`happened`] turns committed events into what plugins
//! hear. How a plugin is run, and what it was granted, is not known here.

mod asking;
mod commands;
mod happened;
mod keeping;
mod messages;
mod people;
mod places;
mod wires;

use std::sync::{Arc, OnceLock};

use chinwag_events::Event;
use chinwag_model::{AppError, AppResult, UserId, user::User};
use chinwag_plugin_contract::{Addresses, Asked, Caller, DEPTH_MAX, Happened, Hooks, NoPlugins};

use crate::{Actor, App, Origin};

/// Where the hooks are put once the platform stands; until then nobody answers.
#[derive(Default)]
pub(crate) struct Slot {
    hooks: OnceLock<Arc<dyn Hooks>>,
    commands: commands::Registered,
}

impl App {
    /// Puts the plugin platform in its place. Once; later calls change nothing.
    pub fn set_hooks(&self, hooks: Arc<dyn Hooks>) {
        let _already = self.inner.plugins.hooks.set(hooks);
    }

    /// Who answers hooks.
    pub(crate) fn hooks(&self) -> &dyn Hooks {
        match self.inner.plugins.hooks.get() {
            Some(hooks) => hooks.as_ref(),
            None => &NoPlugins,
        }
    }

    /// On whose behalf hooks are asked.
    pub(crate) fn asked(&self, actor: &Actor) -> Asked {
        let origin = match actor.origin {
            Origin::Session => "rest",
            Origin::Local => "local",
            Origin::System => "system",
            Origin::Plugin => "plugin",
        };
        Asked {
            request_id: actor.request_id.clone(),
            session_id: actor.session.id.to_string(),
            user_id: actor.user_id(),
            ip: actor.ip.clone(),
            origin: origin.to_owned(),
            depth: self.depth,
            ..Asked::default()
        }
    }

    /// The same chat, for what a plugin's call does.
    ///
    /// # Errors
    /// 508-like 400 when the chain of calls is too long.
    fn called_by(&self, caller: &Caller) -> AppResult<Self> {
        if caller.depth > DEPTH_MAX {
            return Err(AppError::bad_request(
                "plugin.depth.app_error",
                format!(
                    "The plugin `{}` was called by a chain of {} plugins' calls; {DEPTH_MAX} is the most. A hook \
                     must not answer what it caused itself.",
                    caller.plugin, caller.depth
                ),
            ));
        }
        Ok(Self { inner: self.inner.clone(), store: self.store.at_depth(caller.depth), depth: caller.depth })
    }

    /// Tells plugins what was committed without an event that says it.
    pub(crate) fn tell_plugins(&self, happened: Happened) {
        let hooks = self.hooks();
        if hooks.answers(happened.hook()) {
            hooks.told(self.depth, Arc::new(happened));
        }
    }

    /// Whether any plugin hears of events.
    #[must_use]
    pub fn has_listening_plugins(&self) -> bool {
        happened::anybody_listens(self.hooks().answered())
    }

    /// Tells plugins what the events of a commit mean. Costs a test of bits when nobody listens.
    pub async fn tell_plugins_of(&self, events: &[Event]) {
        let answered = self.hooks().answered();
        if !happened::anybody_listens(answered) {
            return;
        }
        for event in events {
            for happened in happened::of(self, event, answered).await {
                self.hooks().told(event.depth, Arc::new(happened));
            }
        }
    }

    /// A client sent an action meant for a plugin: `custom_<plugin id>_…`.
    pub fn tell_plugins_of_action(
        &self,
        actor: &Actor,
        connection: chinwag_model::ConnectionId,
        action: &str,
        data: &chinwag_model::JsonMap,
    ) {
        let hooks = self.hooks();
        if !hooks.answers(chinwag_plugin_contract::Hook::WebsocketMessage) {
            return;
        }
        let named = action.strip_prefix("custom_").unwrap_or_default();
        // Ids may hold underscores, so every plugin whose id begins the name is told.
        for (at, _) in named.match_indices('_') {
            let told = Happened::Message {
                plugin: named[..at].to_owned(),
                connection,
                user: actor.user_id(),
                action: action.to_owned(),
                data: data.clone(),
            };
            hooks.told(self.depth, Arc::new(told));
        }
    }

    /// A client connected or went away for good.
    pub fn tell_plugins_of_connection(&self, happened: Happened) {
        self.tell_plugins(happened);
    }
}

/// What plugins ask of chat. Cheap to clone.
#[derive(Clone)]
pub struct PluginChat {
    app: App,
}

impl PluginChat {
    /// For the platform.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app }
    }

    fn app(&self, caller: &Caller) -> AppResult<App> {
        self.app.called_by(caller)
    }
}

/// The plugin as itself.
fn itself(caller: &Caller) -> Actor {
    Actor::plugin(UserId::EMPTY, &caller.request_id)
}

/// The plugin in a person's name.
fn in_name_of(caller: &Caller, user: UserId) -> Actor {
    Actor::plugin(user, &caller.request_id)
}

/// What a plugin sees of an account.
fn shown(caller: &Caller, mut user: User) -> User {
    user.auth_data.clear();
    if caller.addresses == Addresses::Hidden {
        user.email.clear();
    }
    user
}

/// A body given as JSON.
fn body<T: serde::de::DeserializeOwned>(name: &str, value: serde_json::Value) -> AppResult<T> {
    serde_json::from_value(value).map_err(|e| AppError::invalid_param_why(name, e))
}
