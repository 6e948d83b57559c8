//! Posts to be sent later: keeping them, and sending those whose time has come.

use std::collections::BTreeMap;

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, PostId, TeamId, UserId, permission as p, post::Post, scheduled_post::ScheduledPost,
};

use crate::{Actor, App, SetOnline, error::refuse, stored};

/// Whether direct and group messages are listed with those of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// They are.
    With,
    /// They are not.
    Without,
}

impl App {
    fn check_scheduling_offered(&self) -> AppResult<()> {
        if self.config().ServiceSettings.scheduled_posts {
            return Ok(());
        }
        Err(AppError::not_implemented(
            "api.scheduled_posts.disabled.app_error",
            "Messages cannot be sent later on this server (ServiceSettings.ScheduledPosts).",
        ))
    }

    /// Keeps a post of the actor to be sent later.
    ///
    /// # Errors
    /// 403, 404 or 400 for the channel, 400 for a moment in the past or content over the limits, 501 when switched off.
    pub async fn do_schedule_post(&self, actor: &Actor, draft: ScheduledPost) -> AppResult<ScheduledPost> {
        self.check_scheduling_offered()?;
        let user = actor.require_user()?;
        let channel = self.access_channel_post(actor, draft.channel_id).await?.id();
        self.check_scheduled(&draft)?;
        let now = self.now();
        let new = ScheduledPost {
            id: PostId::at(now.unsigned_abs()),
            create_at: now,
            update_at: now,
            user_id: user,
            channel_id: channel,
            processed_at: 0,
            error_code: String::new(),
            ..draft
        };
        self.keep(actor, new, "scheduled_post_created").await
    }

    fn check_scheduled(&self, draft: &ScheduledPost) -> AppResult<()> {
        if draft.scheduled_at <= self.now() {
            return Err(AppError::bad_request(
                "model.scheduled_post.is_valid.scheduled_at.app_error",
                "scheduled_at must lie in the future (milliseconds since 1970).",
            ));
        }
        crate::post::check_limits(&as_post(draft))
    }

