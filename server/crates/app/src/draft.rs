//! Drafts: messages that are not sent yet, kept for all devices of a user.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, ChannelId, FileId, PostId, TeamId, UserId, draft::Draft, file::FileInfo,
    permission as p, post,
};

use crate::{Actor, App, stored};

impl App {
    fn check_drafts_offered(&self) -> AppResult<()> {
        if self.config().ServiceSettings.allow_synced_drafts {
            return Ok(());
        }
        Err(AppError::not_implemented(
            "api.drafts.disabled.app_error",
            "Drafts are not kept on this server (ServiceSettings.AllowSyncedDrafts).",
        ))
    }

    /// Keeps a draft of the actor in the place of an earlier one.
    ///
    /// # Errors
    /// 403, 404 or 400 for the channel, 400 when it is too long, 501 when drafts are switched off.
    pub async fn do_save_draft(&self, actor: &Actor, draft: Draft) -> AppResult<Draft> {
        self.check_drafts_offered()?;
        let user = actor.require_user()?;
        let channel = self.access_channel_post(actor, draft.channel_id).await?.id();
        let length = draft.message.chars().count();
        if length > post::MESSAGE_MAX || draft.file_ids.len() > post::FILES_MAX {
            return Err(AppError::bad_request(
                "model.draft.is_valid.msg.app_error",
                format!(
                    "A draft has at most {} characters and {} files; this one has {length} and {}.",
                    post::MESSAGE_MAX,
                    post::FILES_MAX,
                    draft.file_ids.len()
                ),
            ));
        }
        let now = self.now();
        let new = Draft {
            create_at: now,
            update_at: now,
            delete_at: 0,
            user_id: user,
            channel_id: channel,
            ..draft
        };
        let connection = actor.connection_id;
        let mut kept = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut kept = chinwag_store::draft::put(tx, &new).await?;
                        kept.metadata.files = files(tx, &kept.file_ids).await?;
                        let name = if kept.create_at == now { "draft_created" } else { "draft_updated" };
                        tx.emit(told(name, &kept).omit_connection(connection));
                        Ok(kept)
                    })
                })
                .await,
        )?
        .into_inner();
        kept.delete_at = 0;
        Ok(kept)
    }

    /// Drafts of a user in a team's channels and in direct and group messages, the last changed first.
    ///
    /// # Errors
    /// 403, or 501 when drafts are switched off.
    pub async fn drafts(&self, actor: &Actor, user: UserId, team: TeamId) -> AppResult<Vec<Draft>> {
        self.check_drafts_offered()?;
        if !actor.is(user) {
            return Err(AppError::permission(p::EDIT_OTHER_USERS));
        }
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let mut drafts = chinwag_store::draft::of_team(tx, user, team).await?;
                        for draft in drafts.iter_mut().filter(|d| !d.file_ids.is_empty()) {
                            draft.metadata.files = files(tx, &draft.file_ids).await?;
                        }
                        Ok(drafts)
                    })
                })
                .await,
        )
    }

    /// Drops a draft. One that is not there is no error.
    ///
    /// # Errors
    /// 403, or 501 when drafts are switched off.
    pub async fn do_delete_draft(
        &self,
        actor: &Actor,
        user: UserId,
        channel: ChannelId,
        root: PostId,
    ) -> AppResult<()> {
        self.check_drafts_offered()?;
        if !actor.is(user) {
            return Err(AppError::permission(p::EDIT_OTHER_USERS));
        }
        let (connection, now) = (actor.connection_id, self.now());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let Some(mut draft) = chinwag_store::draft::get(tx, user, channel, root).await?
                        else {
                            return Ok(());
                        };
                        chinwag_store::draft::delete(tx, user, channel, root).await?;
                        draft.delete_at = now;
                        tx.emit(told("draft_deleted", &draft).omit_connection(connection));
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }
}

fn told(name: &'static str, draft: &Draft) -> Event {
    let mut event = Event::new(name).with_json("draft", draft).to_user(draft.user_id);
    event.audience.channel_id = draft.channel_id;
    event
}

/// What is known of files, in the order of their ids.
pub(crate) async fn files(
    tx: &mut chinwag_store::Tx,
    ids: &[FileId],
) -> chinwag_store::StoreResult<Vec<FileInfo>> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(chinwag_store::file::get(tx, *id).await?.map(|f| f.info));
    }
    Ok(found)
}
