//! `wag config`: the command line's shape. Behaviour is in `run/config.rs`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Confirm;

/// The server's configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Print one setting
    #[command(after_help = "Example:\n  wag config get TeamSettings.SiteName")]
    Get(Get),
    /// Change one setting; several values make a list
    #[command(after_help = "Examples:
  wag config set TeamSettings.SiteName 'Our chat'
  wag config set TeamSettings.EnableOpenServer true")]
    Set(Set),
    /// Print the whole configuration
    #[command(after_help = "Example:\n  wag config show --json")]
    Show,
    /// Change the configuration in your editor ($VISUAL or $EDITOR)
    #[command(after_help = "Example:\n  wag config edit")]
    Edit,
    /// Merge a JSON file into the configuration
    #[command(after_help = "Example:\n  wag config patch ./changes.json")]
    Patch(File),
    /// Make the server read its configuration file again
    #[command(after_help = "Example:\n  wag config reload")]
    Reload,
    /// Set settings, or whole sections, back to their defaults
    #[command(after_help = "Example:\n  wag config reset TeamSettings.SiteName --confirm")]
    Reset(Reset),
    /// Compare a configuration file with what the server knows: unknown settings and wrong types
    #[command(after_help = "Example:\n  wag config validate ./config.json")]
    Validate(File),
}

#[derive(Args, Debug)]
pub(crate) struct Get {
    /// Section.Setting, or a section
    pub(crate) setting: String,
}

#[derive(Args, Debug)]
pub(crate) struct Set {
    /// Section.Setting
    pub(crate) setting: String,
    /// The new value, or values
    #[arg(required = true, allow_negative_numbers = true, value_name = "VALUE")]
    pub(crate) values: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct File {
    /// A JSON file; `-` is standard input
    pub(crate) file: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Reset {
    /// Section.Setting, or a section
    #[arg(required = true, value_name = "SETTING")]
    pub(crate) settings: Vec<String>,
    #[command(flatten)]
    pub(crate) confirm: Confirm,
}
