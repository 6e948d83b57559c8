//! Joining teams; [`read`] tells who is in which.

mod read;

use chinwag_model::{
    AppError, AppResult, UserId,
    team::{Team, TeamMember},
};
pub use read::ThreadCounts;

use crate::{
    App,
    error::refuse,
    stored,
    team::{Rank, join},
};

impl App {
    /// Makes a user a member of a team; one who is already stays as they are. `by` is who added them, empty for
    /// themself.
    ///
    /// # Errors
    /// 400 when the team is full or archived, or the user's account is not active.
    pub async fn do_join_team(&self, user: UserId, team: &Team, by: UserId) -> AppResult<TeamMember> {
        let (team, now, limit) = (team.clone(), self.now(), self.config().TeamSettings.max_users_per_team);
        if team.delete_at > 0 {
            return Err(AppError::bad_request(
                "api.team.archived.app_error",
                "This team is archived; unarchive it first.",
            ));
        }
        let account = self.user(user).await?;
        if !account.is_active() {
            return Err(AppError::bad_request(
                "api.team.inactive_user.app_error",
                "A deactivated account cannot join a team.",
            ));
        }
        let rank = if account.is_guest() { Rank::Guest } else { Rank::Member };
        let _added_by = by;
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
                        join(tx, &team, user, rank, now).await
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Joins the team of an invite link.
    ///
    /// # Errors
    /// 404 when the link is unknown; as [`do_join_team`](Self::do_join_team).
    pub async fn do_join_team_by_invite(&self, user: UserId, invite_id: &str) -> AppResult<TeamMember> {
        let team = self.team_by_invite(invite_id).await?;
        self.do_join_team(user, &team, UserId::EMPTY).await
    }
}
