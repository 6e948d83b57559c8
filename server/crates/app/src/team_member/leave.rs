//! Leaving teams: out of every channel of the team at once.

use chinwag_events::{Event, Membership};
use chinwag_model::{AppError, AppResult, Millis, TeamId, UserId, channel::DEFAULT_CHANNEL, permission as p};
use chinwag_store::{StoreResult, Tx};

use crate::{
    Actor, App,
    channel::notice::{self, GoneFrom},
    error::refuse,
    stored,
};

pub(crate) fn no_member() -> AppError {
    AppError::new(
        404,
        "app.team.get_member.missing.app_error",
        "No team member found for that user ID and team ID.",
    )
}

impl App {
    /// Takes a user out of a team and all its channels: the actor themself, or by those who may remove others.
    ///
    /// # Errors
    /// 404 when there is no such team or member, 403 without the permission.
    pub async fn do_remove_team_member(&self, actor: &Actor, team: TeamId, user: UserId) -> AppResult<()> {
        if actor.is(user) {
            self.team(team).await?;
        } else {
            self.access_team(actor, team, p::REMOVE_USER_FROM_TEAM).await?;
        }
        let (by, now) = (actor.user_id(), self.now());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if leave(tx, team, user, by, now).await? { Ok(()) } else { Err(refuse(no_member())) }
                    })
                })
                .await,
        )?;
        Ok(())
    }
}

/// Ends a membership within a transaction; says whether there was one.
pub(crate) async fn leave(
    tx: &mut Tx,
    team: TeamId,
    user: UserId,
    by: UserId,
    now: Millis,
) -> StoreResult<bool> {
    if !chinwag_store::team_member::end(tx, team, user, now).await? {
        return Ok(false);
    }
    let channels = chinwag_store::channel_member::channel_ids_in_team(tx, user, team).await?;
    chinwag_store::channel_member::delete_many(tx, &channels, user).await?;
    chinwag_store::category::clear(tx, user, team).await?;
    let told = || Event::new("leave_team").with("user_id", user.as_str()).with("team_id", team.as_str());
    tx.emit(told().to_team(team).omit(user));
    let mut own = told().to_user(user).changing(Membership::LeftTeam(user, team));
    for channel in &channels {
        own = own.changing(Membership::LeftChannel(user, *channel));
    }
    tx.emit(own);
    let first = chinwag_store::channel::by_name(tx, team, DEFAULT_CHANNEL).await?;
    if let Some(channel) = first.filter(|c| channels.contains(&c.id)) {
        notice::left(tx, &channel, user, by, GoneFrom::Team, now).await?;
    }
    Ok(true)
}
