//! Flags of the commands that need no server: `check`, `pack`, `keygen`, `sign`, `verify`.

use std::path::PathBuf;

use clap::Args;

use crate::args::Password;

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// .tar.gz files, or folders
    #[arg(required = true, value_name = "BUNDLE")]
    pub(crate) paths: Vec<String>,
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
