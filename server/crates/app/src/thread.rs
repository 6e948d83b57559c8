//! Threads: what a reply does to one, and what a follower reads and marks. [`list`] holds the lists.

mod list;

use async_recursion::async_recursion as boxed;
use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, Millis, PostId, TeamId, UserId,
    channel::Channel,
    post::Post,
    thread::{ThreadMembership, ThreadView},
};
use chinwag_store::{
    StoreResult, Tx,
    thread::{Follow, Follower, Thread},
};

pub use list::{People, ThreadsAsked, ThreadsWanted};

use crate::{
    Actor, App, PostAccess,
    post::{Reached, Rules},
    stored,
};

/// Whether threads are apart from their channel (a setting of the server and a choice of the user).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CollapsedThreads {
    /// For nobody.
    Disabled,
    /// For those who chose it.
    DefaultOff,
    /// But for those who chose otherwise.
    DefaultOn,
    /// For everybody.
    AlwaysOn,
}

impl CollapsedThreads {
    pub(crate) fn of(setting: &str) -> Self {
        match setting {
            "disabled" => Self::Disabled,
            "default_off" => Self::DefaultOff,
            "always_on" => Self::AlwaysOn,
            _ => Self::DefaultOn,
        }
    }

    /// For a user whose choice is `on`, `off` or empty.
    fn holds(self, choice: &str) -> bool {
        match self {
            Self::Disabled => false,
            Self::AlwaysOn => true,
            Self::DefaultOff => choice == "on",
            Self::DefaultOn => choice != "off",
        }
    }
}

impl App {
    /// Whether threads are apart from their channel for a user.
    pub(crate) async fn has_collapsed_threads(
        &self,
        user: UserId,
        setting: CollapsedThreads,
    ) -> AppResult<bool> {
        match setting {
            CollapsedThreads::Disabled => Ok(false),
            CollapsedThreads::AlwaysOn => Ok(true),
            CollapsedThreads::DefaultOff | CollapsedThreads::DefaultOn => {
                let choice = stored(
                    self.store()
                        .read(move |tx| Box::pin(chinwag_store::thread::collapsed_choice(tx, user)))
                        .await,
                )?;
                Ok(setting.holds(choice.as_deref().unwrap_or_default()))
            }
        }
    }
}

/// What a reply did to its thread.
pub(crate) struct Replied {
    /// Followers who are told with the `posted` event.
    pub(crate) told: Vec<UserId>,
    /// The events of the followers.
    pub(crate) events: Vec<Event>,
}

/// Adds a reply to its thread: counts, who takes part, who follows, what they have not read.
#[boxed]
pub(crate) async fn replied(
    tx: &mut Tx,
    mut root: Post,
    reply: &mut Post,
    channel: &Channel,
    reached: &Reached,
    rules: Rules,
) -> StoreResult<Replied> {
    let known = chinwag_store::thread::get(tx, root.id).await?;
    let first = known.is_none();
    let mut thread = known.unwrap_or_else(|| Thread {
        post_id: root.id,
        channel_id: root.channel_id,
        team_id: channel.team_id,
        ..Thread::default()
    });
    thread.reply_count += 1;
    thread.last_reply_at = thread.last_reply_at.max(reply.create_at);
    thread.participants.retain(|u| *u != reply.user_id);
    thread.participants.push(reply.user_id);
    chinwag_store::thread::put(tx, &thread).await?;
    let (count, last) = (thread.reply_count, thread.last_reply_at);
    chinwag_store::post::touch_root(tx, root.id, count, last, reply.create_at).await?;
    (root.reply_count, root.last_reply_at) = (count, last);
    root.update_at = root.update_at.max(reply.create_at);
    reply.reply_count = count;
    follow(tx, (&root, first), reply, channel, reached, rules).await?;
    let followers = chinwag_store::thread::followers(tx, root.id).await?;
    let told = followers.iter().map(|f| f.user_id).filter(|u| *u != reply.user_id).collect();
    let events = followers
        .iter()
        .filter(|f| rules.collapsed.holds(&f.collapsed))
        .map(|f| updated(&thread, &root, f, channel.team_id, reply.user_id, reached))
        .collect();
    Ok(Replied { told, events })
}

