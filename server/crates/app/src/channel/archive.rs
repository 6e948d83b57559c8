//! The end of a channel: archiving it, bringing it back, removing it for good; and moving it to another team.

use chinwag_events::{Event, Membership};
use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, TeamId, UserId,
    channel::{Channel, ChannelKind, DEFAULT_CHANNEL},
    permission as p,
};
use chinwag_store::{StoreResult, Tx};

use super::{
    change::updated,
    name_taken,
    notice::{doer, notice},
};
use crate::{Actor, App, Origin, error::refuse, stored};

/// What happens to members who are not in the team a channel moves to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strangers {
    /// The channel does not move.
    Refuse,
    /// They are taken out of the channel.
    Remove,
}

fn personal() -> AppError {
    AppError::bad_request(
        "api.channel.delete_channel.type.invalid",
        "A direct or group message cannot be archived or moved.",
    )
}

impl App {
    /// Archives a channel: nobody posts in it any more, and it is hidden.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 400 for the team's first one, one archived before, and direct and group messages.
    pub async fn do_archive_channel(&self, actor: &Actor, id: ChannelId) -> AppResult<()> {
        let channel = self.access_channel_end(actor, id).await?;
        if channel.delete_at > 0 {
            return Err(AppError::bad_request(
                "api.channel.delete_channel.deleted.app_error",
                "The channel is archived already.",
            ));
        }
        if self.hooks().answers(chinwag_plugin_contract::Hook::ChannelWillBeArchived) {
            self.hooks().will_archive_channel(&self.asked(actor), &channel).await?;
        }
        let (by, now) = (actor.user_id(), self.now());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        tell(tx, &channel, by, ("system_channel_deleted", "archived"), now).await?;
                        let archived = Channel { delete_at: now, update_at: now, ..channel };
                        chinwag_store::channel::update(tx, &archived).await?;
                        tx.emit(to_those_who_see(
                            Event::new("channel_deleted").with("delete_at", now),
                            &archived,
                        ));
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }

    async fn access_channel_end(&self, actor: &Actor, id: ChannelId) -> AppResult<Channel> {
        let channel = self
            .access_channel_as(actor, id, |channel| match channel.kind {
                ChannelKind::Open => p::DELETE_PUBLIC_CHANNEL,
                ChannelKind::Private => p::DELETE_PRIVATE_CHANNEL,
                ChannelKind::Direct | ChannelKind::Group => p::READ_CHANNEL,
            })
            .await?
            .into_channel();
        if channel.kind.is_personal() {
            return Err(personal());
        }
        if channel.name == DEFAULT_CHANNEL {
            return Err(AppError::bad_request(
                "api.channel.delete_channel.cannot.app_error",
                format!("The first channel of a team ({DEFAULT_CHANNEL}) cannot be archived."),
            ));
        }
        Ok(channel)
    }

    /// Brings an archived channel back.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 400 when it is not archived.
    pub async fn do_restore_channel(&self, actor: &Actor, id: ChannelId) -> AppResult<Channel> {
        let channel = self.access_channel(actor, id, p::MANAGE_TEAM).await?.into_channel();
        if channel.delete_at == 0 {
            return Err(AppError::bad_request(
                "api.channel.restore_channel.restored.app_error",
                "The channel is not archived.",
            ));
        }
        let (by, now) = (actor.user_id(), self.now());
        let restored = Channel { delete_at: 0, update_at: now, ..channel };
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::channel::update(tx, &restored).await?;
                        tell(tx, &restored, by, ("system_channel_restored", "unarchived"), now).await?;
                        tx.emit(to_those_who_see(Event::new("channel_restored"), &restored));
                        Ok(restored)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Removes a channel with everything in it, for good.
    ///
    /// # Errors
    /// 404 for the channel, 403 for those who are no administrator, 400 for the team's first one; 403 while
    /// `ServiceSettings.EnableAPIChannelDeletion` is off.
    pub async fn do_purge_channel(&self, actor: &Actor, id: ChannelId) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        if !self.config().ServiceSettings.enable_api_channel_deletion && actor.origin != Origin::Local {
            return Err(AppError::forbidden(
                "api.user.delete_channel.not_enabled.app_error",
                "Removing channels for good is switched off (ServiceSettings.EnableAPIChannelDeletion).",
            ));
        }
        let channel = self.access_channel_end(actor, id).await?;
        let now = self.now();
        stored(self.store().write(move |tx| Box::pin(async move { purge(tx, &channel, now).await })).await)?;
        Ok(())
    }

