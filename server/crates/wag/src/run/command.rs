//! `wag command`: custom slash commands.

use anyhow::Result;
use chinwag_client::{Client, PAGE_ROWS, every_page};
use chinwag_model::command::Command;

use crate::args::command::{Create, Look, Modify, SlashCommand};
use crate::bulk;
use crate::context::Context;
use crate::output::{mark, time};
use crate::resolve;

pub(crate) async fn run(context: &Context, command: SlashCommand) -> Result<()> {
    let client = context.client()?;
    let output = &context.output;
    match command {
        SlashCommand::Create(flags) => create(context, &client, flags).await,
        SlashCommand::List(flags) => list(context, &client, &flags.teams).await,
        SlashCommand::Modify(flags) => modify(context, &client, flags).await,
        SlashCommand::Move(flags) => {
            let team = resolve::team(&client, &flags.team).await?;
            let mut command = resolve::command(&client, &flags.command).await?;
            client.move_command(command.id, team.id).await?;
            command.team_id = team.id;
            output.change(&format!("/{} is now in {}.", command.trigger, team.name), &command)
        }
        SlashCommand::Archive(flags) => {
            bulk::each(context, &flags.commands, async |text| {
                let command = resolve::command(&client, text).await?;
                client.delete_command(command.id).await?;
                output.change(&format!("/{} was removed.", command.trigger), &command)
            })
            .await
        }
        SlashCommand::Show(which) => {
            let command = resolve::command(&client, &which.command).await?;
            output.one(&command, details(&command))
        }
    }
}

async fn create(context: &Context, client: &Client, flags: Create) -> Result<()> {
    let team = resolve::team(client, &flags.team).await?;
    let mut new = Command {
        team_id: team.id,
        trigger: flags.trigger_word.trim_start_matches('/').to_owned(),
        url: flags.url,
        method: "G".to_owned(),
        ..Command::default()
    };
    if let Some(creator) = &flags.creator {
        new.creator_id = resolve::user(client, creator).await?.id;
    }
    dress(&mut new, flags.look);
    let command = client.create_command(&new).await?;
    context
        .output
        .change(&format!("Created /{} in {} ({}).", command.trigger, team.name, command.id), &command)
}

/// Puts the flags that were given onto a command.
fn dress(command: &mut Command, look: Look) {
    let set = |slot: &mut String, value: Option<String>| {
        if let Some(value) = value {
            *slot = value;
        }
    };
    set(&mut command.display_name, look.title);
    set(&mut command.description, look.description);
    set(&mut command.username, look.response_username);
    set(&mut command.icon_url, look.icon);
    set(&mut command.auto_complete_desc, look.autocomplete_desc);
    set(&mut command.auto_complete_hint, look.autocomplete_hint);
    command.auto_complete |= look.autocomplete;
    if look.post {
        "P".clone_into(&mut command.method);
    }
    if look.get {
        "G".clone_into(&mut command.method);
    }
}

async fn modify(context: &Context, client: &Client, flags: Modify) -> Result<()> {
    let mut command = resolve::command(client, &flags.command).await?;
    if let Some(trigger) = flags.trigger_word {
        trigger.trim_start_matches('/').clone_into(&mut command.trigger);
    }
    if let Some(url) = flags.url {
        command.url = url;
    }
    if let Some(creator) = &flags.creator {
        command.creator_id = resolve::user(client, creator).await?.id;
    }
    dress(&mut command, flags.look);
    let command = client.update_command(&command).await?;
    context.output.change(&format!("Changed /{}.", command.trigger), &command)
}

async fn list(context: &Context, client: &Client, names: &[String]) -> Result<()> {
    let mut teams = Vec::new();
    if names.is_empty() {
        teams = every_page(async |page| client.teams(page, PAGE_ROWS).await).await?;
    }
    for name in names {
        teams.push(resolve::team(client, name).await?);
    }
    let mut commands = Vec::new();
    for team in &teams {
        commands.extend(client.commands(team.id).await?);
    }
    let columns = ["ID", "TEAM", "TRIGGER", "TITLE", "ADDRESS"];
    context.output.list(&commands, &columns, |command| {
        let team = teams.iter().find(|t| t.id == command.team_id);
        vec![
            command.id.to_string(),
            team.map_or_else(String::new, |t| t.name.clone()),
            format!("/{}", command.trigger),
            command.display_name.clone(),
            command.url.clone(),
        ]
    })
}

fn details(command: &Command) -> Vec<(&'static str, String)> {
    let method = if command.method == "P" { "POST" } else { "GET" };
    vec![
        ("id", command.id.to_string()),
        ("team id", command.team_id.to_string()),
        ("trigger", format!("/{}", command.trigger)),
        ("title", command.display_name.clone()),
        ("description", command.description.clone()),
        ("address", format!("{method} {}", command.url)),
        ("creator id", command.creator_id.to_string()),
        ("answers as", command.username.clone()),
        ("icon", command.icon_url.clone()),
        ("autocomplete", mark(command.auto_complete)),
        ("autocomplete hint", command.auto_complete_hint.clone()),
        ("autocomplete text", command.auto_complete_desc.clone()),
        ("token", command.token.clone()),
        ("created", time(command.create_at)),
        ("changed", time(command.update_at)),
    ]
}
