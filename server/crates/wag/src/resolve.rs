//! From what people write (names, addresses, ids) to the things themselves.
//!
//! "No such thing" is 400 or 404 and leads to the next way of looking; anything else ends the search.

use anyhow::{Result, anyhow};
use chinwag_client::{Client, Error};
use chinwag_model::channel::Channel;
use chinwag_model::command::Command;
use chinwag_model::id::{Id, is_id};
use chinwag_model::team::Team;
use chinwag_model::user::User;

/// `None` for "no such thing", so that the next way can be tried.
fn found<T>(answer: Result<T, Error>) -> Result<Option<T>> {
    match answer {
        Ok(thing) => Ok(Some(thing)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A text as an id, if it has the shape of one.
fn id_of<K>(text: &str) -> Option<Id<K>> {
    if is_id(text) { text.parse().ok() } else { None }
}

/// An id that was given as one.
pub(crate) fn id<K>(text: &str, what: &str) -> Result<Id<K>> {
    id_of(text).ok_or_else(|| {
        anyhow!(
            "`{text}` is not the id of a {what}: ids have 26 characters, each a lower-case letter or a digit"
        )
    })
}

/// A user by email, username (with or without @) or id.
pub(crate) async fn user(client: &Client, text: &str) -> Result<User> {
    let name = text.strip_prefix('@').unwrap_or(text);
    if name.contains('@')
        && let Some(user) = found(client.user_by_email(name).await)?
    {
        return Ok(user);
    }
    if let Some(user) = found(client.user_by_username(&name.to_lowercase()).await)? {
        return Ok(user);
    }
    if let Some(id) = id_of(name)
        && let Some(user) = found(client.user(id).await)?
    {
        return Ok(user);
    }
    Err(anyhow!("there is no user `{text}`: give an email address, a username or an id"))
}

/// A team by id or name.
pub(crate) async fn team(client: &Client, text: &str) -> Result<Team> {
    if let Some(id) = id_of(text)
        && let Some(team) = found(client.team(id).await)?
    {
        return Ok(team);
    }
    if let Some(team) = found(client.team_by_name(text).await)? {
        return Ok(team);
    }
    Err(anyhow!(
        "there is no team `{text}`: give the name in its address or its id (`wag team list` shows them)"
    ))
}

/// A channel as `team:channel`, each a name or an id, or by its id alone; archived ones too.
pub(crate) async fn channel(client: &Client, text: &str) -> Result<Channel> {
    if let Some((team_text, name)) = text.split_once(':') {
        let team = team(client, team_text).await?;
        if let Some(channel) = found(client.channel_by_name(team.id, name).await)? {
            return Ok(channel);
        }
        if let Some(id) = id_of(name)
            && let Some(channel) = found(client.channel(id).await)?
            && channel.team_id == team.id
        {
            return Ok(channel);
        }
        return Err(anyhow!(
            "the team `{team_text}` has no channel `{name}` (`wag channel list {team_text}` shows them)"
        ));
    }
    if let Some(id) = id_of(text)
        && let Some(channel) = found(client.channel(id).await)?
    {
        return Ok(channel);
    }
    Err(anyhow!(
        "there is no channel with the id `{text}`: write it as team:channel, for example sales:town-square"
    ))
}

/// A slash command as `team:trigger`, or by its id.
pub(crate) async fn command(client: &Client, text: &str) -> Result<Command> {
    if let Some((team_text, trigger)) = text.split_once(':') {
        let team = team(client, team_text).await?;
        let trigger = trigger.trim_start_matches('/');
        let all = client.commands(team.id).await?;
        return all.into_iter().find(|c| c.trigger == trigger).ok_or_else(|| {
            anyhow!(
                "the team `{team_text}` has no command /{trigger} (`wag command list {team_text}` shows them)"
            )
        });
    }
    if let Some(id) = id_of(text)
        && let Some(command) = found(client.command(id).await)?
    {
        return Ok(command);
    }
    Err(anyhow!(
        "there is no slash command with the id `{text}`: write it as team:trigger, for example sales:weather"
    ))
}
