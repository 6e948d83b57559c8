//! Custom slash commands.

use chinwag_model::command::Command;
use chinwag_model::{CommandId, TeamId};
use serde_json::json;

use crate::{Client, Result};

impl Client {
    /// A command by id.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn command(&self, id: CommandId) -> Result<Command> {
        self.get(&["commands", id.as_str()]).read().await
    }

    /// The custom commands of a team.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn commands(&self, team: TeamId) -> Result<Vec<Command>> {
        self.get(&["commands"]).query("team_id", team).query("custom_only", true).read().await
    }

    /// Makes a command.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn create_command(&self, command: &Command) -> Result<Command> {
        self.post(&["commands"]).json(command).read().await
    }

    /// Replaces a command by `command`, whose id says which.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn update_command(&self, command: &Command) -> Result<Command> {
        self.put(&["commands", command.id.as_str()]).json(command).read().await
    }

    /// Moves a command to another team.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn move_command(&self, command: CommandId, to: TeamId) -> Result<()> {
        self.put(&["commands", command.as_str(), "move"]).json(&json!({"team_id": to})).done().await
    }

    /// Removes a command.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn delete_command(&self, command: CommandId) -> Result<()> {
        self.delete(&["commands", command.as_str()]).done().await
    }
}
