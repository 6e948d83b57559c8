//! Who is in which team, and what a user has not read of each.

use std::collections::BTreeMap;

use chinwag_model::{
    AppError, AppResult, TeamId, UserId,
    channel_member::ChannelUnread,
    permission as p,
    team::{Team, TeamMember, TeamUnread},
};

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

/// A muted channel counts with its mentions alone.
fn add(team: &mut TeamUnread, channel: &ChannelUnread) {
    team.mention_count += channel.mention_count;
    team.mention_count_root += channel.mention_count_root;
    if !channel.notify_props.is_muted() {
        team.msg_count += channel.msg_count;
        team.msg_count_root += channel.msg_count_root;
    }
}
