//! `wag system`: the command line's shape. Behaviour is in `run/system.rs`.

use clap::{Args, Subcommand};

/// The server's health and busy state.
#[derive(Debug, Subcommand)]
pub(crate) enum System {
    /// The server's version
    #[command(after_help = "Example:\n  wag system version")]
    Version,
    /// Whether the server, its database and its file store work; exits 1 if one does not
    #[command(after_help = "Example:\n  wag system status --json")]
    Status,
    /// Whether the server is marked busy
    #[command(after_help = "Example:\n  wag system getbusy")]
    Getbusy,
    /// Mark the server busy: it leaves out work that can wait
    #[command(after_help = "Example:\n  wag system setbusy --seconds 3600")]
    Setbusy(Setbusy),
    /// Take the busy mark away
    #[command(after_help = "Example:\n  wag system clearbusy")]
    Clearbusy,
}

#[derive(Args, Debug)]
pub(crate) struct Setbusy {
    /// For how long
    #[arg(long, short, default_value_t = 3600, value_parser = clap::value_parser!(u64).range(1..=2_592_000))]
    pub(crate) seconds: u64,
}