    /// Moves a channel to another team.
    ///
    /// # Errors
    /// 404 for the channel or team, 403 for those who are no administrator, 400 when the name is taken there, when
    /// members are not in that team and `strangers` says to refuse, and for the team's first channel, direct and
    /// group messages.
    pub async fn do_move_channel(
        &self,
        actor: &Actor,
        id: ChannelId,
        team: TeamId,
        strangers: Strangers,
    ) -> AppResult<Channel> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        let channel = self.access_channel_end(actor, id).await?;
        let team = self.team(team).await?;
        if team.delete_at > 0 {
            return Err(AppError::bad_request(
                "api.team.archived.app_error",
                "The team to move to is archived; unarchive it first.",
            ));
        }
        if team.id == channel.team_id {
            return Ok(channel);
        }
        let (by, now) = (actor.user_id(), self.now());
        let from = self.team(channel.team_id).await?.name;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if chinwag_store::channel::by_name(tx, team.id, &channel.name).await?.is_some() {
                            return Err(refuse(name_taken(&channel.name)));
                        }
                        remove_strangers(tx, &channel, team.id, by, strangers).await?;
                        let moved = Channel { team_id: team.id, update_at: now, ..channel };
                        chinwag_store::channel::update(tx, &moved).await?;
                        if let Some(by) = doer(tx, by).await? {
                            let message = format!("This channel has been moved to this team from {from}.");
                            notice(tx, &moved, &by, "system_move_channel", message, &[], now).await?;
                        }
                        tx.emit(updated(&moved));
                        Ok(moved)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }
}

async fn remove_strangers(
    tx: &mut Tx,
    channel: &Channel,
    team: TeamId,
    by: UserId,
    strangers: Strangers,
) -> StoreResult<()> {
    let members = chinwag_store::channel_member::user_ids(tx, channel.id).await?;
    let known: std::collections::HashSet<UserId> = chinwag_store::team_member::by_users(tx, team, &members)
        .await?
        .into_iter()
        .map(|m| m.user_id)
        .collect();
    let outside: Vec<UserId> = members.iter().filter(|id| !known.contains(id)).copied().collect();
    if !outside.is_empty() && strangers == Strangers::Refuse {
        return Err(refuse(AppError::bad_request(
            "app.channel.move_channel.members_do_not_match.error",
            format!(
                "{} members of the channel are not in that team; add them there, or move with force to take them out.",
                outside.len()
            ),
        )));
    }
    for user in outside {
        crate::channel_member::remove(tx, channel, user, by).await?;
    }
    for user in known {
        chinwag_store::category::take_out(tx, user, channel.team_id, &[channel.id]).await?;
    }
    Ok(())
}

/// Removes a channel with everything in it, within a transaction.
pub(crate) async fn purge(tx: &mut Tx, channel: &Channel, now: Millis) -> StoreResult<()> {
    let mut event = to_those_who_see(Event::new("channel_deleted").with("delete_at", now), channel);
    // Those who are told are the members until the event has gone out.
    tx.emit(event.clone());
    event = Event::default();
    for user in chinwag_store::channel_member::user_ids(tx, channel.id).await? {
        event = event.changing(Membership::LeftChannel(user, channel.id));
    }
    tx.emit(event);
    chinwag_store::channel::purge(tx, channel.id).await
}

/// A public channel's fate is told to the team, a private one's to its members.
fn to_those_who_see(event: Event, channel: &Channel) -> Event {
    let event = event.with("channel_id", channel.id.as_str());
    if channel.kind == ChannelKind::Open {
        event.to_team(channel.team_id)
    } else {
        event.to_channel(channel.id)
    }
}

async fn tell(
    tx: &mut Tx,
    channel: &Channel,
    by: UserId,
    (kind, what): (&'static str, &str),
    now: Millis,
) -> StoreResult<()> {
    match doer(tx, by).await? {
        Some(by) => {
            let message = format!("{} {what} the channel.", by.username);
            notice(tx, channel, &by, kind, message, &[], now).await
        }
        None => Ok(()),
    }
}
