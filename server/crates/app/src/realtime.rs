//! What sockets need of the chat: whose events a connection gets, and who is typing.
//!
//! Statuses are in [`crate::status`]; sockets themselves are `http`'s.

use chinwag_events::Event;
use chinwag_model::{AppResult, ChannelId, PostId, TeamId, UserId, permission as p};

use crate::{Actor, App, stored};

/// Where a user belongs.
#[derive(Debug, Clone, Default)]
pub struct Memberships {
    /// Their channels, direct messages too.
    pub channels: Vec<ChannelId>,
    /// Their teams.
    pub teams: Vec<TeamId>,
}

impl App {
    /// Where a user belongs, as a connection must know.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn memberships_of(&self, user: UserId) -> AppResult<Memberships> {
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let channels = chinwag_store::channel_member::channel_ids(tx, user).await?;
                        let teams = chinwag_store::team_member::of_user(tx, user).await?;
                        Ok(Memberships { channels, teams: teams.into_iter().map(|m| m.team_id).collect() })
                    })
                })
                .await,
        )
    }

    /// Tells a channel that the actor is typing, in a thread when `parent` is set.
    ///
    /// # Errors
    /// 404 when there is no such channel, 403 when the actor may not post in it.
    pub async fn do_typing(&self, actor: &Actor, channel: ChannelId, parent: PostId) -> AppResult<()> {
        self.access_channel(actor, channel, p::CREATE_POST).await?;
        if !self.config().ServiceSettings.enable_user_typing_messages {
            return Ok(());
        }
        let user = actor.require_user()?;
        let event = Event::new("typing")
            .with("parent_id", parent.as_str())
            .with("user_id", user.as_str())
            .to_channel(channel)
            .omit(user)
            .droppable();
        self.publish(vec![event]);
        Ok(())
    }
}
