//! `wag roles`: the command line's shape. Behaviour is in `run/roles.rs`.

use clap::Subcommand;

use super::user::Users;

/// Make people system administrators, or ordinary members again.
#[derive(Debug, Subcommand)]
pub(crate) enum Roles {
    /// Let people administer the whole server
    #[command(alias = "system_admin", after_help = "Example:\n  wag roles system-admin ann")]
    SystemAdmin(Users),
    /// Make people ordinary members again
    #[command(after_help = "Example:\n  wag roles member ann bob@example.com")]
    Member(Users),
}
