//! Built-in commands about channels and the people in them.

use std::collections::BTreeMap;

use chinwag_model::{
    AppResult, UserId,
    channel::{Channel, ChannelPatch},
    command::CommandResponse,
    user::User,
};

use super::execute::{Typed, silent, whisper};
use crate::{App, stored};

/// Which text of a channel a command sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    Header,
    Purpose,
    Name,
}

/// A refusal by the rules is an answer to the one who typed, not a failed request.
fn answer(result: AppResult<CommandResponse>) -> AppResult<CommandResponse> {
    match result {
        Err(error) if error.status_code < 500 => Ok(whisper(error.message)),
        other => other,
    }
}

impl App {
    pub(super) async fn command_join(&self, typed: &Typed<'_>) -> AppResult<CommandResponse> {
        let name = typed.rest.trim_start_matches('~').to_lowercase();
        if name.is_empty() {
            return Ok(whisper("Name the channel, such as `/join ~town-square`."));
        }
        let Some(channel) = self.named_channel(typed, &name).await? else {
            return Ok(whisper(format!("There is no channel `{name}` that you may join.")));
        };
        let actor = typed.actor;
        let joined = async {
            self.do_add_channel_members(actor, channel.id, vec![actor.user_id()]).await?;
            let team = self.team(channel.team_id).await?.name;
            Ok(CommandResponse { goto_location: format!("/{team}/channels/{}", channel.name), ..silent() })
        };
        answer(joined.await)
    }

    async fn named_channel(&self, typed: &Typed<'_>, name: &str) -> AppResult<Option<Channel>> {
        let (team, name) = (typed.team_id, name.to_owned());
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::channel::by_name(tx, team, &name).await })
                })
                .await,
        )
    }

    pub(super) async fn command_leave(&self, typed: &Typed<'_>) -> AppResult<CommandResponse> {
        let left = async {
            let actor = typed.actor;
            self.do_remove_channel_member(actor, typed.channel.id, actor.user_id()).await?;
            let team = self.team(typed.team_id).await?.name;
            let place = chinwag_model::channel::DEFAULT_CHANNEL;
            Ok(CommandResponse { goto_location: format!("/{team}/channels/{place}"), ..silent() })
        };
        answer(left.await)
    }

    pub(super) async fn command_invite(&self, typed: &Typed<'_>) -> AppResult<CommandResponse> {
        let (people, channels): (Vec<&str>, Vec<&str>) =
            typed.rest.split_whitespace().partition(|w| !w.starts_with('~'));
        if people.is_empty() {
            return Ok(whisper(
                "Name somebody, such as `/invite @ann`, and other channels after them, such as `~off-topic`.",
            ));
        }
        let mut targets = Vec::new();
        for name in channels {
            match self.named_channel(typed, &name.trim_start_matches('~').to_lowercase()).await? {
                Some(channel) => targets.push(channel),
                None => return Ok(whisper(format!("There is no channel `{name}`."))),
            }
        }
        if targets.is_empty() {
            targets.push(typed.channel.clone());
        }
        let mut said = Vec::new();
        for name in people {
            let Some(user) = self.person(name).await? else {
                said.push(format!("There is no user `{name}`."));
                continue;
            };
            for channel in &targets {
                match self.do_add_channel_members(typed.actor, channel.id, vec![user.id]).await {
                    Ok(_) => said.push(format!("@{} is now in ~{}.", user.username, channel.name)),
                    Err(error) if error.status_code < 500 => {
                        said.push(format!(
                            "@{} was not added to ~{}: {}",
                            user.username, channel.name, error.message
                        ));
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(whisper(said.join("\n")))
    }

    async fn person(&self, name: &str) -> AppResult<Option<User>> {
        self.user_by_name(&name.trim_start_matches('@').to_lowercase()).await
    }

    pub(super) async fn command_remove(&self, typed: &Typed<'_>) -> AppResult<CommandResponse> {
        let name = typed.rest.split_whitespace().next().unwrap_or_default();
        let Some(user) = self.person(name).await? else {
            return Ok(whisper(format!(
                "Name somebody in this channel, such as `/kick @ann`; there is no user `{name}`."
            )));
        };
        let removed = async {
            self.do_remove_channel_member(typed.actor, typed.channel.id, user.id).await?;
            Ok(silent())
        };
        answer(removed.await)
    }

    pub(super) async fn command_text(&self, typed: &Typed<'_>, text: Text) -> AppResult<CommandResponse> {
        let rest = typed.rest.clone();
        if rest.is_empty() {
            return Ok(whisper("Write the new text after the command."));
        }
        let patch = match text {
            Text::Header => ChannelPatch { header: Some(rest), ..ChannelPatch::default() },
            Text::Purpose => ChannelPatch { purpose: Some(rest), ..ChannelPatch::default() },
            Text::Name => ChannelPatch { display_name: Some(rest), ..ChannelPatch::default() },
        };
        let changed = async {
            self.do_patch_channel(typed.actor, typed.channel.id, patch).await?;
            Ok(silent())
        };
        answer(changed.await)
    }

    pub(super) async fn command_mute(&self, typed: &Typed<'_>) -> AppResult<CommandResponse> {
        let name = typed.rest.trim_start_matches('~').to_lowercase();
        let channel = if name.is_empty() {
            Some(typed.channel.clone())
        } else {
            self.named_channel(typed, &name).await?
        };
        let Some(channel) = channel else {
            return Ok(whisper(format!("There is no channel `{name}` that you are in.")));
        };
        let user: UserId = typed.actor.user_id();
        let muted = async {
            let member = self.channel_member(typed.actor, channel.id, user).await?;
            let (value, words) = if member.notify_props.is_muted() {
                ("all", "not muted any more")
            } else {
                ("mention", "muted: only mentions count as unread")
            };
            let props = BTreeMap::from([("mark_unread".to_owned(), value.to_owned())]);
            self.do_set_channel_notify_props(typed.actor, channel.id, user, props).await?;
            let shown =
                if channel.display_name.is_empty() { "This conversation" } else { &channel.display_name };
            Ok(whisper(format!("{shown} is {words}.")))
        };
        answer(muted.await)
    }
}
