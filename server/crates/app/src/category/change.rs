//! Changing sidebar categories: making, filling, ordering and removing them, and muting by category.

use std::collections::{HashMap, HashSet};

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, CategoryId, ChannelId, TeamId, UserId,
    category::{CUSTOM, DIRECT_MESSAGES, FAVORITES, SidebarCategory},
    user::check_length,
};
use chinwag_store::{StoreResult, Tx, channel_member::Place};

use super::{favorite::follow_category, load, make_defaults, no_category};
use crate::{Actor, App, error::refuse, stored};

/// Most characters of a category's name.
const DISPLAY_NAME_MAX: usize = 64;
/// Most categories one request may change.
const CHANGES_MAX: usize = 200;
/// Values of `sorting`.
const SORTINGS: [&str; 4] = ["", "manual", "alpha", "recent"];

impl App {
    /// Makes a category of the user's own, placed behind the favourites.
    ///
    /// # Errors
    /// 403 for another user or team, 400 for a wrong field.
    pub async fn do_create_category(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        draft: SidebarCategory,
    ) -> AppResult<SidebarCategory> {
        self.access_sidebar(actor, user, team).await?;
        check(&draft)?;
        check_name(&draft.display_name)?;
        let now = self.now();
        self.change_sidebar(user, team, move |tx| {
            Box::pin(async move {
                let before = load(tx, user, team).await?;
                let id = CategoryId::generate().to_string();
                let behind_favorites = usize::from(before.first().is_some_and(|c| c.kind == FAVORITES));
                let made = SidebarCategory {
                    id: id.clone(),
                    user_id: user,
                    team_id: team,
                    kind: CUSTOM.into(),
                    channel_ids: Vec::new(),
                    ..draft.clone()
                };
                chinwag_store::category::insert(tx, &made).await?;
                let mut order: Vec<SidebarCategory> = before.clone();
                order.insert(behind_favorites, made);
                write_order(tx, &order).await?;
                fill(tx, user, team, &id, &draft.channel_ids).await?;
                let after = load(tx, user, team).await?;
                follow(tx, user, now, &before, &after).await?;
                tx.emit(
                    Event::new("sidebar_category_created")
                        .with("category_id", id.as_str())
                        .to_user(user)
                        .to_team(team),
                );
                after.into_iter().find(|c| c.id == id).ok_or_else(|| refuse(no_category(&id)))
            })
        })
        .await
    }

    /// Changes categories; gives them as they are now. Fields of default categories that belong to the server stay.
    ///
    /// # Errors
    /// 403 for another user or team, 400 for a wrong field, 404 for an unknown category.
    pub async fn do_update_categories(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        drafts: Vec<SidebarCategory>,
    ) -> AppResult<Vec<SidebarCategory>> {
        self.access_sidebar(actor, user, team).await?;
        if drafts.is_empty() || drafts.len() > CHANGES_MAX {
            return Err(AppError::invalid_param_why(
                "category",
                format!("{} categories were given; 1 to {CHANGES_MAX} are allowed at once", drafts.len()),
            ));
        }
        for draft in &drafts {
            check(draft)?;
        }
        let now = self.now();
        self.change_sidebar(user, team, move |tx| {
            Box::pin(async move {
                let before = load(tx, user, team).await?;
                for draft in &drafts {
                    let Some(old) = before.iter().find(|c| c.id == draft.id) else {
                        return Err(refuse(no_category(&draft.id)));
                    };
                    update_one(tx, user, team, old, draft).await?;
                }
                let after = load(tx, user, team).await?;
                follow(tx, user, now, &before, &after).await?;
                let changed: Vec<SidebarCategory> = drafts
                    .iter()
                    .filter_map(|draft| after.iter().find(|c| c.id == draft.id).cloned())
                    .collect();
                tx.emit(
                    Event::new("sidebar_category_updated")
                        .with_json("updatedCategories", &changed)
                        .to_user(user)
                        .to_team(team),
                );
                Ok(changed)
            })
        })
        .await
    }

