//! The way of a new post: access, check, mentions; then [`write`](super::write) takes it into one transaction.

use async_recursion::async_recursion as boxed;
use chinwag_model::{
    AppError, AppResult, JsonMap, Millis, PostId, UserId,
    channel::{Channel, ChannelKind},
    permission as p,
    post::{self, Post},
};
use chinwag_plugin_contract::Hook;
use chinwag_store::{post::AuthorReads, thread::Follow};

use super::{
    mentioned::Calls,
    write::{CheckedPost, Dated, Rules, insert},
};
use crate::{Actor, App, access::ChannelAccess, stored, thread::CollapsedThreads};

/// Whether posting counts as being active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetOnline {
    /// It does.
    Yes,
    /// It does not (`?set_online=false`).
    No,
}

impl App {
    /// Writes a post in the actor's name.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 400 for a wrong field or an archived channel.
    #[boxed]
    pub async fn do_create_post(&self, actor: &Actor, draft: Post, set_online: SetOnline) -> AppResult<Post> {
        let author = actor.require_user()?;
        let (channel, sender) = self.access_channel_author(actor, draft.channel_id).await?;
        let mut post = self.check_post(actor, &channel, draft, author).await?;
        if self.hooks().answers(Hook::MessageWillBePosted) {
            match self.will_post(actor, post.clone()).await? {
                Some(changed) => post = changed,
                None => return Ok(post),
            }
        }
        if sender.is_bot {
            post.props.insert("from_bot".into(), "true".into());
        }
        let calls = if self.can_in_channel(actor, &channel, p::USE_CHANNEL_MENTIONS) {
            Calls::Allowed
        } else {
            Calls::Ignored
        };
        let written =
            self.write_as(actor, post, channel.into_channel(), sender.username, (set_online, calls)).await?;
        if set_online == SetOnline::Yes {
            self.note_activity(author).await?;
        }
        Ok(written)
    }

