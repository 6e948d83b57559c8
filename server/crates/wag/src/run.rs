//! What the commands do. Each file has its twin of the same name in `args/`, which holds the flags.

mod auth;
mod bot;
mod channel;
mod command;
mod completion;
mod config;
mod logs;
mod permissions;
mod post;
mod roles;
mod system;
mod team;
mod token;
mod user;
mod webhook;

use anyhow::Result;
use chinwag_client::every_page;

use crate::args::{Command, Page};
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
        Command::System(command) => system::run(context, command).await,
        Command::Logs(command) => logs::run(context, &command).await,
        Command::Completion(command) => completion::run(&command),
        Command::Version => system::versions(context).await,
    }
}

/// The page the flags ask for, or every page.
async fn paged<T>(
    page: Page,
    mut read: impl AsyncFnMut(usize, usize) -> Result<Vec<T>, chinwag_client::Error>,
) -> Result<Vec<T>> {
    if page.all {
        return Ok(every_page(async |number| read(number, chinwag_client::PAGE_ROWS).await).await?);
    }
    Ok(read(page.page, page.per_page).await?)
}
