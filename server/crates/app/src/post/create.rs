//! The way of a new post: access, check, mentions, one transaction, events.

use chinwag_events::{Event, PersonalList};
use chinwag_model::{
    AppError, AppResult, Millis, PostId, UserId,
    channel::{Channel, ChannelKind, direct_members},
    file::FileInfo,
    permission as p,
    post::{self, Post},
};
use chinwag_store::{StoreResult, Tx, channel::Counted};

use crate::{Actor, App, access::ChannelAccess, error::refuse, stored};

/// Whether posting counts as being active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetOnline {
    /// It does.
    Yes,
    /// It does not (`?set_online=false`).
    No,
}

/// A post that may be written as it is: its fields are within the limits and its mentions are known.
#[derive(Debug, Clone)]
pub(crate) struct CheckedPost {
    pub(crate) post: Post,
    pub(crate) channel: Channel,
    pub(crate) sender_name: String,
    pub(crate) mentioned: Mentioned,
    pub(crate) set_online: SetOnline,
}

/// Whom a post mentions, before it is known who of them is in the channel.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mentioned {
    /// Users named.
    pub(crate) users: Vec<UserId>,
    /// Everybody in the channel.
    pub(crate) everybody: bool,
}

impl App {
    /// Writes a post in the actor's name.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 400 for a wrong field or an archived channel.
    pub async fn do_create_post(&self, actor: &Actor, draft: Post, set_online: SetOnline) -> AppResult<Post> {
        let author = actor.require_user()?;
        let channel = self.access_channel_post(actor, draft.channel_id).await?;
        let post = self.check_post(actor, &channel, draft, author).await?;
        let sender_name = self.username(author).await?;
        let written = self.write_post(post, channel.into_channel(), sender_name, set_online).await?;
        if set_online == SetOnline::Yes {
            self.note_activity(author).await?;
        }
        Ok(written)
    }

    /// Checks a draft and turns it into the post it will be.
    async fn check_post(
        &self,
        actor: &Actor,
        channel: &ChannelAccess,
        draft: Post,
        author: UserId,
    ) -> AppResult<Post> {
        check_limits(&draft)?;
        if draft.kind.starts_with(post::SYSTEM_PREFIX) {
            return Err(AppError::invalid_param_why(
                "type",
                "types that begin with `system_` are the server's own",
            ));
        }
        if draft.create_at > 0 && !self.can(actor, p::MANAGE_SYSTEM) {
            return Err(AppError::forbidden(
                "api.post.create_post.create_at.app_error",
                "Only a system administrator may set the time of a post.",
            ));
        }
        let root_id = self.check_root(channel, draft.root_id).await?;
        let now = if draft.create_at > 0 { draft.create_at } else { self.now() };
        Ok(Post {
            id: PostId::at(now.unsigned_abs()),
            create_at: now,
            update_at: now,
            user_id: author,
            channel_id: channel.id(),
            root_id,
            hashtags: post::hashtags(&draft.message),
            message: draft.message,
            kind: draft.kind,
            props: draft.props,
            file_ids: draft.file_ids,
            pending_post_id: draft.pending_post_id,
            ..Post::default()
        })
    }

    async fn check_root(&self, channel: &ChannelAccess, root: PostId) -> AppResult<PostId> {
        if root.is_empty() {
            return Ok(root);
        }
        let found = stored(self.store().read(move |tx| Box::pin(chinwag_store::post::get(tx, root))).await)?;
        match found {
            Some(post) if post.channel_id == channel.id() && post.delete_at == 0 => {
                Ok(post.root_id.some().unwrap_or(post.id))
            }
            _ => Err(AppError::bad_request(
                "api.post.create_post.root_id.app_error",
                format!("There is no post `{root}` in this channel to reply to."),
            )),
        }
    }

    /// The name of a user, as events carry it.
    pub(crate) async fn username(&self, id: UserId) -> AppResult<String> {
        Ok(self.user(id).await?.username)
    }

    /// Writes a checked post and tells everybody.
    pub(crate) async fn write_post(
        &self,
        post: Post,
        channel: Channel,
        sender_name: String,
        set_online: SetOnline,
    ) -> AppResult<Post> {
        let mentioned = self.mentioned(&post, &channel).await?;
        let caller = self.outgoing_caller(&post, &channel, &sender_name);
        let checked = CheckedPost { post, channel, sender_name, mentioned, set_online };
        let written = stored(self.store().write(move |tx| Box::pin(insert(tx, checked))).await)?.into_inner();
        if let Some(caller) = caller {
            caller.call(self, &written);
        }
        Ok(written)
    }

    /// Whom a post mentions.
    async fn mentioned(&self, post: &Post, channel: &Channel) -> AppResult<Mentioned> {
        if post.is_system() {
            return Ok(Mentioned::default());
        }
        match channel.kind {
            ChannelKind::Direct => {
                let other = direct_members(&channel.name).map(|(a, b)| if a == post.user_id { b } else { a });
                return Ok(Mentioned {
                    users: other.filter(|u| *u != post.user_id).into_iter().collect(),
                    everybody: false,
                });
            }
            ChannelKind::Group => return Ok(Mentioned { users: Vec::new(), everybody: true }),
            ChannelKind::Open | ChannelKind::Private => {}
        }
        let named = self.inner.mention_keys.scan(&post.message);
        let mut users: Vec<UserId> = named.by_key.into_iter().collect();
        if !named.names.is_empty() {
            let names = named.names;
            let found = stored(
                self.store()
                    .read(move |tx| {
                        Box::pin(async move { chinwag_store::user::by_usernames(tx, &names).await })
                    })
                    .await,
            )?;
            users.extend(found.iter().map(|u| u.id));
        }
        users.retain(|u| *u != post.user_id);
        users.sort_unstable();
        users.dedup();
        Ok(Mentioned { users, everybody: named.everybody || named.here })
    }
}

