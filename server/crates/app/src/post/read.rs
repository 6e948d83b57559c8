//! Reading posts: one, and the pages of a channel.

use chinwag_model::{
    AppResult, ChannelId, Millis, PostId,
    page::Page,
    post::{Post, PostList},
};
use chinwag_store::post::Replies;

use crate::{Actor, App, stored};

/// Whether replies are left out of a channel's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collapsed {
    /// Roots alone.
    Yes,
    /// Everything.
    No,
}

impl From<Collapsed> for Replies {
    fn from(collapsed: Collapsed) -> Self {
        match collapsed {
            Collapsed::Yes => Self::Without,
            Collapsed::No => Self::With,
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

/// Most posts `since` answers with.
const SINCE_MAX: i64 = 1000;

impl App {
    /// One post with what goes with it.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn post(&self, actor: &Actor, id: PostId) -> AppResult<Post> {
        let access = self.access_post(actor, id).await?;
        Ok(self.with_metadata(vec![access.post]).await?.remove(0))
    }

    /// Posts of a channel.
    ///
    /// # Errors
    /// 404 or 403 for the channel.
    pub async fn posts_of_channel(
        &self,
        actor: &Actor,
        channel: ChannelId,
        window: Window,
        collapsed: Collapsed,
    ) -> AppResult<PostList> {
        let channel = self.access_channel_read(actor, channel).await?.id();
        let mut list = match window {
            Window::Since(since) => self.since(channel, since).await?,
            Window::Page(page) => self.page(channel, page, collapsed).await?,
            Window::Before(post, page) => self.before(channel, post, page, collapsed).await?,
            Window::After(post, page) => self.after(channel, post, page, collapsed).await?,
        };
        self.add_roots(&mut list).await?;
        Ok(list)
    }

    async fn since(&self, channel: ChannelId, since: Millis) -> AppResult<PostList> {
        let posts = stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::post::changed_since(tx, channel, since, SINCE_MAX)))
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
