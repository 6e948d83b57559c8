//! Incoming and outgoing web hooks.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, HookId, JsonMap, Millis, TeamId, UserId};

/// An address that posts into a channel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IncomingWebhook {
    /// Id and secret.
    pub id: HookId,
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was deleted.
    pub delete_at: Millis,
    /// When something was posted through it last, to within a minute; 0 if never.
    pub last_used: Millis,
    /// Who made it; posts are in this user's name.
    pub user_id: UserId,
    /// Where it posts.
    pub channel_id: ChannelId,
    /// Team of that channel.
    pub team_id: TeamId,
    /// Shown to people.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// Name shown with its posts.
    pub username: String,
    /// Picture shown with its posts.
    pub icon_url: String,
    /// Whether it may not post elsewhere.
    pub channel_locked: bool,
}

/// What a sender posts to an incoming web hook.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct IncomingPayload {
    /// Message.
    pub text: String,
    /// Another channel: name, `#name`, or `@user`.
    pub channel: String,
    /// Name shown.
    pub username: String,
    /// Picture shown.
    pub icon_url: String,
    /// Emoji shown as the picture.
    pub icon_emoji: String,
    /// Slack attachments.
    pub attachments: Option<Vec<serde_json::Value>>,
    /// Props of the post.
    pub props: JsonMap,
    /// Type of the post, `custom_…` only.
    #[serde(rename = "type")]
    pub kind: String,
    /// Accepted; priorities are not offered.
    pub priority: Option<serde_json::Value>,
}

/// Calls an address when somebody posts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutgoingWebhook {
    /// Id.
    pub id: HookId,
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
    /// Channel it listens to; empty for every public channel of the team.
    pub channel_id: ChannelId,
    /// Team.
    pub team_id: TeamId,
    /// Words that call it.
    pub trigger_words: Vec<String>,
    /// 0: the first word is one of them; 1: the message begins with one.
    pub trigger_when: i32,
    /// Addresses.
    pub callback_urls: Vec<String>,
    /// Shown to people.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// `application/json` or `application/x-www-form-urlencoded`.
    pub content_type: String,
    /// Name shown with its answers.
    pub username: String,
    /// Picture shown with its answers.
    pub icon_url: String,
}
