//! Changing posts: message, props, files, pin; the history of edits; what is known of a post to those who may join.

use async_recursion::async_recursion as boxed;
use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, ChannelId, FileId, Millis, PostId, TeamId, UserId,
    channel::ChannelKind,
    permission as p,
    post::{self, Post, PostPatch},
};
use chinwag_store::{StoreResult, Tx};
use serde::Serialize;

use super::permalink::Permalink;
use crate::{Actor, App, PostAccess, error::refuse, stored};

impl App {
    /// Changes what `patch` names of a post. A changed message or files keep the older version.
    ///
    /// # Errors
    /// 404 or 403 for the post, 400 for a system message, after the time limit, in an archived channel, or when the
    /// new content is over the limits.
    pub async fn do_patch_post(&self, actor: &Actor, id: PostId, patch: PostPatch) -> AppResult<Post> {
        let access = self.access_post_edit(actor, id).await?;
        let mut changed = patched(access.post.clone(), &patch);
        changed.props = super::create::unclaimed(actor, changed.props, Some(&access.post.props));
        if changed.message != access.post.message {
            self.check_edit_time(&access.post)?;
        }
        super::create::check_limits(&changed)?;
        let changed = self.will_update(actor, changed, &access.post).await?;
        self.write_change(actor, changed).await
    }

    /// Asks plugins about a changed post; what they changed is checked again.
    async fn will_update(&self, actor: &Actor, changed: Post, old: &Post) -> AppResult<Post> {
        if !self.hooks().answers(chinwag_plugin_contract::Hook::MessageWillBeUpdated) {
            return Ok(changed);
        }
        let kept = changed.clone();
        let answer = self.hooks().will_update_post(&self.asked(actor), changed, old).await?;
        let post = Post { message: answer.message, props: answer.props, file_ids: answer.file_ids, ..kept };
        super::create::check_limits(&post)?;
        Ok(Post { hashtags: post::hashtags(&post.message), ..post })
    }

    /// Pins a post to its channel or takes the pin off.
    ///
    /// # Errors
    /// 404 or 403 for the post; 400 in an archived channel.
    pub async fn do_pin_post(&self, actor: &Actor, id: PostId, pinned: Pinned) -> AppResult<()> {
        let access = self.access_post(actor, id).await?;
        if !self.can_in_channel(actor, &access.channel, p::READ_CHANNEL_CONTENT) {
            return Err(AppError::permission(p::READ_CHANNEL_CONTENT));
        }
        let channel = access.channel.alive()?;
        if !self.can_in_channel(actor, &channel, p::CREATE_POST) {
            return Err(AppError::permission(p::CREATE_POST));
        }
        let is_pinned = pinned == Pinned::Yes;
        if access.post.is_pinned != is_pinned {
            self.write_change(actor, Post { is_pinned, ..access.post }).await?;
        }
        Ok(())
    }

    /// Puts an older version of the actor's post back in its place.
    ///
    /// # Errors
    /// As [`do_patch_post`](Self::do_patch_post); 404 when there is no such version.
    pub async fn do_restore_post_version(
        &self,
        actor: &Actor,
        id: PostId,
        version: PostId,
    ) -> AppResult<Post> {
        let access = self.access_post_edit(actor, id).await?;
        if !actor.is(access.post.user_id) {
            return Err(AppError::permission(p::EDIT_POST));
        }
        self.check_edit_time(&access.post)?;
        let old = stored(
            self.store().read(move |tx| Box::pin(chinwag_store::post::version(tx, id, version))).await,
        )?
        .ok_or_else(|| AppError::not_found("post"))?;
        let patch =
            PostPatch { message: Some(old.message), file_ids: Some(old.file_ids), ..PostPatch::default() };
        self.write_change(actor, patched(access.post, &patch)).await
    }

