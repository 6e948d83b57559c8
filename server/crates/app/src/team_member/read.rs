//! Who is in which team, and what a user has not read of each.

use std::collections::BTreeMap;

use chinwag_model::{
    AppError, AppResult, TeamId, UserId,
    channel_member::ChannelUnread,
    page::Page,
    permission as p,
    team::{Team, TeamMember, TeamStats, TeamUnread},
};
use chinwag_store::team_member::Listing;

use super::leave::no_member;
use crate::{Actor, App, stored};

/// Whether counts of followed threads are wanted beside those of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreadCounts {
    /// They are.
    Wanted,
    /// They are left 0.
    Unwanted,
}

impl App {
    /// The teams of a user: the actor's own, or anybody's for those who may see other people's teams.
    ///
    /// # Errors
    /// 403.
    pub async fn teams_of_user(&self, actor: &Actor, user: UserId) -> AppResult<Vec<Team>> {
        self.check_may_see_teams_of(actor, user)?;
        let teams =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::team::of_user(tx, user))).await)?;
        self.shown_teams(actor, teams).await
    }

    fn check_may_see_teams_of(&self, actor: &Actor, user: UserId) -> AppResult<()> {
        let may = actor.is(user)
            || self.can(actor, p::READ_OTHER_USERS_TEAMS)
            || self.can(actor, p::SYSCONSOLE_READ_USERS);
        if may { Ok(()) } else { Err(AppError::permission(p::READ_OTHER_USERS_TEAMS)) }
    }

    /// The memberships of a user in teams that are not archived.
    ///
    /// # Errors
    /// 403.
    pub async fn team_members_of_user(&self, actor: &Actor, user: UserId) -> AppResult<Vec<TeamMember>> {
        self.check_may_see_teams_of(actor, user)?;
        stored(self.store().read(move |tx| Box::pin(chinwag_store::team_member::of_user(tx, user))).await)
    }

    /// What a user has not read, one entry for each team they are in but `exclude`.
    ///
    /// # Errors
    /// 403.
    pub async fn teams_unread(
        &self,
        actor: &Actor,
        user: UserId,
        exclude: TeamId,
        threads: ThreadCounts,
    ) -> AppResult<Vec<TeamUnread>> {
        self.access_self(actor, user).await?;
        let mut unread = self.unread_by_team(user, threads).await?;
        unread.remove(&exclude);
        Ok(unread.into_values().collect())
    }

    /// What a user has not read of one team.
    ///
    /// # Errors
    /// 403, or 404 when there is no such team.
    pub async fn team_unread(&self, actor: &Actor, user: UserId, team: TeamId) -> AppResult<TeamUnread> {
        self.access_self(actor, user).await?;
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        let mut unread = self.unread_by_team(user, ThreadCounts::Wanted).await?;
        Ok(unread.remove(&team).unwrap_or(TeamUnread { team_id: team, ..TeamUnread::default() }))
    }

    async fn unread_by_team(
        &self,
        user: UserId,
        threads: ThreadCounts,
    ) -> AppResult<BTreeMap<TeamId, TeamUnread>> {
        let (teams, channels, threads) = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let teams = chinwag_store::team_member::of_user(tx, user).await?;
                        let channels = chinwag_store::channel_member::unread_in_teams(tx, user).await?;
                        let threads = match threads {
                            ThreadCounts::Wanted => {
                                chinwag_store::team_member::unread_threads(tx, user).await?
                            }
                            ThreadCounts::Unwanted => Vec::new(),
                        };
                        Ok((teams, channels, threads))
                    })
                })
                .await,
        )?;
        let mut by_team: BTreeMap<TeamId, TeamUnread> = teams
            .into_iter()
            .map(|m| (m.team_id, TeamUnread { team_id: m.team_id, ..TeamUnread::default() }))
            .collect();
        for channel in channels {
            if let Some(team) = by_team.get_mut(&channel.team_id) {
                add(team, &channel);
            }
        }
        for counts in threads {
            if let Some(team) = by_team.get_mut(&counts.team_id) {
                team.thread_count = counts.threads;
                team.thread_mention_count = counts.mentions;
            }
        }
        Ok(by_team)
    }
}

impl App {
    /// A page of a team's members, or those named.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn team_members(
        &self,
        actor: &Actor,
        team: TeamId,
        listing: Listing,
        page: Page,
    ) -> AppResult<Vec<TeamMember>> {
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        let members = stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::team_member::of_team(tx, team, listing, page)))
                .await,
        )?;
        self.visible_members(actor, members).await
    }

    /// Members of a team among `users`.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn team_members_by_ids(
        &self,
        actor: &Actor,
        team: TeamId,
        users: Vec<UserId>,
    ) -> AppResult<Vec<TeamMember>> {
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        let members = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::team_member::by_users(tx, team, &users).await })
                })
                .await,
        )?;
        self.visible_members(actor, members).await
    }

    /// Guests are not shown whom they share no channel with.
    async fn visible_members(
        &self,
        actor: &Actor,
        mut members: Vec<TeamMember>,
    ) -> AppResult<Vec<TeamMember>> {
        if self.can(actor, p::VIEW_MEMBERS) {
            return Ok(members);
        }
        let mut shown = Vec::with_capacity(members.len());
        for member in members.drain(..) {
            if self.can_see_user(actor, member.user_id).await? {
                shown.push(member);
            }
        }
        Ok(shown)
    }

    /// One member of a team.
    ///
    /// # Errors
    /// 404 or 403 for the team or the user, 404 when the user is no member.
    pub async fn team_member(&self, actor: &Actor, team: TeamId, user: UserId) -> AppResult<TeamMember> {
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        if !self.can_see_user(actor, user).await? {
            return Err(AppError::permission(p::VIEW_MEMBERS));
        }
        stored(self.store().read(move |tx| Box::pin(chinwag_store::team_member::get(tx, team, user))).await)?
            .filter(|member| member.delete_at == 0)
            .ok_or_else(no_member)
    }

    /// How many members a team has.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn team_stats(&self, actor: &Actor, team: TeamId) -> AppResult<TeamStats> {
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        Ok(TeamStats {
                            team_id: team,
                            total_member_count: chinwag_store::team_member::count(tx, team).await?,
                            active_member_count: chinwag_store::team_member::count_active(tx, team).await?,
                        })
                    })
                })
                .await,
        )
    }
}

/// A muted channel counts with its mentions alone.
fn add(team: &mut TeamUnread, channel: &ChannelUnread) {
    team.mention_count += channel.mention_count;
    team.mention_count_root += channel.mention_count_root;
    if !channel.notify_props.is_muted() {
        team.msg_count += channel.msg_count;
        team.msg_count_root += channel.msg_count_root;
    }
}
