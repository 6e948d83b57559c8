//! The command line: options, their limits and help.
//!
//! Every number has an upper limit, so that a run ends by itself and a typing mistake cannot take the machine.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Puts load on an API v4 server on this machine and measures it.
#[derive(Debug, Parser)]
#[command(name = "load", version, max_term_width = 110)]
pub(crate) struct Options {
    /// The server, on a loopback address
    #[arg(long, global = true, default_value = "http://127.0.0.1:8065")]
    pub(crate) url: String,
    /// Administrator's user name; on an empty server this user is created first and becomes administrator
    #[arg(long, global = true, default_value = "load-admin")]
    pub(crate) admin: String,
    /// Administrator's password; also the password of the users that are made
    #[arg(long, global = true, default_value = "Load-admin-2026!")]
    pub(crate) password: String,
    /// Process whose CPU and memory, with its children, are measured; may be repeated (server, PostgreSQL parent).
    /// Without it the process that listens on the URL's port is found
    #[arg(long, global = true)]
    pub(crate) pid: Vec<u32>,
    /// How long to measure
    #[arg(long, global = true, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
    /// Users to make and share among clients and sockets; 0: the administrator does everything
    #[arg(long, global = true, default_value_t = 16, value_parser = clap::value_parser!(u16).range(0..=512))]
    pub(crate) users: u16,
    /// Print JSON instead of tables
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Clients that post messages
    Post(Post),
    /// Sockets that listen in one channel while messages are posted: delivery time
    Fanout(Fanout),
    /// Clients that read: six requests in turn
    Read(Read),
    /// Clients that read, post, react and view
    Mixed(Mixed),
    /// Idle sockets: memory for each
    Connect(Connect),
    /// Starts a server again and again: time to the first answer, idle memory
    Start(Start),
    /// Writes a large database (the server must be stopped)
    Generate(Generate),
}

#[derive(Debug, Args)]
pub(crate) struct Post {
    /// Clients, each with its own connection
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) clients: u16,
    /// Posts a second over all clients; without it each client posts as soon as it has its answer
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) rate: Option<u32>,
    /// Length of a message
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(40..=16_000))]
    pub(crate) bytes: u16,
    /// Channels the clients are spread over
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) channels: u16,
}

#[derive(Debug, Args)]
pub(crate) struct Fanout {
    /// Listening sockets
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..=20_000))]
    pub(crate) sockets: u16,
    /// Posts a second
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) rate: u32,
    /// Length of a message
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(40..=16_000))]
    pub(crate) bytes: u16,
    /// How sockets log in
    #[arg(long, value_enum, default_value_t = SocketLogin::Header)]
    pub(crate) login: SocketLogin,
}

#[derive(Debug, Args)]
pub(crate) struct Read {
    /// Clients, each with its own connection
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) clients: u16,
    /// Messages to write into the channel before reading
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub(crate) prefill: u32,
    /// Read this channel (its id) instead of a new one; the administrator must be able to join it
    #[arg(long)]
    pub(crate) channel: Option<String>,
    /// Only one of the six requests, by its name in the table
    #[arg(long)]
    pub(crate) only: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Mixed {
    /// Clients, each with its own connection
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) clients: u16,
    /// Messages to write into the channel before measuring
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) prefill: u32,
    /// Listening sockets that also hear everything
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=20_000))]
    pub(crate) sockets: u16,
}

#[derive(Debug, Args)]
pub(crate) struct Connect {
    /// Sockets to open
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u16).range(1..=20_000))]
    pub(crate) sockets: u16,
    /// How sockets log in
    #[arg(long, value_enum, default_value_t = SocketLogin::Header)]
    pub(crate) login: SocketLogin,
}

/// How a socket proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SocketLogin {
    /// `Authorization` header of the upgrade
    Header,
    /// `authentication_challenge` as the first frame
    Challenge,
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    /// Starts to measure
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=50))]
    pub(crate) runs: u16,
    /// Seconds to wait before idle memory is read
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(0..=60))]
    pub(crate) settle: u64,
    /// The server's command line, after `--`
    #[arg(last = true, required = true)]
    pub(crate) server: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// SQLite file to fill; made and migrated by the server before (start it once)
    #[arg(long)]
    pub(crate) sqlite: Option<PathBuf>,
    /// PostgreSQL to fill, as postgres://user:password@127.0.0.1:port/database
    #[arg(long, conflicts_with = "sqlite")]
    pub(crate) postgres: Option<String>,
    /// Posts to write
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    pub(crate) posts: u32,
    /// Users to write
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    pub(crate) people: u32,
    /// Channels to write
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) channels: u32,
}
