//! Preferences: free-form settings that clients keep on the server.

use serde::{Deserialize, Serialize};

use crate::UserId;

/// Most characters of category and name.
pub const PREFERENCE_KEY_MAX: usize = 32;
/// Most characters of a name (ids and longer keys).
pub const PREFERENCE_NAME_MAX: usize = 32;
/// Most characters of a value.
pub const PREFERENCE_VALUE_MAX: usize = 20_000;

/// Category of direct channels shown in the sidebar; name is the other user's id.
pub const DIRECT_CHANNEL_SHOW: &str = "direct_channel_show";
/// Category of group channels shown in the sidebar; name is the channel's id.
pub const GROUP_CHANNEL_SHOW: &str = "group_channel_show";
/// Category of favourite channels; name is the channel's id.
pub const FAVORITE_CHANNEL: &str = "favorite_channel";
/// Category of saved posts; name is the post's id.
pub const FLAGGED_POST: &str = "flagged_post";
/// Category of display settings.
pub const DISPLAY_SETTINGS: &str = "display_settings";

/// One setting of one user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preference {
    /// Whose.
    pub user_id: UserId,
    /// Group of settings.
    pub category: String,
    /// Key within the group.
    pub name: String,
    /// Value, always text.
    pub value: String,
}
