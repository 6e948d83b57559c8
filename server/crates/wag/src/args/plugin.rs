//! `wag plugin`: the command line's shape. Behaviour is in `run/plugin.rs`.
//!
//! The commands' flags are in `plugin/`: `server` for those that talk to a server, `bundle` for those that need none,
//! `author` for those that make plugins.

pub(crate) mod author;
pub(crate) mod bundle;
pub(crate) mod server;

use clap::Subcommand;

use author::{Bench, Build, Dev, New};
use bundle::{Check, Keygen, Pack, Sign, Verify};
use server::{
    Add, Delete, Enable, Grant, InstallUrl, List, Logs, MarketInstall, MarketList, Rollback, Status, Top,
    Which,
};

/// Plugins.
#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    /// Upload bundles to the server and install them
    #[command(after_help = "Examples:
  wag plugin add welcome-1.4.0.tar.gz
  wag plugin add welcome-1.5.0.tar.gz --force
  wag plugin add welcome-1.4.0.tar.gz --signature welcome-1.4.0.tar.gz.minisig

A signature that lies beside a bundle as BUNDLE.minisig is sent along.")]
    Add(Add),
    /// Let the server fetch bundles from URLs and install them
    #[command(
        name = "install-url",
        after_help = "Example:\n  wag plugin install-url https://example.com/welcome-1.4.0.tar.gz"
    )]
    InstallUrl(InstallUrl),
    /// Show what plugins ask for, ask whether to allow it, and start them
    #[command(after_help = "Examples:
  wag plugin enable com.example.welcome
  wag plugin enable com.example.welcome com.example.todo --yes

What a plugin asks for and is not allowed yet is shown in words first. --yes allows it without asking, but for what has
to be allowed by name (`wag plugin grant`).")]
    Enable(Enable),
    /// Stop plugins; what they keep stays
    #[command(after_help = "Example:\n  wag plugin disable com.example.welcome")]
    Disable(Which),
    /// Remove plugins from the server
    #[command(after_help = "Examples:
  wag plugin delete com.example.welcome
  wag plugin delete com.example.welcome --keep-data
  wag plugin delete com.example.welcome --delete-data

On a terminal wag asks what becomes of the plugin's data; elsewhere it is kept unless --delete-data is given.")]
    Delete(Delete),
    /// Go back to the version that the last update replaced
    #[command(after_help = "Example:\n  wag plugin rollback com.example.welcome")]
    Rollback(Rollback),
    /// List the plugins that are installed
    #[command(after_help = "Examples:\n  wag plugin list\n  wag plugin list --json")]
    List(List),
    /// How plugins do on each node; ends with 1 when one of them failed
    #[command(after_help = "Examples:\n  wag plugin status\n  wag plugin status com.example.welcome")]
    Status(Status),
    /// The newest lines of a plugin's log
    #[command(
        after_help = "Examples:\n  wag plugin logs com.example.welcome --lines 200\n  wag plugin logs com.example.welcome -f"
    )]
    Logs(Logs),
    /// What running plugins cost: calls, latencies, faults, memory
    #[command(after_help = "Examples:\n  wag plugin top\n  wag plugin top --every 2")]
    Top(Top),
    /// Show or change what a plugin may do
    #[command(after_help = "Examples:
  wag plugin grant com.example.welcome --list
  wag plugin grant com.example.welcome posts:write http:api.github.com
  wag plugin grant com.example.welcome --all
  wag plugin grant com.example.welcome posts:write --revoke")]
    Grant(Grant),
    /// Plugins the server knows where to get
    #[command(subcommand)]
    Marketplace(Marketplace),
    /// Check bundles, or folders that are to become some, as the server would at install; no server is needed
    #[command(after_help = "Examples:
  wag plugin check welcome-1.4.0.tar.gz
  wag plugin check ./welcome
  wag plugin check old-3.1.0.tar.gz --web-part-only --json")]
    Check(Check),
    /// Write a new plugin: code, manifest, tests, web part
    #[command(after_help = "Examples:
  wag plugin new welcome
  wag plugin new 'Link guard' --id com.example.link-guard --language javascript
  wag plugin new todo --sdk ../chinwag/plugin-api/rust")]
    New(New),
    /// Build a plugin's folder and pack it into a bundle
    #[command(
        after_help = "Examples:\n  wag plugin build\n  wag plugin build ./welcome --output welcome.tar.gz"
    )]
    Build(Build),
    /// Check a folder and pack it into a bundle: the same bytes for the same files
    #[command(after_help = "Examples:
  wag plugin pack ./welcome
  wag plugin pack ./welcome --output dist/welcome.tar.gz --force")]
    Pack(Pack),
    /// Build, upload and enable a plugin, again after each change of its files
    #[command(after_help = "Examples:\n  wag plugin dev\n  wag plugin dev ./welcome --yes")]
    Dev(Dev),
    /// Send requests to a running plugin and tell how long they take
    #[command(after_help = "Examples:
  wag plugin bench com.example.welcome
  wag plugin bench com.example.welcome --path /hello --calls 5000 --at-once 16

What is measured: whole requests GET /plugins/ID/PATH from this machine, through the network, the server and the plugin.
The server's own figures for the same plugin are read before and after, and shown beside them: those are of the plugin's
hooks alone, and of whatever else called it meanwhile.")]
    Bench(Bench),
    /// Make a key pair to sign bundles with, as minisign does
    #[command(after_help = "Examples:
  wag plugin keygen release
  wag plugin keygen robot --no-password")]
    Keygen(Keygen),
    /// Sign bundles; writes a .minisig file beside each
    #[command(after_help = "Examples:
  wag plugin sign welcome-1.4.0.tar.gz --key release.key
  wag plugin sign a.tar.gz b.tar.gz --key release.key --password-file pass")]
    Sign(Sign),
    /// Verify a bundle's signature
    #[command(after_help = "Example:\n  wag plugin verify welcome-1.4.0.tar.gz --public-key release.pub")]
    Verify(Verify),
}

/// Plugins the server knows where to get.
#[derive(Debug, Subcommand)]
pub(crate) enum Marketplace {
    /// List what the marketplace offers
    #[command(
        after_help = "Examples:\n  wag plugin marketplace list\n  wag plugin marketplace list --filter github --all"
    )]
    List(MarketList),
    /// Install a plugin of the marketplace
    #[command(
        after_help = "Examples:\n  wag plugin marketplace install com.example.welcome\n  wag plugin marketplace install com.example.welcome --version 1.4.0"
    )]
    Install(MarketInstall),
}
