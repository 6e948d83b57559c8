//! `wag auth`: the command line's shape. Behaviour is in `run/auth.rs`, the file they are kept in in
//! `credential.rs`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Password;

/// Log in to servers and choose between them.
#[derive(Debug, Subcommand)]
pub(crate) enum Auth {
    /// Log in to a server and make it the current one
    #[command(after_help = "Examples:
  wag auth login https://chat.example.com
  wag auth login https://chat.example.com --name work --username ann --password-file ./password
  wag auth login https://chat.example.com --name ci --access-token-file ./token")]
    Login(Login),
    /// The servers that are saved here
    #[command(after_help = "Example:\n  wag auth list")]
    List,
    /// The server that commands go to
    #[command(after_help = "Example:\n  wag auth current")]
    Current,
    /// Make another saved server the current one
    #[command(visible_alias = "use", after_help = "Example:\n  wag auth set work")]
    Set(Saved),
    /// Log in again to a saved server, after its session ended
    #[command(after_help = "Examples:
  wag auth renew work
  wag auth renew work --password-file ./password")]
    Renew(Renew),
    /// Forget a saved server and end its session
    #[command(after_help = "Example:\n  wag auth delete work")]
    Delete(Saved),
    /// Forget all saved servers and end their sessions
    #[command(after_help = "Example:\n  wag auth clean --confirm")]
    Clean(super::Confirm),
}

#[derive(Args, Debug)]
pub(crate) struct Login {
    /// The server's address, for example https://chat.example.com
    pub(crate) url: String,
    /// The name to save it under [default: the address without its scheme]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Username or email; asked for when it is missing
    #[arg(long, short)]
    pub(crate) username: Option<String>,
    #[command(flatten)]
    pub(crate) password: Password,
    /// Use a personal access token: the first line of FILE; `-` is standard input
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["username", "password", "password_file", "mfa_token"]
    )]
    pub(crate) access_token_file: Option<PathBuf>,
    /// The six digits of your authenticator, if the account asks for them
    #[arg(long, value_name = "DIGITS")]
    pub(crate) mfa_token: Option<String>,
    /// Do not make it the current server
    #[arg(long)]
    pub(crate) no_activate: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Saved {
    /// The name it is saved under
    pub(crate) name: String,
}

#[derive(Args, Debug)]
pub(crate) struct Renew {
    /// The name it is saved under
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) password: Password,
    /// A new personal access token: the first line of FILE; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["password", "password_file", "mfa_token"])]
    pub(crate) access_token_file: Option<PathBuf>,
    /// The six digits of your authenticator, if the account asks for them
    #[arg(long, value_name = "DIGITS")]
    pub(crate) mfa_token: Option<String>,
}