/// Who begins to follow a thread by a reply, and whose mentions it counts.
async fn follow(
    tx: &mut Tx,
    (root, first): (&Post, bool),
    reply: &Post,
    channel: &Channel,
    reached: &Reached,
    rules: Rules,
) -> StoreResult<()> {
    let at = reply.create_at;
    let by_hook = |post: &Post| post.prop("from_webhook").is_some();
    let mut newcomers = Vec::new();
    if rules.follow == Follow::New && first {
        newcomers = chinwag_store::post::mentioned_in(tx, root.id).await?;
        if !by_hook(root) && !root.is_system() {
            newcomers.push(root.user_id);
        }
        newcomers.extend(chinwag_store::channel_member::following_all(tx, channel.id).await?);
    }
    // In direct and group messages everybody is mentioned always, so a mention does not bring back who once left.
    let mentions = if channel.kind.is_personal() { Follow::AsBefore } else { rules.follow };
    if channel.kind.is_personal() && rules.follow == Follow::New {
        newcomers.extend(&reached.users);
    }
    newcomers.retain(|u| *u != reply.user_id);
    chinwag_store::thread::follow_first(tx, root.id, &newcomers, at).await?;
    if !by_hook(reply) && !reply.is_system() {
        chinwag_store::thread::author_replied(tx, root.id, reply.user_id, rules.follow, at).await?;
    }
    chinwag_store::thread::add_mentions(tx, (channel.id, root.id), &reached.users, mentions, at).await
}

/// What a follower is told of a new reply.
fn updated(
    thread: &Thread,
    root: &Post,
    follower: &Follower,
    team: TeamId,
    author: UserId,
    reached: &Reached,
) -> Event {
    let view = ThreadView {
        id: thread.post_id,
        reply_count: thread.reply_count,
        last_reply_at: thread.last_reply_at,
        last_viewed_at: follower.last_viewed_at,
        participants: people(&thread.participants),
        post: root.clone(),
        unread_replies: follower.unread_replies,
        unread_mentions: follower.unread_mentions,
        is_following: true,
        ..ThreadView::default()
    };
    let own = follower.user_id == author;
    let mentioned = i64::from(reached.users.contains(&follower.user_id));
    let mut event = Event::new("thread_updated")
        .with_json("thread", &view)
        .with("previous_unread_replies", if own { 0 } else { (follower.unread_replies - 1).max(0) })
        .with("previous_unread_mentions", if own { 0 } else { (follower.unread_mentions - mentioned).max(0) })
        .to_user(follower.user_id);
    event.audience.team_id = team;
    event
}

/// `{id}` of each.
pub(crate) fn people(ids: &[UserId]) -> Vec<serde_json::Value> {
    ids.iter().map(|id| serde_json::json!({"id": id})).collect()
}

impl App {
    /// The root of a thread in a channel the actor may read; `user` is the actor or somebody they may act for.
    async fn access_thread(&self, actor: &Actor, user: UserId, root: PostId) -> AppResult<PostAccess> {
        self.access_self(actor, user).await?;
        let access = self.access_post(actor, root).await?;
        match access.post.root_id.some() {
            Some(root) => self.access_post(actor, root).await,
            None => Ok(access),
        }
    }

    /// Begins or stops following a thread.
    ///
    /// # Errors
    /// 403, or 404 when there is no such post.
    pub async fn do_follow_thread(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        root: PostId,
        following: Following,
    ) -> AppResult<()> {
        let root = self.access_thread(actor, user, root).await?.post;
        let now = self.now();
        let state = following == Following::Yes;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let known = chinwag_store::thread::membership(tx, root.id, user).await?;
                        let mut member = known.unwrap_or_else(|| new_membership(root.id, user));
                        member.following = state;
                        member.last_updated = now;
                        if state {
                            member.last_view_update = now.max(root.last_reply_at);
                            member.unread_mentions = 0;
                        }
                        chinwag_store::thread::put_membership(tx, &member).await?;
                        let mut event = Event::new("thread_follow_changed")
                            .with("thread_id", root.id.as_str())
                            .with("state", state)
                            .with("reply_count", root.reply_count)
                            .to_user(user);
                        event.audience.team_id = team;
                        tx.emit(event);
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }

