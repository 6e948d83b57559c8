//! Membership of channels and what a member has read.

use serde::{Deserialize, Serialize};

use crate::{
    ChannelId, Millis, TeamId, UserId,
    notify::ChannelNotifyProps,
    team::{SchemeRoles, scheme_roles},
};

/// One user in one channel. `msg_count` counts posts *read*.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelMember {
    /// Channel.
    pub channel_id: ChannelId,
    /// User.
    pub user_id: UserId,
    /// Space-separated role names in force.
    pub roles: String,
    /// When the channel was viewed last.
    pub last_viewed_at: Millis,
    /// Posts read.
    pub msg_count: i64,
    /// Unread mentions.
    pub mention_count: i64,
    /// Unread mentions in root posts.
    pub mention_count_root: i64,
    /// Unread urgent mentions; priorities are not offered, so 0.
    pub urgent_mention_count: i64,
    /// Root posts read.
    pub msg_count_root: i64,
    /// What to be told about.
    pub notify_props: ChannelNotifyProps,
    /// When the row changed last.
    pub last_update_at: Millis,
    /// Has the guest role.
    pub scheme_guest: bool,
    /// Has the member role.
    pub scheme_user: bool,
    /// Has the administrator role.
    pub scheme_admin: bool,
    /// Roles given by name.
    pub explicit_roles: String,
    /// Always false here.
    pub autotranslation_disabled: bool,
}

impl ChannelMember {
    /// Puts [`roles`](Self::roles) together from the scheme flags and the explicit roles.
    #[must_use]
    pub fn with_roles(mut self) -> Self {
        self.roles = scheme_roles(
            "channel",
            SchemeRoles { guest: self.scheme_guest, user: self.scheme_user, admin: self.scheme_admin },
            &self.explicit_roles,
        );
        self
    }
}

/// Unread counts of one channel for one user. Here `msg_count` counts posts *unread*.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelUnread {
    /// Team; empty for direct and group messages.
    pub team_id: TeamId,
    /// Channel.
    pub channel_id: ChannelId,
    /// User.
    pub user_id: UserId,
    /// Unread posts.
    pub msg_count: i64,
    /// Unread mentions.
    pub mention_count: i64,
    /// Unread mentions in root posts.
    pub mention_count_root: i64,
    /// Always 0.
    pub urgent_mention_count: i64,
    /// Unread root posts.
    pub msg_count_root: i64,
    /// When the channel was viewed last.
    pub last_viewed_at: Millis,
    /// The member's settings.
    pub notify_props: ChannelNotifyProps,
}

/// A membership with the names of the channel's team, as lists over all teams show it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelMemberWithTeam {
    /// The membership.
    #[serde(flatten)]
    pub member: ChannelMember,
    /// The team's display name; empty for direct and group messages.
    pub team_display_name: String,
    /// The team's name; empty for direct and group messages.
    pub team_name: String,
    /// When the team changed last; 0 for direct and group messages.
    pub team_update_at: Millis,
}
