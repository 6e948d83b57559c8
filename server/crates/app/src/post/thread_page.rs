//! A thread as a list of posts: the root first, then the replies of a page.

use chinwag_model::{
    AppResult, Millis, PostId,
    post::{Post, PostList},
};
use chinwag_store::post::{Direction, ThreadWindow};

use super::Collapsed;
use crate::{Actor, App, stored};

/// Which part of a thread is asked for.
#[derive(Debug, Clone, Copy)]
pub struct ThreadPage {
    /// To older replies, or to newer ones.
    pub direction: Direction,
    /// Beyond the reply made then.
    pub from_time: Millis,
    /// And this one of several made then.
    pub from_post: PostId,
    /// Replies changed after this; 0 for all.
    pub updated_after: Millis,
    /// Most replies; 0 for all.
    pub size: i64,
    /// Whether to say what the actor is to the thread.
    pub collapsed: Collapsed,
}

/// Most replies without a size.
const ALL: i64 = 10_000;

impl App {
    /// The thread a post is in.
    ///
    /// # Errors
    /// 404 or 403 for the post.
    pub async fn post_thread(&self, actor: &Actor, id: PostId, page: ThreadPage) -> AppResult<PostList> {
        let access = self.access_post(actor, id).await?;
        let root = match access.post.root_id.some() {
            Some(root) => self.access_post(actor, root).await?.post,
            None => access.post,
        };
        let size = if page.size > 0 { page.size.min(ALL) } else { ALL };
        let anchor = page.from_post;
        let id = root.id;
        let mut replies = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let mut from = (page.from_time > 0).then_some((page.from_time, anchor));
                        if from.is_none() && !anchor.is_empty() {
                            from = chinwag_store::post::get(tx, anchor).await?.map(|p| (p.create_at, p.id));
                        }
                        let window = ThreadWindow {
                            direction: page.direction,
                            from,
                            updated_after: page.updated_after,
                            limit: size + 1,
                        };
                        chinwag_store::post::of_thread(tx, id, window).await
                    })
                })
                .await,
        )?;
        let wanted = usize::try_from(size).unwrap_or(usize::MAX);
        let more = replies.len() > wanted;
        replies.truncate(wanted);
        let mut posts: Vec<Post> = vec![root];
        posts.append(&mut replies);
        let mut list = PostList::of(self.with_metadata(posts).await?);
        list.has_next = Some(more);
        self.complete(&mut list, actor.user_id(), page.collapsed).await?;
        self.add_permalinks(actor, list.posts.values_mut()).await?;
        self.consume(actor, &mut list).await;
        Ok(list)
    }
}
