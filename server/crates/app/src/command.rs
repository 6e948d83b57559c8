//! Slash commands: managing custom ones ([`execute`] runs them, [`builtin`] holds our own).

mod builtin;
mod call;
mod channel;
mod completion;
mod execute;

pub use completion::{AskPlugin, CommandCompletion, Item, Suggestion};
pub(crate) use execute::Typed;

/// Whether the server has a command of its own by this trigger.
pub(crate) fn builtin_trigger(trigger: &str) -> bool {
    builtin::find(trigger).is_some()
}

use chinwag_model::{
    AppError, AppResult, CommandId, TeamId, UserId, command::Command, id, permission as p, user::check_length,
};

use crate::{Actor, App, stored};

/// Which commands a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Custom ones, with what only their managers may see.
    Custom,
    /// Custom and built-in ones, as everybody may see them.
    All,
}

impl App {
    fn check_commands_enabled(&self) -> AppResult<()> {
        if self.config().ServiceSettings.enable_commands {
            return Ok(());
        }
        Err(AppError::not_implemented(
            "api.command.disabled.app_error",
            "Custom commands are switched off (ServiceSettings.EnableCommands).",
        ))
    }

    /// Makes a custom command.
    ///
    /// # Errors
    /// 403 without manage_own_slash_commands in the team, 400 for a wrong field or a trigger that is taken.
    pub async fn do_create_command(&self, actor: &Actor, draft: Command) -> AppResult<Command> {
        self.check_commands_enabled()?;
        self.access_team(actor, draft.team_id, p::MANAGE_OWN_SLASH_COMMANDS).await?;
        let now = self.now();
        let creator_id = if draft.creator_id.is_empty() || actor.is(draft.creator_id) {
            actor.user_id()
        } else {
            self.access_team(actor, draft.team_id, p::MANAGE_OTHERS_SLASH_COMMANDS).await?;
            self.user(draft.creator_id).await?.id
        };
        let command = Command {
            id: CommandId::generate(),
            token: id::secret(),
            create_at: now,
            update_at: now,
            delete_at: 0,
            creator_id,
            plugin_id: String::new(),
            ..draft
        };
        self.save_command(command).await
    }

