//! Finding channels: by name, of a user.

use chinwag_model::{
    AppError, AppResult, Millis, TeamId, UserId,
    channel::{Channel, ChannelKind},
    permission as p,
};

use crate::{Actor, App, stored};

/// Whether archived channels are found too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archived {
    /// They are.
    Included,
    /// Only those archived at this time or later.
    Since(Millis),
    /// They are not.
    Excluded,
}

impl Archived {
    fn since(self) -> Option<Millis> {
        match self {
            Self::Included => Some(0),
            Self::Since(at) => Some(at),
            Self::Excluded => None,
        }
    }
}

pub(crate) fn no_such_name(name: &str) -> AppError {
    let name: String = name.chars().take(64).collect();
    AppError::new(
        404,
        "app.channel.get_by_name.missing.app_error",
        format!("There is no channel `{name}` here, or it is private and you are not in it."),
    )
}

impl App {
    /// A channel of a team by name, or a direct or group message by its name. A private channel the actor may not
    /// read is not there, unless they administer its team.
    ///
    /// # Errors
    /// 404, or 403 for a public channel of a team the actor is not in.
    pub async fn channel_by_name(
        &self,
        actor: &Actor,
        team: TeamId,
        name: &str,
        archived: Archived,
    ) -> AppResult<Channel> {
        let wanted = name.to_lowercase();
        let found = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        match chinwag_store::channel::by_name(tx, team, &wanted).await? {
                            Some(channel) => Ok(Some(channel)),
                            None => chinwag_store::channel::by_name(tx, TeamId::EMPTY, &wanted).await,
                        }
                    })
                })
                .await,
        )?;
        let channel = found
            .filter(|c| c.delete_at == 0 || archived.since().is_some_and(|since| c.delete_at >= since))
            .ok_or_else(|| no_such_name(name))?;
        match self.access_channel_read(actor, channel.id).await {
            Ok(access) => Ok(access.into_channel()),
            Err(_) if channel.kind == ChannelKind::Open => Err(AppError::permission(p::READ_PUBLIC_CHANNEL)),
            // Who runs the team may know what its private channels are called, not what is said in them.
            Err(_)
                if channel.kind == ChannelKind::Private
                    && self.can_in_team(actor, channel.team_id, p::MANAGE_TEAM).await? =>
            {
                Ok(channel)
            }
            Err(_) => Err(no_such_name(name)),
        }
    }

    /// A channel of the team of this name; see [`channel_by_name`](Self::channel_by_name).
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn channel_by_team_name(
        &self,
        actor: &Actor,
        team: &str,
        name: &str,
        archived: Archived,
    ) -> AppResult<Channel> {
        let wanted = team.to_lowercase();
        let found = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::team::by_name(tx, &wanted).await }))
                .await,
        )?;
        let team = found.ok_or_else(|| AppError::not_found("team"))?;
        self.channel_by_name(actor, team.id, name, archived).await
    }

    /// The channels a user is in, of every team.
    ///
    /// # Errors
    /// 403.
    pub async fn channels_of_user(
        &self,
        actor: &Actor,
        user: UserId,
        archived: Archived,
    ) -> AppResult<Vec<Channel>> {
        self.access_self(actor, user).await?;
        self.read_channels_of(user, TeamId::EMPTY, archived).await
    }

    /// The channels a user is in: of one team, and direct and group messages.
    ///
    /// # Errors
    /// 403, or 404 when there is no such team.
    pub async fn channels_of_user_in_team(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        archived: Archived,
    ) -> AppResult<Vec<Channel>> {
        self.access_self(actor, user).await?;
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        self.read_channels_of(user, team, archived).await
    }

    async fn read_channels_of(
        &self,
        user: UserId,
        team: TeamId,
        archived: Archived,
    ) -> AppResult<Vec<Channel>> {
        let since = archived.since();
        stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::channel::of_user(tx, user, team, since)))
                .await,
        )
    }
}
