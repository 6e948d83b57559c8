//! Leaving channels, and removing others from them.

use chinwag_events::{Event, Membership};
use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, UserId,
    channel::{Channel, ChannelKind, DEFAULT_CHANNEL},
    permission as p,
};
use chinwag_store::{StoreResult, Tx};

use super::read::no_member;
use crate::{
    Actor, App,
    channel::notice::{self, GoneFrom},
    error::refuse,
    stored,
};

impl App {
    /// Takes a user out of a public or private channel: the actor themself, or by those who may manage members.
    ///
    /// # Errors
    /// 404 when there is no such channel or member, 403 without the permission, 400 for the team's first channel, an
    /// archived one, and direct and group messages.
    pub async fn do_remove_channel_member(
        &self,
        actor: &Actor,
        channel: ChannelId,
        user: UserId,
    ) -> AppResult<()> {
        let own = actor.is(user);
        let access = self
            .access_channel_as(actor, channel, |channel| match channel.kind {
                _ if own => p::READ_CHANNEL,
                ChannelKind::Open => p::MANAGE_PUBLIC_CHANNEL_MEMBERS,
                _ => p::MANAGE_PRIVATE_CHANNEL_MEMBERS,
            })
            .await;
        let access = match access {
            // Whoever may not read the channel is no member of it.
            Err(error) if own && error.status_code == 403 => return Err(no_member()),
            other => other?,
        };
        if access.channel().kind.is_personal() {
            return Err(AppError::bad_request(
                "api.channel.remove_channel_member.type.app_error",
                "Nobody can be removed from a direct or group message; hide it in the sidebar instead.",
            ));
        }
        let channel = access.alive()?.into_channel();
        let guest = self.user(user).await?.is_guest();
        if channel.name == DEFAULT_CHANNEL && !guest {
            return Err(AppError::bad_request(
                "api.channel.remove.default.app_error",
                format!(
                    "Every member of a team is in its first channel ({DEFAULT_CHANNEL}); leave the team instead."
                ),
            ));
        }
        let (by, now) = (actor.user_id(), self.now());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if !leave(tx, &channel, user, by, now).await? {
                            return Err(refuse(no_member()));
                        }
                        let last = guest
                            && chinwag_store::channel_member::channel_ids_in_team(tx, user, channel.team_id)
                                .await?
                                .is_empty();
                        if last {
                            crate::team_member::leave(tx, channel.team_id, user, by, now).await?;
                        }
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }
}

/// Ends a membership within a transaction and tells the channel; says whether there was one.
pub(super) async fn leave(
    tx: &mut Tx,
    channel: &Channel,
    user: UserId,
    by: UserId,
    now: Millis,
) -> StoreResult<bool> {
    if !remove(tx, channel, user, by).await? {
        return Ok(false);
    }
    notice::left(tx, channel, user, by, GoneFrom::Channel, now).await?;
    Ok(true)
}

/// Ends a membership within a transaction without a message in the channel; says whether there was one.
pub(crate) async fn remove(tx: &mut Tx, channel: &Channel, user: UserId, by: UserId) -> StoreResult<bool> {
    if !chinwag_store::channel_member::delete(tx, channel.id, user).await? {
        return Ok(false);
    }
    let told = || Event::new("user_removed").with("remover_id", by.as_str());
    tx.emit(told().with("user_id", user.as_str()).to_channel(channel.id).omit(user));
    tx.emit(
        told()
            .with("channel_id", channel.id.as_str())
            .to_user(user)
            .changing(Membership::LeftChannel(user, channel.id)),
    );
    Ok(true)
}
