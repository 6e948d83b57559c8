//! `wag permissions`: the command line's shape. Behaviour is in `run/permissions.rs`.

use clap::{Args, Subcommand};

/// What each role allows.
#[derive(Debug, Subcommand)]
pub(crate) enum Permissions {
    /// Look at roles and change what they allow
    #[command(subcommand)]
    Role(Role),
    /// Allow a role more (the same as `permissions role add`)
    #[command(after_help = "Example:\n  wag permissions add system_user create_team")]
    Add(Change),
    /// Allow a role less (the same as `permissions role remove`)
    #[command(after_help = "Example:\n  wag permissions remove system_user create_team")]
    Remove(Change),
}

/// Look at roles and change what they allow.
#[derive(Debug, Subcommand)]
pub(crate) enum Role {
    /// List the roles
    #[command(after_help = "Example:\n  wag permissions role list")]
    List,
    /// Show what a role allows
    #[command(after_help = "Example:\n  wag permissions role show system_user")]
    Show(One),
    /// Allow a role more
    #[command(after_help = "Example:\n  wag permissions role add system_user create_team")]
    Add(Change),
    /// Allow a role less
    #[command(after_help = "Example:\n  wag permissions role remove system_user create_team")]
    Remove(Change),
}

#[derive(Args, Debug)]
pub(crate) struct One {
    /// The role's name, for example system_user
    pub(crate) role: String,
}

#[derive(Args, Debug)]
pub(crate) struct Change {
    /// The role's name, for example system_user
    pub(crate) role: String,
    /// Permissions, for example create_team
    #[arg(required = true, value_name = "PERMISSION")]
    pub(crate) permissions: Vec<String>,
}
