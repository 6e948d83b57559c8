//! What members are in a channel, and what they want to be told about it.

use std::collections::BTreeMap;

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, UserId, channel_member::ChannelMember, permission as p,
    team::SchemeRoles,
};
use chinwag_store::{StoreResult, Tx};

use super::read::no_member;
use crate::{
    Actor, App,
    error::refuse,
    stored,
    team_member::{WantedRoles, check_standing},
};

/// Values each notification setting of a channel may have.
const SETTINGS: [(&str, &[&str]); 6] = [
    ("desktop", &["default", "all", "mention", "none"]),
    ("push", &["default", "all", "mention", "none"]),
    ("email", &["default", "true", "false"]),
    ("mark_unread", &["all", "mention"]),
    ("ignore_channel_mentions", &["default", "on", "off"]),
    ("channel_auto_follow_threads", &["on", "off"]),
];

impl App {
    /// Sets the roles of a member by name.
    ///
    /// # Errors
    /// 404 when there is no such channel or member, 403 without the permission, 400 for a wrong role.
    pub async fn do_set_channel_member_roles(
        &self,
        actor: &Actor,
        channel: ChannelId,
        user: UserId,
        roles: &str,
    ) -> AppResult<ChannelMember> {
        self.access_channel(actor, channel, p::MANAGE_CHANNEL_ROLES).await?;
        let wanted = self.check_scope_roles("channel", roles)?;
        self.set_channel_roles(channel, user, wanted).await
    }

    /// Sets the roles of a member by flags.
    ///
    /// # Errors
    /// As [`do_set_channel_member_roles`](Self::do_set_channel_member_roles).
    pub async fn do_set_channel_scheme_roles(
        &self,
        actor: &Actor,
        channel: ChannelId,
        user: UserId,
        scheme: SchemeRoles,
    ) -> AppResult<ChannelMember> {
        self.access_channel(actor, channel, p::MANAGE_CHANNEL_ROLES).await?;
        self.set_channel_roles(channel, user, WantedRoles { scheme, explicit: None }).await
    }

    async fn set_channel_roles(
        &self,
        channel: ChannelId,
        user: UserId,
        wanted: WantedRoles,
    ) -> AppResult<ChannelMember> {
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut member = chinwag_store::channel_member::get(tx, channel, user)
                            .await?
                            .ok_or_else(|| refuse(no_member()))?;
                        check_standing("channel", member.scheme_guest, wanted.scheme).map_err(refuse)?;
                        member.scheme_user = !member.scheme_guest;
                        member.scheme_admin = wanted.scheme.admin;
                        if let Some(explicit) = wanted.explicit {
                            member.explicit_roles = explicit;
                        }
                        write(tx, member.with_roles(), now).await
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Changes what a member wants to be told about a channel; settings not named stay.
    ///
    /// # Errors
    /// 403 for another user, 404 when they are no member, 400 for a wrong value.
    pub async fn do_set_channel_notify_props(
        &self,
        actor: &Actor,
        channel: ChannelId,
        user: UserId,
        props: BTreeMap<String, String>,
    ) -> AppResult<ChannelMember> {
        self.access_self(actor, user).await?;
        for (name, allowed) in SETTINGS {
            if let Some(value) = props.get(name).filter(|value| !allowed.contains(&value.as_str())) {
                return Err(AppError::invalid_param_why(
                    name,
                    format!("`{value}` is none of {}", allowed.join(", ")),
                ));
            }
        }
        if props.len() > 50 || props.iter().any(|(k, v)| k.len() > 64 || v.len() > 1024) {
            return Err(AppError::invalid_param_why(
                "notify_props",
                "at most 50 settings with names of 64 and values of 1024 bytes are kept",
            ));
        }
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut member = chinwag_store::channel_member::get(tx, channel, user)
                            .await?
                            .ok_or_else(|| refuse(no_member()))?;
                        member.notify_props.merge(&props);
                        write(tx, member, now).await
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }
}

pub(super) async fn write(tx: &mut Tx, mut member: ChannelMember, now: Millis) -> StoreResult<ChannelMember> {
    member.last_update_at = now;
    chinwag_store::channel_member::update(tx, &member).await?;
    tx.emit(Event::new("channel_member_updated").with_json("channelMember", &member).to_user(member.user_id));
    Ok(member)
}
