//! `wag channel`: channels and who is in them.

use anyhow::{Result, anyhow};
use chinwag_client::channel::{ChannelChange, ChannelShelf, NewChannel, Strangers};
use chinwag_client::{Client, Error, PAGE_ROWS, every_page};
use chinwag_model::channel::{Channel as Room, ChannelKind};
use chinwag_model::team::Team;
use chinwag_model::{TeamId, UserId};

use super::user::{self, each_user};
use crate::args::channel::{Channel, Create, Leaving, Members, Move, Rename, Search, Users};
use crate::bulk;
use crate::context::Context;
use crate::resolve;

const COLUMNS: [&str; 6] = ["ID", "TEAM", "NAME", "DISPLAY NAME", "KIND", "STATE"];

pub(crate) async fn run(context: &Context, command: Channel) -> Result<()> {
    let client = context.client()?;
    let output = &context.output;
    match command {
        Channel::Create(flags) => create(context, &client, flags).await,
        Channel::List(flags) => list(context, &client, &flags.teams).await,
        Channel::Search(flags) => search(context, &client, &flags).await,
        Channel::Rename(flags) => rename(context, &client, flags).await,
        Channel::Modify(flags) => {
            let channel = resolve::channel(&client, &flags.channel).await?;
            let kind = if flags.private { ChannelKind::Private } else { ChannelKind::Open };
            let channel = client.set_channel_privacy(channel.id, kind).await?;
            output.change(&format!("{} is now {}.", channel.name, word(channel.kind)), &channel)
        }
        Channel::Archive(flags) => {
            each_channel(context, &client, &flags.channels, async |channel| {
                client.archive_channel(channel.id).await?;
                output.change(&format!("{} is archived.", channel.name), channel)
            })
            .await
        }
        Channel::Unarchive(flags) => {
            each_channel(context, &client, &flags.channels, async |channel| {
                let channel = client.restore_channel(channel.id).await?;
                output.change(&format!("{} is open again.", channel.name), &channel)
            })
            .await
        }
        Channel::Move(flags) => move_to(context, &client, flags).await,
        Channel::Delete(flags) => {
            let what = format!("{} and everything in them will be removed.", flags.channels.join(", "));
            context.sure(flags.confirm.into(), &what)?;
            each_channel(context, &client, &flags.channels, async |channel| {
                client.delete_channel(channel.id).await?;
                output.change(&format!("{} was removed.", channel.name), channel)
            })
            .await
        }
        Channel::Users(command) => run_users(context, &client, command).await,
    }
}

async fn run_users(context: &Context, client: &Client, command: Users) -> Result<()> {
    match command {
        Users::List(which) => {
            let channel = resolve::channel(client, &which.channel).await?;
            let mut users = client.users_by_ids(&members(client, &channel).await?).await?;
            users.sort_by(|a, b| a.username.cmp(&b.username));
            context.output.list(&users, &user::COLUMNS, user::cells)
        }
        Users::Add(flags) => add(context, client, flags).await,
        Users::Remove(flags) => remove(context, client, flags).await,
    }
}

async fn each_channel(
    context: &Context,
    client: &Client,
    channels: &[String],
    work: impl AsyncFn(&Room) -> Result<()>,
) -> Result<()> {
    bulk::each(context, channels, async |text| work(&resolve::channel(client, text).await?).await).await
}

fn word(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Open => "public",
        ChannelKind::Private => "private",
        ChannelKind::Direct => "direct",
        ChannelKind::Group => "group",
    }
}

fn cells(channel: &Room, team: &str) -> Vec<String> {
    let state = if channel.delete_at > 0 { "archived" } else { "active" };
    vec![
        channel.id.to_string(),
        team.to_owned(),
        channel.name.clone(),
        channel.display_name.clone(),
        word(channel.kind).to_owned(),
        state.to_owned(),
    ]
}

fn show(context: &Context, channels: &[Room], teams: &[Team]) -> Result<()> {
    let team_name = |id: TeamId| teams.iter().find(|t| t.id == id).map_or("", |t| t.name.as_str());
    context.output.list(channels, &COLUMNS, |channel| cells(channel, team_name(channel.team_id)))
}

async fn create(context: &Context, client: &Client, flags: Create) -> Result<()> {
    let team = resolve::team(client, &flags.team).await?;
    let new = NewChannel {
        team_id: team.id,
        name: flags.name,
        display_name: flags.display_name,
        purpose: flags.purpose.unwrap_or_default(),
        header: flags.header.unwrap_or_default(),
        kind: if flags.private { ChannelKind::Private } else { ChannelKind::Open },
    };
    let channel = client.create_channel(&new).await?;
    context
        .output
        .change(&format!("Created channel {}:{} ({}).", team.name, channel.name, channel.id), &channel)
}

