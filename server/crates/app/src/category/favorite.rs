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
    /// As the preference's value says.
    AsSet,
    /// Not any more.
    No,
}

/// Brings the categories in step after preferences were set or taken away, within their transaction. A direct
/// message is a favourite in every team at once.
pub(crate) async fn follow_preferences(
    tx: &mut Tx,
    user: UserId,
    preferences: &[Preference],
    favorite: Favorite,
) -> StoreResult<()> {
    for preference in preferences.iter().filter(|p| p.category == FAVORITE_CHANNEL) {
        let Ok(channel) = preference.name.parse::<ChannelId>() else { continue };
        let wanted = favorite == Favorite::AsSet && preference.value == "true";
        for team in chinwag_store::category::teams(tx, user).await? {
            let id = default_category_id(FAVORITES, user, team);
            let placed = chinwag_store::category::placed(tx, user, team).await?;
            let is_favorite = placed.iter().any(|(category, c)| *category == id && *c == channel);
            if is_favorite == wanted || !is_shown_in(tx, user, team, channel).await? {
                continue;
            }
            chinwag_store::category::take_out(tx, user, team, &[channel]).await?;
            if wanted {
                chinwag_store::category::put_in(tx, user, &id, &[channel], -1).await?;
            }
            tx.emit(Event::new("sidebar_category_updated").to_user(user).to_team(team));
        }
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
        let wanted = preference(channel, "true");
        let there = chinwag_store::preference::get(tx, user, FAVORITE_CHANNEL, &wanted.name).await?;
        if there.as_ref() != Some(&wanted) {
            chinwag_store::preference::set(tx, &wanted).await?;
            set.push(wanted);
        }
    }
    for channel in removed {
        if chinwag_store::preference::delete(tx, user, FAVORITE_CHANNEL, channel.as_str()).await? {
            dropped.push(preference(channel, "true"));
        }
    }
    for (name, list) in [("preferences_changed", set), ("preferences_deleted", dropped)] {
        if !list.is_empty() {
            tx.emit(Event::new(name).with_json("preferences", &list).to_user(user));
        }
    }
    Ok(())
}
