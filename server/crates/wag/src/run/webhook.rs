//! `wag webhook`: incoming and outgoing web hooks.

use anyhow::{Result, anyhow};
use chinwag_client::{Client, PAGE_ROWS, every_page};
use chinwag_model::HookId;
use chinwag_model::webhook::{IncomingWebhook, OutgoingWebhook};
use serde::Serialize;

use crate::args::webhook::{
    CreateIncoming, CreateOutgoing, IncomingLook, ModifyIncoming, ModifyOutgoing, OutgoingLook, TriggerWhen,
    Webhook,
};
use crate::bulk;
use crate::context::Context;
use crate::output::{mark, time};
use crate::resolve;

/// A hook of either direction; lists hold both.
#[derive(Serialize)]
#[serde(tag = "direction", rename_all = "lowercase")]
enum Hook {
    Incoming(IncomingWebhook),
    Outgoing(OutgoingWebhook),
}

pub(crate) async fn run(context: &Context, command: Webhook) -> Result<()> {
    let client = context.client()?;
    match command {
        Webhook::CreateIncoming(flags) => create_incoming(context, &client, flags).await,
        Webhook::ModifyIncoming(flags) => modify_incoming(context, &client, flags).await,
        Webhook::CreateOutgoing(flags) => create_outgoing(context, &client, flags).await,
        Webhook::ModifyOutgoing(flags) => modify_outgoing(context, &client, flags).await,
        Webhook::List(flags) => list(context, &client, &flags.teams).await,
        Webhook::Show(which) => {
            let hook = find(&client, &which.hook).await?;
            context.output.one(&hook, details(&hook))
        }
        Webhook::Delete(which) => {
            bulk::each(context, &which.hooks, async |text| {
                let hook = find(&client, text).await?;
                match &hook {
                    Hook::Incoming(hook) => client.delete_incoming_webhook(hook.id).await?,
                    Hook::Outgoing(hook) => client.delete_outgoing_webhook(hook.id).await?,
                }
                context.output.change(&format!("Removed {text}."), &hook)
            })
            .await
        }
    }
}

/// The hook with this id, whichever its direction.
async fn find(client: &Client, text: &str) -> Result<Hook> {
    let id: HookId = resolve::id(text, "web hook")?;
    match client.incoming_webhook(id).await {
        Ok(hook) => return Ok(Hook::Incoming(hook)),
        Err(error) if error.is_missing() => {}
        Err(error) => return Err(error.into()),
    }
    match client.outgoing_webhook(id).await {
        Ok(hook) => Ok(Hook::Outgoing(hook)),
        Err(error) if error.is_missing() => {
            Err(anyhow!("there is no web hook `{text}` (`wag webhook list` shows them)"))
        }
        Err(error) => Err(error.into()),
    }
}

fn set(slot: &mut String, value: Option<String>) {
    if let Some(value) = value {
        *slot = value;
    }
}

fn dress_incoming(hook: &mut IncomingWebhook, look: IncomingLook) {
    set(&mut hook.display_name, look.display_name);
    set(&mut hook.description, look.description);
    set(&mut hook.username, look.post_as);
    set(&mut hook.icon_url, look.icon);
    hook.channel_locked |= look.lock_to_channel;
}

fn dress_outgoing(hook: &mut OutgoingWebhook, look: OutgoingLook) {
    set(&mut hook.description, look.description);
    set(&mut hook.username, look.post_as);
    set(&mut hook.icon_url, look.icon);
    set(&mut hook.content_type, look.content_type);
    if !look.trigger_words.is_empty() {
        hook.trigger_words = look.trigger_words;
    }
    match look.trigger_when {
        Some(TriggerWhen::Exact) => hook.trigger_when = 0,
        Some(TriggerWhen::Start) => hook.trigger_when = 1,
        None => {}
    }
}

async fn create_incoming(context: &Context, client: &Client, flags: CreateIncoming) -> Result<()> {
    let channel = resolve::channel(client, &flags.channel).await?;
    let mut new =
        IncomingWebhook { channel_id: channel.id, team_id: channel.team_id, ..IncomingWebhook::default() };
    if let Some(user) = &flags.user {
        new.user_id = resolve::user(client, user).await?.id;
    }
    dress_incoming(&mut new, flags.look);
    let hook = client.create_incoming_webhook(&new).await?;
    let text = match client.address() {
        chinwag_client::Address::Web(_) => {
            format!("Created {id}. Send messages to {}/hooks/{id}", client.address().text(), id = hook.id)
        }
        chinwag_client::Address::Local(_) => {
            format!("Created {id}. Send messages to /hooks/{id} of the server", id = hook.id)
        }
    };
    context.output.change(&text, &hook)
}

