//! Channels: making public and private ones. [`personal`] holds direct and group messages, [`change`] and [`archive`]
//! what happens to a channel, [`read`] and [`list`] finding them, [`notice`] what the server writes into them.

pub(crate) mod archive;
mod change;
mod list;
pub(crate) mod notice;
mod personal;
mod read;

pub use archive::Strangers;
use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, ChannelId, UserId,
    channel::{self, Channel, ChannelKind},
    permission as p,
    user::check_length,
};
pub use list::{ArchivedToo, ChannelFilter};
pub use read::Archived;

use crate::{Actor, App, error::refuse, stored, team::Rank};

impl App {
    /// Makes a public or private channel; the actor becomes its administrator.
    ///
    /// # Errors
    /// 403 without the permission in the team, 400 when a field is wrong or the name is taken (also by an archived
    /// channel).
    pub async fn do_create_channel(&self, actor: &Actor, draft: Channel) -> AppResult<Channel> {
        let permission = match draft.kind {
            ChannelKind::Open => p::CREATE_PUBLIC_CHANNEL,
            ChannelKind::Private => p::CREATE_PRIVATE_CHANNEL,
            ChannelKind::Direct | ChannelKind::Group => {
                return Err(AppError::bad_request(
                    "api.channel.create_channel.direct_channel.app_error",
                    "Direct and group messages are made by /channels/direct and /channels/group.",
                ));
            }
        };
        let team = self.access_team(actor, draft.team_id, permission).await?;
        if team.team().delete_at > 0 {
            return Err(AppError::bad_request(
                "api.team.archived.app_error",
                "This team is archived; unarchive it first.",
            ));
        }
        let channel = self.check_channel(draft, actor.user_id())?;
        let (owner, rank) = (actor.user_id(), if actor.is_guest() { Rank::Guest } else { Rank::Admin });
        let limit = self.config().TeamSettings.max_channels_per_team;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if chinwag_store::channel::by_name(tx, channel.team_id, &channel.name)
                            .await?
                            .is_some()
                        {
                            return Err(refuse(name_taken(&channel.name)));
                        }
                        if chinwag_store::channel::count(tx, channel.team_id, channel.kind).await? >= limit {
                            return Err(refuse(AppError::bad_request(
                                "api.channel.create_channel.max_channel_limit.app_error",
                                format!("This team has reached the limit of {limit} channels."),
                            )));
                        }
                        chinwag_store::channel::insert(tx, &channel).await?;
                        if !owner.is_empty() {
                            crate::channel_member::join(tx, &channel, owner, rank, channel.create_at).await?;
                            tx.emit(
                                Event::new("channel_created")
                                    .with("channel_id", channel.id.as_str())
                                    .with("team_id", channel.team_id.as_str())
                                    .to_user(owner),
                            );
                        }
                        Ok(channel)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    fn check_channel(&self, draft: Channel, creator: UserId) -> AppResult<Channel> {
        let now = self.now();
        let channel = Channel {
            id: ChannelId::generate(),
            create_at: now,
            update_at: now,
            team_id: draft.team_id,
            kind: draft.kind,
            display_name: draft.display_name.trim().to_owned(),
            name: channel::check_channel_name(&draft.name)?,
            header: draft.header,
            purpose: draft.purpose,
            creator_id: creator,
            props: draft.props,
            ..Channel::default()
        };
        check_channel_texts(&channel)?;
        Ok(channel)
    }
}

/// Checks the texts of a channel.
pub(crate) fn check_channel_texts(channel: &Channel) -> AppResult<()> {
    if channel.display_name.is_empty() && !channel.kind.is_personal() {
        return Err(AppError::invalid_param_why("display_name", "a channel needs a display name"));
    }
    check_length("display_name", &channel.display_name, channel::CHANNEL_DISPLAY_NAME_MAX)?;
    check_length("header", &channel.header, channel::CHANNEL_HEADER_MAX)?;
    check_length("purpose", &channel.purpose, channel::CHANNEL_PURPOSE_MAX)
}

fn name_taken(name: &str) -> AppError {
    AppError::bad_request(
        "store.sql_channel.save_channel.exists.app_error",
        format!("A channel with the name `{name}` already exists in this team (it may be archived)."),
    )
}
