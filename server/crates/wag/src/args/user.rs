//! `wag user`: the command line's shape. Behaviour is in `run/user.rs`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Confirm, Page, Password};

/// People: accounts, passwords, sessions.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Create an account
    #[command(after_help = "Examples:
  wag user create --username ann --email ann@example.com
  wag user create --username ann --email ann@example.com --password-file ./password --system-admin")]
    Create(Box<Create>),
    /// List accounts
    #[command(after_help = "Examples:
  wag user list --all
  wag user list --team sales --per-page 50")]
    List(List),
    /// Find accounts by email, username or id, and show them
    #[command(visible_alias = "show", after_help = "Example:\n  wag user search ann bob@example.com")]
    Search(Users),
    /// Let deactivated people log in again
    #[command(after_help = "Example:\n  wag user activate ann bob@example.com")]
    Activate(Users),
    /// Stop people from logging in and end their sessions
    #[command(after_help = "Example:\n  wag user deactivate ann bob@example.com")]
    Deactivate(Users),
    /// Change someone's email address
    #[command(after_help = "Example:\n  wag user email ann ann@new.example.com")]
    Email(Email),
    /// Change someone's username
    #[command(after_help = "Example:\n  wag user username ann anna")]
    Username(Username),
    /// Set someone's password
    #[command(after_help = "Examples:
  wag user change-password ann
  wag user change-password ann --password-file ./new --current-file ./old")]
    ChangePassword(ChangePassword),
    /// Send people the mail with which they choose a new password
    #[command(after_help = "Example:\n  wag user reset-password ann bob@example.com")]
    ResetPassword(Users),
    /// Invite an email address to teams
    #[command(after_help = "Example:\n  wag user invite ann@example.com sales support")]
    Invite(Invite),
    /// Make guests ordinary members
    #[command(after_help = "Example:\n  wag user promote guest1 guest2")]
    Promote(Users),
    /// Make members guests
    #[command(after_help = "Example:\n  wag user demote ann bob")]
    Demote(Users),
    /// Turn accounts into bots, or a bot into an account
    #[command(after_help = "Examples:
  wag user convert builds alerts --bot
  wag user convert builds --user --email builds@example.com --password-file ./password")]
    Convert(Convert),
    /// Log people out everywhere
    #[command(
        visible_aliases = ["revoke", "revoke-sessions"],
        after_help = "Example:\n  wag user delete-sessions ann bob@example.com"
    )]
    DeleteSessions(Users),
    /// Remove accounts and everything they wrote, for good
    #[command(after_help = "Example:\n  wag user delete ann --confirm")]
    Delete(Delete),
}

#[derive(Args, Debug)]
pub(crate) struct Users {
    /// Emails, usernames or ids
    #[arg(required = true, value_name = "USER")]
    pub(crate) users: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Delete {
    /// Emails, usernames or ids
    #[arg(required = true, value_name = "USER")]
    pub(crate) users: Vec<String>,
    #[command(flatten)]
    pub(crate) confirm: Confirm,
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// What they log in and are mentioned with
    #[arg(long)]
    pub(crate) username: String,
    /// Their email address
    #[arg(long)]
    pub(crate) email: String,
    #[command(flatten)]
    pub(crate) password: Password,
    /// Nickname
    #[arg(long)]
    pub(crate) nickname: Option<String>,
    /// First name
    #[arg(long, value_name = "NAME")]
    pub(crate) first_name: Option<String>,
    /// Last name
    #[arg(long, value_name = "NAME")]
    pub(crate) last_name: Option<String>,
    /// Language, for example en or de
    #[arg(long)]
    pub(crate) locale: Option<String>,
    /// Make them a system administrator
    #[arg(long)]
    pub(crate) system_admin: bool,
    /// Make them a guest
    #[arg(long, conflicts_with = "system_admin")]
    pub(crate) guest: bool,
    /// Take the email address as verified
    #[arg(long)]
    pub(crate) email_verified: bool,
    /// Send no welcome mail
    #[arg(long)]
    pub(crate) disable_welcome_email: bool,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) page: Page,
    /// Only members of this team (name or id)
    #[arg(long)]
    pub(crate) team: Option<String>,
    /// Only deactivated accounts
    #[arg(long)]
    pub(crate) inactive: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Email {
    /// Email, username or id
    pub(crate) user: String,
    /// The new address
    pub(crate) email: String,
}

#[derive(Args, Debug)]
pub(crate) struct Username {
    /// Email, username or id
    pub(crate) user: String,
    /// The new username
    pub(crate) username: String,
}

#[derive(Args, Debug)]
pub(crate) struct ChangePassword {
    /// Email, username or id
    pub(crate) user: String,
    #[command(flatten)]
    pub(crate) password: Password,
    /// The password they have now, needed for your own account: the first line of FILE; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) current_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Invite {
    /// Email address
    pub(crate) email: String,
    /// Team names or ids
    #[arg(required = true, value_name = "TEAM")]
    pub(crate) teams: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Convert {
    /// Emails, usernames or ids
    #[arg(required = true, value_name = "USER")]
    pub(crate) users: Vec<String>,
    /// Make each of them a bot
    #[arg(long, required_unless_present = "user", conflicts_with = "user")]
    pub(crate) bot: bool,
    /// Make the bot an account that can log in
    #[arg(long)]
    pub(crate) user: bool,
    /// The new account's email address
    #[arg(long, requires = "user")]
    pub(crate) email: Option<String>,
    /// The new account's username
    #[arg(long, requires = "user")]
    pub(crate) username: Option<String>,
    #[command(flatten)]
    pub(crate) password: Password,
    /// Make the new account a system administrator
    #[arg(long, requires = "user")]
    pub(crate) system_admin: bool,
}
