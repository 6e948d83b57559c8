//! Joining channels: oneself, or adding others.

use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, UserId,
    channel::{Channel, ChannelKind},
    channel_member::ChannelMember,
    permission as p,
};
use chinwag_store::{StoreResult, Tx};

use super::join;
use crate::{Actor, App, access::ChannelAccess, channel::notice, error::refuse, stored, team::Rank};

/// Most people added to a channel by one request.
pub const MEMBERS_AT_ONCE: usize = 1000;

impl App {
    /// Adds people to a public or private channel; those who are in it stay as they are. With several, those who
    /// cannot be added are passed over, unless it is all of them.
    ///
    /// # Errors
    /// 404 when there is no such channel or user, 403 without the permission, 400 for a direct or group message, an
    /// archived channel or too many people.
    pub async fn do_add_channel_members(
        &self,
        actor: &Actor,
        channel: ChannelId,
        users: Vec<UserId>,
    ) -> AppResult<Vec<ChannelMember>> {
        if users.is_empty() || users.len() > MEMBERS_AT_ONCE {
            return Err(AppError::invalid_param_why(
                "user_ids",
                format!("{} people were given; 1 to {MEMBERS_AT_ONCE} can be added at once", users.len()),
            ));
        }
        let access = self.access_channel_join(actor, channel, &users).await?;
        let channel = access.alive()?.into_channel();
        let (by, now) = (actor.user_id(), self.now());
        if self.hooks().answers(chinwag_plugin_contract::Hook::ChannelMemberWillBeAdded) {
            let asked = self.asked(actor);
            for user in &users {
                self.hooks().will_join_channel(&asked, channel.id, *user).await?;
            }
        }
        let added = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut members = Vec::with_capacity(users.len());
                        let mut refused = None;
                        for user in users {
                            match add_one(tx, &channel, user, by, now).await? {
                                Ok(member) => members.push(member),
                                Err(error) => refused = Some(error),
                            }
                        }
                        match refused {
                            Some(error) if members.is_empty() => Err(refuse(error)),
                            _ => Ok(members),
                        }
                    })
                })
                .await,
        )?;
        Ok(added.into_inner())
    }

    /// A channel to which the actor may add `users`: themself to a public one, others with the permission to manage
    /// members.
    async fn access_channel_join(
        &self,
        actor: &Actor,
        channel: ChannelId,
        users: &[UserId],
    ) -> AppResult<ChannelAccess> {
        let only_self = users.iter().all(|user| actor.is(*user));
        let access = self
            .access_channel_as(actor, channel, |channel| match channel.kind {
                ChannelKind::Open if only_self => p::JOIN_PUBLIC_CHANNELS,
                ChannelKind::Open => p::MANAGE_PUBLIC_CHANNEL_MEMBERS,
                ChannelKind::Private => p::MANAGE_PRIVATE_CHANNEL_MEMBERS,
                ChannelKind::Direct | ChannelKind::Group => p::READ_CHANNEL,
            })
            .await?;
        if access.channel().kind.is_personal() {
            return Err(AppError::bad_request(
                "api.channel.add_user_to_channel.type.app_error",
                "Nobody can be added to a direct or group message; make a group message with all of them.",
            ));
        }
        Ok(access)
    }
}

/// Adds one user to a channel within a transaction, with everything that follows.
pub(crate) async fn add_one(
    tx: &mut Tx,
    channel: &Channel,
    user: UserId,
    by: UserId,
    now: Millis,
) -> StoreResult<Result<ChannelMember, AppError>> {
    let Some(account) = chinwag_store::user::get(tx, user).await? else {
        return Ok(Err(AppError::not_found("user")));
    };
    if !account.is_active() {
        return Ok(Err(AppError::bad_request(
            "app.channel.add_member.deleted_user.app_error",
            format!("The account `{}` is deactivated and cannot be added.", account.username),
        )));
    }
    let in_team = chinwag_store::team_member::get(tx, channel.team_id, user).await?;
    if in_team.is_none_or(|member| member.delete_at > 0) {
        return Ok(Err(crate::team_member::no_member()));
    }
    let rank = Rank::of(&account);
    if join(tx, channel, user, rank, now).await? {
        notice::joined(tx, channel, user, rank, by, now).await?;
    }
    let member = chinwag_store::channel_member::get(tx, channel.id, user).await?;
    Ok(member.ok_or_else(super::read::no_member))
}
