//! Slash commands of plugins: kept in memory, for they last as long as their plugin runs.

use chinwag_model::{
    AppError, AppResult, TeamId,
    command::{Command, CommandResponse},
};
use chinwag_plugin_contract::{CommandCall, CommandSpec};
use parking_lot::RwLock;

use crate::{
    Actor, App,
    command::{Typed, builtin_trigger},
};

/// Most commands of a plugin.
const COMMANDS_MAX: usize = 100;

/// What is registered.
#[derive(Default)]
pub(crate) struct Registered(RwLock<Vec<Entry>>);

struct Entry {
    plugin: String,
    spec: CommandSpec,
}

impl Entry {
    fn is(&self, team: TeamId, trigger: &str) -> bool {
        self.spec.trigger == trigger && (self.spec.team_id.is_empty() || self.spec.team_id == team)
    }
}

impl App {
    /// Registers a plugin's command, or replaces the plugin's own.
    pub(super) fn register_plugin_command(&self, plugin: &str, mut spec: CommandSpec) -> AppResult<()> {
        spec.trigger = spec.trigger.trim_start_matches('/').to_lowercase();
        let refuse = |why: String| Err(AppError::bad_request("plugin.command.app_error", why));
        let right = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        if spec.trigger.is_empty() || spec.trigger.len() > 128 || !spec.trigger.chars().all(right) {
            return refuse(format!(
                "`{}` cannot be a trigger: 1 to 128 lower case letters, digits, `-`, `_`, `.`.",
                spec.trigger
            ));
        }
        if builtin_trigger(&spec.trigger) {
            return refuse(format!("/{} is one of the server's own commands.", spec.trigger));
        }
        let mut all = self.inner.plugins.commands.0.write();
        if let Some(other) = all.iter().find(|e| {
            e.plugin != plugin
                && (e.is(spec.team_id, &spec.trigger)
                    || (spec.team_id.is_empty() && e.spec.trigger == spec.trigger))
        }) {
            return refuse(format!("/{} belongs to the plugin `{}`.", spec.trigger, other.plugin));
        }
        all.retain(|e| {
            e.plugin != plugin || e.spec.trigger != spec.trigger || e.spec.team_id != spec.team_id
        });
        if all.iter().filter(|e| e.plugin == plugin).count() >= COMMANDS_MAX {
            return refuse(format!(
                "The plugin `{plugin}` has {COMMANDS_MAX} commands already, which is the most."
            ));
        }
        all.push(Entry { plugin: plugin.to_owned(), spec });
        Ok(())
    }

    pub(super) fn unregister_plugin_command(&self, plugin: &str, team: TeamId, trigger: &str) {
        let mut all = self.inner.plugins.commands.0.write();
        all.retain(|e| e.plugin != plugin || e.spec.trigger != trigger || e.spec.team_id != team);
    }

    pub(super) fn unregister_plugin_commands(&self, plugin: &str) {
        self.inner.plugins.commands.0.write().retain(|e| e.plugin != plugin);
    }

    /// The plugin whose command this is.
    pub(crate) fn plugin_of_command(&self, team: TeamId, trigger: &str) -> Option<String> {
        let all = self.inner.plugins.commands.0.read();
        all.iter().find(|e| e.is(team, trigger)).map(|e| e.plugin.clone())
    }

    /// Commands of plugins in a team, as lists and completion show them.
    pub(crate) fn plugin_commands(&self, team: TeamId) -> Vec<(Command, serde_json::Value)> {
        let all = self.inner.plugins.commands.0.read();
        all.iter()
            .filter(|e| e.spec.team_id.is_empty() || e.spec.team_id == team)
            .map(|e| {
                let command = Command {
                    trigger: e.spec.trigger.clone(),
                    team_id: team,
                    plugin_id: e.plugin.clone(),
                    display_name: e.spec.display_name.clone(),
                    description: e.spec.description.clone(),
                    auto_complete: e.spec.auto_complete,
                    auto_complete_desc: e.spec.auto_complete_desc.clone(),
                    auto_complete_hint: e.spec.auto_complete_hint.clone(),
                    icon_url: e.spec.icon_url.clone(),
                    ..Command::default()
                };
                (command, e.spec.auto_complete_data.clone())
            })
            .collect()
    }

    /// Has a plugin run its command.
    pub(crate) async fn run_plugin_command(
        &self,
        actor: &Actor,
        typed: &Typed<'_>,
        plugin: &str,
        line: &str,
    ) -> AppResult<CommandResponse> {
        let call = CommandCall {
            user_id: actor.user_id(),
            team_id: typed.team_id,
            channel_id: typed.channel.id,
            root_id: typed.root_id.to_string(),
            command: line.to_owned(),
            trigger_id: self.new_trigger(actor.user_id()),
        };
        let trigger_id = call.trigger_id.clone();
        let mut response = self.hooks().execute_command(&self.asked(actor), plugin, call).await?;
        response.trigger_id = trigger_id;
        Ok(response)
    }
}