/// A team's channels, of every sort the caller may see.
async fn all_channels(context: &Context, client: &Client, team: TeamId) -> Result<Vec<Room>> {
    let read =
        async |shelf| every_page(async |page| client.team_channels(team, shelf, page, PAGE_ROWS).await).await;
    let mut channels = read(ChannelShelf::Public).await?;
    channels.extend(read(ChannelShelf::Archived).await?);
    match read(ChannelShelf::Private).await {
        Ok(private) => channels.extend(private),
        // Ordinary members may list the rest.
        Err(Error::Refused(refusal)) if refusal.status_code == 403 => {
            context.output.note("note: private channels are left out; only administrators may list them");
        }
        Err(error) => return Err(error.into()),
    }
    // Archived private channels stand on two shelves.
    let mut seen = std::collections::HashSet::new();
    channels.retain(|c| seen.insert(c.id));
    channels.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(channels)
}

async fn list(context: &Context, client: &Client, names: &[String]) -> Result<()> {
    let mut teams = Vec::new();
    let mut channels = Vec::new();
    for name in names {
        let team = resolve::team(client, name).await?;
        channels.extend(all_channels(context, client, team.id).await?);
        teams.push(team);
    }
    show(context, &channels, &teams)
}

async fn search(context: &Context, client: &Client, flags: &Search) -> Result<()> {
    let teams = match &flags.team {
        Some(team) => vec![resolve::team(client, team).await?],
        None => every_page(async |page| client.teams(page, PAGE_ROWS).await).await?,
    };
    let mut channels = Vec::new();
    for team in &teams {
        match client.channel_by_name(team.id, &flags.channel).await {
            Ok(channel) => channels.push(channel),
            // A team that was not asked for by name may be closed to the caller.
            Err(error) if error.is_missing() || (flags.team.is_none() && error.status() == Some(403)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if channels.is_empty()
        && let Ok(id) = resolve::id(&flags.channel, "channel")
    {
        match client.channel(id).await {
            Ok(channel) => channels.push(channel),
            Err(error) if error.is_missing() => {}
            Err(error) => return Err(error.into()),
        }
    }
    if channels.is_empty() {
        return Err(anyhow!("no channel is called `{}` in the teams you may see", flags.channel));
    }
    show(context, &channels, &teams)
}

async fn rename(context: &Context, client: &Client, flags: Rename) -> Result<()> {
    let channel = resolve::channel(client, &flags.channel).await?;
    let change = ChannelChange { name: flags.name, display_name: flags.display_name };
    let now = client.patch_channel(channel.id, &change).await?;
    context.output.change(&format!("{} is now {} ({}).", channel.name, now.name, now.display_name), &now)
}

async fn move_to(context: &Context, client: &Client, flags: Move) -> Result<()> {
    let team = resolve::team(client, &flags.team).await?;
    let strangers = if flags.force { Strangers::Remove } else { Strangers::Refuse };
    each_channel(context, client, &flags.channels, async |channel| {
        if channel.team_id == team.id {
            return Err(anyhow!("{} is in {} already", channel.name, team.name));
        }
        let channel = client.move_channel(channel.id, team.id, strangers).await?;
        context.output.change(&format!("{} is now in {}.", channel.name, team.name), &channel)
    })
    .await
}

async fn members(client: &Client, channel: &Room) -> Result<Vec<UserId>> {
    let all = every_page(async |page| client.channel_members(channel.id, page, PAGE_ROWS).await).await?;
    Ok(all.iter().map(|m| m.user_id).collect())
}

async fn add(context: &Context, client: &Client, flags: Members) -> Result<()> {
    let channel = resolve::channel(client, &flags.channel).await?;
    each_user(context, client, &flags.users, async |user| {
        client.add_channel_member(channel.id, user.id).await?;
        context.output.change(&format!("{} is in {}.", user.username, channel.name), user)
    })
    .await
}

async fn remove(context: &Context, client: &Client, flags: Leaving) -> Result<()> {
    let channel = resolve::channel(client, &flags.channel).await?;
    let users = match flags.all_users {
        true => members(client, &channel).await?.iter().map(ToString::to_string).collect(),
        false => flags.users,
    };
    each_user(context, client, &users, async |user| {
        client.remove_channel_member(channel.id, user.id).await?;
        context.output.change(&format!("{} is no longer in {}.", user.username, channel.name), user)
    })
    .await
}
