//! `wag bot`: the command line's shape. Behaviour is in `run/bot.rs`.

use clap::{Args, Subcommand};

use super::Page;

/// Bot accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum Bot {
    /// Create a bot
    #[command(after_help = "Examples:
  wag bot create builds --display-name Builds
  wag bot create builds --with-token --json")]
    Create(Create),
    /// List bots
    #[command(after_help = "Examples:
  wag bot list
  wag bot list --all --disabled")]
    List(List),
    /// Change a bot's names or description
    #[command(after_help = "Example:\n  wag bot update builds --display-name 'Build server'")]
    Update(Update),
    /// Let bots work again
    #[command(after_help = "Example:\n  wag bot enable builds")]
    Enable(Names),
    /// Stop bots from doing anything
    #[command(after_help = "Example:\n  wag bot disable builds alerts")]
    Disable(Names),
    /// Give a bot to another owner
    #[command(after_help = "Example:\n  wag bot assign builds ann")]
    Assign(Assign),
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// The bot's username
    pub(crate) username: String,
    /// The name people see
    #[arg(long, value_name = "NAME")]
    pub(crate) display_name: Option<String>,
    /// What it does
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// Make an access token for it too, and print it
    #[arg(long)]
    pub(crate) with_token: bool,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) page: Page,
    /// Disabled ones too
    #[arg(long)]
    pub(crate) disabled: bool,
    /// Only those whose owner is deactivated
    #[arg(long)]
    pub(crate) orphaned: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Update {
    /// Username or id
    pub(crate) bot: String,
    /// New username
    #[arg(long, required_unless_present_any = ["display_name", "description"])]
    pub(crate) username: Option<String>,
    /// New name people see
    #[arg(long, value_name = "NAME")]
    pub(crate) display_name: Option<String>,
    /// New description
    #[arg(long)]
    pub(crate) description: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Names {
    /// Usernames or ids
    #[arg(required = true, value_name = "BOT")]
    pub(crate) bots: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Assign {
    /// Username or id
    pub(crate) bot: String,
    /// The new owner: email, username or id
    pub(crate) owner: String,
}
