//! Plugins ask about places: teams and channels, and who is in them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chinwag_model::{
    AppResult, ChannelId, TeamId, UserId,
    channel::{Channel, ChannelPatch, ChannelStats},
    channel_member::ChannelMember,
    team::{Team, TeamMember, TeamPatch},
};
use chinwag_plugin_contract::{Caller, Paging, Places};
use serde_json::Value;

use super::{PluginChat, body, in_name_of, itself, people::page_of};
use crate::{Archived, FileCount, Listing};

#[async_trait]
impl Places for PluginChat {
    async fn team(&self, caller: &Caller, id: TeamId) -> AppResult<Team> {
        self.app(caller)?.team(id).await
    }

    async fn team_by_name(&self, caller: &Caller, name: &str) -> AppResult<Team> {
        self.app(caller)?.shown_team_by_name(&itself(caller), name).await
    }

    async fn find_teams(&self, caller: &Caller, page: Paging) -> AppResult<Vec<Team>> {
        Ok(self.app(caller)?.list_teams(&itself(caller), String::new(), page_of(page)).await?.0)
    }

    async fn teams_of_user(&self, caller: &Caller, user: UserId) -> AppResult<Vec<Team>> {
        self.app(caller)?.teams_of_user(&itself(caller), user).await
    }

    async fn create_team(&self, caller: &Caller, draft: Value) -> AppResult<Team> {
        let draft: Team = body("draft", draft)?;
        self.app(caller)?.do_create_team(&itself(caller), draft).await
    }

    async fn update_team(&self, caller: &Caller, id: TeamId, patch: Value) -> AppResult<Team> {
        let patch: TeamPatch = body("patch", patch)?;
        self.app(caller)?.do_patch_team(&itself(caller), id, patch).await
    }

    async fn archive_team(&self, caller: &Caller, id: TeamId) -> AppResult<()> {
        self.app(caller)?.do_archive_team(&itself(caller), id).await?;
        Ok(())
    }

    async fn team_member(&self, caller: &Caller, team: TeamId, user: UserId) -> AppResult<TeamMember> {
        self.app(caller)?.team_member(&itself(caller), team, user).await
    }

    async fn team_members(&self, caller: &Caller, team: TeamId, page: Paging) -> AppResult<Vec<TeamMember>> {
        self.app(caller)?.team_members(&itself(caller), team, Listing::default(), page_of(page)).await
    }

    async fn add_team_member(&self, caller: &Caller, team: TeamId, user: UserId) -> AppResult<TeamMember> {
        self.app(caller)?.do_add_team_member(&itself(caller), team, user).await
    }

    async fn remove_team_member(&self, caller: &Caller, team: TeamId, user: UserId) -> AppResult<()> {
        self.app(caller)?.do_remove_team_member(&itself(caller), team, user).await
    }

    async fn set_team_member_roles(
        &self,
        caller: &Caller,
        team: TeamId,
        user: UserId,
        roles: &str,
    ) -> AppResult<()> {
        self.app(caller)?.do_set_team_member_roles(&itself(caller), team, user, roles).await?;
        Ok(())
    }

    async fn channel(&self, caller: &Caller, id: ChannelId) -> AppResult<Channel> {
        let access = self.app(caller)?.access_channel_read(&itself(caller), id).await?;
        Ok(access.into_channel())
    }

    async fn channel_by_name(&self, caller: &Caller, team: TeamId, name: &str) -> AppResult<Channel> {
        self.app(caller)?.channel_by_name(&itself(caller), team, name, Archived::Excluded).await
    }

    async fn public_channels(&self, caller: &Caller, team: TeamId, page: Paging) -> AppResult<Vec<Channel>> {
        self.app(caller)?.public_channels(&itself(caller), team, page_of(page)).await
    }

    async fn channels_of_user(&self, caller: &Caller, user: UserId, team: TeamId) -> AppResult<Vec<Channel>> {
        let (app, actor) = (self.app(caller)?, in_name_of(caller, user));
        app.channels_of_user_in_team(&actor, user, team, Archived::Excluded).await
    }

    async fn search_channels(&self, caller: &Caller, team: TeamId, term: &str) -> AppResult<Vec<Channel>> {
        self.app(caller)?.search_channels(&itself(caller), team, term.to_owned()).await
    }

    async fn create_channel(&self, caller: &Caller, draft: Value) -> AppResult<Channel> {
        let draft: Channel = body("draft", draft)?;
        let actor = in_name_of(caller, draft.creator_id);
        self.app(caller)?.do_create_channel(&actor, draft).await
    }

    async fn update_channel(&self, caller: &Caller, id: ChannelId, patch: Value) -> AppResult<Channel> {
        let patch: ChannelPatch = body("patch", patch)?;
        self.app(caller)?.do_patch_channel(&itself(caller), id, patch).await
    }

    async fn archive_channel(&self, caller: &Caller, id: ChannelId) -> AppResult<()> {
        self.app(caller)?.do_archive_channel(&itself(caller), id).await
    }

    async fn restore_channel(&self, caller: &Caller, id: ChannelId) -> AppResult<Channel> {
        self.app(caller)?.do_restore_channel(&itself(caller), id).await
    }

    async fn direct_channel(&self, caller: &Caller, a: UserId, b: UserId) -> AppResult<Channel> {
        self.app(caller)?.do_open_direct(&in_name_of(caller, a), a, b).await
    }

    async fn group_channel(&self, caller: &Caller, users: Vec<UserId>) -> AppResult<Channel> {
        let first = users.first().copied().unwrap_or(UserId::EMPTY);
        self.app(caller)?.do_open_group(&in_name_of(caller, first), users).await
    }

    async fn channel_member(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
    ) -> AppResult<ChannelMember> {
        self.app(caller)?.channel_member(&itself(caller), channel, user).await
    }

    async fn channel_members(
        &self,
        caller: &Caller,
        channel: ChannelId,
        page: Paging,
    ) -> AppResult<Vec<ChannelMember>> {
        self.app(caller)?.channel_members(&itself(caller), channel, page_of(page)).await
    }

    async fn add_channel_member(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
    ) -> AppResult<ChannelMember> {
        let app = self.app(caller)?;
        let mut added = app.do_add_channel_members(&itself(caller), channel, vec![user]).await?;
        added.pop().ok_or_else(|| chinwag_model::AppError::not_found("channel member"))
    }

    async fn remove_channel_member(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
    ) -> AppResult<()> {
        self.app(caller)?.do_remove_channel_member(&itself(caller), channel, user).await
    }

    async fn set_channel_member_roles(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
        roles: &str,
    ) -> AppResult<()> {
        self.app(caller)?.do_set_channel_member_roles(&itself(caller), channel, user, roles).await?;
        Ok(())
    }

    async fn set_channel_notify_props(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
        props: Value,
    ) -> AppResult<()> {
        let props: BTreeMap<String, String> = body("props", props)?;
        let actor = in_name_of(caller, user);
        self.app(caller)?.do_set_channel_notify_props(&actor, channel, user, props).await?;
        Ok(())
    }

    async fn channel_stats(&self, caller: &Caller, channel: ChannelId) -> AppResult<ChannelStats> {
        self.app(caller)?.channel_stats(&itself(caller), channel, FileCount::Wanted).await
    }
}
