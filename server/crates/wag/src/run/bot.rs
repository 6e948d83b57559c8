//! `wag bot`: bot accounts.

use anyhow::{Context as _, Result};
use chinwag_client::Client;
use chinwag_client::bot::{BotFilter, NewBot};
use chinwag_client::user::Activity;
use chinwag_model::bot::{Bot as Robot, BotPatch};
use serde_json::json;

use super::paged;
use super::user::each_user;
use crate::args::bot::{Bot, Create, List};
use crate::context::Context;
use crate::output::time;
use crate::resolve;

const COLUMNS: [&str; 6] = ["ID", "USERNAME", "DISPLAY NAME", "OWNER", "DESCRIPTION", "DISABLED"];

pub(crate) async fn run(context: &Context, command: Bot) -> Result<()> {
    let client = context.client()?;
    match command {
        Bot::Create(flags) => create(context, &client, flags).await,
        Bot::List(flags) => list(context, &client, flags).await,
        Bot::Update(flags) => {
            let user = resolve::user(&client, &flags.bot).await?;
            let patch = BotPatch {
                username: flags.username,
                display_name: flags.display_name,
                description: flags.description,
            };
            let bot = client.patch_bot(user.id, &patch).await?;
            context.output.change(&format!("Updated {}.", bot.username), &bot)
        }
        Bot::Enable(which) => set_activity(context, &client, &which.bots, Activity::Active).await,
        Bot::Disable(which) => set_activity(context, &client, &which.bots, Activity::Deactivated).await,
        Bot::Assign(flags) => {
            let bot = resolve::user(&client, &flags.bot).await?;
            let owner = resolve::user(&client, &flags.owner).await?;
            let bot = client.assign_bot(bot.id, owner.id).await?;
            context.output.change(&format!("{} now belongs to {}.", bot.username, owner.username), &bot)
        }
    }
}

async fn create(context: &Context, client: &Client, flags: Create) -> Result<()> {
    let new = NewBot {
        username: flags.username,
        display_name: flags.display_name.unwrap_or_default(),
        description: flags.description.unwrap_or_default(),
    };
    let bot = client.create_bot(&new).await?;
    let text = format!("Created bot {} ({}).", bot.username, bot.user_id);
    if !flags.with_token {
        return context.output.change(&text, &bot);
    }
    let token = client
        .create_access_token(bot.user_id, &format!("made with the bot {}", bot.username))
        .await
        .with_context(|| format!("{} was created ({}), but got no token", bot.username, bot.user_id))?;
    if context.output.format() == crate::args::Format::Json {
        return context.output.change("", &json!({"bot": bot, "token": token}));
    }
    context.output.change(&text, &bot)?;
    // The secret is what was asked for, so it is printed even when quiet.
    context.output.line(&format!("token\t{}", crate::output::clean(&token.token)))
}

async fn list(context: &Context, client: &Client, flags: List) -> Result<()> {
    let filter = BotFilter { include_deleted: flags.disabled, only_orphaned: flags.orphaned };
    let bots = paged(context, flags.page, async |page, rows| client.bots(filter, page, rows).await).await?;
    let mut owners: Vec<_> = bots.iter().filter_map(|b| b.owner_id.parse().ok()).collect();
    owners.sort();
    owners.dedup();
    let owners = client.users_by_ids(&owners).await?;
    context.output.list(&bots, &COLUMNS, |bot: &Robot| {
        let owner = owners.iter().find(|u| u.id.as_str() == bot.owner_id);
        vec![
            bot.user_id.to_string(),
            bot.username.clone(),
            bot.display_name.clone(),
            owner.map_or_else(|| bot.owner_id.clone(), |u| u.username.clone()),
            bot.description.clone(),
            time(bot.delete_at),
        ]
    })
}

async fn set_activity(context: &Context, client: &Client, bots: &[String], activity: Activity) -> Result<()> {
    each_user(context, client, bots, async |user| {
        let bot = client.set_bot_activity(user.id, activity).await?;
        let word = if activity == Activity::Active { "enabled" } else { "disabled" };
        context.output.change(&format!("{} is {word}.", bot.username), &bot)
    })
    .await
}
