//! `wag channel`: the command line's shape. Behaviour is in `run/channel.rs`.

use clap::{Args, Subcommand};

use super::Confirm;

/// Channels and who is in them. A channel is written `team:channel`, or as its id.
#[derive(Debug, Subcommand)]
pub(crate) enum Channel {
    /// Create a channel
    #[command(after_help = "Examples:
  wag channel create --team sales --name leads --display-name Leads
  wag channel create --team sales --name offers --display-name Offers --private")]
    Create(Create),
    /// List the channels of teams
    #[command(after_help = "Example:\n  wag channel list sales support")]
    List(List),
    /// Find a channel by name
    #[command(after_help = "Examples:
  wag channel search leads --team sales
  wag channel search leads")]
    Search(Search),
    /// Change a channel's names
    #[command(
        after_help = "Example:\n  wag channel rename sales:leads --name prospects --display-name Prospects"
    )]
    Rename(Rename),
    /// Make a channel public or private
    #[command(after_help = "Example:\n  wag channel modify sales:leads --private")]
    Modify(Modify),
    /// Close channels; they can be opened again
    #[command(after_help = "Example:\n  wag channel archive sales:leads sales:offers")]
    Archive(Names),
    /// Open archived channels again
    #[command(visible_alias = "restore", after_help = "Example:\n  wag channel unarchive sales:leads")]
    Unarchive(Names),
    /// Move channels to another team
    #[command(after_help = "Example:\n  wag channel move support sales:leads")]
    Move(Move),
    /// Remove channels and everything in them, for good
    #[command(after_help = "Example:\n  wag channel delete sales:leads --confirm")]
    Delete(Delete),
    /// Who is in a channel
    #[command(subcommand)]
    Users(Users),
}

/// Who is in a channel.
#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// List a channel's members
    #[command(after_help = "Example:\n  wag channel users list sales:leads")]
    List(One),
    /// Put people into a channel
    #[command(after_help = "Example:\n  wag channel users add sales:leads ann bob@example.com")]
    Add(Members),
    /// Take people out of a channel
    #[command(after_help = "Examples:
  wag channel users remove sales:leads ann
  wag channel users remove sales:leads --all-users")]
    Remove(Leaving),
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// The team it belongs to (name or id)
    #[arg(long)]
    pub(crate) team: String,
    /// The name in addresses: lower-case letters, digits, dashes
    #[arg(long)]
    pub(crate) name: String,
    /// The name people see
    #[arg(long, value_name = "NAME")]
    pub(crate) display_name: String,
    /// What it is for
    #[arg(long)]
    pub(crate) purpose: Option<String>,
    /// What stands at its top
    #[arg(long)]
    pub(crate) header: Option<String>,
    /// Only the invited may join and see it
    #[arg(long)]
    pub(crate) private: bool,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// Team names or ids
    #[arg(required = true, value_name = "TEAM")]
    pub(crate) teams: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Search {
    /// The channel's name or id
    pub(crate) channel: String,
    /// Only in this team (name or id)
    #[arg(long)]
    pub(crate) team: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Rename {
    /// `team:channel` or id
    pub(crate) channel: String,
    /// The new name in addresses
    #[arg(long, required_unless_present = "display_name")]
    pub(crate) name: Option<String>,
    /// The new name people see
    #[arg(long, value_name = "NAME")]
    pub(crate) display_name: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Modify {
    /// `team:channel` or id
    pub(crate) channel: String,
    /// Only the invited may join and see it
    #[arg(long, required_unless_present = "public", conflicts_with = "public")]
    pub(crate) private: bool,
    /// Everyone in the team may join
    #[arg(long)]
    pub(crate) public: bool,
}

#[derive(Args, Debug)]
pub(crate) struct One {
    /// `team:channel` or id
    pub(crate) channel: String,
}

#[derive(Args, Debug)]
pub(crate) struct Names {
    /// `team:channel` or ids
    #[arg(required = true, value_name = "CHANNEL")]
    pub(crate) channels: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Move {
    /// The team to move to (name or id)
    pub(crate) team: String,
    /// `team:channel` or ids
    #[arg(required = true, value_name = "CHANNEL")]
    pub(crate) channels: Vec<String>,
    /// Take out members who are not in the new team
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Delete {
    /// `team:channel` or ids
    #[arg(required = true, value_name = "CHANNEL")]
    pub(crate) channels: Vec<String>,
    #[command(flatten)]
    pub(crate) confirm: Confirm,
}

#[derive(Args, Debug)]
pub(crate) struct Members {
    /// `team:channel` or id
    pub(crate) channel: String,
    /// Emails, usernames or ids
    #[arg(required = true, value_name = "USER")]
    pub(crate) users: Vec<String>,
}

#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("who").required(true)))]
pub(crate) struct Leaving {
    /// `team:channel` or id
    pub(crate) channel: String,
    /// Emails, usernames or ids
    #[arg(value_name = "USER", group = "who")]
    pub(crate) users: Vec<String>,
    /// Everybody
    #[arg(long, group = "who")]
    pub(crate) all_users: bool,
}