    /// Marks a thread as read up to a moment (what came after is unread) and gives it.
    ///
    /// # Errors
    /// 403, 404 when there is no such post or the user does not follow the thread.
    pub async fn do_read_thread(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        root: PostId,
        until: Millis,
    ) -> AppResult<ThreadView> {
        let root = self.access_thread(actor, user, root).await?.post;
        let now = self.now();
        // "Now" means everything, also replies whose time the channel moved a little ahead of the clock.
        let until = if until >= now { until.max(root.last_reply_at) } else { until };
        let root = root.id;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let Some(member) = chinwag_store::thread::membership(tx, root, user).await? else {
                            return Err(crate::error::refuse(not_followed()));
                        };
                        set_viewed(tx, member, (user, team), until, now).await
                    })
                })
                .await,
        )?;
        self.thread(actor, user, root).await
    }

    /// Makes a reply, and all after it, unread in its thread, which the user then follows; gives the thread.
    ///
    /// # Errors
    /// 403, or 404 when there is no such post in the thread.
    pub async fn do_unread_thread(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        (root, post): (PostId, PostId),
    ) -> AppResult<ThreadView> {
        let root = self.access_thread(actor, user, root).await?.post.id;
        let from = self.access_post(actor, post).await?.post;
        if from.id != root && from.root_id != root {
            return Err(AppError::not_found("post"));
        }
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let known = chinwag_store::thread::membership(tx, root, user).await?;
                        let mut member = known.unwrap_or_else(|| new_membership(root, user));
                        member.following = true;
                        set_viewed(tx, member, (user, team), from.create_at - 1, now).await
                    })
                })
                .await,
        )?;
        self.thread(actor, user, root).await
    }

    /// Marks every thread the user follows in a team, and in direct and group messages, as read.
    ///
    /// # Errors
    /// 403.
    pub async fn do_read_all_threads(&self, actor: &Actor, user: UserId, team: TeamId) -> AppResult<()> {
        self.access_self(actor, user).await?;
        self.access_team(actor, team, chinwag_model::permission::VIEW_TEAM).await?;
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::thread::mark_all_read(tx, user, team, now).await?;
                        let mut event =
                            Event::new("thread_read_changed").with("timestamp", now).to_user(user);
                        event.audience.team_id = team;
                        tx.emit(event);
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }
}

/// Whether a thread is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Following {
    /// It is.
    Yes,
    /// It is not.
    No,
}

fn new_membership(post_id: PostId, user_id: UserId) -> ThreadMembership {
    ThreadMembership { post_id, user_id, ..ThreadMembership::default() }
}

fn not_followed() -> AppError {
    AppError::new(
        404,
        "app.user.get_thread_membership_for_user.not_found",
        "The user does not follow this thread.",
    )
}

/// Moves what a user has read of a thread and tells their other devices.
pub(crate) async fn set_viewed(
    tx: &mut Tx,
    mut member: ThreadMembership,
    (user, team): (UserId, TeamId),
    until: Millis,
    now: Millis,
) -> StoreResult<()> {
    let root = member.post_id;
    let (before, _) = chinwag_store::thread::unread_after(tx, root, user, member.last_view_update).await?;
    let (replies, mentions) = chinwag_store::thread::unread_after(tx, root, user, until).await?;
    let previous_mentions = member.unread_mentions;
    member.last_view_update = until;
    member.last_updated = now;
    member.unread_mentions = mentions;
    chinwag_store::thread::put_membership(tx, &member).await?;
    let channel = chinwag_store::post::get(tx, root).await?.map(|p| p.channel_id).unwrap_or_default();
    let mut event = Event::new("thread_read_changed")
        .with("thread_id", root.as_str())
        .with("timestamp", until)
        .with("unread_replies", replies)
        .with("unread_mentions", mentions)
        .with("previous_unread_replies", before)
        .with("previous_unread_mentions", previous_mentions)
        .with("channel_id", channel.as_str())
        .to_user(user);
    event.audience.team_id = team;
    tx.emit(event);
    Ok(())
}