async fn modify_incoming(context: &Context, client: &Client, flags: ModifyIncoming) -> Result<()> {
    let mut hook = client.incoming_webhook(resolve::id(&flags.hook, "web hook")?).await?;
    if let Some(channel) = &flags.channel {
        hook.channel_id = resolve::channel(client, channel).await?.id;
    }
    dress_incoming(&mut hook, flags.look);
    hook.channel_locked &= !flags.unlock;
    let hook = client.update_incoming_webhook(&hook).await?;
    context.output.change(&format!("Changed {}.", hook.id), &hook)
}

async fn create_outgoing(context: &Context, client: &Client, flags: CreateOutgoing) -> Result<()> {
    let team = resolve::team(client, &flags.team).await?;
    let mut new = OutgoingWebhook {
        team_id: team.id,
        display_name: flags.display_name,
        callback_urls: flags.urls,
        content_type: "application/json".to_owned(),
        ..OutgoingWebhook::default()
    };
    if let Some(channel) = &flags.channel {
        new.channel_id = resolve::channel(client, channel).await?.id;
    }
    if let Some(user) = &flags.user {
        new.creator_id = resolve::user(client, user).await?.id;
    }
    dress_outgoing(&mut new, flags.look);
    let hook = client.create_outgoing_webhook(&new).await?;
    context.output.change(&format!("Created {}.", hook.id), &hook)
}

async fn modify_outgoing(context: &Context, client: &Client, flags: ModifyOutgoing) -> Result<()> {
    let mut hook = client.outgoing_webhook(resolve::id(&flags.hook, "web hook")?).await?;
    if let Some(channel) = &flags.channel {
        hook.channel_id = resolve::channel(client, channel).await?.id;
    }
    set(&mut hook.display_name, flags.display_name);
    if !flags.urls.is_empty() {
        hook.callback_urls = flags.urls;
    }
    dress_outgoing(&mut hook, flags.look);
    let hook = client.update_outgoing_webhook(&hook).await?;
    context.output.change(&format!("Changed {}.", hook.id), &hook)
}

async fn list(context: &Context, client: &Client, names: &[String]) -> Result<()> {
    let mut teams = Vec::new();
    if names.is_empty() {
        teams = every_page(async |page| client.teams(page, PAGE_ROWS).await).await?;
    }
    for name in names {
        teams.push(resolve::team(client, name).await?);
    }
    let mut hooks = Vec::new();
    for team in &teams {
        let incoming =
            every_page(async |page| client.incoming_webhooks(team.id, page, PAGE_ROWS).await).await?;
        let outgoing =
            every_page(async |page| client.outgoing_webhooks(team.id, page, PAGE_ROWS).await).await?;
        hooks.extend(incoming.into_iter().map(Hook::Incoming));
        hooks.extend(outgoing.into_iter().map(Hook::Outgoing));
    }
    let columns = ["ID", "DIRECTION", "TEAM", "NAME", "DESCRIPTION"];
    context.output.list(&hooks, &columns, |hook| {
        let (id, direction, team, name, description) = match hook {
            Hook::Incoming(h) => (h.id, "incoming", h.team_id, &h.display_name, &h.description),
            Hook::Outgoing(h) => (h.id, "outgoing", h.team_id, &h.display_name, &h.description),
        };
        let team = teams.iter().find(|t| t.id == team).map_or_else(String::new, |t| t.name.clone());
        vec![id.to_string(), direction.to_owned(), team, name.clone(), description.clone()]
    })
}

fn details(hook: &Hook) -> Vec<(&'static str, String)> {
    match hook {
        Hook::Incoming(hook) => vec![
            ("id", hook.id.to_string()),
            ("direction", "incoming".to_owned()),
            ("name", hook.display_name.clone()),
            ("description", hook.description.clone()),
            ("team id", hook.team_id.to_string()),
            ("channel id", hook.channel_id.to_string()),
            ("owner id", hook.user_id.to_string()),
            ("posts as", hook.username.clone()),
            ("icon", hook.icon_url.clone()),
            ("locked to channel", mark(hook.channel_locked)),
            ("created", time(hook.create_at)),
        ],
        Hook::Outgoing(hook) => vec![
            ("id", hook.id.to_string()),
            ("direction", "outgoing".to_owned()),
            ("name", hook.display_name.clone()),
            ("description", hook.description.clone()),
            ("team id", hook.team_id.to_string()),
            ("channel id", hook.channel_id.to_string()),
            ("owner id", hook.creator_id.to_string()),
            ("trigger words", hook.trigger_words.join(", ")),
            ("trigger when", if hook.trigger_when == 1 { "start" } else { "exact" }.to_owned()),
            ("addresses", hook.callback_urls.join("\n")),
            ("content type", hook.content_type.clone()),
            ("token", hook.token.clone()),
            ("created", time(hook.create_at)),
        ],
    }
}
