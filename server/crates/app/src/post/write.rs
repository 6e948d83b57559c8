//! The transaction of a new post: the row with its counters, mentions, the thread it is in, and the events.
//!
//! A plain post costs one statement for each of: the attempt's claim, the channel's counters, the row, its words, the
//! author's counters, the event (on PostgreSQL three in all).

use async_recursion::async_recursion as boxed;
use chinwag_events::{Event, PersonalList};
use chinwag_model::{
    AppError, Millis, PostId, UserId,
    channel::Channel,
    file::FileInfo,
    post::{self, Post},
};
use chinwag_store::{
    StoreResult, Tx,
    post::{Append, AuthorReads, Counting},
    post_action::PostAction,
    thread::Follow,
};

use super::{
    create::SetOnline,
    mentioned::{Mentioned, Reached, reach},
    permalink::Permalink,
};
use crate::{error::refuse, thread::CollapsedThreads};

/// A post that may be written as it is: its fields are within the limits and its mentions are known.
#[derive(Debug, Clone)]
pub(crate) struct CheckedPost {
    pub(crate) post: Post,
    pub(crate) channel: Channel,
    pub(crate) sender_name: String,
    pub(crate) mentioned: Mentioned,
    pub(crate) set_online: SetOnline,
    pub(crate) rules: Rules,
    /// What stands behind its buttons and menus.
    pub(crate) actions: Vec<PostAction>,
    /// The other post it shows.
    pub(crate) permalink: Option<Permalink>,
}

/// The settings a post is written by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Whether people who come into contact with a thread begin to follow it.
    pub(crate) follow: Follow,
    /// Threads apart from the channel.
    pub(crate) collapsed: CollapsedThreads,
    /// Whether posting means having read.
    pub(crate) author: AuthorReads,
    /// In a larger channel nobody can be called all at once.
    pub(crate) most_called: i64,
    /// Whose time the post has.
    pub(crate) dated: Dated,
}

/// Where the time of a post comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dated {
    /// The channel gives it.
    Now,
    /// It was given, and may lie in the past.
    Given,
}

impl CheckedPost {
    /// Whether nothing follows from it but its row, the channel's counters and its event, so that it can be written
    /// together with others. What [`insert`] would do for it beyond that is nothing.
    pub(crate) fn is_plain(&self) -> bool {
        self.post.is_root()
            && self.post.file_ids.is_empty()
            && self.actions.is_empty()
            && self.permalink.is_none()
            && self.mentioned.is_nobody()
            && !self.channel.kind.is_personal()
            && self.rules.dated == Dated::Now
    }

    /// The same as [`insert`] does with a plain post.
    pub(crate) fn into_append(self) -> Append {
        let Self { post, channel, sender_name, set_online, rules, .. } = self;
        let counts = i64::from(post.counts());
        Append {
            counting: Counting { posts: counts, roots: counts, author: rules.author },
            attempts_for: post::PENDING_WINDOW,
            event: Box::new(move |post| {
                let sender = (sender_name.as_str(), set_online);
                posted(post, &channel, sender, &Reached::default(), Vec::new())
            }),
            post,
        }
    }
}

/// Writes a post with everything that follows from it, within a transaction.
#[boxed]
pub(crate) async fn insert(tx: &mut Tx, checked: CheckedPost) -> StoreResult<Post> {
    let CheckedPost { mut post, channel, sender_name, mentioned, set_online, rules, actions, permalink } =
        checked;
    if let Some(first) = claim(tx, &post).await? {
        return Ok(first);
    }
    let root = if post.is_root() { None } else { Some(living_root(tx, &post).await?) };
    let files = chinwag_store::file::attach(
        tx,
        post.id,
        post.user_id,
        post.channel_id,
        &post.file_ids,
        post.create_at,
    )
    .await?;
    post.file_ids = files.iter().map(|f| f.id).collect();
    write_row(tx, &mut post, rules).await?;
    chinwag_store::post_action::save_all(tx, &actions).await?;
    let reached = reach(tx, (&post, root.as_ref()), &channel, mentioned, rules.most_called).await?;
    count_mentions(tx, &post, &channel, &reached.users).await?;
    post.metadata.files = files;
    let thread = match root {
        Some(root) => Some(crate::thread::replied(tx, root, &mut post, &channel, &reached, rules).await?),
        None => None,
    };
    let followers = thread.as_ref().map_or_else(Vec::new, |t| t.told.clone());
    super::permalink::tell(tx, &post, permalink.as_ref(), |post| {
        posted(post, &channel, (&sender_name, set_online), &reached, followers.clone())
    });
    if !reached.outsiders.is_empty() {
        tx.emit(super::ephemeral::outsiders(&post, &reached.outsiders));
    }
    for event in thread.map_or_else(Vec::new, |t| t.events) {
        tx.emit(event);
    }
    Ok(post)
}