    /// Removes a category of the user's own; its channels fall back to the default ones.
    ///
    /// # Errors
    /// 403, 404 for an unknown category, 400 for a default one.
    pub async fn do_delete_category(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        id: String,
    ) -> AppResult<()> {
        self.access_sidebar(actor, user, team).await?;
        let now = self.now();
        self.change_sidebar(user, team, move |tx| {
            Box::pin(async move {
                let before = load(tx, user, team).await?;
                match before.iter().find(|c| c.id == id) {
                    None => return Err(refuse(no_category(&id))),
                    Some(category) if category.kind != CUSTOM => {
                        return Err(refuse(AppError::bad_request(
                            "app.channel.sidebar_categories.app_error",
                            format!(
                                "`{}` is a default category; it cannot be removed.",
                                category.display_name
                            ),
                        )));
                    }
                    Some(_) => {}
                }
                chinwag_store::category::delete(tx, &id).await?;
                let after = load(tx, user, team).await?;
                follow(tx, user, now, &before, &after).await?;
                tx.emit(
                    Event::new("sidebar_category_deleted")
                        .with("category_id", id.as_str())
                        .to_user(user)
                        .to_team(team),
                );
                Ok(())
            })
        })
        .await
    }

    /// Puts the categories into another order.
    ///
    /// # Errors
    /// 403, or 400 when `order` does not name every category once.
    pub async fn do_order_categories(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        order: Vec<String>,
    ) -> AppResult<Vec<String>> {
        self.access_sidebar(actor, user, team).await?;
        self.change_sidebar(user, team, move |tx| {
            Box::pin(async move {
                let there = chinwag_store::category::of_user(tx, user, team).await?;
                let mut ordered = Vec::with_capacity(there.len());
                for id in &order {
                    ordered.extend(there.iter().find(|c| c.id == *id).cloned());
                }
                let different: HashSet<&String> = order.iter().collect();
                if ordered.len() != there.len()
                    || different.len() != there.len()
                    || order.len() != there.len()
                {
                    return Err(refuse(AppError::bad_request(
                        "app.channel.sidebar_categories.app_error",
                        format!(
                            "The order must name each of the {} categories of this team once.",
                            there.len()
                        ),
                    )));
                }
                write_order(tx, &ordered).await?;
                tx.emit(
                    Event::new("sidebar_category_order_updated")
                        .with("order", order.clone())
                        .to_user(user)
                        .to_team(team),
                );
                Ok(order)
            })
        })
        .await
    }

    /// One transaction over a sidebar whose default categories are there.
    async fn change_sidebar<T, F>(&self, user: UserId, team: TeamId, work: F) -> AppResult<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> futures_util::future::BoxFuture<'t, StoreResult<T>> + Send + 'static,
        T: Send + 'static,
    {
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if chinwag_store::category::of_user(tx, user, team).await?.is_empty() {
                            make_defaults(tx, user, team).await?;
                        }
                        work(tx).await
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }
}

fn check(draft: &SidebarCategory) -> AppResult<()> {
    if !SORTINGS.contains(&draft.sorting.as_str()) {
        return Err(AppError::invalid_param_why(
            "sorting",
            format!("`{}` is none of \"\", manual, alpha, recent", draft.sorting),
        ));
    }
    check_length("display_name", &draft.display_name, DISPLAY_NAME_MAX)
}

fn check_name(name: &str) -> AppResult<()> {
    if name.trim().is_empty() {
        return Err(AppError::invalid_param_why("display_name", "a category needs a name"));
    }
    Ok(())
}

async fn write_order(tx: &mut Tx, categories: &[SidebarCategory]) -> StoreResult<()> {
    for (place, category) in (0..).zip(categories) {
        let moved = SidebarCategory { sort_order: place * 10, ..category.clone() };
        chinwag_store::category::update(tx, &moved).await?;
    }
    Ok(())
}

