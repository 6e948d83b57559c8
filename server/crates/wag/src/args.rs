//! The shape of the command line: the tree of commands, their flags, help and examples.
//!
//! Holds no behaviour; each file in `args/` has its twin of the same name in `run/`. Every command that does
//! something ends its help with an example (a test walks the tree and looks).

pub(crate) mod auth;
pub(crate) mod bot;
pub(crate) mod channel;
pub(crate) mod command;
pub(crate) mod completion;
pub(crate) mod config;
pub(crate) mod logs;
pub(crate) mod permissions;
pub(crate) mod plugin;
pub(crate) mod post;
pub(crate) mod roles;
pub(crate) mod system;
pub(crate) mod team;
pub(crate) mod token;
pub(crate) mod user;
pub(crate) mod webhook;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Administers a Chinwag server, or any server that speaks API v4.
#[derive(Debug, Parser)]
#[command(
    name = "wag",
    version,
    propagate_version = false,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 110,
    after_help = "Examples:
  wag auth login https://chat.example.com
  wag user list --format table
  wag --local user create --username ann --email ann@example.com

Exit codes: 0 it worked; 1 the server or the operation failed, or some of several did; 2 the command line is wrong."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags that every command takes.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Flags of every command")]
pub(crate) struct Globals {
    /// How to print; `table` on a terminal and `plain` (tab-separated, no heading) when piped
    #[arg(long, global = true, value_enum, value_name = "FORM", env = "WAG_FORMAT")]
    pub(crate) format: Option<Format>,
    /// The same as --format json, and stronger
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print only what was asked for, and errors
    #[arg(long, short = 'q', global = true)]
    pub(crate) quiet: bool,
    /// Never use colours or bold (NO_COLOR does the same)
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
    /// Use the server saved under NAME instead of the current one
    #[arg(long, global = true, value_name = "NAME", env = "WAG_SERVER")]
    pub(crate) server: Option<String>,
    /// Talk to the server on this machine over its Unix socket, without logging in
    #[arg(long, global = true)]
    pub(crate) local: bool,
    /// The server's socket for --local
    #[arg(
        long,
        global = true,
        value_name = "PATH",
        env = "WAG_LOCAL_SOCKET",
        default_value = "./data/wag.socket"
    )]
    pub(crate) local_socket: PathBuf,
    /// Where credentials are kept [default: $XDG_CONFIG_HOME/wag, else ~/.config/wag]
    #[arg(long = "config", global = true, value_name = "DIR", env = "WAG_CONFIG", id = "config_dir")]
    pub(crate) config: Option<PathBuf>,
    /// Seconds to wait for the server
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        default_value_t = 30,
        value_parser = clap::value_parser!(u64).range(1..=86_400)
    )]
    pub(crate) timeout: u64,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tab-separated values, one row a line, no heading
    Plain,
    /// The server's objects as JSON
    Json,
    /// A table as wide as the terminal
    Table,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in to servers and choose between them
    #[command(subcommand)]
    Auth(auth::Auth),
    /// People: accounts, passwords, sessions
    #[command(subcommand)]
    User(user::User),
    /// Teams and who is in them
    #[command(subcommand)]
    Team(team::Team),
    /// Channels and who is in them
    #[command(subcommand)]
    Channel(channel::Channel),
    /// Messages
    #[command(subcommand)]
    Post(post::Post),
    /// Bot accounts
    #[command(subcommand)]
    Bot(bot::Bot),
    /// Personal access tokens
    #[command(subcommand)]
    Token(token::Token),
    /// The server's configuration
    #[command(subcommand)]
    Config(config::Config),
    /// Make people system administrators, or ordinary members again
    #[command(subcommand)]
    Roles(roles::Roles),
    /// What each role allows
    #[command(subcommand)]
    Permissions(permissions::Permissions),
    /// Incoming and outgoing web hooks
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    /// Custom slash commands
    #[command(name = "command", subcommand)]
    Slash(command::SlashCommand),
    /// Plugins: install, allow, watch, check, write them
    #[command(subcommand)]
    Plugin(plugin::Plugin),
    /// The server's health and busy state
    #[command(subcommand)]
    System(system::System),
    /// The server's latest log lines
    Logs(logs::Logs),
    /// A script that completes wag's commands in your shell
    Completion(completion::Completion),
    /// The versions of wag and of the server
    #[command(after_help = "Example:\n  wag version")]
    Version,
}

/// A page of a listing, or all of it.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Page to print, from 0
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) page: usize,
    /// Rows in a page
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = page_rows)]
    pub(crate) per_page: usize,
    /// Print every page
    #[arg(long, conflicts_with_all = ["page", "per_page"])]
    pub(crate) all: bool,
}

fn page_rows(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(rows @ 1..=200) => Ok(rows),
        _ => Err("a page has 1 to 200 rows; use --all for more".to_owned()),
    }
}

/// Asked for by commands that cannot be undone.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Confirm {
    /// Do not ask whether you are sure
    #[arg(long)]
    pub(crate) confirm: bool,
}

/// Where a password comes from; without either, wag asks on the terminal.
#[derive(Args, Clone, Debug)]
pub(crate) struct Password {
    /// Read the password from the first line of FILE; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// The password itself. Unsafe: other users of this machine and your shell's history see it
    #[arg(long, value_name = "PASSWORD", conflicts_with = "password_file")]
    pub(crate) password: Option<String>,
}
