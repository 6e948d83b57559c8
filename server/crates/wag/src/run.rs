//! What the commands do. Each file has its twin of the same name in `args/`, which holds the flags.

mod auth;
mod bot;
mod channel;
mod command;
mod completion;
mod config;
mod logs;
mod permissions;
mod plugin;
mod post;
mod roles;
mod system;
mod team;
mod token;
mod user;
mod webhook;

use std::time::Duration;

use anyhow::Result;
use chinwag_client::every_page;
use indicatif::ProgressBar;

use crate::args::{Command, Page};
use crate::bulk;
use crate::context::Context;

/// Does what the command line asks for.
pub(crate) async fn run(context: &Context, command: Command) -> Result<()> {
    match command {
        Command::Auth(command) => auth::run(context, command).await,
        Command::User(command) => user::run(context, command).await,
        Command::Team(command) => team::run(context, command).await,
        Command::Channel(command) => channel::run(context, command).await,
        Command::Post(command) => post::run(context, command).await,
        Command::Bot(command) => bot::run(context, command).await,
        Command::Token(command) => token::run(context, command).await,
        Command::Config(command) => config::run(context, command).await,
        Command::Roles(command) => roles::run(context, command).await,
        Command::Permissions(command) => permissions::run(context, command).await,
        Command::Webhook(command) => webhook::run(context, command).await,
        Command::Slash(command) => command::run(context, command).await,
        Command::Plugin(command) => plugin::run(context, command).await,
        Command::System(command) => system::run(context, command).await,
        Command::Logs(command) => logs::run(context, &command).await,
        Command::Completion(command) => completion::run(&command),
        Command::Version => system::versions(context).await,
    }
}

/// The page the flags ask for, or every page.
async fn paged<T>(
    context: &Context,
    page: Page,
    mut read: impl AsyncFnMut(usize, usize) -> Result<Vec<T>, chinwag_client::Error>,
) -> Result<Vec<T>> {
    if page.all {
        let bar = context.output.shows_progress().then(|| {
            let bar = ProgressBar::new_spinner().with_style(bulk::style("{spinner} {pos} read"));
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        context.output.set_bar(bar.clone());
        let all = every_page(async |number| {
            let rows = read(number, chinwag_client::PAGE_ROWS).await?;
            if let Some(bar) = &bar {
                bar.inc(rows.len() as u64);
            }
            Ok(rows)
        })
        .await;
        context.output.set_bar(None);
        return Ok(all?);
    }
    Ok(read(page.page, page.per_page).await?)
}