    /// Older versions of the actor's own post, newest first.
    ///
    /// # Errors
    /// 403 for the posts of others, 404 when it was never edited.
    pub async fn post_history(&self, actor: &Actor, id: PostId) -> AppResult<Vec<Post>> {
        let access = self.access_post_edit(actor, id).await?;
        if !actor.is(access.post.user_id) {
            return Err(AppError::permission(p::EDIT_POST));
        }
        let versions =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::post::versions(tx, id))).await)?;
        if versions.is_empty() {
            return Err(AppError::not_found("post"));
        }
        Ok(versions)
    }

    async fn access_post_edit(&self, actor: &Actor, id: PostId) -> AppResult<PostAccess> {
        let access = self.access_post(actor, id).await?;
        let permission = if actor.is(access.post.user_id) { p::EDIT_POST } else { p::EDIT_OTHERS_POSTS };
        if !self.can_in_channel(actor, &access.channel, permission) {
            return Err(AppError::permission(permission));
        }
        if access.post.is_system() {
            return Err(AppError::bad_request(
                "api.post.update_post.system_message.app_error",
                "A system message cannot be changed.",
            ));
        }
        Ok(PostAccess { post: access.post, channel: access.channel.alive()? })
    }

    fn check_edit_time(&self, post: &Post) -> AppResult<()> {
        let limit = self.config().ServiceSettings.post_edit_time_limit;
        if limit < 0 || self.now() <= post.create_at + limit * 1000 {
            return Ok(());
        }
        Err(AppError::bad_request(
            "api.post.update_post.permissions_time_limit.app_error",
            format!("A post can be edited for {limit} seconds; this one is older."),
        ))
    }

    /// Changes a post for the integration that stands behind one of its buttons, whose right is settled.
    pub(crate) async fn do_rewrite_post(&self, id: PostId, patch: PostPatch) -> AppResult<Post> {
        let post = stored(self.store().read(move |tx| Box::pin(chinwag_store::post::get(tx, id))).await)?
            .filter(|post| post.delete_at == 0)
            .ok_or_else(|| AppError::not_found("post"))?;
        let changed = patched(post, &patch);
        super::create::check_limits(&changed)?;
        self.write_change(&Actor::trusted(crate::Origin::System), changed).await
    }

    #[boxed]
    async fn write_change(&self, actor: &Actor, mut changed: Post) -> AppResult<Post> {
        let now = self.now();
        let editor = actor.user_id();
        let actions = crate::integration_action::take_actions(&mut changed);
        let permalink = self.permalink_for(actor, &mut changed).await?;
        let shown = self.with_metadata(vec![changed]).await?.remove(0);
        let mut written = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::post_action::save_all(tx, &actions).await?;
                        change(tx, shown, (editor, now), permalink.as_ref()).await
                    })
                })
                .await,
        )?
        .into_inner();
        self.begin_link_previews(&written);
        self.add_permalinks(actor, std::iter::once(&mut written)).await?;
        Ok(written)
    }

    /// Tells the channel of a post again, because what goes with it has changed: a preview has come, or gone. Its text
    /// and the time of its last edit stay.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn do_retell(&self, id: PostId) -> AppResult<()> {
        let found = stored(self.store().read(move |tx| Box::pin(chinwag_store::post::get(tx, id))).await)?;
        let Some(mut post) = found.filter(|post| post.delete_at == 0) else { return Ok(()) };
        let prop = post.props.clone();
        let permalink = self.permalink_for(&Actor::trusted(crate::Origin::System), &mut post).await?;
        post.props = prop;
        let mut shown = self.with_metadata(vec![post]).await?.remove(0);
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::post::touch(tx, id, now).await?;
                        let Some(after) = chinwag_store::post::get(tx, id).await? else { return Ok(()) };
                        // Somebody edited it meanwhile, and told of it.
                        if after.delete_at > 0 || after.message != shown.message {
                            return Ok(());
                        }
                        shown = Post { metadata: shown.metadata, ..after };
                        super::permalink::tell(tx, &shown, permalink.as_ref(), edited);
                        Ok(())
                    })
                })
                .await,
        )
        .map(|_| ())
    }

    /// Where a post is, for somebody who may see it or may join its channel.
    ///
    /// # Errors
    /// 404 when there is no such post or the actor may not know of it.
    pub async fn post_info(&self, actor: &Actor, id: PostId) -> AppResult<PostInfo> {
        let missing = || AppError::not_found("post");
        let post = stored(self.store().read(move |tx| Box::pin(chinwag_store::post::get(tx, id))).await)?
            .filter(|post| post.delete_at == 0)
            .ok_or_else(missing)?;
        let channel = self.channel_of_id(post.channel_id).await?.ok_or_else(missing)?;
        let user = actor.user_id();
        let (channel_id, team_id) = (channel.id, channel.team_id);
        let (member, team_roles, team) = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        Ok((
                            chinwag_store::channel_member::get(tx, channel_id, user).await?,
                            chinwag_store::access::team_roles(tx, team_id, user).await?,
                            chinwag_store::team::get(tx, team_id).await?,
                        ))
                    })
                })
                .await,
        )?;
        let (in_channel, in_team) = (member.is_some(), team_roles.is_some());
        let may_join_team =
            in_team || team.as_ref().is_some_and(|t| t.allow_open_invite) && !actor.is_guest();
        let known = in_channel
            || self.can(actor, p::MANAGE_SYSTEM)
            || (channel.kind == ChannelKind::Open && may_join_team && !actor.is_guest());
        if !known {
            return Err(missing());
        }
        Ok(PostInfo {
            channel_id: channel.id,
            channel_type: channel.kind,
            channel_display_name: channel.display_name,
            has_joined_channel: in_channel,
            team_id: channel.team_id,
            team_type: team.as_ref().map_or_else(String::new, |t| t.kind.clone()),
            team_display_name: team.map_or(String::new(), |t| t.display_name),
            has_joined_team: in_team,
        })
    }
}

