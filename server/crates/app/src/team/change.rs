//! Changing a team: texts, who may join, the invite link, archiving and removing it.

use chinwag_events::{Event, Membership};
use chinwag_model::{
    AppError, AppResult, Millis, TeamId, id, permission as p,
    team::{Team, TeamPatch},
};

use super::check_team_texts;
use crate::{Actor, App, Origin, channel::archive, error::refuse, stored};

/// Who may join a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamPrivacy {
    /// Everybody on the server.
    Open,
    /// Those who are invited.
    Invited,
}

impl App {
    /// Changes what `patch` names and tells the members.
    ///
    /// # Errors
    /// 404 or 403 for the team, 400 for a wrong field.
    pub async fn do_patch_team(&self, actor: &Actor, id: TeamId, patch: TeamPatch) -> AppResult<Team> {
        self.change_team(actor, id, "update_team", move |team| {
            if let Some(display_name) = patch.display_name {
                team.display_name = display_name.trim().to_owned();
            }
            if let Some(description) = patch.description {
                team.description = description;
            }
            if let Some(company_name) = patch.company_name {
                team.company_name = company_name;
            }
            if let Some(allowed_domains) = patch.allowed_domains {
                team.allowed_domains = allowed_domains;
            }
            if let Some(open) = patch.allow_open_invite {
                team.allow_open_invite = open;
            }
            check_team_texts(team)
        })
        .await
    }

    /// Says who may join a team. Closing it makes the old invite link useless.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn do_set_team_privacy(
        &self,
        actor: &Actor,
        id: TeamId,
        privacy: TeamPrivacy,
    ) -> AppResult<Team> {
        self.change_team(actor, id, "update_team", move |team| {
            let open = privacy == TeamPrivacy::Open;
            if team.allow_open_invite && !open {
                team.invite_id = id::secret();
            }
            team.allow_open_invite = open;
            team.kind = if open { "O" } else { "I" }.into();
            Ok(())
        })
        .await
    }

    /// Makes a new invite link; the old one stops working.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn do_renew_invite(&self, actor: &Actor, id: TeamId) -> AppResult<Team> {
        self.change_team(actor, id, "update_team", |team| {
            team.invite_id = id::secret();
            Ok(())
        })
        .await
    }

    /// Archives a team: its channels cannot be written to, and it is hidden.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn do_archive_team(&self, actor: &Actor, id: TeamId) -> AppResult<Team> {
        let now = self.now();
        self.change_team(actor, id, "delete_team", move |team| {
            if team.delete_at == 0 {
                team.delete_at = now;
            }
            Ok(())
        })
        .await
    }

    /// Brings an archived team back.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub async fn do_restore_team(&self, actor: &Actor, id: TeamId) -> AppResult<Team> {
        self.change_team(actor, id, "restore_team", |team| {
            team.delete_at = 0;
            Ok(())
        })
        .await
    }

    /// Changes a team within one transaction and tells its members.
    async fn change_team(
        &self,
        actor: &Actor,
        id: TeamId,
        event: &'static str,
        change: impl FnOnce(&mut Team) -> AppResult<()> + Send + 'static,
    ) -> AppResult<Team> {
        self.access_team(actor, id, p::MANAGE_TEAM).await?;
        let now = self.now();
        let team = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut team = chinwag_store::team::get(tx, id)
                            .await?
                            .ok_or_else(|| refuse(AppError::not_found("team")))?;
                        change(&mut team).map_err(refuse)?;
                        team.update_at = now;
                        chinwag_store::team::update(tx, &team).await?;
                        let told = Team { email: String::new(), invite_id: String::new(), ..team.clone() };
                        tx.emit(Event::new(event).with_json("team", &told).to_team(id));
                        Ok(team)
                    })
                })
                .await,
        )?
        .into_inner();
        self.shown_team(actor, team).await
    }

    /// Records when a team's icon changed; 0 when it has none any more.
    ///
    /// # Errors
    /// 404 or 403 for the team.
    pub(super) async fn set_icon_time(
        &self,
        actor: &Actor,
        id: TeamId,
        at: impl FnOnce(Millis) -> Millis + Send + 'static,
    ) -> AppResult<Team> {
        self.change_team(actor, id, "update_team", move |team| {
            team.last_team_icon_update = at(team.last_team_icon_update);
            Ok(())
        })
        .await
    }

    /// Removes a team with everything in it, for good.
    ///
    /// # Errors
    /// 404 or 403 for the team; 403 while `ServiceSettings.EnableAPITeamDeletion` is off.
    pub async fn do_purge_team(&self, actor: &Actor, id: TeamId) -> AppResult<()> {
        self.access_team(actor, id, p::MANAGE_TEAM).await?;
        if !self.config().ServiceSettings.enable_api_team_deletion && actor.origin != Origin::Local {
            return Err(AppError::forbidden(
                "api.user.delete_team.not_enabled.app_error",
                "Removing teams for good is switched off (ServiceSettings.EnableAPITeamDeletion).",
            ));
        }
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut team = chinwag_store::team::get(tx, id)
                            .await?
                            .ok_or_else(|| refuse(AppError::not_found("team")))?;
                        team.delete_at = now;
                        team.email.clear();
                        team.invite_id.clear();
                        tx.emit(Event::new("delete_team").with_json("team", &team).to_team(id));
                        for channel in chinwag_store::team::channel_ids(tx, id).await? {
                            if let Some(channel) = chinwag_store::channel::get(tx, channel).await? {
                                archive::purge(tx, &channel, now).await?;
                            }
                        }
                        let mut gone = Event::default();
                        for user in chinwag_store::team::user_ids(tx, id).await? {
                            chinwag_store::category::clear(tx, user, id).await?;
                            gone = gone.changing(Membership::LeftTeam(user, id));
                        }
                        tx.emit(gone);
                        chinwag_store::team::purge(tx, id).await
                    })
                })
                .await,
        )?;
        Ok(())
    }
}
