//! Flags of the commands that talk to a server about its plugins.

use std::path::PathBuf;

use clap::Args;

/// Plugins by their ids.
#[derive(Args, Debug)]
pub(crate) struct Which {
    /// Ids of plugins (`wag plugin list` shows them)
    #[arg(required = true, value_name = "ID")]
    pub(crate) plugins: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Add {
    /// Bundles (.tar.gz)
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// Replace a plugin with the same id, also by an older version
    #[arg(long, short = 'f')]
    pub(crate) force: bool,
    /// The signature of the bundle [default: FILE.minisig, when it is there]
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: Option<PathBuf>,
    /// Install the web part alone; for bundles that hold native programs
    #[arg(long)]
    pub(crate) web_part_only: bool,
}

#[derive(Args, Debug)]
pub(crate) struct InstallUrl {
    /// Where the bundles are
    #[arg(required = true, value_name = "URL")]
    pub(crate) urls: Vec<String>,
    /// Replace a plugin with the same id, also by an older version
    #[arg(long, short = 'f')]
    pub(crate) force: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Enable {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Allow what they ask for without asking
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Delete {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Keep their data (keys, settings, grants) for their return
    #[arg(long)]
    pub(crate) keep_data: bool,
    /// Delete their data too
    #[arg(long, conflicts_with = "keep_data")]
    pub(crate) delete_data: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Rollback {
    /// The plugin's id
    #[arg(value_name = "ID")]
    pub(crate) plugin: String,
}

#[derive(Args, Debug)]
pub(crate) struct List {}

#[derive(Args, Debug)]
pub(crate) struct Status {
    /// Only these plugins
    #[arg(value_name = "ID")]
    pub(crate) plugins: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Logs {
    /// The plugin's id
    #[arg(value_name = "ID")]
    pub(crate) plugin: String,
    /// How many lines
    #[arg(long, short = 'n', default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) lines: u32,
    /// Go on with what the plugin writes from now on
    #[arg(long, short = 'f')]
    pub(crate) follow: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Top {
    /// Only these plugins
    #[arg(value_name = "ID")]
    pub(crate) plugins: Vec<String>,
    /// Show them again every so many seconds, with the calls since the time before
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) every: Option<u64>,
}

#[derive(Args, Debug)]
pub(crate) struct Grant {
    /// The plugin's id
    #[arg(value_name = "ID")]
    pub(crate) plugin: String,
    /// What to allow, as the manifest says it
    #[arg(value_name = "CAPABILITY", required_unless_present_any = ["list", "all"])]
    pub(crate) capabilities: Vec<String>,
    /// Only show what it asks for and what it is allowed
    #[arg(long, conflicts_with_all = ["capabilities", "all", "revoke"])]
    pub(crate) list: bool,
    /// Everything it asks for, but for what has to be named; with --revoke, everything
    #[arg(long, conflicts_with = "capabilities")]
    pub(crate) all: bool,
    /// Forbid these instead
    #[arg(long)]
    pub(crate) revoke: bool,
}

#[derive(Args, Debug)]
pub(crate) struct MarketList {
    /// Only what has these words in its name, id or description
    #[arg(long, default_value = "", hide_default_value = true, value_name = "WORDS")]
    pub(crate) filter: String,
    /// Only what is installed here
    #[arg(long)]
    pub(crate) local_only: bool,
    #[command(flatten)]
    pub(crate) page: crate::args::Page,
}

#[derive(Args, Debug)]
pub(crate) struct MarketInstall {
    /// The plugin's id
    #[arg(value_name = "ID")]
    pub(crate) plugin: String,
    /// This version [default: the newest]
    #[arg(long, default_value = "", hide_default_value = true, value_name = "VERSION")]
    pub(crate) version: String,
}
