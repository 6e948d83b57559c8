//! From member to guest and back: a guest loses what memberships gave them and sees only what they were invited to.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, UserId, channel_member::ChannelMember, permission as p, team::TeamMember, user::User,
};
use chinwag_store::{StoreResult, Tx};

use super::change::{role_updated, user_updated};
use crate::{
    Actor, App,
    error::refuse,
    session::end_all,
    stored,
    team::{FIRST_CHANNELS, Rank},
};

/// What an account becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Into {
    Guest,
    Member,
}

impl App {
    /// Makes a member a guest, in every team and channel they are in.
    ///
    /// # Errors
    /// 501 when guests are switched off or it is a guest already, 403, 404.
    pub async fn do_demote_to_guest(&self, actor: &Actor, id: UserId) -> AppResult<()> {
        self.access_system(actor, p::DEMOTE_TO_GUEST)?;
        if !self.config().GuestAccountsSettings.enable {
            return Err(AppError::not_implemented(
                "api.team.invate_guests_to_channels.disabled.error",
                "Guest accounts are switched off (GuestAccountsSettings.Enable).",
            ));
        }
        let user = self.user(id).await?;
        if user.is_system_admin() {
            self.access_system(actor, p::MANAGE_SYSTEM)?;
            self.check_not_last_admin(&user).await?;
        }
        if user.is_guest() {
            return Err(AppError::not_implemented(
                "api.user.demote_user_to_guest.already_guest.app_error",
                "This account is a guest already.",
            ));
        }
        if user.is_bot {
            return Err(AppError::bad_request(
                "api.user.demote_user_to_guest.bot.app_error",
                "A bot cannot be a guest.",
            ));
        }
        self.change_rank(actor, id, Into::Guest).await
    }

    /// Makes a guest a member; they join the first channels of their teams.
    ///
    /// # Errors
    /// 501 when it is no guest, 403, 404.
    pub async fn do_promote_guest(&self, actor: &Actor, id: UserId) -> AppResult<()> {
        self.access_system(actor, p::PROMOTE_GUEST)?;
        if !self.user(id).await?.is_guest() {
            return Err(AppError::not_implemented(
                "api.user.promote_guest_to_user.no_guest.app_error",
                "This account is not a guest.",
            ));
        }
        self.change_rank(actor, id, Into::Member).await
    }

    async fn change_rank(&self, actor: &Actor, id: UserId, into: Into) -> AppResult<()> {
        let (now, privacy) = (self.now(), self.general_privacy());
        let action = if into == Into::Guest { "demote_user_to_guest" } else { "promote_guest_to_user" };
        let audit = self.record(actor, action, format!("user_id={id}"));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut user = chinwag_store::user::get(tx, id)
                            .await?
                            .ok_or_else(|| refuse(AppError::not_found("user")))?;
                        user.roles = new_roles(into).to_owned();
                        user.update_at = now.max(user.update_at + 1);
                        chinwag_store::user::update(tx, &user).await?;
                        change_memberships(tx, &user, into, now).await?;
                        if into == Into::Guest {
                            // What clients loaded as a member must not stay on their screens.
                            end_all(tx, id).await?;
                        }
                        tx.emit(role_updated(&user));
                        user_updated(&user, privacy).into_iter().for_each(|event| tx.emit(event));
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(())
    }
}

fn new_roles(into: Into) -> &'static str {
    match into {
        Into::Guest => "system_guest",
        Into::Member => "system_user",
    }
}

async fn change_memberships(tx: &mut Tx, user: &User, into: Into, now: i64) -> StoreResult<()> {
    let guest = into == Into::Guest;
    for member in chinwag_store::team_member::of_user(tx, user.id).await? {
        let team = member.team_id;
        let member = TeamMember {
            scheme_guest: guest,
            scheme_user: !guest,
            scheme_admin: false,
            explicit_roles: String::new(),
            ..member
        }
        .with_roles();
        chinwag_store::team_member::upsert(tx, &member).await?;
        tx.emit(Event::new("memberrole_updated").with_json("member", &member).to_user(user.id));
        if !guest {
            let names: Vec<String> = FIRST_CHANNELS.iter().map(|(name, _)| (*name).to_owned()).collect();
            for channel in chinwag_store::channel::by_names(tx, team, &names).await? {
                if channel.delete_at == 0 {
                    crate::channel_member::join(tx, &channel, user.id, Rank::Member, now).await?;
                }
            }
        }
    }
    for channel in chinwag_store::channel_member::channel_ids(tx, user.id).await? {
        let Some(member) = chinwag_store::channel_member::get(tx, channel, user.id).await? else { continue };
        let member = ChannelMember {
            scheme_guest: guest,
            scheme_user: !guest,
            scheme_admin: false,
            explicit_roles: String::new(),
            last_update_at: now,
            ..member
        }
        .with_roles();
        chinwag_store::channel_member::update(tx, &member).await?;
        tx.emit(Event::new("channel_member_updated").with_json("channelMember", &member).to_user(user.id));
    }
    Ok(())
}
