//! Joining teams: by oneself, added by others, many at once. [`leave`] is the way out, [`read`] tells who is in
//! which, [`role`] what they are there.

mod leave;
mod read;
mod role;

use chinwag_model::{
    AppError, AppResult, TeamId, UserId, permission as p,
    team::{Team, TeamMember},
    user::User,
};
use serde::Serialize;

pub use chinwag_store::team_member::Listing;
pub(crate) use leave::{leave, no_member};
pub use read::ThreadCounts;
pub(crate) use role::{WantedRoles, check_standing};

use crate::{
    Actor, App,
    error::refuse,
    stored,
    team::{Joining, Rank, join},
};

/// Most people added to a team by one request.
pub const ADDED_AT_ONCE: usize = 256;

/// What became of one of several people to be added.
#[derive(Debug, Clone, Serialize)]
pub struct Added {
    /// The person.
    pub user_id: UserId,
    /// Their membership, when it worked.
    pub member: Option<TeamMember>,
    /// Why not, when it did not.
    pub error: Option<AppError>,
}

impl App {
    /// Makes a user a member of a team; one who is already stays as they are. `by` is who added them, empty for
    /// themself.
    ///
    /// # Errors
    /// 400 when the team is full or archived, or the user's account is not active or of a domain the team does not
    /// take.
    pub async fn do_join_team(&self, user: UserId, team: &Team, by: UserId) -> AppResult<TeamMember> {
        let (team, now, limit) = (team.clone(), self.now(), self.config().TeamSettings.max_users_per_team);
        let account = self.user(user).await?;
        check_may_join(&account, &team)?;
        if self.hooks().answers(chinwag_plugin_contract::Hook::TeamMemberWillBeAdded) {
            let asked =
                chinwag_plugin_contract::Asked { user_id: by, origin: "rest".into(), ..Default::default() };
            self.hooks().will_join_team(&asked, team.id, user).await?;
        }
        let (rank, channels) = (Rank::of(&account), self.first_channels());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let present = chinwag_store::team_member::get(tx, team.id, user).await?;
                        if let Some(member) = present.filter(|m| m.delete_at == 0) {
                            return Ok(member);
                        }
                        if chinwag_store::team_member::count(tx, team.id).await? >= limit {
                            return Err(refuse(AppError::bad_request(
                                "app.team.join_user_to_team.max_accounts.app_error",
                                format!("This team has reached the limit of {limit} members."),
                            )));
                        }
                        let joining =
                            Joining { team: &team, user, rank, channels: &channels, told: Some(by), now };
                        join(tx, joining).await
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Joins the team of an invite link.
    ///
    /// # Errors
    /// 404 when the link is unknown, 403 for a guest; as [`do_join_team`](Self::do_join_team).
    pub async fn do_join_team_by_invite(&self, user: UserId, invite_id: &str) -> AppResult<TeamMember> {
        let team = self.team_by_invite(invite_id).await?;
        if self.user(user).await?.is_guest() {
            return Err(AppError::forbidden(
                "api.team.add_user_to_team_from_invite.guest.app_error",
                "Guests join teams by an invitation of their own, not by the team's link.",
            ));
        }
        self.do_join_team(user, &team, UserId::EMPTY).await
    }

    /// Adds somebody, or the actor themself, to a team.
    ///
    /// # Errors
    /// 404 when there is no such team or user, 403 without the permission (an open team may be joined by everybody
    /// who may join open teams); as [`do_join_team`](Self::do_join_team).
    pub async fn do_add_team_member(
        &self,
        actor: &Actor,
        team: TeamId,
        user: UserId,
    ) -> AppResult<TeamMember> {
        let team = if actor.is(user) {
            let team = self.team(team).await?;
            self.access_system(
                actor,
                if team.allow_open_invite { p::JOIN_PUBLIC_TEAMS } else { p::JOIN_PRIVATE_TEAMS },
            )?;
            team
        } else {
            self.access_team(actor, team, p::ADD_USER_TO_TEAM).await?.team().clone()
        };
        self.do_join_team(user, &team, actor.user_id()).await
    }

    /// Adds several people to a team; each stands for themself.
    ///
    /// # Errors
    /// 404 or 403 for the team, 400 when there are too many.
    pub async fn do_add_team_members(
        &self,
        actor: &Actor,
        team: TeamId,
        users: Vec<UserId>,
    ) -> AppResult<Vec<Added>> {
        if users.is_empty() || users.len() > ADDED_AT_ONCE {
            return Err(AppError::bad_request(
                "api.team.add_members.error",
                format!("{} people were given; 1 to {ADDED_AT_ONCE} can be added at once.", users.len()),
            ));
        }
        let team = self.access_team(actor, team, p::ADD_USER_TO_TEAM).await?;
        let mut added = Vec::with_capacity(users.len());
        for user_id in users {
            let (member, error) = match self.do_join_team(user_id, team.team(), actor.user_id()).await {
                Ok(member) => (Some(member), None),
                Err(error) => (None, Some(error)),
            };
            added.push(Added { user_id, member, error });
        }
        Ok(added)
    }
}

fn check_may_join(account: &User, team: &Team) -> AppResult<()> {
    if team.delete_at > 0 {
        return Err(AppError::bad_request(
            "api.team.archived.app_error",
            "This team is archived; unarchive it first.",
        ));
    }
    if !account.is_active() {
        return Err(AppError::bad_request(
            "api.team.inactive_user.app_error",
            "A deactivated account cannot join a team.",
        ));
    }
    let mut domains = team
        .allowed_domains
        .split([' ', ','])
        .map(|domain| domain.trim().trim_start_matches('@').to_lowercase())
        .filter(|domain| !domain.is_empty())
        .peekable();
    let own = account.email.rsplit('@').next().unwrap_or_default().to_lowercase();
    if account.is_bot || account.is_guest() || domains.peek().is_none() || domains.any(|domain| domain == own)
    {
        return Ok(());
    }
    Err(AppError::bad_request(
        "api.team.join_user_to_team.allowed_domains.app_error",
        format!("This team takes only addresses at {}; ask its administrator.", team.allowed_domains),
    ))
}
