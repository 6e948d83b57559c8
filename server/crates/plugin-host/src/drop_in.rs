//! The drop-in folder: bundles that come with the server, or that an operator puts there while it runs.
//!
//! Each archive is installed once, whatever it is called: what an administrator removed does not come back by itself.
//! A signature lies beside its archive as `NAME.tar.gz.minisig`. Installing is not enabling.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Weak},
    time::{Duration, SystemTime},
};

use chinwag_bundle::Digest;
use chinwag_plugin_contract::{Force, Install, Source};

use crate::host_inner::Inner;

/// Names the archives that were installed once, by digest, a line each.
const SEEN: &str = ".prepackaged";
/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(3);

/// Whether an archive must have stayed the same between two looks, because it may still be being copied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// At the start: what lies there is whole.
    None,
    /// While the server runs.
    OneLook,
}

/// Size and time of a file: when they change, it is looked at again.
type Shape = (u64, Option<SystemTime>);

/// The folder and what is known of it.
pub(crate) struct DropIn {
    folder: Option<PathBuf>,
    seen_file: PathBuf,
    seen: BTreeSet<String>,
    before: BTreeMap<PathBuf, Shape>,
    done: BTreeMap<PathBuf, Shape>,
}

impl DropIn {
    pub(crate) fn new(host: &Inner) -> Self {
        let seen_file = host.directory.join(SEEN);
        let seen =
            std::fs::read_to_string(&seen_file).unwrap_or_default().lines().map(str::to_owned).collect();
        let folder = host.prepackaged.clone();
        Self { folder, seen_file, seen, before: BTreeMap::new(), done: BTreeMap::new() }
    }

    /// Looks again and again, as long as the platform is there.
    pub(crate) async fn keep_looking(mut self, host: Weak<Inner>) {
        loop {
            tokio::time::sleep(LOOK).await;
            let Some(host) = host.upgrade() else { return };
            self.look(&host, Patience::OneLook).await;
        }
    }

    /// Installs what is new.
    pub(crate) async fn look(&mut self, host: &Arc<Inner>, patience: Patience) {
        let Some(folder) = self.folder.clone() else { return };
        let now = tokio::task::spawn_blocking(move || archives(&folder)).await.unwrap_or_default();
        let ready: Vec<(PathBuf, Shape)> = now
            .iter()
            .filter(|(path, shape)| {
                let still = patience == Patience::None || self.before.get(*path) == Some(shape);
                still && self.done.get(*path) != Some(shape)
            })
            .map(|(path, shape)| (path.clone(), *shape))
            .collect();
        self.before = now;
        for (path, shape) in ready {
            self.done.insert(path.clone(), shape);
            self.take_in(host, path).await;
        }
    }

    async fn take_in(&mut self, host: &Arc<Inner>, path: PathBuf) {
        let shown = path.display().to_string();
        let own = path.clone();
        let read = tokio::task::spawn_blocking(move || digest(&own)).await;
        let digest = match read.map_err(io::Error::other).flatten() {
            Ok(digest) => digest,
            Err(error) => {
                tracing::warn!(%error, "{shown} could not be read");
                return;
            }
        };
        if self.seen.contains(&digest) {
            return;
        }
        let signature = std::fs::read_to_string(format!("{shown}.minisig")).ok();
        let install = Install { source: Source::File(path), force: Force::Yes, signature, web_only: false };
        match host.install(install).await {
            Ok(manifest) => tracing::info!(plugin.id = %manifest["id"], "installed {shown}"),
            Err(error) if error.id.contains("downgrade") => {}
            Err(error) => {
                tracing::warn!(%error, "{shown} could not be installed");
                return;
            }
        }
        self.seen.insert(digest);
        let text: String = self.seen.iter().flat_map(|digest| [digest.as_str(), "\n"]).collect();
        if let Err(error) = std::fs::write(&self.seen_file, text) {
            tracing::warn!(%error, "which bundles came with the server could not be written down");
        }
    }
}

fn archives(folder: &Path) -> BTreeMap<PathBuf, Shape> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let archive = |entry: std::fs::DirEntry| {
        let about = entry.metadata().ok()?;
        let named = entry.file_name().to_string_lossy().ends_with(".tar.gz");
        (named && about.is_file()).then(|| (entry.path(), (about.len(), about.modified().ok())))
    };
    entries.flatten().filter_map(archive).collect()
}

fn digest(path: &Path) -> io::Result<String> {
    Ok(Digest::of(&std::fs::read(path)?).to_string())
}
