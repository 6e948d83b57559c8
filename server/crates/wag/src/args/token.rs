//! `wag token`: the command line's shape. Behaviour is in `run/token.rs`.

use clap::{Args, Subcommand};

/// Personal access tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token and print it; it is shown only this once
    #[command(after_help = "Example:\n  wag token generate ann 'backup script'")]
    Generate(Generate),
    /// List people's tokens (without the secrets)
    #[command(after_help = "Example:\n  wag token list ann builds")]
    List(List),
    /// Make tokens worthless
    #[command(after_help = "Example:\n  wag token revoke 8k3jx9w1ebgfzn5hqtuyd6oirc")]
    Revoke(Revoke),
}

#[derive(Args, Debug)]
pub(crate) struct Generate {
    /// Whose: email, username or id
    pub(crate) user: String,
    /// What it is for
    pub(crate) description: String,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// Emails, usernames or ids
    #[arg(required = true, value_name = "USER")]
    pub(crate) users: Vec<String>,
    /// Only tokens that work
    #[arg(long, conflicts_with = "inactive")]
    pub(crate) active: bool,
    /// Only tokens that are switched off
    #[arg(long)]
    pub(crate) inactive: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Revoke {
    /// Token ids (`wag token list` prints them)
    #[arg(required = true, value_name = "TOKEN_ID")]
    pub(crate) tokens: Vec<String>,
}
