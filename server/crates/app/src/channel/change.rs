//! Changing a channel: names, header, purpose, and whether it is public.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, UserId,
    channel::{self, Channel, ChannelKind, ChannelPatch, DEFAULT_CHANNEL},
    permission as p,
};
use chinwag_store::{StoreResult, Tx};

use super::{
    check_channel_texts, name_taken,
    notice::{Doer, doer, notice},
};
use crate::{Actor, App, access::ChannelAccess, error::refuse, stored};

impl App {
    /// A channel whose properties the actor may change. The header of a direct or group message is its members'.
    ///
    /// # Errors
    /// 404 or 403, the latter for administrators too when the conversation is not theirs.
    pub async fn access_channel_properties(&self, actor: &Actor, id: ChannelId) -> AppResult<ChannelAccess> {
        let access = self
            .access_channel_as(actor, id, |channel| match channel.kind {
                ChannelKind::Open => p::MANAGE_PUBLIC_CHANNEL_PROPERTIES,
                ChannelKind::Private => p::MANAGE_PRIVATE_CHANNEL_PROPERTIES,
                ChannelKind::Direct | ChannelKind::Group => p::READ_CHANNEL,
            })
            .await?;
        if access.channel().kind.is_personal() && !access.is_member() {
            return Err(AppError::forbidden(
                "api.channel.patch_update_channel.forbidden.app_error",
                "Only its members change the header of a direct or group message.",
            ));
        }
        Ok(access)
    }

    /// Changes what `patch` names and tells the channel.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 400 when it is archived or a field is wrong or a name taken.
    pub async fn do_patch_channel(
        &self,
        actor: &Actor,
        id: ChannelId,
        patch: ChannelPatch,
    ) -> AppResult<Channel> {
        let access = self.access_channel_properties(actor, id).await?.alive()?;
        check_patch(access.channel(), &patch)?;
        let (by, now) = (actor.user_id(), self.now());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let old = chinwag_store::channel::get(tx, id)
                            .await?
                            .ok_or_else(|| refuse(AppError::not_found("channel")))?;
                        let new = patched(&old, patch, now);
                        if new.name != old.name
                            && chinwag_store::channel::by_name(tx, new.team_id, &new.name).await?.is_some()
                        {
                            return Err(refuse(name_taken(&new.name)));
                        }
                        chinwag_store::channel::update(tx, &new).await?;
                        if let Some(by) = doer(tx, by).await? {
                            tell_changes(tx, &old, &new, &by, now).await?;
                        }
                        tx.emit(updated(&new));
                        Ok(new)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Makes a public channel private or a private one public.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 400 when it is archived, the team's first one, or a direct or group message.
    pub async fn do_set_channel_privacy(
        &self,
        actor: &Actor,
        id: ChannelId,
        kind: ChannelKind,
    ) -> AppResult<Channel> {
        let permission = if kind == ChannelKind::Open {
            p::CONVERT_PRIVATE_CHANNEL_TO_PUBLIC
        } else {
            p::CONVERT_PUBLIC_CHANNEL_TO_PRIVATE
        };
        let channel = self.access_channel(actor, id, permission).await?.alive()?.into_channel();
        if channel.kind.is_personal() {
            return Err(AppError::bad_request(
                "api.channel.update_channel_privacy.type.app_error",
                "A direct or group message is neither public nor a private channel.",
            ));
        }
        if channel.name == DEFAULT_CHANNEL && kind != ChannelKind::Open {
            return Err(AppError::bad_request(
                "api.channel.update_channel_privacy.default_channel_error",
                format!(
                    "Every member of a team is in its first channel ({DEFAULT_CHANNEL}); it stays public."
                ),
            ));
        }
        if channel.kind == kind {
            return Ok(channel);
        }
        let (by, now) = (actor.user_id(), self.now());
        let new = Channel { kind, update_at: now, ..channel };
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::channel::update(tx, &new).await?;
                        tell_privacy(tx, &new, by, now).await?;
                        tx.emit(updated(&new));
                        tx.emit(
                            Event::new("channel_converted")
                                .with("channel_id", new.id.as_str())
                                .to_team(new.team_id),
                        );
                        Ok(new)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }
}

/// The event of a channel that changed.
pub(super) fn updated(channel: &Channel) -> Event {
    Event::new("channel_updated").with_json("channel", channel).to_channel(channel.id)
}

fn check_patch(channel: &Channel, patch: &ChannelPatch) -> AppResult<()> {
    let renames = patch.name.is_some() || patch.display_name.is_some() || patch.purpose.is_some();
    if channel.kind.is_personal() && renames {
        return Err(AppError::bad_request(
            "api.channel.update_channel.update_direct_or_group_messages_not_allowed.app_error",
            "Only the header of a direct or group message can be changed.",
        ));
    }
    if let Some(name) = patch.name.as_deref().filter(|name| *name != channel.name) {
        if channel.name == DEFAULT_CHANNEL {
            return Err(AppError::bad_request(
                "api.channel.update_channel.tried.app_error",
                format!("The name `{DEFAULT_CHANNEL}` of a team's first channel cannot be changed."),
            ));
        }
        channel::check_channel_name(name)?;
    }
    check_channel_texts(&patched(channel, patch.clone(), channel.update_at))
}

fn patched(old: &Channel, patch: ChannelPatch, now: Millis) -> Channel {
    let mut new = Channel { update_at: now, ..old.clone() };
    if let Some(name) = patch.name {
        new.name = name;
    }
    if let Some(display_name) = patch.display_name {
        new.display_name = display_name.trim().to_owned();
    }
    if let Some(header) = patch.header {
        new.header = header;
    }
    if let Some(purpose) = patch.purpose {
        new.purpose = purpose;
    }
    new
}

/// One message for each of display name, header and purpose that changed.
async fn tell_changes(tx: &mut Tx, old: &Channel, new: &Channel, by: &Doer, now: Millis) -> StoreResult<()> {
    let changes = [
        ("system_displayname_change", "display name", "displayname", &old.display_name, &new.display_name),
        ("system_header_change", "header", "header", &old.header, &new.header),
        ("system_purpose_change", "purpose", "purpose", &old.purpose, &new.purpose),
    ];
    for (kind, what, key, before, after) in changes {
        if before == after {
            continue;
        }
        let name = &by.username;
        let message = match (before.is_empty(), after.is_empty()) {
            (true, _) => format!("{name} updated the channel {what} to: {after}"),
            (_, true) => format!("{name} removed the channel {what} (was: {before})"),
            _ => format!("{name} updated the channel {what} from: {before} to: {after}"),
        };
        let (was, is) = (format!("old_{key}"), format!("new_{key}"));
        let props = [(was.as_str(), before.as_str().into()), (is.as_str(), after.as_str().into())];
        notice(tx, new, by, kind, message, &props, now).await?;
    }
    Ok(())
}

async fn tell_privacy(tx: &mut Tx, channel: &Channel, by: UserId, now: Millis) -> StoreResult<()> {
    let Some(by) = doer(tx, by).await? else { return Ok(()) };
    let message = if channel.kind == ChannelKind::Open {
        "This channel has been converted to a public channel; any member of the team can join it."
    } else {
        "This channel has been converted to a private channel."
    };
    notice(tx, channel, &by, "system_change_chan_privacy", message.into(), &[], now).await
}
