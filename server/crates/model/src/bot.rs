//! Bots: accounts that programs act as.

use serde::{Deserialize, Serialize};

use crate::{Millis, UserId};

/// Most characters of a bot's description.
pub const BOT_DESCRIPTION_MAX: usize = 1024;

/// A bot; its account is the user of the same id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bot {
    /// Id of the bot and of its user.
    pub user_id: UserId,
    /// Name of its user.
    pub username: String,
    /// Shown to people.
    pub display_name: String,
    /// What it does.
    pub description: String,
    /// Who made it: a user's id, or a plugin's.
    pub owner_id: String,
    /// When its icon changed last.
    #[serde(skip_serializing_if = "crate::user::is_zero")]
    pub last_icon_update: Millis,
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was disabled; 0 while enabled.
    pub delete_at: Millis,
}

/// What `PUT /bots/{id}` takes.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct BotPatch {
    /// New name.
    pub username: Option<String>,
    /// New display name.
    pub display_name: Option<String>,
    /// New description.
    pub description: Option<String>,
}
