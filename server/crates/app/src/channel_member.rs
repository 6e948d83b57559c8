//! Membership of channels, and marking them read. [`joining`] and [`leave`] are the ways in and out, [`role`]
//! what members are and want to be told, [`read`] who is in which.

mod joining;
mod leave;
mod read;
mod role;
mod set;

use chinwag_events::{Event, Membership};
use chinwag_model::{AppResult, ChannelId, Millis, UserId, channel::Channel, channel_member::ChannelMember};
pub use chinwag_store::channel_member::Place;
use chinwag_store::{StoreResult, Tx};
pub use joining::MEMBERS_AT_ONCE;
pub(crate) use joining::add_one;
pub(crate) use leave::remove;
pub use read::FileCount;
pub use set::{MembersSet, NotSet, WantedMembers};

use crate::{Actor, App, stored, team::Rank};

/// Adds a member without telling anybody, within a transaction; says whether they were not one before.
pub(crate) async fn add(
    tx: &mut Tx,
    channel: &Channel,
    user: UserId,
    rank: Rank,
    now: Millis,
) -> StoreResult<bool> {
    let member = ChannelMember {
        channel_id: channel.id,
        user_id: user,
        last_viewed_at: now,
        last_update_at: now,
        scheme_guest: rank == Rank::Guest,
        scheme_user: rank != Rank::Guest,
        scheme_admin: rank == Rank::Admin,
        ..ChannelMember::default()
    };
    chinwag_store::channel_member::insert(tx, &member).await
}

/// Adds a member and tells the channel, within a transaction; says whether they were not one before.
pub(crate) async fn join(
    tx: &mut Tx,
    channel: &Channel,
    user: UserId,
    rank: Rank,
    now: Millis,
) -> StoreResult<bool> {
    if !add(tx, channel, user, rank, now).await? {
        return Ok(false);
    }
    let told = |event: Event| event.with("user_id", user.as_str()).with("team_id", channel.team_id.as_str());
    tx.emit(told(Event::new("user_added")).to_channel(channel.id).omit(user));
    let mut own = told(Event::new("user_added")).to_user(user);
    own.audience.channel_id = channel.id;
    tx.emit(own.changing(Membership::JoinedChannel(user, channel.id)));
    Ok(true)
}

impl App {
    /// Marks channels as read by a user; gives the times of view.
    ///
    /// # Errors
    /// 403 for another user without the right to change their settings. Channels the user is no member of are passed
    /// over.
    pub async fn do_view_channels(
        &self,
        actor: &Actor,
        user: UserId,
        channels: Vec<ChannelId>,
    ) -> AppResult<Vec<(ChannelId, Millis)>> {
        self.access_self(actor, user).await?;
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut viewed = Vec::new();
                        for channel in channels {
                            if chinwag_store::channel_member::mark_read(tx, channel, user, now).await? {
                                viewed.push((channel, now));
                            }
                        }
                        if !viewed.is_empty() {
                            let times =
                                viewed.iter().map(|(id, at)| (id.to_string(), (*at).into())).collect();
                            tx.emit(
                                Event::new("multiple_channels_viewed")
                                    .with("channel_times", serde_json::Value::Object(times))
                                    .to_user(user)
                                    .droppable(),
                            );
                        }
                        Ok(viewed)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Marks every channel of a place as read by a user; gives the times of view.
    ///
    /// # Errors
    /// As [`do_view_channels`](Self::do_view_channels).
    pub async fn do_view_place(
        &self,
        actor: &Actor,
        user: UserId,
        place: Place,
    ) -> AppResult<Vec<(ChannelId, Millis)>> {
        self.access_self(actor, user).await?;
        let channels = stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel_member::open_channel_ids(tx, user, place)))
                .await,
        )?;
        self.do_view_channels(actor, user, channels).await
    }
}