async fn update_one(
    tx: &mut Tx,
    user: UserId,
    team: TeamId,
    old: &SidebarCategory,
    draft: &SidebarCategory,
) -> StoreResult<()> {
    let mut new =
        SidebarCategory { sorting: draft.sorting.clone(), collapsed: draft.collapsed, ..old.clone() };
    if old.kind == CUSTOM && !draft.display_name.trim().is_empty() {
        new.display_name.clone_from(&draft.display_name);
    }
    // Direct messages are in their category by not being elsewhere, so there is nothing to write but the way out of
    // other categories.
    if old.kind == DIRECT_MESSAGES {
        chinwag_store::category::update(tx, &new).await?;
        let personal = chinwag_store::channel_member::open_channel_ids(tx, user, Place::Personal).await?;
        let moved: Vec<ChannelId> = draft
            .channel_ids
            .iter()
            .filter(|id| personal.contains(id) && !old.channel_ids.contains(id))
            .copied()
            .collect();
        return chinwag_store::category::take_out(tx, user, team, &moved).await;
    }
    new.muted = draft.muted;
    chinwag_store::category::update(tx, &new).await?;
    chinwag_store::category::empty(tx, &old.id).await?;
    fill(tx, user, team, &old.id, &draft.channel_ids).await
}

/// Puts those of `channels` that the user is in, and that the team's sidebar can show, into a category.
async fn fill(tx: &mut Tx, user: UserId, team: TeamId, id: &str, channels: &[ChannelId]) -> StoreResult<()> {
    let mut here = chinwag_store::channel_member::open_channel_ids(tx, user, Place::Team(team)).await?;
    here.extend(chinwag_store::channel_member::open_channel_ids(tx, user, Place::Personal).await?);
    let mut wanted: Vec<ChannelId> = Vec::with_capacity(channels.len());
    for channel in channels {
        if here.contains(channel) && !wanted.contains(channel) {
            wanted.push(*channel);
        }
    }
    chinwag_store::category::take_out(tx, user, team, &wanted).await?;
    chinwag_store::category::put_in(tx, user, id, &wanted, 0).await
}

/// What follows when channels changed their category: favourite preferences, and muting by muted categories.
async fn follow(
    tx: &mut Tx,
    user: UserId,
    now: chinwag_model::Millis,
    before: &[SidebarCategory],
    after: &[SidebarCategory],
) -> StoreResult<()> {
    let favorites = |all: &[SidebarCategory]| -> Vec<ChannelId> {
        all.iter().find(|c| c.kind == FAVORITES).map(|c| c.channel_ids.clone()).unwrap_or_default()
    };
    let (old, new) = (favorites(before), favorites(after));
    let added: Vec<ChannelId> = new.iter().filter(|c| !old.contains(c)).copied().collect();
    let removed: Vec<ChannelId> = old.iter().filter(|c| !new.contains(c)).copied().collect();
    follow_category(tx, user, &added, &removed).await?;
    let muted = |all: &[SidebarCategory]| -> HashMap<ChannelId, bool> {
        all.iter().flat_map(|c| c.channel_ids.iter().map(|id| (*id, c.muted))).collect()
    };
    let (old, new) = (muted(before), muted(after));
    for (channel, mute) in new {
        if old.get(&channel).is_some_and(|was| *was != mute) {
            set_mute(tx, user, channel, if mute { "mention" } else { "all" }, now).await?;
        }
    }
    Ok(())
}

async fn set_mute(
    tx: &mut Tx,
    user: UserId,
    channel: ChannelId,
    mark_unread: &str,
    now: chinwag_model::Millis,
) -> StoreResult<()> {
    let Some(mut member) = chinwag_store::channel_member::get(tx, channel, user).await? else {
        return Ok(());
    };
    if member.notify_props.mark_unread == mark_unread {
        return Ok(());
    }
    member.notify_props.mark_unread = mark_unread.into();
    member.last_update_at = now;
    chinwag_store::channel_member::update(tx, &member).await?;
    tx.emit(Event::new("channel_member_updated").with_json("channelMember", &member).to_user(user));
    Ok(())
}
