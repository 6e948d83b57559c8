//! The file of saved servers: `credentials.json`, readable by its owner alone.
//!
//! It holds session and access tokens, never passwords. Written whole to a new file and renamed, so a crash
//! leaves the old one. Commands on it are in `run/auth.rs`.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use serde::{Deserialize, Serialize};

const FILE: &str = "credentials.json";
const VERSION: u32 = 1;

/// What kind of token is kept.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Made by logging in; ends when forgotten.
    Session,
    /// A personal access token; somebody made it and it outlives us.
    AccessToken,
}

/// One saved server.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Saved {
    pub(crate) url: String,
    pub(crate) username: String,
    pub(crate) kind: Kind,
    pub(crate) token: String,
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Contents {
    version: u32,
    current: Option<String>,
    servers: BTreeMap<String, Saved>,
}

/// The saved servers.
#[derive(Debug)]
pub(crate) struct Store {
    dir: PathBuf,
    contents: Contents,
}

impl Store {
    /// Reads the file in `dir`, or in the user's configuration folder; no file is an empty store.
    pub(crate) fn open(dir: Option<&Path>) -> Result<Self> {
        let dir = match dir {
            Some(dir) => dir.to_path_buf(),
            None => default_dir()?,
        };
        let path = dir.join(FILE);
        let found = match fs::metadata(&path) {
            Ok(found) => found,
            Err(e) if e.kind() == ErrorKind::NotFound => {
                return Ok(Self { dir, contents: Contents { version: VERSION, ..Contents::default() } });
            }
            Err(e) => return Err(e).with_context(|| format!("cannot look at {}", path.display())),
        };
        let mode = found.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(anyhow!(
                "{path} has mode {mode:04o}, so others on this machine can read the tokens in it: run `chmod 600 \
                 {path}`, and make new tokens if others have used this machine",
                path = path.display()
            ));
        }
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let contents: Contents = serde_json::from_str(&text).with_context(|| {
            format!("{} is damaged: remove it and log in again with `wag auth login URL`", path.display())
        })?;
        if contents.version != VERSION {
            return Err(anyhow!(
                "{} has version {} and this wag knows version {VERSION}: use the newer wag, or remove the file",
                path.display(),
                contents.version
            ));
        }
        Ok(Self { dir, contents })
    }

    /// The name and credentials of the server to use.
    pub(crate) fn chosen(&self, name: Option<&str>) -> Result<(String, Saved)> {
        let name = match name.or(self.contents.current.as_deref()) {
            Some(name) => name,
            None if self.contents.servers.is_empty() => {
                return Err(anyhow!("not logged in: run `wag auth login URL`"));
            }
            None => return Err(anyhow!("no server is current: choose one with `wag auth set NAME`")),
        };
        Ok((name.to_owned(), self.saved(name)?.clone()))
    }

    pub(crate) fn saved(&self, name: &str) -> Result<&Saved> {
        self.contents.servers.get(name).ok_or_else(|| {
            let known: Vec<_> = self.contents.servers.keys().map(|k| format!("`{k}`")).collect();
            match known.is_empty() {
                true => anyhow!("no server is saved as `{name}`: run `wag auth login URL --name {name}`"),
                false => anyhow!("no server is saved as `{name}`: there is {}", known.join(", ")),
            }
        })
    }

    pub(crate) fn current(&self) -> Option<&str> {
        self.contents.current.as_deref()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&String, &Saved)> {
        self.contents.servers.iter()
    }

    pub(crate) fn put(&mut self, name: &str, saved: Saved) {
        self.contents.servers.insert(name.to_owned(), saved);
    }

    pub(crate) fn make_current(&mut self, name: &str) -> Result<()> {
        self.saved(name)?;
        self.contents.current = Some(name.to_owned());
        Ok(())
    }

    /// Forgets one; if it was current, the only one left becomes current.
    pub(crate) fn remove(&mut self, name: &str) -> Result<Saved> {
        let saved = self.saved(name)?.clone();
        self.contents.servers.remove(name);
        if self.contents.current.as_deref() == Some(name) {
            let mut left = self.contents.servers.keys();
            self.contents.current = match (left.next(), left.next()) {
                (Some(only), None) => Some(only.clone()),
                _ => None,
            };
        }
        Ok(saved)
    }

    /// Writes the file.
    pub(crate) fn save(&self) -> Result<()> {
        let failed = || format!("cannot write {}", self.dir.join(FILE).display());
        DirBuilder::new().recursive(true).mode(0o700).create(&self.dir).with_context(failed)?;
        let mode = fs::metadata(&self.dir).with_context(failed)?.permissions().mode();
        if mode & 0o022 != 0 {
            return Err(anyhow!(
                "others may write in {dir} (mode {:04o}), so tokens are not safe there: run `chmod 700 {dir}`",
                mode & 0o777,
                dir = self.dir.display()
            ));
        }
        let mut file = tempfile::Builder::new()
            .prefix(".credentials-")
            .permissions(Permissions::from_mode(0o600))
            .tempfile_in(&self.dir)
            .with_context(failed)?;
        file.write_all(&serde_json::to_vec_pretty(&self.contents)?).with_context(failed)?;
        file.as_file().sync_all().with_context(failed)?;
        file.persist(self.dir.join(FILE)).with_context(failed)?;
        Ok(())
    }
}

fn default_dir() -> Result<PathBuf> {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    from("XDG_CONFIG_HOME")
        .or_else(|| from("HOME").map(|home| home.join(".config")))
        .map(|base| base.join("wag"))
        .ok_or_else(|| {
            anyhow!("neither XDG_CONFIG_HOME nor HOME is set: say where credentials are with --config DIR")
        })
}
