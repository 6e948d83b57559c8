//! `wag command`: the command line's shape. Behaviour is in `run/command.rs`.

use clap::{Args, Subcommand};

/// Custom slash commands. One is written `team:trigger`, or as its id.
#[derive(Debug, Subcommand)]
pub(crate) enum SlashCommand {
    /// Create a slash command
    #[command(
        after_help = "Example:\n  wag command create sales --trigger-word weather --url https://example.com/weather --creator ann --title Weather"
    )]
    Create(Create),
    /// List the slash commands of teams, or of all
    #[command(after_help = "Examples:\n  wag command list\n  wag command list sales")]
    List(List),
    /// Change a slash command
    #[command(
        after_help = "Example:\n  wag command modify sales:weather --url https://example.com/v2/weather"
    )]
    Modify(Modify),
    /// Move a slash command to another team
    #[command(after_help = "Example:\n  wag command move support sales:weather")]
    Move(Move),
    /// Remove slash commands
    #[command(visible_alias = "delete", after_help = "Example:\n  wag command archive sales:weather")]
    Archive(Names),
    /// Show a slash command
    #[command(after_help = "Example:\n  wag command show sales:weather")]
    Show(One),
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// Team name or id
    pub(crate) team: String,
    /// The word after the slash
    #[arg(long, value_name = "WORD")]
    pub(crate) trigger_word: String,
    /// Which address does the work
    #[arg(long)]
    pub(crate) url: String,
    /// Who owns it: email, username or id [default: you]
    #[arg(long, value_name = "USER")]
    pub(crate) creator: Option<String>,
    #[command(flatten)]
    pub(crate) look: Look,
}

#[derive(Args, Debug)]
pub(crate) struct Modify {
    /// `team:trigger` or id
    pub(crate) command: String,
    /// The word after the slash
    #[arg(long, value_name = "WORD")]
    pub(crate) trigger_word: Option<String>,
    /// Which address does the work
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// Who owns it: email, username or id
    #[arg(long, value_name = "USER")]
    pub(crate) creator: Option<String>,
    #[command(flatten)]
    pub(crate) look: Look,
}

#[derive(Args, Debug)]
pub(crate) struct Look {
    /// Its name in lists
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// What it does
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// Answer under this name
    #[arg(long, value_name = "NAME")]
    pub(crate) response_username: Option<String>,
    /// Answer with this picture
    #[arg(long, value_name = "URL")]
    pub(crate) icon: Option<String>,
    /// Offer it while people type
    #[arg(long)]
    pub(crate) autocomplete: bool,
    /// What to say about it while people type
    #[arg(long, value_name = "TEXT")]
    pub(crate) autocomplete_desc: Option<String>,
    /// Its arguments, as shown while people type
    #[arg(long, value_name = "TEXT")]
    pub(crate) autocomplete_hint: Option<String>,
    /// Call the address with POST
    #[arg(long, conflicts_with = "get")]
    pub(crate) post: bool,
    /// Call the address with GET
    #[arg(long)]
    pub(crate) get: bool,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// Team names or ids
    #[arg(value_name = "TEAM")]
    pub(crate) teams: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Move {
    /// The team to move to (name or id)
    pub(crate) team: String,
    /// `team:trigger` or id
    pub(crate) command: String,
}

#[derive(Args, Debug)]
pub(crate) struct Names {
    /// `team:trigger` or ids
    #[arg(required = true, value_name = "COMMAND")]
    pub(crate) commands: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct One {
    /// `team:trigger` or id
    pub(crate) command: String,
}
