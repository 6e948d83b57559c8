//! Where things lie: the root of the repository, the target directory, the folders xtask keeps for itself.
//!
//! Holds paths only; what is put there is the business of the module that puts it. The target directory is cargo's
//! (`CARGO_TARGET_DIR` is honoured), so that builds are shared with plain `cargo build`.

use std::path::PathBuf;

/// The folders a command works with, as absolute paths.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The folder that holds the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target directory.
    pub(crate) target: PathBuf,
}

impl Place {
    /// The place this program belongs to. Cargo says it at run time; a bare binary knows where it was compiled.
    pub(crate) fn here() -> Self {
        let told =
            std::env::var_os("CARGO_MANIFEST_DIR").filter(|path| path.to_string_lossy().ends_with("xtask"));
        let xtask = told.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = xtask.ancestors().nth(2).unwrap_or(&xtask).to_path_buf();
        let target = match std::env::var_os("CARGO_TARGET_DIR").filter(|value| !value.is_empty()) {
            Some(given) => root.join(given),
            None => root.join("target"),
        };
        Self { root, target }
    }

    /// What xtask keeps between runs: tools it built, virtual environments, logs.
    pub(crate) fn own(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The web app's folder.
    pub(crate) fn webapp(&self) -> PathBuf {
        self.root.join("webapp")
    }

    /// A binary that cargo built in `profile` (`debug` or `release`).
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}
