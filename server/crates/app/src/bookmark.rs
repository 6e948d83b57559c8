//! Bookmarks of channels: who may change them, their order, and who is told.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, BookmarkId, ChannelId, ConnectionId, Millis,
    bookmark::{BOOKMARKS_MAX, Bookmark, BookmarkPatch},
    channel::{Channel, ChannelKind},
    permission as p,
};
use chinwag_store::{StoreResult, Tx};

use crate::{Actor, App, error::refuse, stored};

/// What somebody wants to do to bookmarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Add,
    Edit,
    Delete,
    Order,
}

impl Change {
    fn permission(self, kind: ChannelKind) -> &'static str {
        match (self, kind) {
            (_, ChannelKind::Direct | ChannelKind::Group) => p::READ_CHANNEL,
            (Self::Add, ChannelKind::Open) => p::ADD_BOOKMARK_PUBLIC_CHANNEL,
            (Self::Edit, ChannelKind::Open) => p::EDIT_BOOKMARK_PUBLIC_CHANNEL,
            (Self::Delete, ChannelKind::Open) => p::DELETE_BOOKMARK_PUBLIC_CHANNEL,
            (Self::Order, ChannelKind::Open) => p::ORDER_BOOKMARK_PUBLIC_CHANNEL,
            (Self::Add, ChannelKind::Private) => p::ADD_BOOKMARK_PRIVATE_CHANNEL,
            (Self::Edit, ChannelKind::Private) => p::EDIT_BOOKMARK_PRIVATE_CHANNEL,
            (Self::Delete, ChannelKind::Private) => p::DELETE_BOOKMARK_PRIVATE_CHANNEL,
            (Self::Order, ChannelKind::Private) => p::ORDER_BOOKMARK_PRIVATE_CHANNEL,
        }
    }
}

fn no_bookmark() -> AppError {
    AppError::new(404, "app.channel.bookmark.get.app_error", "There is no such bookmark in this channel.")
}