/// Whether a post is pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pinned {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// Where a post is (`GET /posts/{id}/info`).
#[derive(Debug, Clone, Serialize)]
pub struct PostInfo {
    /// Channel.
    pub channel_id: ChannelId,
    /// Its kind.
    pub channel_type: ChannelKind,
    /// Its display name.
    pub channel_display_name: String,
    /// Whether the actor is in it.
    pub has_joined_channel: bool,
    /// Team; empty for direct and group messages.
    pub team_id: TeamId,
    /// `O` or `I`.
    pub team_type: String,
    /// Its display name.
    pub team_display_name: String,
    /// Whether the actor is in it.
    pub has_joined_team: bool,
}

fn patched(mut post: Post, patch: &PostPatch) -> Post {
    if let Some(message) = &patch.message {
        post.message.clone_from(message);
        post.hashtags = post::hashtags(message);
    }
    if let Some(props) = &patch.props {
        // Who wrote it is not the editor's to change.
        let mut props = props.clone();
        for key in ["from_bot", "from_webhook", "from_plugin", "plugin_id"] {
            match post.props.get(key) {
                Some(own) => props.insert(key.into(), own.clone()),
                None => props.remove(key),
            };
        }
        post.props = props;
    }
    if let Some(files) = &patch.file_ids {
        post.file_ids.clone_from(files);
    }
    if let Some(pinned) = patch.is_pinned {
        post.is_pinned = pinned;
    }
    post
}

/// Writes a changed post within a transaction; what another request changed meanwhile is not undone silently: the last
/// one wins, and every message that was there is in the history.
async fn change(
    tx: &mut Tx,
    mut new: Post,
    (editor, now): (UserId, Millis),
    permalink: Option<&Permalink>,
) -> StoreResult<Post> {
    let old = match chinwag_store::post::get(tx, new.id).await? {
        Some(old) if old.delete_at == 0 => old,
        _ => return Err(refuse(AppError::not_found("post"))),
    };
    // Counted by others in the meantime.
    (new.reply_count, new.last_reply_at, new.has_reactions) =
        (old.reply_count, old.last_reply_at, old.has_reactions);
    new.update_at = now.max(old.update_at + 1);
    new.edit_at = old.edit_at;
    if new.file_ids != old.file_ids {
        exchange_files(tx, &old, &mut new, editor, now).await?;
    }
    if new.message != old.message || new.file_ids != old.file_ids {
        new.edit_at = new.update_at;
        chinwag_store::post::save_version(tx, &version_of(old, new.update_at)).await?;
    }
    chinwag_store::post::update(tx, &new).await?;
    super::permalink::tell(tx, &new, permalink, edited);
    Ok(new)
}

fn edited(post: &Post) -> Event {
    Event::new("post_edited").with_json("post", post).to_channel(post.channel_id)
}

/// An older version, kept under an id of its own.
fn version_of(old: Post, at: Millis) -> Post {
    Post {
        id: PostId::at(at.unsigned_abs()),
        original_id: old.id,
        delete_at: at,
        update_at: at,
        pending_post_id: String::new(),
        ..old
    }
}

/// Takes files off a post and puts others on, uploaded by the editor to the channel, or taken off before.
async fn exchange_files(
    tx: &mut Tx,
    old: &Post,
    new: &mut Post,
    editor: UserId,
    now: Millis,
) -> StoreResult<()> {
    let gone: Vec<FileId> = old.file_ids.iter().filter(|id| !new.file_ids.contains(id)).copied().collect();
    let wanted: Vec<FileId> = new.file_ids.iter().filter(|id| !old.file_ids.contains(id)).copied().collect();
    chinwag_store::file::take_off(tx, new.id, &gone, now).await?;
    chinwag_store::file::put_back(tx, new.id, &wanted, now).await?;
    chinwag_store::file::attach(tx, new.id, editor, new.channel_id, &wanted, now).await?;
    let mut files = chinwag_store::file::of_posts(tx, &[new.id]).await?;
    files.sort_by_key(|f| new.file_ids.iter().position(|id| *id == f.id));
    new.file_ids = files.iter().map(|f| f.id).collect();
    new.metadata.files = files;
    Ok(())
}
