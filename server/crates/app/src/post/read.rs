//! Reading posts: one, several by id, saved and pinned ones, and the pages of a channel.

use std::collections::HashSet;

use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, PostId, TeamId, UserId,
    file::FileInfo,
    page::Page,
    permission as p,
    post::{Post, PostList},
};
use chinwag_store::post::Replies;

use crate::{Actor, App, ChannelAccess, stored};

/// Whether replies are left out of a channel's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collapsed {
    /// Roots alone.
    Yes,
    /// Everything.
    No,
    /// Everything, and beside it the whole threads of what is on the page.
    Whole,
}

impl From<Collapsed> for Replies {
    fn from(collapsed: Collapsed) -> Self {
        match collapsed {
            Collapsed::Yes => Self::Without,
            Collapsed::No | Collapsed::Whole => Self::With,
        }
    }
}

/// Which posts of a channel are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// A page, newest first.
    Page(Page),
    /// Posts older than this one.
    Before(PostId, Page),
    /// Posts newer than this one.
    After(PostId, Page),
    /// Posts changed since, deleted ones too.
    Since(Millis),
}

/// Whether a deleted post may be the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// It may.
    With,
    /// It is not there.
    Without,
}

/// Most posts asked for by id at once.
const IDS_MAX: usize = 1000;

/// Most posts `since` answers with.
const SINCE_MAX: i64 = 1000;