fn check_limits(draft: &Post) -> AppResult<()> {
    let refuse = |id: &'static str, message: String| Err(AppError::bad_request(id, message));
    let length = draft.message.chars().count();
    if length > post::MESSAGE_MAX {
        return refuse(
            "model.post.is_valid.message_length.app_error",
            format!(
                "The message has {length} characters; at most {} are allowed. Attach it as a file instead.",
                post::MESSAGE_MAX
            ),
        );
    }
    if draft.file_ids.len() > post::FILES_MAX {
        return refuse(
            "model.post.is_valid.file_ids.app_error",
            format!("The post has {} files; at most {} are allowed.", draft.file_ids.len(), post::FILES_MAX),
        );
    }
    let has_attachments =
        draft.props.get("attachments").is_some_and(|a| a.as_array().is_some_and(|a| !a.is_empty()));
    if draft.message.trim().is_empty() && draft.file_ids.is_empty() && !has_attachments {
        return refuse(
            "model.post.is_valid.msg.app_error",
            "A post needs a message, a file or an attachment.".into(),
        );
    }
    if draft.pending_post_id.len() > post::PENDING_ID_MAX {
        return refuse(
            "model.post.is_valid.pending_post_id.app_error",
            format!(
                "pending_post_id has {} bytes; at most {} are allowed.",
                draft.pending_post_id.len(),
                post::PENDING_ID_MAX
            ),
        );
    }
    if draft.kind.len() > 26 {
        return refuse(
            "model.post.is_valid.type.app_error",
            "The type of a post has at most 26 characters.".into(),
        );
    }
    let props = serde_json::to_string(&draft.props).map_or(0, |p| p.len());
    if props > post::PROPS_MAX {
        return refuse(
            "model.post.is_valid.props.app_error",
            format!("The props have {props} bytes as JSON; at most {} are allowed.", post::PROPS_MAX),
        );
    }
    Ok(())
}

/// Writes a post with everything that follows from it, within a transaction.
pub(crate) async fn insert(tx: &mut Tx, checked: CheckedPost) -> StoreResult<Post> {
    let CheckedPost { mut post, channel, sender_name, mentioned, set_online } = checked;
    let pending = post.pending_post_id.clone();
    if !pending.is_empty() {
        let since = post.create_at - post::PENDING_WINDOW;
        let first =
            chinwag_store::post::claim_pending(tx, post.user_id, &pending, post.id, post.create_at, since)
                .await?;
        if let Some(first) = first {
            return chinwag_store::post::get(tx, first)
                .await?
                .ok_or_else(|| refuse(AppError::not_found("post")));
        }
    }
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
    chinwag_store::post::insert(tx, &post).await?;
    count(tx, &post).await?;
    let mentions = add_mentions(tx, &post, &mentioned).await?;
    post.metadata.files = files;
    tx.emit(posted(&post, &channel, &sender_name, mentions, set_online));
    Ok(post)
}

/// Adds the post to the counters of its channel and its author.
async fn count(tx: &mut Tx, post: &Post) -> StoreResult<()> {
    let counts = i64::from(post.counts());
    let counted =
        Counted { at: post.create_at, posts: counts, roots: if post.is_root() { counts } else { 0 } };
    chinwag_store::channel::count_post(tx, post.channel_id, counted).await?;
    let by_program = post.prop("from_webhook").is_some()
        || post.prop("from_bot").is_some()
        || post.prop("from_plugin").is_some();
    if !by_program && !post.is_system() {
        chinwag_store::channel_member::mark_read(tx, post.channel_id, post.user_id, post.create_at).await?;
    }
    Ok(())
}

async fn add_mentions(tx: &mut Tx, post: &Post, mentioned: &Mentioned) -> StoreResult<Vec<UserId>> {
    let users = if mentioned.everybody {
        let mut all = chinwag_store::channel_member::user_ids(tx, post.channel_id).await?;
        all.retain(|u| *u != post.user_id);
        all
    } else if mentioned.users.is_empty() {
        return Ok(Vec::new());
    } else {
        let members = chinwag_store::channel_member::by_users(tx, post.channel_id, &mentioned.users).await?;
        members.into_iter().map(|m| m.user_id).collect()
    };
    let root = i64::from(post.is_root());
    chinwag_store::channel_member::add_mentions(tx, post.channel_id, &users, root, post.create_at).await?;
    Ok(users)
}

fn posted(
    post: &Post,
    channel: &Channel,
    sender_name: &str,
    mentions: Vec<UserId>,
    set_online: SetOnline,
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
    if !mentions.is_empty() {
        event.personal.push(PersonalList { key: "mentions".into(), users: mentions });
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
        post,
        channel: channel.clone(),
        sender_name: "System".into(),
        mentioned: Mentioned::default(),
        set_online: SetOnline::No,
    };
    insert(tx, checked).await
}
