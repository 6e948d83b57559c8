//! Reactions: adding, removing and reading them.

use std::collections::BTreeMap;

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, PostId, UserId,
    emoji::{is_emoji_name, is_standard_emoji},
    permission as p,
    reaction::Reaction,
};

use crate::{Actor, App, error::refuse, stored};

/// Most posts one request may ask about.
const POSTS_MAX: usize = 200;

impl App {
    /// Adds a reaction of the actor; one that is there already is given again.
    ///
    /// # Errors
    /// 403 for another user or without the permission, 404 for the post or an unknown custom emoji, 400 for a name
    /// that is none, in an archived channel, or beyond the limit of different emojis.
    pub async fn do_react(&self, actor: &Actor, draft: Reaction) -> AppResult<Reaction> {
        if !actor.is(draft.user_id) {
            return Err(AppError::forbidden(
                "api.reaction.save_reaction.user_id.app_error",
                "You cannot react in the name of another user.",
            ));
        }
        let access = self.access_post(actor, draft.post_id).await?;
        if !self.can_in_channel(actor, &access.channel, p::ADD_REACTION) {
            return Err(AppError::permission(p::ADD_REACTION));
        }
        let channel = access.channel.alive()?.id();
        self.check_emoji(&draft.emoji_name).await?;
        let now = self.now();
        let reaction = Reaction {
            user_id: draft.user_id,
            post_id: access.post.id,
            emoji_name: draft.emoji_name,
            create_at: now,
            update_at: now,
            channel_id: channel,
            ..Reaction::default()
        };
        let limit = self.config().ServiceSettings.unique_emoji_reaction_limit_per_post;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let name = reaction.emoji_name.as_str();
                        let others =
                            chinwag_store::reaction::other_emojis(tx, reaction.post_id, name).await?;
                        if others >= limit {
                            return Err(refuse(too_many(limit)));
                        }
                        if chinwag_store::reaction::insert(tx, &reaction).await? {
                            chinwag_store::post::set_reacted(tx, reaction.post_id, now).await?;
                            tx.emit(
                                Event::new("reaction_added")
                                    .with_json("reaction", &reaction)
                                    .to_channel(channel),
                            );
                        }
                        Ok(reaction)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    async fn check_emoji(&self, name: &str) -> AppResult<()> {
        if !is_emoji_name(name) {
            return Err(AppError::invalid_param_why(
                "emoji_name",
                format!("`{name}` is not the name of an emoji"),
            ));
        }
        if is_standard_emoji(name) {
            return Ok(());
        }
        let wanted = vec![name.to_owned()];
        let found = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::reaction::custom_emojis(tx, &wanted).await })
                })
                .await,
        )?;
        if found.is_empty() {
            return Err(AppError::new(
                404,
                "app.emoji.get_by_name.no_result",
                format!("There is no emoji `{name}`."),
            ));
        }
        Ok(())
    }

    /// Removes a reaction, the actor's own or, with the permission, another's. One that is not there is no error.
    ///
    /// # Errors
    /// 403, or 404 for the post.
    pub async fn do_unreact(
        &self,
        actor: &Actor,
        user: UserId,
        post: PostId,
        emoji_name: String,
    ) -> AppResult<()> {
        let access = self.access_post(actor, post).await?;
        let permission = if actor.is(user) { p::REMOVE_REACTION } else { p::REMOVE_OTHERS_REACTIONS };
        if !self.can_in_channel(actor, &access.channel, permission) {
            return Err(AppError::permission(permission));
        }
        let channel = access.channel.alive()?.id();
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let gone = chinwag_store::reaction::delete(tx, post, user, &emoji_name).await?;
                        if let Some(reaction) = gone {
                            chinwag_store::post::set_reacted(tx, post, now).await?;
                            tx.emit(
                                Event::new("reaction_removed")
                                    .with_json("reaction", &reaction)
                                    .to_channel(channel),
                            );
                        }
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }

    /// Reactions to a post, oldest first.
    ///
    /// # Errors
    /// 404 or 403 for the post.
    pub async fn reactions(&self, actor: &Actor, post: PostId) -> AppResult<Vec<Reaction>> {
        let post = self.access_post(actor, post).await?.post.id;
        stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::reaction::of_posts(tx, &[post]).await }))
                .await,
        )
    }

    /// Reactions to several posts, by post.
    ///
    /// # Errors
    /// 404 or 403 for any of the posts, 400 for too many.
    pub async fn reactions_of_posts(
        &self,
        actor: &Actor,
        posts: Vec<PostId>,
    ) -> AppResult<BTreeMap<PostId, Vec<Reaction>>> {
        if posts.is_empty() || posts.len() > POSTS_MAX {
            return Err(AppError::invalid_param_why(
                "post_ids",
                format!("1 to {POSTS_MAX} ids are taken; {} were given", posts.len()),
            ));
        }
        for post in &posts {
            self.access_post(actor, *post).await?;
        }
        let mut by_post: BTreeMap<PostId, Vec<Reaction>> = posts.iter().map(|id| (*id, Vec::new())).collect();
        let found = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::reaction::of_posts(tx, &posts).await }))
                .await,
        )?;
        for reaction in found {
            by_post.entry(reaction.post_id).or_default().push(reaction);
        }
        Ok(by_post)
    }
}

fn too_many(limit: i64) -> AppError {
    AppError::bad_request(
        "app.reaction.save.save.too_many_reactions",
        format!("A post takes {limit} different emojis at most; this one has them."),
    )
}