impl App {
    /// The bookmarks of a channel: all, or those changed since a moment, removed ones too.
    ///
    /// # Errors
    /// 404 or 403 for the channel.
    pub async fn bookmarks(
        &self,
        actor: &Actor,
        channel: ChannelId,
        since: Option<Millis>,
    ) -> AppResult<Vec<Bookmark>> {
        self.access_channel_read(actor, channel).await?;
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        match since {
                            Some(at) => chinwag_store::bookmark::changed_since(tx, channel, at).await,
                            None => chinwag_store::bookmark::of_channel(tx, channel).await,
                        }
                    })
                })
                .await,
        )
    }

    async fn access_bookmarks(
        &self,
        actor: &Actor,
        channel: ChannelId,
        change: Change,
    ) -> AppResult<Channel> {
        let access = self
            .access_channel_as(actor, channel, |channel| change.permission(channel.kind))
            .await?
            .alive()?;
        if access.channel().kind.is_personal() && actor.is_guest() {
            return Err(AppError::permission(p::ADD_BOOKMARK_PRIVATE_CHANNEL));
        }
        Ok(access.into_channel())
    }

    /// Adds a bookmark behind the others.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 400 for a wrong field, an unknown file, or too many bookmarks.
    pub async fn do_create_bookmark(
        &self,
        actor: &Actor,
        channel: ChannelId,
        draft: Bookmark,
    ) -> AppResult<Bookmark> {
        self.access_bookmarks(actor, channel, Change::Add).await?;
        let now = self.now();
        let bookmark = Bookmark {
            id: BookmarkId::generate(),
            create_at: now,
            update_at: now,
            delete_at: 0,
            channel_id: channel,
            owner_id: actor.require_user()?,
            ..draft
        };
        bookmark.check()?;
        let connection = actor.connection_id;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let there = chinwag_store::bookmark::of_channel(tx, channel).await?;
                        if i64::try_from(there.len()).unwrap_or(i64::MAX) >= BOOKMARKS_MAX {
                            return Err(refuse(AppError::bad_request(
                                "app.channel.bookmark.save.app_error",
                                format!("A channel has at most {BOOKMARKS_MAX} bookmarks; remove one first."),
                            )));
                        }
                        check_file(tx, &bookmark).await?;
                        let last = there.iter().map(|b| b.sort_order + 1).max().unwrap_or_default();
                        let bookmark = Bookmark { sort_order: last, ..bookmark };
                        chinwag_store::bookmark::insert(tx, &bookmark).await?;
                        tx.emit(
                            event("channel_bookmark_created", channel, connection)
                                .with_json("bookmark", &bookmark),
                        );
                        Ok(bookmark)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Changes a bookmark.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 404 for the bookmark, 400 for a wrong field.
    pub async fn do_patch_bookmark(
        &self,
        actor: &Actor,
        channel: ChannelId,
        id: BookmarkId,
        patch: BookmarkPatch,
    ) -> AppResult<Bookmark> {
        self.access_bookmarks(actor, channel, Change::Edit).await?;
        let (now, connection) = (self.now(), actor.connection_id);
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut bookmark = find(tx, channel, id).await?.patched(patch);
                        bookmark.update_at = now;
                        bookmark.check().map_err(refuse)?;
                        check_file(tx, &bookmark).await?;
                        chinwag_store::bookmark::update(tx, &bookmark).await?;
                        let told = serde_json::json!({"updated": bookmark});
                        tx.emit(
                            event("channel_bookmark_updated", channel, connection)
                                .with_json("bookmarks", &told),
                        );
                        Ok(bookmark)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Removes a bookmark.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 404 for the bookmark.
    pub async fn do_delete_bookmark(
        &self,
        actor: &Actor,
        channel: ChannelId,
        id: BookmarkId,
    ) -> AppResult<Bookmark> {
        self.access_bookmarks(actor, channel, Change::Delete).await?;
        let (now, connection) = (self.now(), actor.connection_id);
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut bookmark = find(tx, channel, id).await?;
                        bookmark.delete_at = now;
                        bookmark.update_at = now;
                        chinwag_store::bookmark::update(tx, &bookmark).await?;
                        tx.emit(
                            event("channel_bookmark_deleted", channel, connection)
                                .with_json("bookmark", &bookmark),
                        );
                        Ok(bookmark)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Moves a bookmark to a place (from 0) and gives all of them in their new order.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 404 for the bookmark, 400 for a place that is not there.
    pub async fn do_move_bookmark(
        &self,
        actor: &Actor,
        channel: ChannelId,
        id: BookmarkId,
        place: i64,
    ) -> AppResult<Vec<Bookmark>> {
        self.access_bookmarks(actor, channel, Change::Order).await?;
        let (now, connection) = (self.now(), actor.connection_id);
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let moved = find(tx, channel, id).await?;
                        let mut all = chinwag_store::bookmark::of_channel(tx, channel).await?;
                        let place = usize::try_from(place).ok().filter(|place| *place < all.len());
                        let Some(place) = place else {
                            return Err(refuse(AppError::invalid_param_why(
                                "index",
                                format!("the places of this channel's bookmarks are 0 to {}", all.len() - 1),
                            )));
                        };
                        all.retain(|b| b.id != moved.id);
                        all.insert(place, moved);
                        for (order, bookmark) in (0..).zip(&mut all) {
                            if bookmark.sort_order != order {
                                bookmark.sort_order = order;
                                bookmark.update_at = now;
                                chinwag_store::bookmark::update(tx, bookmark).await?;
                            }
                        }
                        tx.emit(
                            event("channel_bookmark_sorted", channel, connection)
                                .with_json("bookmarks", &all),
                        );
                        Ok(all)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }
}

fn event(name: &'static str, channel: ChannelId, connection: ConnectionId) -> Event {
    Event::new(name).to_channel(channel).omit_connection(connection)
}

async fn find(tx: &mut Tx, channel: ChannelId, id: BookmarkId) -> StoreResult<Bookmark> {
    chinwag_store::bookmark::get(tx, id)
        .await?
        .filter(|bookmark| bookmark.channel_id == channel)
        .ok_or_else(|| refuse(no_bookmark()))
}

async fn check_file(tx: &mut Tx, bookmark: &Bookmark) -> StoreResult<()> {
    if bookmark.kind != "file"
        || chinwag_store::bookmark::has_file(tx, bookmark.channel_id, bookmark.file_id).await?
    {
        return Ok(());
    }
    Err(refuse(AppError::bad_request(
        "app.channel.bookmark.file_not_found.app_error",
        format!("There is no file `{}` in this channel; upload it there first.", bookmark.file_id),
    )))
}
