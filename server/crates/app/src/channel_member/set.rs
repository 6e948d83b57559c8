//! Setting the whole list of a channel's members at once: who is missing is added, who is not on it is taken out.

use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, UserId,
    channel::{Channel, ChannelKind, DEFAULT_CHANNEL},
    permission as p,
};
use chinwag_store::{StoreResult, Tx};
use serde::{Deserialize, Serialize};

use super::{add_one, joining::MEMBERS_AT_ONCE, leave::leave, role::write};
use crate::{Actor, App, stored};

/// The members a channel is to have.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WantedMembers {
    /// All of them.
    pub members: Vec<UserId>,
    /// Those of them who administer the channel; `None` leaves that as it is.
    pub channel_admins: Option<Vec<UserId>>,
}

/// What was done.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MembersSet {
    /// Who came in.
    pub added: Vec<UserId>,
    /// Who was taken out.
    pub removed: Vec<UserId>,
    /// Who administers the channel now and did not before.
    pub promoted: Vec<UserId>,
    /// Who did before and does not now.
    pub demoted: Vec<UserId>,
    /// Who could not be added.
    pub errors: Vec<NotSet>,
}

/// Why somebody could not be added.
#[derive(Debug, Clone, Serialize)]
pub struct NotSet {
    /// Who.
    pub user_id: UserId,
    /// Why.
    #[serde(flatten)]
    pub error: AppError,
}

impl App {
    /// Makes `wanted` the members of a channel.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 400 for a direct or group message, an archived channel, the team's first one, too
    /// many people, or a private channel that would be empty.
    pub async fn do_set_channel_members(
        &self,
        actor: &Actor,
        channel: ChannelId,
        wanted: WantedMembers,
    ) -> AppResult<MembersSet> {
        let access = self
            .access_channel_as(actor, channel, |channel| match channel.kind {
                ChannelKind::Open => p::MANAGE_PUBLIC_CHANNEL_MEMBERS,
                ChannelKind::Private => p::MANAGE_PRIVATE_CHANNEL_MEMBERS,
                ChannelKind::Direct | ChannelKind::Group => p::READ_CHANNEL,
            })
            .await?
            .alive()?;
        if wanted.channel_admins.is_some() && !self.can_in_channel(actor, &access, p::MANAGE_CHANNEL_ROLES) {
            return Err(AppError::permission(p::MANAGE_CHANNEL_ROLES));
        }
        check(access.channel(), &wanted)?;
        let (channel, by, now) = (access.into_channel(), actor.user_id(), self.now());
        stored(
            self.store()
                .write(move |tx| Box::pin(async move { set(tx, &channel, wanted, by, now).await }))
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }
}

fn check(channel: &Channel, wanted: &WantedMembers) -> AppResult<()> {
    let refuse = |message: String| Err(AppError::bad_request("api.channel.set_members.app_error", message));
    if channel.kind.is_personal() {
        return refuse("The people of a direct or group message are always the same.".into());
    }
    if channel.name == DEFAULT_CHANNEL {
        return refuse("Every member of a team is in its first channel.".into());
    }
    if wanted.members.len() > MEMBERS_AT_ONCE {
        return refuse(format!(
            "{} people were given; at most {MEMBERS_AT_ONCE} can be set at once.",
            wanted.members.len()
        ));
    }
    if wanted.members.is_empty() && channel.kind == ChannelKind::Private {
        return refuse("A private channel keeps at least one member; archive it instead.".into());
    }
    Ok(())
}

async fn set(
    tx: &mut Tx,
    channel: &Channel,
    wanted: WantedMembers,
    by: UserId,
    now: Millis,
) -> StoreResult<MembersSet> {
    let mut done = MembersSet::default();
    let present = chinwag_store::channel_member::user_ids(tx, channel.id).await?;
    for user in present.iter().filter(|user| !wanted.members.contains(user)) {
        if leave(tx, channel, *user, by, now).await? {
            done.removed.push(*user);
        }
    }
    for user in wanted.members.iter().filter(|user| !present.contains(user)) {
        match add_one(tx, channel, *user, by, now).await? {
            Ok(_) => done.added.push(*user),
            Err(error) => done.errors.push(NotSet { user_id: *user, error }),
        }
    }
    let Some(admins) = wanted.channel_admins else { return Ok(done) };
    for user in &wanted.members {
        let Some(mut member) = chinwag_store::channel_member::get(tx, channel.id, *user).await? else {
            continue;
        };
        let admin = admins.contains(user) && !member.scheme_guest;
        if member.scheme_admin == admin {
            continue;
        }
        member.scheme_admin = admin;
        write(tx, member.with_roles(), now).await?;
        if admin { done.promoted.push(*user) } else { done.demoted.push(*user) }
    }
    Ok(done)
}
