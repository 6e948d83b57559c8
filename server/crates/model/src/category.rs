//! Sidebar categories: how one user orders the channels of one team.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, TeamId, UserId};

/// A group of channels in the sidebar. Ids of the three default ones are derived, not 26 characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SidebarCategory {
    /// Id.
    pub id: String,
    /// Whose.
    pub user_id: UserId,
    /// In which team.
    pub team_id: TeamId,
    /// Place among the categories.
    #[serde(skip_deserializing)]
    pub sort_order: i64,
    /// "" (default), `manual`, `alpha`, `recent`.
    pub sorting: String,
    /// `favorites`, `channels`, `direct_messages`, `custom`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Shown to the user.
    pub display_name: String,
    /// Whether its channels are muted.
    pub muted: bool,
    /// Whether it is folded.
    pub collapsed: bool,
    /// Channels in order.
    pub channel_ids: Vec<ChannelId>,
}

/// All categories of a user in a team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderedCategories {
    /// The categories, in order.
    pub categories: Vec<SidebarCategory>,
    /// Their ids, in order.
    pub order: Vec<String>,
}

/// Type of the category of favourites.
pub const FAVORITES: &str = "favorites";
/// Type of the category that holds every other team channel.
pub const CHANNELS: &str = "channels";
/// Type of the category of direct and group messages.
pub const DIRECT_MESSAGES: &str = "direct_messages";
/// Type of a category that the user made.
pub const CUSTOM: &str = "custom";

/// Id of a default category.
#[must_use]
pub fn default_category_id(kind: &str, user: UserId, team: TeamId) -> String {
    format!("{kind}_{user}_{team}")
}
