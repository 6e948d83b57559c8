//! Lists of channels: of a team, found by words, and all of the server for administrators.

use chinwag_model::{
    AppError, AppResult, ChannelId, TeamId,
    channel::{Channel, ChannelWithTeam},
    page::Page,
    permission as p,
};
use chinwag_store::channel::list::Among;
pub use chinwag_store::channel::list::{Archived as ArchivedToo, Filter as ChannelFilter};

use crate::{Actor, App, stored};

impl App {
    /// A page of a team's public channels.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn public_channels(&self, actor: &Actor, team: TeamId, page: Page) -> AppResult<Vec<Channel>> {
        self.access_team(actor, team, p::LIST_TEAM_CHANNELS).await?;
        stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel::public_of_team(tx, team, page)))
                .await,
        )
    }

    /// A page of a team's private channels, for administrators.
    ///
    /// # Errors
    /// 404 for the team, 403.
    pub async fn private_channels(&self, actor: &Actor, team: TeamId, page: Page) -> AppResult<Vec<Channel>> {
        self.team(team).await?;
        self.access_system(actor, p::SYSCONSOLE_READ_CHANNELS)?;
        stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel::list::private_of_team(tx, team, page)))
                .await,
        )
    }

    /// A page of a team's archived channels: public ones, and private ones the actor is in.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn archived_channels(
        &self,
        actor: &Actor,
        team: TeamId,
        page: Page,
    ) -> AppResult<Vec<Channel>> {
        self.access_team(actor, team, p::LIST_TEAM_CHANNELS).await?;
        let all = self.can(actor, p::MANAGE_SYSTEM);
        let user = if all { Default::default() } else { actor.user_id() };
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(chinwag_store::channel::list::archived_of_team(tx, team, user, page))
                })
                .await,
        )
    }

    /// Public channels of a team by id; unknown and private ones are left out.
    ///
    /// # Errors
    /// 404 or 403 for the team; 403 when a guest asks for one they are not in.
    pub async fn public_channels_by_ids(
        &self,
        actor: &Actor,
        team: TeamId,
        ids: Vec<ChannelId>,
    ) -> AppResult<Vec<Channel>> {
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        let found = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::channel::list::public_by_ids(tx, team, &ids).await })
                })
                .await,
        )?;
        if actor.is_guest() {
            for channel in &found {
                self.access_channel(actor, channel.id, p::READ_CHANNEL).await?;
            }
        }
        Ok(found)
    }

    /// Public channels of a team that hold `term`, and private ones the actor is in; for completion.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn complete_channels(
        &self,
        actor: &Actor,
        team: TeamId,
        term: String,
    ) -> AppResult<Vec<Channel>> {
        self.access_team(actor, team, p::LIST_TEAM_CHANNELS).await?;
        self.search_team(actor, team, term, Among::Visible).await
    }

    /// Public channels of a team that hold `term`; for those who may not list channels, those they are in.
    ///
    /// # Errors
    /// 404 for the team, also to people who are not in it.
    pub async fn search_channels(
        &self,
        actor: &Actor,
        team: TeamId,
        term: String,
    ) -> AppResult<Vec<Channel>> {
        let among = if self.can_in_team(actor, team, p::LIST_TEAM_CHANNELS).await? {
            Among::Public
        } else if self.can_in_team(actor, team, p::VIEW_TEAM).await? {
            Among::Own
        } else {
            return Err(AppError::not_found("team_member"));
        };
        self.search_team(actor, team, term, among).await
    }

    async fn search_team(
        &self,
        actor: &Actor,
        team: TeamId,
        term: String,
        among: Among,
    ) -> AppResult<Vec<Channel>> {
        let user = actor.user_id();
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        chinwag_store::channel::list::search_in_team(tx, team, user, &term, among).await
                    })
                })
                .await,
        )
    }

    /// The actor's own channels that hold `term`, direct messages too; for completion of `in:` in a search. Outside
    /// the team these are the direct and group messages.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn complete_own_channels(
        &self,
        actor: &Actor,
        team: TeamId,
        term: String,
    ) -> AppResult<Vec<Channel>> {
        let user = actor.user_id();
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(
                        async move { chinwag_store::channel::list::search_own(tx, team, user, &term).await },
                    )
                })
                .await,
        )
    }

    /// A page of the channels of all teams, and how many there are: for administrators every one, for others those
    /// they could find.
    ///
    /// # Errors
    /// 403 when `filter` asks for every channel without the permission.
    pub async fn all_channels(
        &self,
        actor: &Actor,
        filter: ChannelFilter,
        page: Page,
    ) -> AppResult<(Vec<ChannelWithTeam>, i64)> {
        if filter.seen_by.is_empty() || !actor.is(filter.seen_by) {
            self.access_system(actor, p::SYSCONSOLE_READ_CHANNELS)?;
        }
        stored(
            self.store()
                .read_long(move |tx| {
                    Box::pin(async move { chinwag_store::channel::list::all(tx, &filter, page).await })
                })
                .await,
        )
    }
}
