//! `wag plugin`: the command line's shape. Behaviour is in `run/plugin.rs`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Password;

/// Plugins.
#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    /// Check a bundle, or a folder that is to become one, as the server would at install; no server is needed
    #[command(after_help = "Examples:
  wag plugin check welcome-1.4.0.tar.gz
  wag plugin check ./welcome
  wag plugin check old-3.1.0.tar.gz --web-part-only --json")]
    Check(Check),
    /// Check a folder and pack it into a bundle: the same bytes for the same files
    #[command(after_help = "Examples:
  wag plugin pack ./welcome
  wag plugin pack ./welcome --output dist/welcome.tar.gz --force")]
    Pack(Pack),
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

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// A .tar.gz file, or a folder
    #[arg(value_name = "BUNDLE")]
    pub(crate) path: PathBuf,
    /// Look at the web part alone, as if there were no server part
    #[arg(long)]
    pub(crate) web_part_only: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Pack {
    /// The folder with plugin.json or plugin.yaml in it
    pub(crate) folder: PathBuf,
    /// Where to write the bundle [default: ID-VERSION.tar.gz here]
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Keygen {
    /// The files' name: NAME.key is the secret key, NAME.pub the public one
    pub(crate) name: PathBuf,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

#[derive(Args, Debug)]
pub(crate) struct Sign {
    /// The bundles
    #[arg(required = true, value_name = "BUNDLE")]
    pub(crate) bundles: Vec<PathBuf>,
    /// The file of the secret key
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    #[command(flatten)]
    pub(crate) lock: Lock,
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// The bundle
    pub(crate) bundle: PathBuf,
    /// The file of the public key, or the key itself
    #[arg(long, value_name = "KEY")]
    pub(crate) public_key: String,
    /// The signature [default: BUNDLE.minisig]
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: Option<PathBuf>,
}

/// How a secret key is locked.
#[derive(Args, Debug)]
pub(crate) struct Lock {
    #[command(flatten)]
    pub(crate) password: Password,
    /// The key has no password
    #[arg(long, conflicts_with_all = ["password_file", "password"])]
    pub(crate) no_password: bool,
}
