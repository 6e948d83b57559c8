//! Sidebar categories: how one user orders the channels of one team. Reading is here, changing in [`change`].
//!
//! The three default categories are made when they are first asked for. A channel in no category is shown in the
//! default one of its kind, so joining and leaving need no upkeep here.

mod change;
mod favorite;

use std::collections::HashSet;

use chinwag_model::{
    AppError, AppResult, ChannelId, TeamId, UserId,
    category::{
        CHANNELS, DIRECT_MESSAGES, FAVORITES, OrderedCategories, SidebarCategory, default_category_id,
    },
    permission as p,
    preference::FAVORITE_CHANNEL,
};
use chinwag_store::{StoreResult, Tx, channel_member::Place};

use crate::{Actor, App, stored};

pub(crate) use favorite::{Favorite, follow_preferences};

impl App {
    /// The categories of a user in a team with their channels.
    ///
    /// # Errors
    /// 403 for another user or a team the actor may not see, 404 when there is no such team.
    pub async fn categories(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
    ) -> AppResult<OrderedCategories> {
        self.access_sidebar(actor, user, team).await?;
        let there = stored(self.store().read(move |tx| Box::pin(load(tx, user, team))).await)?;
        let categories = if there.is_empty() {
            stored(
                self.store()
                    .write(move |tx| {
                        Box::pin(async move {
                            make_defaults(tx, user, team).await?;
                            load(tx, user, team).await
                        })
                    })
                    .await,
            )?
            .into_inner()
        } else {
            there
        };
        let order = categories.iter().map(|c| c.id.clone()).collect();
        Ok(OrderedCategories { categories, order })
    }

    /// One category with its channels.
    ///
    /// # Errors
    /// As [`categories`](Self::categories), and 404 for an unknown id.
    pub async fn category(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        id: &str,
    ) -> AppResult<SidebarCategory> {
        let all = self.categories(actor, user, team).await?;
        all.categories.into_iter().find(|c| c.id == id).ok_or_else(|| no_category(id))
    }

    async fn access_sidebar(&self, actor: &Actor, user: UserId, team: TeamId) -> AppResult<()> {
        self.access_self(actor, user).await?;
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        Ok(())
    }
}

pub(crate) fn no_category(id: &str) -> AppError {
    let id: String = id.chars().take(100).collect();
    AppError::new(
        404,
        "app.channel.sidebar_categories.app_error",
        format!("There is no sidebar category `{id}` in this team."),
    )
}

/// The categories with their channels, within a transaction; empty when they have not been made yet.
async fn load(tx: &mut Tx, user: UserId, team: TeamId) -> StoreResult<Vec<SidebarCategory>> {
    let mut categories = chinwag_store::category::of_user(tx, user, team).await?;
    if categories.is_empty() {
        return Ok(categories);
    }
    let mut placed = HashSet::new();
    for (id, channel) in chinwag_store::category::placed(tx, user, team).await? {
        if let Some(category) = categories.iter_mut().find(|c| c.id == id)
            && placed.insert(channel)
        {
            category.channel_ids.push(channel);
        }
    }
    let left = |ids: Vec<ChannelId>| ids.into_iter().filter(|id| !placed.contains(id)).collect::<Vec<_>>();
    let rooms = chinwag_store::channel_member::open_channel_ids(tx, user, Place::Team(team)).await?;
    let personal = chinwag_store::channel_member::open_channel_ids(tx, user, Place::Personal).await?;
    for category in &mut categories {
        match category.kind.as_str() {
            CHANNELS => category.channel_ids.extend(left(rooms.clone())),
            DIRECT_MESSAGES => category.channel_ids.extend(left(personal.clone())),
            _ => {}
        }
    }
    Ok(categories)
}

/// Makes the three default categories, with the favourites the user marked by preference.
async fn make_defaults(tx: &mut Tx, user: UserId, team: TeamId) -> StoreResult<()> {
    for (place, kind, display_name, sorting) in [
        (0, FAVORITES, "Favorites", ""),
        (10, CHANNELS, "Channels", ""),
        (20, DIRECT_MESSAGES, "Direct Messages", "recent"),
    ] {
        let category = SidebarCategory {
            id: default_category_id(kind, user, team),
            user_id: user,
            team_id: team,
            sort_order: place,
            sorting: sorting.into(),
            kind: kind.into(),
            display_name: display_name.into(),
            ..SidebarCategory::default()
        };
        chinwag_store::category::insert(tx, &category).await?;
    }
    let mut here = chinwag_store::channel_member::open_channel_ids(tx, user, Place::Team(team)).await?;
    here.extend(chinwag_store::channel_member::open_channel_ids(tx, user, Place::Personal).await?);
    let preferred = chinwag_store::preference::of_category(tx, user, FAVORITE_CHANNEL).await?;
    let favorites: Vec<ChannelId> = preferred
        .iter()
        .filter(|preference| preference.value == "true")
        .filter_map(|preference| preference.name.parse().ok())
        .filter(|id| here.contains(id))
        .collect();
    let id = default_category_id(FAVORITES, user, team);
    chinwag_store::category::put_in(tx, user, &id, &favorites, 0).await
}
