//! `wag post`: the command line's shape. Behaviour is in `run/post.rs`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Confirm;

/// Messages.
#[derive(Debug, Subcommand)]
pub(crate) enum Post {
    /// Write a message
    #[command(after_help = "Examples:
  wag post create sales:leads --message 'Build 512 is out'
  wag post create sales:leads --message 'Thanks' --reply-to 8k3jx9w1ebgfzn5hqtuyd6oirc
  wag post create sales:leads --message - --attach report.pdf < notes.txt")]
    Create(Create),
    /// Print a channel's latest messages
    #[command(after_help = "Examples:
  wag post list sales:leads -n 50
  wag post list sales:leads --follow")]
    List(List),
    /// Delete messages
    #[command(after_help = "Example:\n  wag post delete 8k3jx9w1ebgfzn5hqtuyd6oirc --confirm")]
    Delete(Delete),
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// `team:channel` or id
    pub(crate) channel: String,
    /// The text; `-` reads it from standard input
    #[arg(long, short, required_unless_present = "attach")]
    pub(crate) message: Option<String>,
    /// Answer this message (its id)
    #[arg(long, short, value_name = "POST")]
    pub(crate) reply_to: Option<String>,
    /// Attach a file; may be given up to ten times
    #[arg(long, value_name = "FILE")]
    pub(crate) attach: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// `team:channel` or id
    pub(crate) channel: String,
    /// How many
    #[arg(long, short, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) number: u32,
    /// Go on printing new messages as they are written, until Ctrl-C
    #[arg(long, short)]
    pub(crate) follow: bool,
    /// Print each message's id too
    #[arg(long, short = 'i')]
    pub(crate) show_ids: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Delete {
    /// Ids
    #[arg(required = true, value_name = "POST")]
    pub(crate) posts: Vec<String>,
    #[command(flatten)]
    pub(crate) confirm: Confirm,
}
