//! Channels: public, private, direct and group.

use serde::{Deserialize, Serialize};

use crate::{AppError, AppResult, ChannelId, JsonMap, Millis, TeamId, UserId, team::is_url_name};

/// Most characters of a channel's name in addresses.
pub const CHANNEL_NAME_MAX: usize = 64;
/// Most characters of a display name.
pub const CHANNEL_DISPLAY_NAME_MAX: usize = 64;
/// Most characters of a header.
pub const CHANNEL_HEADER_MAX: usize = 1024;
/// Most characters of a purpose.
pub const CHANNEL_PURPOSE_MAX: usize = 250;
/// Fewest and most people in a group message.
pub const GROUP_SIZE: std::ops::RangeInclusive<usize> = 3..=8;
/// Name of the channel every member of a team is in.
pub const DEFAULT_CHANNEL: &str = "town-square";

/// What sort of channel it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChannelKind {
    /// Anybody in the team may find and join it.
    #[default]
    #[serde(rename = "O")]
    Open,
    /// By invitation.
    #[serde(rename = "P")]
    Private,
    /// Between two people.
    #[serde(rename = "D")]
    Direct,
    /// Between three to eight people.
    #[serde(rename = "G")]
    Group,
}

impl ChannelKind {
    /// The letter on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "O",
            Self::Private => "P",
            Self::Direct => "D",
            Self::Group => "G",
        }
    }

    /// From the letter.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Self> {
        Some(match letter {
            "O" => Self::Open,
            "P" => Self::Private,
            "D" => Self::Direct,
            "G" => Self::Group,
            _ => return None,
        })
    }

    /// A direct or group message, which belongs to no team.
    #[must_use]
    pub fn is_personal(self) -> bool {
        matches!(self, Self::Direct | Self::Group)
    }
}

/// A channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Channel {
    /// Id.
    pub id: ChannelId,
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was archived; 0 while alive.
    pub delete_at: Millis,
    /// Team; empty for direct and group messages.
    pub team_id: TeamId,
    /// Sort.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// Shown to people; empty for direct messages.
    pub display_name: String,
    /// Part of addresses.
    pub name: String,
    /// Shown above the channel.
    pub header: String,
    /// What it is for.
    pub purpose: String,
    /// Time of the newest post.
    pub last_post_at: Millis,
    /// Posts ever made that count.
    pub total_msg_count: i64,
    /// Always "".
    pub extra_update_at: Millis,
    /// Who made it.
    pub creator_id: UserId,
    /// Always null here.
    pub scheme_id: Option<String>,
    /// Open-ended.
    pub props: Option<JsonMap>,
    /// Always null here.
    pub group_constrained: Option<bool>,
    /// Always null here.
    pub shared: Option<bool>,
    /// Root posts ever made that count.
    pub total_msg_count_root: i64,
    /// Always null here.
    pub policy_id: Option<String>,
    /// Time of the newest root post.
    pub last_root_post_at: Millis,
    /// Always null here.
    pub banner_info: Option<JsonMap>,
}

/// A channel with the names of its team, as administrators' lists show it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChannelWithTeam {
    /// The channel.
    #[serde(flatten)]
    pub channel: Channel,
    /// The team's display name.
    pub team_display_name: String,
    /// The team's name.
    pub team_name: String,
    /// When the team changed last.
    pub team_update_at: Millis,
}

/// What `PUT /channels/{id}/patch` takes.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct ChannelPatch {
    /// New display name.
    pub display_name: Option<String>,
    /// New name in addresses.
    pub name: Option<String>,
    /// New header.
    pub header: Option<String>,
    /// New purpose.
    pub purpose: Option<String>,
    /// Not supported here; ignored.
    pub group_constrained: Option<bool>,
}

/// Counts of a channel (`GET /channels/{id}/stats`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelStats {
    /// Channel.
    pub channel_id: ChannelId,
    /// Active members.
    pub member_count: i64,
    /// Guests among them.
    pub guest_count: i64,
    /// Pinned posts.
    pub pinnedpost_count: i64,
    /// Files; -1 when not asked for.
    pub files_count: i64,
}

/// Name of the direct channel of two users: both ids, sorted, joined by `__`.
#[must_use]
pub fn direct_name(a: UserId, b: UserId) -> String {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    format!("{low}__{high}")
}

/// The two users of a direct channel's name.
#[must_use]
pub fn direct_members(name: &str) -> Option<(UserId, UserId)> {
    let (a, b) = name.split_once("__")?;
    Some((a.parse().ok()?, b.parse().ok()?))
}

/// Checks a channel's name for addresses.
///
/// # Errors
/// 400 with the rule that was broken.
pub fn check_channel_name(name: &str) -> AppResult<String> {
    if !name.is_empty()
        && name.len() <= CHANNEL_NAME_MAX
        && is_url_name(name)
        && direct_members(name).is_none()
    {
        return Ok(name.to_owned());
    }
    Err(AppError::bad_request(
        "model.channel.is_valid.1_or_more.app_error",
        format!(
            "Channel name `{}` must have 1 to {CHANNEL_NAME_MAX} lower-case letters, digits, - or _, and begin and end with a letter or digit.",
            name.chars().take(80).collect::<String>()
        ),
    ))
}
