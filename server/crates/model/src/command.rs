//! Slash commands.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, CommandId, JsonMap, Millis, PostId, TeamId, UserId};

/// A custom command, or a built-in one in a list (with an empty id).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Command {
    /// Id.
    pub id: CommandId,
    /// Secret the receiver checks.
    pub token: String,
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was deleted.
    pub delete_at: Millis,
    /// Who made it.
    pub creator_id: UserId,
    /// Team.
    pub team_id: TeamId,
    /// Word after the slash.
    pub trigger: String,
    /// `P` (POST) or `G` (GET).
    pub method: String,
    /// Name shown with its answers.
    pub username: String,
    /// Picture shown with its answers.
    pub icon_url: String,
    /// Whether completion offers it.
    pub auto_complete: bool,
    /// Words for completion.
    pub auto_complete_desc: String,
    /// Argument hint for completion.
    pub auto_complete_hint: String,
    /// Shown to people.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// Address called; empty for built-in ones.
    pub url: String,
    /// Plugin that answers it, if any.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub plugin_id: String,
}

/// What `POST /commands/execute` takes.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct CommandArgs {
    /// Where it was typed.
    pub channel_id: ChannelId,
    /// Team, for direct and group messages.
    pub team_id: TeamId,
    /// Thread.
    pub root_id: PostId,
    /// The whole text with its slash.
    pub command: String,
}

/// Answer of a command.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommandResponse {
    /// `in_channel` or `ephemeral`.
    pub response_type: String,
    /// Message.
    pub text: String,
    /// Name shown.
    pub username: String,
    /// Another channel.
    pub channel_id: ChannelId,
    /// Picture shown.
    pub icon_url: String,
    /// Type of the post.
    #[serde(rename = "type")]
    pub kind: String,
    /// Props of the post.
    pub props: JsonMap,
    /// Where the client goes next.
    pub goto_location: String,
    /// For opening a dialog.
    pub trigger_id: String,
    /// Leave `<url|text>` as it is.
    pub skip_slack_parsing: bool,
    /// Slack attachments.
    pub attachments: Option<Vec<serde_json::Value>>,
    /// More answers.
    pub extra_responses: Option<Vec<CommandResponse>>,
}