    async fn keep(
        &self,
        actor: &Actor,
        post: ScheduledPost,
        event: &'static str,
    ) -> AppResult<ScheduledPost> {
        let connection = actor.connection_id;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::scheduled_post::put(tx, &post).await?;
                        let mut kept = post;
                        kept.metadata.files = crate::draft::files(tx, &kept.file_ids).await?;
                        tx.emit(told(event, &kept).omit_connection(connection));
                        Ok(kept)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    async fn access_scheduled(&self, actor: &Actor, id: PostId) -> AppResult<ScheduledPost> {
        self.check_scheduling_offered()?;
        let post =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::scheduled_post::get(tx, id))).await)?
                .ok_or_else(|| AppError::not_found("scheduled post"))?;
        if actor.is(post.user_id) {
            return Ok(post);
        }
        Err(AppError::forbidden(
            "app.update_scheduled_post.update_permission.error",
            "A scheduled post is for its author alone to change.",
        ))
    }

    /// Changes text, files or time of the actor's scheduled post.
    ///
    /// # Errors
    /// 404 when there is no such post, 403 when it is another's, otherwise as [`do_schedule_post`](Self::do_schedule_post).
    pub async fn do_change_scheduled(
        &self,
        actor: &Actor,
        id: PostId,
        draft: ScheduledPost,
    ) -> AppResult<ScheduledPost> {
        let old = self.access_scheduled(actor, id).await?;
        self.access_channel_post(actor, old.channel_id).await?;
        self.check_scheduled(&draft)?;
        let changed = ScheduledPost {
            message: draft.message,
            props: draft.props,
            file_ids: draft.file_ids,
            scheduled_at: draft.scheduled_at,
            update_at: self.now(),
            processed_at: 0,
            error_code: String::new(),
            ..old
        };
        self.keep(actor, changed, "scheduled_post_updated").await
    }

    /// Drops the actor's scheduled post and gives it.
    ///
    /// # Errors
    /// 404 when there is no such post, 403 when it is another's.
    pub async fn do_delete_scheduled(&self, actor: &Actor, id: PostId) -> AppResult<ScheduledPost> {
        let post = self.access_scheduled(actor, id).await?;
        let connection = actor.connection_id;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if !chinwag_store::scheduled_post::delete(tx, id).await? {
                            return Err(refuse(AppError::not_found("scheduled post")));
                        }
                        tx.emit(told("scheduled_post_deleted", &post).omit_connection(connection));
                        Ok(post)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Scheduled posts of the actor by team id; direct and group messages under `directChannels`.
    ///
    /// # Errors
    /// 403 without membership of the team, 501 when switched off.
    pub async fn scheduled_posts(
        &self,
        actor: &Actor,
        team: TeamId,
        personal: Personal,
    ) -> AppResult<BTreeMap<String, Vec<ScheduledPost>>> {
        self.check_scheduling_offered()?;
        let user = actor.require_user()?;
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        let mut lists = BTreeMap::new();
        lists.insert(team.to_string(), self.scheduled_of(user, team).await?);
        if personal == Personal::With {
            lists.insert("directChannels".into(), self.scheduled_of(user, TeamId::EMPTY).await?);
        }
        Ok(lists)
    }

    async fn scheduled_of(&self, user: UserId, team: TeamId) -> AppResult<Vec<ScheduledPost>> {
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let mut posts = chinwag_store::scheduled_post::of_team(tx, user, team).await?;
                        for post in posts.iter_mut().filter(|p| !p.file_ids.is_empty()) {
                            post.metadata.files = crate::draft::files(tx, &post.file_ids).await?;
                        }
                        Ok(posts)
                    })
                })
                .await,
        )
    }

    /// Sends the posts whose time has come; says how many were tried. One that cannot be sent is kept with the reason.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn do_send_scheduled(&self) -> AppResult<usize> {
        let now = self.now();
        let due =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::scheduled_post::due(tx, now))).await)?;
        let tried = due.len();
        for post in due {
            if let Err(error) = self.send_scheduled(&post).await {
                tracing::warn!(post = %post.id, %error, "a scheduled post could not be sent");
                let failed =
                    ScheduledPost { processed_at: self.now(), error_code: reason(&error).into(), ..post };
                let nobody = Actor::trusted(crate::Origin::System);
                self.keep(&nobody, failed, "scheduled_post_updated").await?;
            }
        }
        Ok(tried)
    }

    async fn send_scheduled(&self, post: &ScheduledPost) -> AppResult<()> {
        let user = self.user(post.user_id).await?;
        if !user.is_active() {
            return Err(AppError::forbidden(
                "api.scheduled_posts.user_deleted",
                "The author's account is deactivated.",
            ));
        }
        let actor = self.actor_for(user);
        // A crash between sending and dropping must not send it twice: the attempt is known by its id.
        let draft = Post { pending_post_id: format!("scheduled:{}", post.id), ..as_post(post) };
        self.do_create_post(&actor, draft, SetOnline::No).await?;
        let sent = post.clone();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::scheduled_post::delete(tx, sent.id).await?;
                        tx.emit(told("scheduled_post_deleted", &sent));
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }
}

fn as_post(draft: &ScheduledPost) -> Post {
    Post {
        channel_id: draft.channel_id,
        root_id: draft.root_id,
        message: draft.message.clone(),
        props: draft.props.clone(),
        file_ids: draft.file_ids.clone(),
        ..Post::default()
    }
}

fn told(name: &'static str, post: &ScheduledPost) -> Event {
    Event::new(name).with_json("scheduledPost", post).to_user(post.user_id)
}

/// The word clients know for why a post could not be sent.
fn reason(error: &AppError) -> &'static str {
    match (error.status_code, error.id.as_ref()) {
        (_, "api.channel.archived.app_error") => "channel_archived",
        (_, "api.post.create_post.root_id.app_error") => "thread_deleted",
        (_, "api.scheduled_posts.user_deleted") => "user_missing",
        (404, _) => "channel_not_found",
        (403, _) => "no_channel_permission",
        _ => "unable_to_send",
    }
}
