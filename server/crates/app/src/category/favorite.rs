//! Favourites are kept twice: as the first sidebar category and as `favorite_channel` preferences, which older
//! clients read. Each follows the other.

use chinwag_events::Event;
use chinwag_model::{
    ChannelId, TeamId, UserId,
    category::{FAVORITES, default_category_id},
    preference::{FAVORITE_CHANNEL, Preference},
};
use chinwag_store::{StoreResult, Tx, channel_member::Place};

/// Whether a channel is to be a favourite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Favorite {
    Yes,
    No,
}

/// Brings the categories in step after a `favorite_channel` preference was set or taken away, within its
/// transaction. A direct message is a favourite in every team at once.
pub(crate) async fn follow_preference(
    tx: &mut Tx,
    user: UserId,
    channel: ChannelId,
    favorite: Favorite,
) -> StoreResult<()> {
    for team in chinwag_store::category::teams(tx, user).await? {
        let id = default_category_id(FAVORITES, user, team);
        let placed = chinwag_store::category::placed(tx, user, team).await?;
        let is_favorite = placed.iter().any(|(category, c)| *category == id && *c == channel);
        if is_favorite == (favorite == Favorite::Yes) || !is_shown_in(tx, user, team, channel).await? {
            continue;
        }
        chinwag_store::category::take_out(tx, user, team, &[channel]).await?;
        if favorite == Favorite::Yes {
            chinwag_store::category::put_in(tx, user, &id, &[channel], -1).await?;
        }
        tx.emit(Event::new("sidebar_category_updated").to_user(user).to_team(team));
    }
    Ok(())
}

async fn is_shown_in(tx: &mut Tx, user: UserId, team: TeamId, channel: ChannelId) -> StoreResult<bool> {
    let rooms = chinwag_store::channel_member::open_channel_ids(tx, user, Place::Team(team)).await?;
    if rooms.contains(&channel) {
        return Ok(true);
    }
    let personal = chinwag_store::channel_member::open_channel_ids(tx, user, Place::Personal).await?;
    Ok(personal.contains(&channel))
}

/// Brings the preferences in step after channels moved into (`added`) and out of the category of favourites.
pub(super) async fn follow_category(
    tx: &mut Tx,
    user: UserId,
    added: &[ChannelId],
    removed: &[ChannelId],
) -> StoreResult<()> {
    let preference = |channel: &ChannelId, value: &str| Preference {
        user_id: user,
        category: FAVORITE_CHANNEL.into(),
        name: channel.to_string(),
        value: value.into(),
    };
    let (mut set, mut dropped) = (Vec::new(), Vec::new());
    for channel in added {
        if chinwag_store::category::add_favorite(tx, user, *channel).await? {
            set.push(preference(channel, "true"));
        }
    }
    for channel in removed {
        if chinwag_store::category::drop_favorite(tx, user, *channel).await? {
            dropped.push(preference(channel, ""));
        }
    }
    for (name, list) in [("preferences_changed", set), ("preferences_deleted", dropped)] {
        if !list.is_empty() {
            tx.emit(Event::new(name).with_json("preferences", &list).to_user(user));
        }
    }
    Ok(())
}
