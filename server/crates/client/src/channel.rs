//! Channels and their members.

use chinwag_model::channel::{Channel, ChannelKind};
use chinwag_model::channel_member::ChannelMember;
use chinwag_model::{ChannelId, TeamId, UserId};
use serde::Serialize;
use serde_json::json;

use crate::{Client, Result};

/// A channel to be made.
#[derive(Clone, Debug, Serialize)]
pub struct NewChannel {
    /// Where.
    pub team_id: TeamId,
    /// Part of addresses.
    pub name: String,
    /// Shown to people.
    pub display_name: String,
    /// What it is for.
    pub purpose: String,
    /// Shown above the channel.
    pub header: String,
    /// Public or private.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
}

/// Changes to a channel; `None` stays.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChannelChange {
    /// Part of addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Shown to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

/// Which channels of a team to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelShelf {
    /// Those everyone in the team may join.
    Public,
    /// Those by invitation; for administrators.
    Private,
    /// The archived ones.
    Archived,
}

/// What to do with members who are not in the team a channel moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strangers {
    /// Refuse to move.
    Refuse,
    /// Take them out of the channel.
    Remove,
}

impl Client {
    /// A channel by id.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn channel(&self, id: ChannelId) -> Result<Channel> {
        self.get(&["channels", id.as_str()]).read().await
    }

    /// A channel by the name in its address, archived ones too.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn channel_by_name(&self, team: TeamId, name: &str) -> Result<Channel> {
        self.get(&["teams", team.as_str(), "channels", "name", name])
            .query("include_deleted", true)
            .read()
            .await
    }

    /// A page of a team's channels.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn team_channels(
        &self,
        team: TeamId,
        shelf: ChannelShelf,
        page: usize,
        rows: usize,
    ) -> Result<Vec<Channel>> {
        let team = team.as_str();
        let call = match shelf {
            ChannelShelf::Public => self.get(&["teams", team, "channels"]),
            ChannelShelf::Private => self.get(&["teams", team, "channels", "private"]),
            ChannelShelf::Archived => self.get(&["teams", team, "channels", "deleted"]),
        };
        call.query("page", page).query("per_page", rows).read().await
    }

    /// Makes a channel.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn create_channel(&self, channel: &NewChannel) -> Result<Channel> {
        self.post(&["channels"]).json(channel).read().await
    }

    /// Changes a channel's names.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn patch_channel(&self, channel: ChannelId, change: &ChannelChange) -> Result<Channel> {
        self.put(&["channels", channel.as_str(), "patch"]).json(change).read().await
    }

    /// Makes a channel public or private.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_channel_privacy(&self, channel: ChannelId, kind: ChannelKind) -> Result<Channel> {
        self.put(&["channels", channel.as_str(), "privacy"]).json(&json!({"privacy": kind})).read().await
    }

    /// Closes a channel; it can be restored.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn archive_channel(&self, channel: ChannelId) -> Result<()> {
        self.delete(&["channels", channel.as_str()]).done().await
    }

    /// Removes a channel and everything in it, for good.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn delete_channel(&self, channel: ChannelId) -> Result<()> {
        self.delete(&["channels", channel.as_str()]).query("permanent", true).done().await
    }

    /// Opens an archived channel again.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn restore_channel(&self, channel: ChannelId) -> Result<Channel> {
        self.post(&["channels", channel.as_str(), "restore"]).read().await
    }

    /// Moves a channel to another team.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn move_channel(
        &self,
        channel: ChannelId,
        to: TeamId,
        strangers: Strangers,
    ) -> Result<Channel> {
        let body = json!({"team_id": to, "force": strangers == Strangers::Remove});
        self.post(&["channels", channel.as_str(), "move"]).json(&body).read().await
    }

    /// A page of a channel's members.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn channel_members(
        &self,
        channel: ChannelId,
        page: usize,
        rows: usize,
    ) -> Result<Vec<ChannelMember>> {
        self.get(&["channels", channel.as_str(), "members"])
            .query("page", page)
            .query("per_page", rows)
            .read()
            .await
    }

    /// Puts a user into a channel.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn add_channel_member(&self, channel: ChannelId, user: UserId) -> Result<()> {
        self.post(&["channels", channel.as_str(), "members"]).json(&json!({"user_id": user})).done().await
    }

    /// Takes a user out of a channel.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn remove_channel_member(&self, channel: ChannelId, user: UserId) -> Result<()> {
        self.delete(&["channels", channel.as_str(), "members", user.as_str()]).done().await
    }
}
