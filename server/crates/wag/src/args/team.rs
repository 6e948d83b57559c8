//! `wag team`: the command line's shape. Behaviour is in `run/team.rs`.

use clap::{Args, Subcommand};

use super::Confirm;

/// Teams and who is in them.
#[derive(Debug, Subcommand)]
pub(crate) enum Team {
    /// Create a team
    #[command(after_help = "Examples:
  wag team create --name sales --display-name Sales
  wag team create --name board --display-name Board --private")]
    Create(Create),
    /// List all teams
    #[command(after_help = "Example:\n  wag team list")]
    List,
    /// Find teams by name or display name
    #[command(after_help = "Example:\n  wag team search sal sup")]
    Search(Search),
    /// Change the name people see
    #[command(after_help = "Example:\n  wag team rename sales --display-name 'Sales and support'")]
    Rename(Rename),
    /// Let everyone join a team, or only the invited
    #[command(after_help = "Example:\n  wag team modify sales --private")]
    Modify(Modify),
    /// Close teams; they can be restored
    #[command(after_help = "Example:\n  wag team archive sales --confirm")]
    Archive(Teams),
    /// Open archived teams again
    #[command(after_help = "Example:\n  wag team restore sales")]
    Restore(Names),
    /// Remove teams and everything in them, for good
    #[command(after_help = "Example:\n  wag team delete sales --confirm")]
    Delete(Teams),
    /// Who is in a team
    #[command(subcommand)]
    Users(Users),
}

/// Who is in a team.
#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// List a team's members
    #[command(after_help = "Example:\n  wag team users list sales")]
    List(One),
    /// Put people into a team
    #[command(after_help = "Example:\n  wag team users add sales ann bob@example.com")]
    Add(Members),
    /// Take people out of a team
    #[command(after_help = "Example:\n  wag team users remove sales ann")]
    Remove(Members),
    /// Make members team administrators, or ordinary members again
    #[command(after_help = "Examples:
  wag team users modify sales ann --admin
  wag team users modify sales ann --member")]
    Modify(Rank),
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// The name in addresses: lower-case letters, digits, dashes
    #[arg(long)]
    pub(crate) name: String,
    /// The name people see
    #[arg(long, value_name = "NAME")]
    pub(crate) display_name: String,
    /// Only the invited may join
    #[arg(long)]
    pub(crate) private: bool,
    /// Whom to ask about the team
    #[arg(long)]
    pub(crate) email: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Search {
    /// Parts of names
    #[arg(required = true, value_name = "TERM")]
    pub(crate) terms: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Rename {
    /// Name or id
    pub(crate) team: String,
    /// The new name people see
    #[arg(long, value_name = "NAME")]
    pub(crate) display_name: String,
}

#[derive(Args, Debug)]
pub(crate) struct Modify {
    /// Names or ids
    #[arg(required = true, value_name = "TEAM")]
    pub(crate) teams: Vec<String>,
    /// Only the invited may join
    #[arg(long, required_unless_present = "public", conflicts_with = "public")]
    pub(crate) private: bool,
    /// Everyone may join
    #[arg(long)]
    pub(crate) public: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Names {
    /// Names or ids
    #[arg(required = true, value_name = "TEAM")]
    pub(crate) teams: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct One {
    /// Name or id
    pub(crate) team: String,
}

#[derive(Args, Debug)]
pub(crate) struct Teams {
    /// Names or ids
    #[arg(required = true, value_name = "TEAM")]
    pub(crate) teams: Vec<String>,
    #[command(flatten)]
    pub(crate) confirm: Confirm,
}

#[derive(Args, Debug)]
pub(crate) struct Members {
    /// Name or id
    pub(crate) team: String,
    /// Emails, usernames or ids
    #[arg(required = true, value_name = "USER")]
    pub(crate) users: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Rank {
    /// Name or id
    pub(crate) team: String,
    /// Emails, usernames or ids
    #[arg(required = true, value_name = "USER")]
    pub(crate) users: Vec<String>,
    /// Make them administrators of the team
    #[arg(long, required_unless_present = "member", conflicts_with = "member")]
    pub(crate) admin: bool,
    /// Make them ordinary members
    #[arg(long)]
    pub(crate) member: bool,
}
