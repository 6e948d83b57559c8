//! Where reading stopped: the posts around it, and moving it back.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, PostId, TeamId, UserId, notify::ChannelNotifyProps, page::Page,
    post::PostList,
};
use chinwag_store::{StoreResult, Tx};
use serde::Serialize;

use super::{Collapsed, Window};
use crate::{Actor, App, stored, thread::CollapsedThreads};

/// How many posts around the first unread one.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// Before it.
    pub before: u32,
    /// It and those after it.
    pub after: u32,
    /// With replies or without.
    pub collapsed: Collapsed,
}

/// A member's counters after something was made unread. `msg_count` counts posts *read*.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelUnreadAt {
    /// Team; empty for direct and group messages.
    pub team_id: TeamId,
    /// Who.
    pub user_id: UserId,
    /// Where.
    pub channel_id: ChannelId,
    /// Posts read.
    pub msg_count: i64,
    /// Unread mentions.
    pub mention_count: i64,
    /// Unread mentions in root posts.
    pub mention_count_root: i64,
    /// Always 0.
    pub urgent_mention_count: i64,
    /// Root posts read.
    pub msg_count_root: i64,
    /// Up to when everything is read.
    pub last_viewed_at: Millis,
    /// The member's settings.
    pub notify_props: ChannelNotifyProps,
}

impl App {
    /// The posts around the first one a member has not read; the newest ones when everything is read.
    ///
    /// # Errors
    /// 403, or 404 for the channel.
    pub async fn posts_around_unread(
        &self,
        actor: &Actor,
        user: UserId,
        channel: ChannelId,
        around: Around,
    ) -> AppResult<PostList> {
        self.access_self(actor, user).await?;
        let access = self.access_channel_read(actor, channel).await?;
        let collapsed = around.collapsed;
        let first = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let Some(member) = chinwag_store::channel_member::get(tx, channel, user).await?
                        else {
                            return Ok(None);
                        };
                        let viewed = member.last_viewed_at;
                        chinwag_store::post::first_after(tx, channel, collapsed.into(), viewed).await
                    })
                })
                .await,
        )?;
        let Some(first) = first else {
            let page = Page { page: 0, per_page: around.before.max(1) };
            return self.posts_of_channel(actor, &access, Window::Page(page), collapsed).await;
        };
        let newer = Page { page: 0, per_page: around.after.saturating_sub(1) };
        let mut list = if newer.per_page > 0 {
            self.posts_of_channel(actor, &access, Window::After(first, newer), collapsed).await?
        } else {
            PostList::default()
        };
        let mut found = self.with_metadata(self.posts_named(&[first]).await?).await?;
        let (mut older, before) = if around.before > 0 {
            let page = Page { page: 0, per_page: around.before };
            let list = self.posts_of_channel(actor, &access, Window::Before(first, page), collapsed).await?;
            (list.order, Some((list.posts, list.prev_post_id)))
        } else {
            (Vec::new(), None)
        };
        list.order.push(first);
        list.order.append(&mut older);
        if let Some(post) = found.pop() {
            list.posts.insert(first, post);
        }
        if let Some((posts, prev)) = before {
            list.add_beside(posts.into_values());
            list.prev_post_id = prev;
        }
        self.complete(&mut list, user, collapsed).await?;
        self.add_permalinks(actor, list.posts.values_mut()).await?;
        self.consume(actor, &mut list).await;
        Ok(list)
    }

    async fn posts_named(&self, ids: &[PostId]) -> AppResult<Vec<chinwag_model::post::Post>> {
        let ids = ids.to_vec();
        stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::post::by_ids(tx, &ids).await }))
                .await,
        )
    }

    /// Makes a post, and all after it, unread for a user. With threads apart from the channel a reply is made unread
    /// in its thread alone.
    ///
    /// # Errors
    /// 403, 404 for the post, 400 when the user is no member of its channel.
    pub async fn do_set_unread(
        &self,
        actor: &Actor,
        user: UserId,
        post: PostId,
        knows_threads: Collapsed,
    ) -> AppResult<ChannelUnreadAt> {
        self.access_self(actor, user).await?;
        let access = self.access_post(actor, post).await?;
        let (post, channel) = (access.post, access.channel.into_channel());
        let setting = CollapsedThreads::of(&self.config().ServiceSettings.collapsed_threads);
        let apart = knows_threads == Collapsed::Yes && self.has_collapsed_threads(user, setting).await?;
        if apart && !post.is_root() {
            self.do_unread_thread(actor, user, channel.team_id, (post.root_id, post.id)).await?;
        }
        let whole_channel = !apart || post.is_root();
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if whole_channel {
                            let viewed = post.create_at - 1;
                            chinwag_store::channel_member::set_read_until(tx, channel.id, user, viewed, now)
                                .await?;
                        }
                        let unread = unread_at(tx, channel.team_id, channel.id, user).await?;
                        tx.emit(told(&unread, post.id));
                        Ok(unread)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }
}

async fn unread_at(
    tx: &mut Tx,
    team_id: TeamId,
    channel: ChannelId,
    user: UserId,
) -> StoreResult<ChannelUnreadAt> {
    let member = chinwag_store::channel_member::get(tx, channel, user).await?.ok_or_else(|| {
        crate::error::refuse(AppError::bad_request(
            "api.channel.not_a_member.app_error",
            "The user is not a member of the post's channel.",
        ))
    })?;
    Ok(ChannelUnreadAt {
        team_id,
        user_id: user,
        channel_id: channel,
        msg_count: member.msg_count,
        mention_count: member.mention_count,
        mention_count_root: member.mention_count_root,
        urgent_mention_count: 0,
        msg_count_root: member.msg_count_root,
        last_viewed_at: member.last_viewed_at,
        notify_props: member.notify_props,
    })
}

fn told(unread: &ChannelUnreadAt, post: PostId) -> Event {
    let mut event = Event::new("post_unread")
        .with("msg_count", unread.msg_count)
        .with("msg_count_root", unread.msg_count_root)
        .with("mention_count", unread.mention_count)
        .with("mention_count_root", unread.mention_count_root)
        .with("urgent_mention_count", 0)
        .with("last_viewed_at", unread.last_viewed_at)
        .with("post_id", post.as_str())
        .to_user(unread.user_id);
    event.audience.team_id = unread.team_id;
    event.audience.channel_id = unread.channel_id;
    event
}