/// The post an earlier attempt of the client made, if there was one.
async fn claim(tx: &mut Tx, post: &Post) -> StoreResult<Option<Post>> {
    if post.pending_post_id.is_empty() {
        return Ok(None);
    }
    let since = post.create_at - post::PENDING_WINDOW;
    let pending = &post.pending_post_id;
    let first =
        chinwag_store::post::claim_pending(tx, post.user_id, pending, post.id, post.create_at, since).await?;
    let Some(first) = first else { return Ok(None) };
    let found = chinwag_store::post::get(tx, first).await?;
    found.map(Some).ok_or_else(|| refuse(AppError::not_found("post")))
}

/// The root of a reply, which may have been deleted since it was checked.
async fn living_root(tx: &mut Tx, reply: &Post) -> StoreResult<Post> {
    match chinwag_store::post::get(tx, reply.root_id).await? {
        Some(root) if root.delete_at == 0 && root.channel_id == reply.channel_id => Ok(root),
        _ => Err(refuse(no_root(reply.root_id))),
    }
}

/// The refusal of a reply to nothing.
pub(super) fn no_root(root: PostId) -> AppError {
    AppError::bad_request(
        "api.post.create_post.root_id.app_error",
        format!("There is no post `{root}` in this channel to reply to."),
    )
}

async fn write_row(tx: &mut Tx, post: &mut Post, rules: Rules) -> StoreResult<()> {
    let counts = i64::from(post.counts());
    let counting =
        Counting { posts: counts, roots: if post.is_root() { counts } else { 0 }, author: rules.author };
    match rules.dated {
        Dated::Now => chinwag_store::post::create(tx, post, counting).await,
        Dated::Given => chinwag_store::post::create_dated(tx, post, counting).await,
    }
}

async fn count_mentions(tx: &mut Tx, post: &Post, channel: &Channel, users: &[UserId]) -> StoreResult<()> {
    if users.is_empty() {
        return Ok(());
    }
    if !channel.kind.is_personal() {
        chinwag_store::post::add_mentions(tx, post, users).await?;
    }
    let root = i64::from(post.is_root());
    chinwag_store::channel_member::add_mentions(tx, post.channel_id, users, root, post.create_at).await
}

fn posted(
    post: &Post,
    channel: &Channel,
    (sender_name, set_online): (&str, SetOnline),
    reached: &Reached,
    followers: Vec<UserId>,
) -> Event {
    let mut event = Event::new("posted")
        .with_json("post", post)
        .with("channel_type", channel.kind.as_str())
        .with("channel_display_name", channel.display_name.as_str())
        .with("channel_name", channel.name.as_str())
        .with("sender_name", format!("@{sender_name}"))
        .with("team_id", channel.team_id.as_str())
        .with("set_online", set_online == SetOnline::Yes)
        .to_channel(channel.id);
    if !post.metadata.files.is_empty() {
        event = event.with("otherFile", "true");
        if post.metadata.files.iter().any(is_image) {
            event = event.with("image", "true");
        }
    }
    for (key, users) in [("mentions", reached.users.clone()), ("followers", followers)] {
        if !users.is_empty() {
            event.personal.push(PersonalList { key: key.into(), users });
        }
    }
    event
}

fn is_image(file: &FileInfo) -> bool {
    file.mime_type.starts_with("image/")
}

/// A message the server writes into a channel (somebody joined, the header changed, …).
#[derive(Debug, Clone)]
pub(crate) struct SystemMessage {
    /// `system_…`.
    pub(crate) kind: &'static str,
    /// Whose doing it was.
    pub(crate) user_id: UserId,
    /// Their username.
    pub(crate) username: String,
    /// English text for clients that do not build their own from the props.
    pub(crate) message: String,
    /// Names the clients put into their own text.
    pub(crate) props: chinwag_model::JsonMap,
}

/// Writes a system message within a transaction.
pub(crate) async fn insert_system(
    tx: &mut Tx,
    channel: &Channel,
    message: SystemMessage,
    now: Millis,
) -> StoreResult<Post> {
    let mut props = message.props;
    props.entry("username").or_insert_with(|| message.username.clone().into());
    let added: Option<UserId> = match message.kind {
        "system_add_to_channel" => props.get("addedUserId").and_then(|id| id.as_str()?.parse().ok()),
        _ => None,
    };
    let post = Post {
        id: PostId::at(now.unsigned_abs()),
        create_at: now,
        update_at: now,
        user_id: message.user_id,
        channel_id: channel.id,
        message: message.message,
        kind: message.kind.into(),
        props,
        ..Post::default()
    };
    let checked = CheckedPost {
        // Being added to a channel counts as being mentioned there.
        mentioned: Mentioned { users: added.into_iter().collect(), ..Mentioned::default() },
        post,
        channel: channel.clone(),
        sender_name: "System".into(),
        set_online: SetOnline::No,
        rules: Rules {
            follow: Follow::AsBefore,
            collapsed: CollapsedThreads::Disabled,
            author: AuthorReads::No,
            most_called: 0,
            dated: Dated::Now,
        },
        actions: Vec::new(),
        permalink: None,
    };
    insert(tx, checked).await
}