    async fn save_command(&self, mut command: Command) -> AppResult<Command> {
        check_command(&mut command)?;
        let trigger = command.trigger.clone();
        let saved = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    chinwag_store::command::save(tx, &command).await?;
                    Ok(command)
                })
            })
            .await;
        match saved {
            Err(chinwag_store::StoreError::Conflict(_)) => Err(AppError::bad_request(
                "api.command.duplicate_trigger.app_error",
                format!("This team has a command with the trigger `{trigger}` already."),
            )),
            other => stored(other).map(chinwag_store::Committed::into_inner),
        }
    }

    /// One command that the actor may change.
    ///
    /// # Errors
    /// 404, also for commands of teams in which the actor manages none; 403 for somebody else's without the
    /// permission.
    pub async fn access_command(&self, actor: &Actor, id: CommandId) -> AppResult<Command> {
        self.check_commands_enabled()?;
        let missing = || AppError::not_found("command");
        let command =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::command::get(tx, id))).await)?
                .ok_or_else(missing)?;
        if !self.can_in_team(actor, command.team_id, p::MANAGE_OWN_SLASH_COMMANDS).await? {
            return Err(missing());
        }
        let others = p::MANAGE_OTHERS_SLASH_COMMANDS;
        if !actor.is(command.creator_id) && !self.can_in_team(actor, command.team_id, others).await? {
            return Err(AppError::permission(others));
        }
        Ok(command)
    }

    /// One command, shown to those who may change it. To others it is not there, whosever it is.
    ///
    /// # Errors
    /// 404.
    pub async fn shown_command(&self, actor: &Actor, id: CommandId) -> AppResult<Command> {
        match self.access_command(actor, id).await {
            Err(error) if error.status_code == 403 => Err(AppError::not_found("command")),
            other => other,
        }
    }

    /// Changes a command.
    ///
    /// # Errors
    /// As [`access_command`](Self::access_command) and [`do_create_command`](Self::do_create_command).
    pub async fn do_update_command(&self, actor: &Actor, id: CommandId, new: Command) -> AppResult<Command> {
        let old = self.access_command(actor, id).await?;
        if !new.team_id.is_empty() && new.team_id != old.team_id {
            return Err(AppError::bad_request(
                "api.command.team_mismatch.app_error",
                "A command cannot change its team this way; move it.",
            ));
        }
        self.save_command(Command {
            id: old.id,
            token: old.token,
            create_at: old.create_at,
            update_at: self.now(),
            delete_at: 0,
            creator_id: old.creator_id,
            team_id: old.team_id,
            plugin_id: String::new(),
            ..new
        })
        .await
    }

    /// Moves a command to another team.
    ///
    /// # Errors
    /// As [`access_command`](Self::access_command), for both teams.
    pub async fn do_move_command(&self, actor: &Actor, id: CommandId, team: TeamId) -> AppResult<()> {
        self.access_team(actor, team, p::MANAGE_OWN_SLASH_COMMANDS).await?;
        let mut command = self.access_command(actor, id).await?;
        command.team_id = team;
        command.update_at = self.now();
        self.save_command(command).await?;
        Ok(())
    }

    /// Gives a command a new token.
    ///
    /// # Errors
    /// As [`access_command`](Self::access_command).
    pub async fn do_renew_command_token(&self, actor: &Actor, id: CommandId) -> AppResult<Command> {
        let mut command = self.access_command(actor, id).await?;
        command.token = id::secret();
        command.update_at = self.now();
        self.save_command(command).await
    }

    /// Deletes a command.
    ///
    /// # Errors
    /// As [`access_command`](Self::access_command).
    pub async fn do_delete_command(&self, actor: &Actor, id: CommandId) -> AppResult<()> {
        self.access_command(actor, id).await?;
        let now = self.now();
        stored(self.store().write(move |tx| Box::pin(chinwag_store::command::delete(tx, id, now))).await)?;
        Ok(())
    }

    /// What may follow `typed`, the beginning of a command without its slash.
    ///
    /// # Errors
    /// As [`commands_of_team`](Self::commands_of_team).
    pub async fn complete_command(
        &self,
        actor: &Actor,
        team: TeamId,
        typed: &str,
    ) -> AppResult<CommandCompletion> {
        let commands = self.commands_of_team(actor, team, Listed::All).await?;
        let of_plugins = self.plugin_commands(team);
        let trees: Vec<(String, completion::Tree)> = commands
            .into_iter()
            .map(|command| {
                let own = of_plugins.iter().find(|(other, _)| {
                    !command.plugin_id.is_empty()
                        && other.plugin_id == command.plugin_id
                        && other.trigger == command.trigger
                });
                let tree = match own {
                    Some((_, given)) => completion::Tree::of(&command, given),
                    None => completion::Tree::flat(&command),
                };
                (command.plugin_id, tree)
            })
            .collect();
        let roles: Vec<String> = actor.session.roles.split_whitespace().map(str::to_owned).collect();
        Ok(completion::complete(&trees, typed, &roles))
    }

    /// Commands of a team. Tokens and addresses are for those who manage them.
    ///
    /// # Errors
    /// 403 for somebody who is not in the team.
    pub async fn commands_of_team(
        &self,
        actor: &Actor,
        team: TeamId,
        listed: Listed,
    ) -> AppResult<Vec<Command>> {
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        let manages = self.can_in_team(actor, team, p::MANAGE_OWN_SLASH_COMMANDS).await?;
        if listed == Listed::Custom && !manages {
            return Err(AppError::permission(p::MANAGE_OWN_SLASH_COMMANDS));
        }
        let others = self.can_in_team(actor, team, p::MANAGE_OTHERS_SLASH_COMMANDS).await?;
        let mut commands = if self.config().ServiceSettings.enable_commands {
            stored(self.store().read(move |tx| Box::pin(chinwag_store::command::of_team(tx, team))).await)?
        } else {
            Vec::new()
        };
        match listed {
            Listed::Custom => commands.retain(|c| others || actor.is(c.creator_id)),
            Listed::All => {
                let own = builtin::list();
                commands.retain(|c| c.auto_complete && !own.iter().any(|b| b.trigger == c.trigger));
                for command in &mut commands {
                    command.token.clear();
                    command.url.clear();
                    command.creator_id = UserId::EMPTY;
                }
                commands.extend(own);
                commands.extend(
                    self.plugin_commands(team)
                        .into_iter()
                        .map(|(command, _)| command)
                        .filter(|c| c.auto_complete),
                );
                commands.sort_by(|a, b| a.trigger.cmp(&b.trigger));
            }
        }
        Ok(commands)
    }
}

fn check_command(command: &mut Command) -> AppResult<()> {
    command.trigger = command.trigger.trim().trim_start_matches('/').to_lowercase();
    let trigger = &command.trigger;
    if trigger.is_empty() || trigger.len() > 128 || trigger.contains(|c: char| c.is_whitespace() || c == '/')
    {
        return Err(AppError::invalid_param_why(
            "trigger",
            "a trigger is one word of 1 to 128 characters without a slash",
        ));
    }
    if builtin::find(trigger).is_some() {
        return Err(AppError::bad_request(
            "api.command.duplicate_trigger.app_error",
            format!("`/{trigger}` is a built-in command; choose another word."),
        ));
    }
    if url::Url::parse(&command.url).map_or(true, |u| !matches!(u.scheme(), "http" | "https")) {
        return Err(AppError::invalid_param_why(
            "url",
            format!("`{}` does not begin with http:// or https://", command.url),
        ));
    }
    if command.method != "G" {
        command.method = "P".into();
    }
    check_length("display_name", &command.display_name, 64)?;
    check_length("description", &command.description, 128)?;
    check_length("username", &command.username, 64)?;
    check_length("auto_complete_desc", &command.auto_complete_desc, 1024)?;
    check_length("auto_complete_hint", &command.auto_complete_hint, 1024)?;
    check_length("url", &command.url, 1024)
}