impl App {
    /// One post with what goes with it; a deleted one is for system administrators who ask for it.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn post(&self, actor: &Actor, id: PostId, deleted: Deleted) -> AppResult<Post> {
        if deleted == Deleted::With {
            self.access_system(actor, p::MANAGE_SYSTEM)?;
            return stored(self.store().read(move |tx| Box::pin(chinwag_store::post::get(tx, id))).await)?
                .ok_or_else(|| AppError::not_found("post"));
        }
        let access = self.access_post(actor, id).await?;
        let mut post = self.with_metadata(vec![access.post]).await?.remove(0);
        self.add_permalinks(actor, std::iter::once(&mut post)).await?;
        Ok(self.consume_one(actor, post).await)
    }

    /// Posts by id; those the actor may not read, and deleted ones, are left out.
    ///
    /// # Errors
    /// 400 without ids or with too many, 404 when none of them is there.
    pub async fn posts_by_ids(&self, actor: &Actor, ids: Vec<PostId>) -> AppResult<Vec<Post>> {
        if ids.is_empty() || ids.len() > IDS_MAX {
            return Err(AppError::invalid_param_why(
                "post_ids",
                format!("1 to {IDS_MAX} ids are taken; {} were given", ids.len()),
            ));
        }
        let found = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::post::by_ids(tx, &ids).await }))
                .await,
        )?;
        if found.is_empty() {
            return Err(AppError::not_found("post"));
        }
        let mut readable = HashSet::new();
        for channel in found.iter().map(|p| p.channel_id).collect::<HashSet<_>>() {
            if self.access_channel_read(actor, channel).await.is_ok() {
                readable.insert(channel);
            }
        }
        let found = found.into_iter().filter(|p| readable.contains(&p.channel_id)).collect();
        let mut posts = self.with_metadata(found).await?;
        self.add_permalinks(actor, posts.iter_mut()).await?;
        Ok(posts)
    }

    /// Posts a user saved, newest first; of one team or channel when these are not empty.
    ///
    /// # Errors
    /// 403 for another user's.
    pub async fn flagged_posts(
        &self,
        actor: &Actor,
        user: UserId,
        (team, channel): (TeamId, ChannelId),
        page: Page,
    ) -> AppResult<PostList> {
        self.access_self(actor, user).await?;
        let found = stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::post::flagged(tx, user, team, channel, page)))
                .await,
        )?;
        let mut list = PostList::of(self.with_metadata(found).await?);
        self.add_roots(&mut list).await?;
        self.add_permalinks(actor, list.posts.values_mut()).await?;
        self.consume(actor, &mut list).await;
        Ok(list)
    }

    /// Pinned posts of a channel, newest first.
    ///
    /// # Errors
    /// 404 or 403 for the channel.
    pub async fn pinned_posts(&self, actor: &Actor, channel: ChannelId) -> AppResult<PostList> {
        let channel = self.access_channel_read(actor, channel).await?.id();
        let found =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::post::pinned(tx, channel))).await)?;
        let mut list = PostList::of(self.with_metadata(found).await?);
        self.add_roots(&mut list).await?;
        self.add_permalinks(actor, list.posts.values_mut()).await?;
        self.consume(actor, &mut list).await;
        Ok(list)
    }

    /// What is known of the files of a post, in its order.
    ///
    /// # Errors
    /// 404 or 403 for the post.
    pub async fn files_of_post(&self, actor: &Actor, id: PostId) -> AppResult<Vec<FileInfo>> {
        let post = self.access_post(actor, id).await?.post;
        Ok(self.with_metadata(vec![post]).await?.remove(0).metadata.files)
    }

    /// What changes whenever a page of the channel's posts does.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn posts_version(
        &self,
        actor: &Actor,
        channel: &ChannelAccess,
        collapsed: Collapsed,
    ) -> AppResult<String> {
        let channel = channel.id();
        let newest = stored(
            self.store().read(move |tx| Box::pin(chinwag_store::post::newest_change(tx, channel))).await,
        )?;
        let (id, at) = newest.unwrap_or_default();
        let own = if collapsed == Collapsed::Yes { actor.user_id() } else { UserId::EMPTY };
        Ok(format!("{channel}.{id}.{at}.{own}"))
    }

    /// Posts of a channel that the actor may read ([`access_channel_read`](Self::access_channel_read)).
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn posts_of_channel(
        &self,
        actor: &Actor,
        channel: &ChannelAccess,
        window: Window,
        collapsed: Collapsed,
    ) -> AppResult<PostList> {
        let channel = channel.id();
        let mut list = match window {
            Window::Since(since) => self.since(channel, since, collapsed).await?,
            Window::Page(page) => self.page(channel, page, collapsed).await?,
            Window::Before(post, page) => self.before(channel, post, page, collapsed).await?,
            Window::After(post, page) => self.after(channel, post, page, collapsed).await?,
        };
        self.complete(&mut list, actor.user_id(), collapsed).await?;
        self.add_permalinks(actor, list.posts.values_mut()).await?;
        self.consume(actor, &mut list).await;
        Ok(list)
    }

    /// Adds roots of replies, and with threads apart from the channel what the user is to each thread.
    pub(super) async fn complete(
        &self,
        list: &mut PostList,
        user: UserId,
        collapsed: Collapsed,
    ) -> AppResult<()> {
        self.add_roots(list).await?;
        match collapsed {
            Collapsed::Yes => self.add_threads(list, user).await,
            Collapsed::Whole => self.add_replies(list).await,
            Collapsed::No => Ok(()),
        }
    }

    /// Adds every reply of the threads in the list, outside its order.
    async fn add_replies(&self, list: &mut PostList) -> AppResult<()> {
        let roots: Vec<PostId> = list
            .posts
            .values()
            .filter(|p| p.is_root() && p.reply_count > 0 && p.delete_at == 0)
            .map(|p| p.id)
            .collect();
        if roots.is_empty() {
            return Ok(());
        }
        let replies = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::post::replies(tx, &roots).await }))
                .await,
        )?;
        let missing = replies.into_iter().filter(|p| !list.posts.contains_key(&p.id)).collect();
        list.add_beside(self.with_metadata(missing).await?);
        Ok(())
    }

    async fn add_threads(&self, list: &mut PostList, user: UserId) -> AppResult<()> {
        let roots: Vec<PostId> =
            list.posts.values().filter(|p| p.is_root() && p.delete_at == 0).map(|p| p.id).collect();
        if roots.is_empty() {
            return Ok(());
        }
        let (followed, threads) = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        Ok((
                            chinwag_store::thread::following_of(tx, user, &roots).await?,
                            chinwag_store::thread::by_roots(tx, &roots).await?,
                        ))
                    })
                })
                .await,
        )?;
        for post in list.posts.values_mut().filter(|p| p.is_root()) {
            post.is_following = Some(followed.contains(&post.id));
        }
        for thread in threads {
            if let Some(post) = list.posts.get_mut(&thread.post_id) {
                post.participants = Some(crate::thread::people(&thread.participants));
            }
        }
        Ok(())
    }

    async fn since(&self, channel: ChannelId, since: Millis, collapsed: Collapsed) -> AppResult<PostList> {
        let posts = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        match collapsed {
                            Collapsed::No | Collapsed::Whole => {
                                chinwag_store::post::changed_since(tx, channel, since, SINCE_MAX).await
                            }
                            Collapsed::Yes => {
                                chinwag_store::post::changed_since_roots(tx, channel, since, SINCE_MAX).await
                            }
                        }
                    })
                })
                .await,
        )?;
        Ok(PostList::of(self.with_metadata(posts).await?))
    }

    async fn page(&self, channel: ChannelId, page: Page, collapsed: Collapsed) -> AppResult<PostList> {
        // One more on each side tells what comes before and after the page.
        let newer = i64::from(page.page > 0);
        let (limit, offset) = (page.limit() + 1 + newer, page.offset() - newer);
        let posts = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(chinwag_store::post::page(tx, channel, collapsed.into(), limit, offset))
                })
                .await,
        )?;
        self.cut(posts, usize::try_from(newer).unwrap_or(0), page).await
    }

    /// A page out of posts newest first, of which the first `newer` lie after it.
    async fn cut(&self, mut posts: Vec<Post>, newer: usize, page: Page) -> AppResult<PostList> {
        let next = if newer > 0 && !posts.is_empty() { posts.remove(0).id } else { PostId::EMPTY };
        let size = page.per_page as usize;
        let prev = posts.get(size).map_or(PostId::EMPTY, |p| p.id);
        posts.truncate(size);
        let mut list = PostList::of(self.with_metadata(posts).await?);
        list.next_post_id = next;
        list.prev_post_id = prev;
        Ok(list)
    }

    async fn before(
        &self,
        channel: ChannelId,
        post: PostId,
        page: Page,
        collapsed: Collapsed,
    ) -> AppResult<PostList> {
        let posts = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let Some(anchor) = chinwag_store::post::get(tx, post).await? else {
                            return Ok(Vec::new());
                        };
                        let limit = page.limit() + page.offset() + 1;
                        chinwag_store::post::before(
                            tx,
                            channel,
                            collapsed.into(),
                            (anchor.create_at, anchor.id),
                            limit,
                        )
                        .await
                    })
                })
                .await,
        )?;
        let offset = usize::try_from(page.offset()).unwrap_or(0).min(posts.len());
        let next = if offset == 0 { post } else { posts[offset - 1].id };
        let mut list = self.cut(posts[offset..].to_vec(), 0, page).await?;
        list.next_post_id = next;
        Ok(list)
    }

    async fn after(
        &self,
        channel: ChannelId,
        post: PostId,
        page: Page,
        collapsed: Collapsed,
    ) -> AppResult<PostList> {
        let mut posts = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let Some(anchor) = chinwag_store::post::get(tx, post).await? else {
                            return Ok(Vec::new());
                        };
                        let limit = page.limit() + page.offset() + 1;
                        chinwag_store::post::after(
                            tx,
                            channel,
                            collapsed.into(),
                            (anchor.create_at, anchor.id),
                            limit,
                        )
                        .await
                    })
                })
                .await,
        )?;
        let offset = usize::try_from(page.offset()).unwrap_or(0).min(posts.len());
        let prev = if offset == 0 { post } else { posts[offset - 1].id };
        posts.drain(..offset);
        let next = posts.get(page.per_page as usize).map_or(PostId::EMPTY, |p| p.id);
        posts.truncate(page.per_page as usize);
        posts.reverse();
        let mut list = PostList::of(self.with_metadata(posts).await?);
        list.next_post_id = next;
        list.prev_post_id = prev;
        Ok(list)
    }

    /// Adds the roots of replies that are in the list, outside its order.
    pub(crate) async fn add_roots(&self, list: &mut PostList) -> AppResult<()> {
        let mut missing: Vec<PostId> = list.posts.values().filter_map(|p| p.root_id.some()).collect();
        missing.retain(|id| !list.posts.contains_key(id));
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(());
        }
        let roots = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::post::by_ids(tx, &missing).await }))
                .await,
        )?;
        list.add_beside(self.with_metadata(roots).await?);
        Ok(())
    }
}
