//! Acknowledging posts, and being reminded of them.

use chinwag_events::Event;
use chinwag_model::{AppError, AppResult, ChannelId, PostId, UserId, post::Post};
use chinwag_store::post::{Acknowledgement, Reminder};

use crate::{Actor, App, stored};

impl App {
    /// Says that the user has seen a post.
    ///
    /// # Errors
    /// 403, 404 for the post, 400 in an archived channel.
    pub async fn do_acknowledge(
        &self,
        actor: &Actor,
        user: UserId,
        post: PostId,
    ) -> AppResult<Acknowledgement> {
        let channel = self.access_acknowledging(actor, user, post).await?;
        let new = Acknowledgement {
            user_id: user,
            post_id: post,
            channel_id: channel,
            acknowledged_at: self.now(),
        };
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let kept = chinwag_store::post::acknowledge(tx, new).await?;
                        chinwag_store::post::touch(tx, post, new.acknowledged_at).await?;
                        tx.emit(
                            Event::new("post_acknowledgement_added")
                                .with_json("acknowledgement", &kept)
                                .to_channel(channel),
                        );
                        Ok(kept)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Takes an acknowledgement back.
    ///
    /// # Errors
    /// 403, 404 for the post or when it was not acknowledged.
    pub async fn do_unacknowledge(&self, actor: &Actor, user: UserId, post: PostId) -> AppResult<()> {
        let channel = self.access_acknowledging(actor, user, post).await?;
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let Some(gone) = chinwag_store::post::unacknowledge(tx, post, user).await? else {
                            return Err(crate::error::refuse(AppError::not_found("acknowledgement")));
                        };
                        chinwag_store::post::touch(tx, post, now).await?;
                        tx.emit(
                            Event::new("post_acknowledgement_removed")
                                .with_json("acknowledgement", &gone)
                                .to_channel(channel),
                        );
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }

    async fn access_acknowledging(&self, actor: &Actor, user: UserId, post: PostId) -> AppResult<ChannelId> {
        self.access_self(actor, user).await?;
        let access = self.access_post(actor, post).await?;
        if !access.channel.is_member() {
            return Err(AppError::permission(chinwag_model::permission::READ_CHANNEL_CONTENT));
        }
        Ok(access.channel.alive()?.id())
    }

    /// Reminds a user of a post at a moment (**seconds** since 1970).
    ///
    /// # Errors
    /// 403, 404 for the post, 400 for a moment in the past.
    pub async fn do_remind(
        &self,
        actor: &Actor,
        user: UserId,
        post: PostId,
        target_time: i64,
    ) -> AppResult<()> {
        self.access_self(actor, user).await?;
        let post = self.access_post(actor, post).await?.post;
        if target_time <= self.now() / 1000 {
            return Err(AppError::invalid_param_why(
                "target_time",
                "it must lie in the future, in seconds since 1970",
            ));
        }
        let reminder = Reminder { post_id: post.id, user_id: user, target_time };
        stored(self.store().write(move |tx| Box::pin(chinwag_store::post::remind(tx, reminder))).await)?;
        Ok(())
    }

    /// Shows the reminders whose time has come, in the channels of their posts; says how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn do_send_reminders(&self) -> AppResult<usize> {
        let now = self.now();
        let due = stored(
            self.store().write(move |tx| Box::pin(chinwag_store::post::due_reminders(tx, now / 1000))).await,
        )?
        .into_inner();
        let ids: Vec<PostId> = due.iter().map(|r| r.post_id).collect();
        let posts = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::post::by_ids(tx, &ids).await }))
                .await,
        )?;
        let mut events = Vec::new();
        for reminder in &due {
            let Some(post) = posts.iter().find(|p| p.id == reminder.post_id) else { continue };
            events
                .push(super::ephemeral::shown_to(reminder.user_id, &reminding(post, reminder.user_id, now)));
        }
        self.publish(events);
        Ok(due.len())
    }
}

fn reminding(post: &Post, user: UserId, now: i64) -> Post {
    let start: String = post.message.chars().take(200).collect();
    Post {
        id: PostId::at(now.unsigned_abs()),
        create_at: now,
        update_at: now,
        user_id: user,
        channel_id: post.channel_id,
        root_id: post.root_id.some().unwrap_or(post.id),
        message: format!("You asked to be reminded of this message:\n> {}", start.replace('\n', "\n> ")),
        kind: "system_ephemeral".into(),
        ..Post::default()
    }
}