    /// Asks plugins about a post; what they changed is checked again. `None`: it is not to be posted.
    pub(crate) async fn will_post(&self, actor: &Actor, post: Post) -> AppResult<Option<Post>> {
        let kept = post.clone();
        let Some(changed) = self.hooks().will_post(&self.asked(actor), post).await? else {
            return Ok(None);
        };
        let post = Post {
            message: changed.message,
            props: changed.props,
            file_ids: changed.file_ids,
            kind: changed.kind,
            ..kept.clone()
        };
        if post != kept {
            check_limits(&post)?;
            if post.kind != kept.kind && post.kind.starts_with(post::SYSTEM_PREFIX) {
                return Err(AppError::invalid_param_why(
                    "type",
                    "a plugin changed it to one that begins with `system_`, which are the server's own",
                ));
            }
        }
        Ok(Some(Post { hashtags: post::hashtags(&post.message), ..post }))
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
        if draft.create_at > TIME_MAX {
            return Err(AppError::invalid_param_why(
                "create_at",
                format!(
                    "{} lies beyond the year 9999 ({TIME_MAX}); it is milliseconds since 1970",
                    draft.create_at
                ),
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
            props: unclaimed(actor, draft.props, None),
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

    /// Writes a post that is right as it is, for an integration whose right to post is settled.
    ///
    /// # Errors
    /// 400 when the root it replies to is gone.
    pub(crate) async fn write_post(
        &self,
        post: Post,
        channel: Channel,
        sender_name: String,
        set_online: SetOnline,
    ) -> AppResult<Post> {
        let post = if post.is_system() || !self.hooks().answers(Hook::MessageWillBePosted) {
            post
        } else {
            let actor = Actor::trusted(crate::Origin::System);
            match self.will_post(&actor, post.clone()).await? {
                Some(changed) => changed,
                None => return Ok(post),
            }
        };
        // Whose it is matters only where the message may show another post.
        let author = if post.message.contains("/pl/") {
            self.actor_for(self.user(post.user_id).await?)
        } else {
            Actor::trusted(crate::Origin::System)
        };
        self.write_as(&author, post, channel, sender_name, (set_online, Calls::Allowed)).await
    }

    #[boxed]
    async fn write_as(
        &self,
        actor: &Actor,
        mut post: Post,
        channel: Channel,
        sender_name: String,
        (set_online, calls): (SetOnline, Calls),
    ) -> AppResult<Post> {
        let actions = crate::integration_action::take_actions(&mut post);
        let mentioned = self.mentioned(&post, &channel, calls).await?;
        self.add_channel_mentions(&mut post, &channel).await?;
        post.metadata.embeds = super::metadata::embeds(&post);
        post.metadata.emojis = self.emojis_of(std::slice::from_ref(&post)).await?;
        let permalink = self.permalink_for(actor, &mut post).await?;
        self.add_link_previews(std::slice::from_mut(&mut post)).await?;
        let rules = self.rules(&post).await?;
        let caller = self.outgoing_caller(&post, &channel, &sender_name);
        let checked =
            CheckedPost { post, channel, sender_name, mentioned, set_online, rules, actions, permalink };
        let mut written = if checked.is_plain() {
            stored(self.store().append(checked.into_append()).await)?
                .into_inner()
                .ok_or_else(|| AppError::not_found("post"))?
        } else {
            stored(self.store().write(move |tx| Box::pin(insert(tx, checked))).await)?.into_inner()
        };
        self.begin_link_previews(&written);
        if let Some(caller) = caller {
            caller.call(self, &written);
        }
        self.add_permalinks(actor, std::iter::once(&mut written)).await?;
        Ok(written)
    }

    /// The settings a post is written by.
    async fn rules(&self, post: &Post) -> AppResult<Rules> {
        let settings = self.config();
        let collapsed = CollapsedThreads::of(&settings.ServiceSettings.collapsed_threads);
        let by_program =
            ["from_webhook", "from_bot", "from_plugin"].iter().any(|key| post.prop(key).is_some());
        let apart = !post.is_root() && self.has_collapsed_threads(post.user_id, collapsed).await?;
        Ok(Rules {
            follow: if settings.ServiceSettings.thread_auto_follow { Follow::New } else { Follow::AsBefore },
            collapsed,
            author: if by_program || apart || post.is_system() { AuthorReads::No } else { AuthorReads::Yes },
            most_called: settings.TeamSettings.max_notifications_per_channel.max(0),
            dated: if post.create_at < self.now() - DATED || post.create_at > self.now() + DATED {
                Dated::Given
            } else {
                Dated::Now
            },
        })
    }

    /// Puts the names of the public channels a message names (`~name`) into its props, where clients look for them.
    async fn add_channel_mentions(&self, post: &mut Post, channel: &Channel) -> AppResult<()> {
        if !post.message.contains('~') || channel.team_id.is_empty() || post.is_system() {
            return Ok(());
        }
        let names = super::mentioned::channel_names(&post.message);
        if names.is_empty() {
            return Ok(());
        }
        let team = channel.team_id;
        let found = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::channel::by_names(tx, team, &names).await })
                })
                .await,
        )?;
        let named: chinwag_model::JsonMap = found
            .into_iter()
            .filter(|c| c.kind == ChannelKind::Open && c.delete_at == 0)
            .map(|c| (c.name, serde_json::json!({"display_name": c.display_name})))
            .collect();
        if !named.is_empty() {
            post.props.insert("channel_mentions".into(), named.into());
        }
        Ok(())
    }
}

/// The last millisecond of the year 9999: ids hold no later time.
const TIME_MAX: Millis = 253_402_300_799_999;
/// Props without what only a plugin may say of itself: that a post is a plugin's decides whose buttons it has.
/// What `old` said stays.
pub(super) fn unclaimed(actor: &Actor, mut props: JsonMap, old: Option<&JsonMap>) -> JsonMap {
    if actor.origin == crate::Origin::Plugin {
        return props;
    }
    for claim in ["from_plugin", "plugin_id"] {
        match old.and_then(|old| old.get(claim)) {
            Some(value) => props.insert(claim.into(), value.clone()),
            None => props.remove(claim),
        };
    }
    props
}

/// A post whose time is further than this from now was given it by an administrator (imports).
const DATED: Millis = 5_000;

/// Checks a draft against the limits of messages, files and props.
///
/// # Errors
/// 400 with the limit and how far the draft is beyond it.
pub fn check_limits(draft: &Post) -> AppResult<()> {
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
