//! Who is in which channel, and what they have not read.

use chinwag_model::{
    AppError, AppResult, ChannelId, TeamId, UserId,
    channel::ChannelStats,
    channel_member::{ChannelMember, ChannelMemberWithTeam, ChannelUnread},
    page::Page,
    permission as p,
};

use crate::{Actor, App, stored};

/// Whether the files of a channel are to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileCount {
    /// They are.
    Wanted,
    /// They are not: -1.
    Unwanted,
}

pub(crate) fn no_member() -> AppError {
    AppError::new(
        404,
        "app.channel.get_member.missing.app_error",
        "No channel member found for that user ID and channel ID.",
    )
}

impl App {
    /// A page of a channel's members.
    ///
    /// # Errors
    /// 404 or 403 for the channel.
    pub async fn channel_members(
        &self,
        actor: &Actor,
        channel: ChannelId,
        page: Page,
    ) -> AppResult<Vec<ChannelMember>> {
        self.access_channel_read(actor, channel).await?;
        stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel_member::of_channel(tx, channel, page)))
                .await,
        )
    }

    /// Members of a channel among `users`.
    ///
    /// # Errors
    /// 404 or 403 for the channel.
    pub async fn channel_members_by_ids(
        &self,
        actor: &Actor,
        channel: ChannelId,
        users: Vec<UserId>,
    ) -> AppResult<Vec<ChannelMember>> {
        self.access_channel_read(actor, channel).await?;
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(
                        async move { chinwag_store::channel_member::by_users(tx, channel, &users).await },
                    )
                })
                .await,
        )
    }

    /// One member of a channel.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 404 when the user is no member.
    pub async fn channel_member(
        &self,
        actor: &Actor,
        channel: ChannelId,
        user: UserId,
    ) -> AppResult<ChannelMember> {
        self.access_channel_read(actor, channel).await?;
        self.membership(channel, user).await?.ok_or_else(no_member)
    }

    /// A membership, without a check.
    pub(crate) async fn membership(
        &self,
        channel: ChannelId,
        user: UserId,
    ) -> AppResult<Option<ChannelMember>> {
        stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel_member::get(tx, channel, user)))
                .await,
        )
    }

    /// Counts of a channel.
    ///
    /// # Errors
    /// 404 or 403 for the channel.
    pub async fn channel_stats(
        &self,
        actor: &Actor,
        channel: ChannelId,
        files: FileCount,
    ) -> AppResult<ChannelStats> {
        self.access_channel_read(actor, channel).await?;
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        Ok(ChannelStats {
                            channel_id: channel,
                            member_count: chinwag_store::channel_member::count(tx, channel).await?,
                            guest_count: chinwag_store::channel_member::count_guests(tx, channel).await?,
                            pinnedpost_count: chinwag_store::channel::count_pinned(tx, channel).await?,
                            files_count: match files {
                                FileCount::Wanted => chinwag_store::channel::count_files(tx, channel).await?,
                                FileCount::Unwanted => -1,
                            },
                        })
                    })
                })
                .await,
        )
    }

    /// How many members each of these channels has; channels the actor may not read are refused.
    ///
    /// # Errors
    /// 404 or 403 for a channel.
    pub async fn channel_member_counts(
        &self,
        actor: &Actor,
        channels: Vec<ChannelId>,
    ) -> AppResult<Vec<(ChannelId, i64)>> {
        for channel in &channels {
            self.access_channel_read(actor, *channel).await?;
        }
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let mut counts = Vec::with_capacity(channels.len());
                        for id in channels {
                            counts.push((id, chinwag_store::channel_member::count(tx, id).await?));
                        }
                        Ok(counts)
                    })
                })
                .await,
        )
    }

    /// What a member has not read of a channel.
    ///
    /// # Errors
    /// 403 for another user or the channel, 404 when the user is no member.
    pub async fn channel_unread(
        &self,
        actor: &Actor,
        user: UserId,
        channel: ChannelId,
    ) -> AppResult<ChannelUnread> {
        self.access_self(actor, user).await?;
        self.access_channel_read(actor, channel).await?;
        stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel_member::unread(tx, channel, user)))
                .await,
        )?
        .ok_or_else(no_member)
    }

    /// Memberships of a user in the channels of a team and in direct and group messages.
    ///
    /// # Errors
    /// 403, or 404 when there is no such team.
    pub async fn channel_members_of_user_in_team(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
    ) -> AppResult<Vec<ChannelMember>> {
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        if !actor.is(user) {
            self.access_system(actor, p::MANAGE_SYSTEM)?;
        }
        stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel_member::of_user_in_team(tx, user, team)))
                .await,
        )
    }

    /// A part of a user's memberships in all teams.
    ///
    /// # Errors
    /// 403.
    pub async fn channel_members_of_user(
        &self,
        actor: &Actor,
        user: UserId,
        page: Page,
    ) -> AppResult<Vec<ChannelMemberWithTeam>> {
        self.access_self(actor, user).await?;
        stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel_member::of_user_with_team(tx, user, page)))
                .await,
        )
    }

    /// Time zones of a channel's members, each once.
    ///
    /// # Errors
    /// 404 or 403 for the channel.
    pub async fn channel_timezones(&self, actor: &Actor, channel: ChannelId) -> AppResult<Vec<String>> {
        self.access_channel_read(actor, channel).await?;
        let mut zones: Vec<String> = stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel_member::timezones(tx, channel)))
                .await,
        )?
        .into_iter()
        .map(|zone| {
            if zone.use_automatic_timezone == "true" { zone.automatic_timezone } else { zone.manual_timezone }
        })
        .filter(|zone| !zone.is_empty())
        .collect();
        zones.sort_unstable();
        zones.dedup();
        Ok(zones)
    }
}
