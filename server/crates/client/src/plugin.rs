//! Plugins: installing, switching, removing them, what they may do, and how they do.
//!
//! The operations are Mattermost's; grants, logs, figures and going back are Chinwag's own. Answers keep what this
//! client does not know ([`Told`]).

use std::ops::Deref;
use std::path::Path;
use std::sync::atomic::Ordering;

use reqwest::multipart::{Form, Part};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Value, json};
use tokio_util::io::ReaderStream;

use crate::file::watched;
use crate::transport::Sent;
use crate::{Client, Error, Result};

/// Bytes read from the disk at a time.
const PIECE: usize = 64 << 10;

/// A thing as the server told it: what is known of it for reading, and its JSON whole.
#[derive(Clone, Debug)]
pub struct Told<T> {
    known: T,
    json: Value,
}

impl<T> Deref for Told<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.known
    }
}

impl<T> Serialize for Told<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Told<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        let known = T::deserialize(&json).map_err(de::Error::custom)?;
        Ok(Self { known, json })
    }
}

/// What a manifest says first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// The plugin's identity.
    pub id: String,
    /// The name people see.
    pub name: String,
    /// One line about it; may be empty.
    pub description: String,
    /// Its version; may be empty.
    pub version: String,
}

/// The plugins that are installed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Plugins {
    /// Those that run.
    #[serde(default)]
    pub active: Vec<Told<Manifest>>,
    /// Those that do not.
    #[serde(default)]
    pub inactive: Vec<Told<Manifest>>,
}

/// How a plugin does on one node.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PluginStatus {
    /// The plugin.
    pub plugin_id: String,
    /// Its name.
    pub name: String,
    /// The version on that node.
    pub version: String,
    /// The node; empty where there is one only.
    pub cluster_id: String,
    /// 0 not running, 1 starting, 2 running, 3 failed to start, 4 failed to stay running, 5 stopping.
    pub state: i64,
    /// Why it does not run; empty when it does.
    pub error: String,
    /// The version the last update replaced, while the server can go back to it.
    pub previous_version: String,
}

/// Something a plugin asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// As in the manifest, for example `posts:read`.
    pub capability: String,
    /// What it means: “may read every public channel's messages”.
    pub words: String,
    /// `low`, `medium` or `high`.
    pub risk: String,
    /// Whether an administrator allowed it.
    pub granted: bool,
    /// Not asked for by the version before.
    pub new: bool,
    /// Must be allowed by name, not together with all others.
    pub explicit: bool,
}

/// What a plugin asks for and what it was allowed.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PluginGrants {
    /// What it asks for.
    #[serde(default)]
    pub asked: Vec<Asked>,
    /// Allowed once, and not asked for any more.
    #[serde(default)]
    pub gone: Vec<Asked>,
}

/// Figures of a plugin since it was started.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PluginFigures {
    /// Calls of its hooks.
    pub calls: u64,
    /// Half of the calls took at most so many microseconds.
    pub p50_us: u64,
    /// 99 of 100 calls took at most so many microseconds.
    pub p99_us: u64,
    /// Calls that failed.
    pub faults: u64,
    /// Memory of all its instances.
    pub memory_bytes: u64,
    /// Live sandboxes.
    pub instances: u64,
}

/// An entry of the marketplace.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MarketplacePlugin {
    /// What is offered.
    pub manifest: Manifest,
    /// The version installed here; empty for none.
    pub installed_version: String,
}

/// Whether an installed plugin is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// It is.
    Yes,
    /// It is an error.
    No,
}

/// What becomes of the data of a plugin that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PluginData {
    /// Keys, settings and grants wait for its return.
    Keep,
    /// Everything goes.
    Drop,
}

/// How a bundle is to be installed.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Whether an installed plugin is replaced.
    pub replace: Replace,
    /// The signature over the archive, in minisign's format.
    pub signature: Option<String>,
    /// What is taken of the bundle.
    pub part: UploadPart,
}

/// What is taken of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadPart {
    /// All of it.
    Whole,
    /// The web part alone.
    Web,
}

/// Which entries of the marketplace are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct MarketplaceFilter<'a> {
    /// Words in the name, the id or the description.
    pub words: &'a str,
    /// Only what is installed here.
    pub local_only: bool,
}

/// An answer to a request that went to a plugin itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PluginAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Bytes of the body.
    pub bytes: usize,
}

impl Client {
    /// The plugins that are installed.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn plugins(&self) -> Result<Plugins> {
        self.get(&["plugins"]).read().await
    }

    /// How each plugin does on each node.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn plugin_statuses(&self) -> Result<Vec<Told<PluginStatus>>> {
        self.get(&["plugins", "statuses"]).read().await
    }

    /// Uploads a bundle and installs it. `progress` hears of every piece that was handed to the connection, in bytes.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read; else see [`crate::Error`].
    pub async fn upload_plugin(
        &self,
        path: &Path,
        upload: Upload,
        progress: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<Told<Manifest>> {
        let bad = |reason: String| Error::File { path: path.display().to_string(), reason };
        let file = tokio::fs::File::open(path).await.map_err(|e| bad(e.to_string()))?;
        let found = file.metadata().await.map_err(|e| bad(e.to_string()))?;
        if !found.is_file() {
            return Err(bad(
                "it is not a regular file; `wag plugin pack` makes a bundle of a folder".to_owned()
            ));
        }
        let sent = Sent::default();
        let counter = sent.clone();
        let pieces = watched(ReaderStream::with_capacity(file, PIECE), move |bytes| {
            counter.fetch_add(bytes, Ordering::Relaxed);
            progress(bytes);
        });
        let mut form = Form::new();
        if upload.replace == Replace::Yes {
            form = form.text("force", "true");
        }
        if let Some(signature) = upload.signature {
            form = form.text("signature", signature);
        }
        if upload.part == UploadPart::Web {
            form = form.text("web_only", "true");
        }
        let body = reqwest::Body::wrap_stream(pieces);
        let part = Part::stream_with_length(body, found.len()).file_name("plugin.tar.gz");
        self.post(&["plugins"]).form(form.part("plugin", part), sent).read().await
    }

    /// Lets the server fetch a bundle and install it.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn install_plugin_from_url(&self, url: &str, replace: Replace) -> Result<Told<Manifest>> {
        self.post(&["plugins", "install_from_url"])
            .query("plugin_download_url", url)
            .query("force", replace == Replace::Yes)
            .read()
            .await
    }

    /// Enables a plugin and starts it.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn enable_plugin(&self, id: &str) -> Result<()> {
        self.post(&["plugins", id, "enable"]).done().await
    }

    /// Stops a plugin and disables it.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn disable_plugin(&self, id: &str) -> Result<()> {
        self.post(&["plugins", id, "disable"]).done().await
    }

    /// Removes a plugin.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn remove_plugin(&self, id: &str, data: PluginData) -> Result<()> {
        self.delete(&["plugins", id]).query("keep_data", data == PluginData::Keep).done().await
    }

    /// Goes back to the version that the last update replaced; answers its manifest.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn roll_back_plugin(&self, id: &str) -> Result<Told<Manifest>> {
        self.post(&["plugins", id, "rollback"]).read().await
    }

    /// What a plugin asks for and what it was allowed.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn plugin_grants(&self, id: &str) -> Result<Told<PluginGrants>> {
        self.get(&["plugins", id, "grants"]).read().await
    }

    /// Allows a plugin exactly these capabilities.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_plugin_grants(&self, id: &str, granted: &[String]) -> Result<Told<PluginGrants>> {
        self.put(&["plugins", id, "grants"]).json(&json!({"granted": granted})).read().await
    }

    /// The newest lines of a plugin's log, oldest first: texts, or objects with `at`, `level` and `message`.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn plugin_logs(&self, id: &str, lines: u32) -> Result<Vec<Value>> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Answer {
            Lines { lines: Vec<Value> },
            Bare(Vec<Value>),
        }
        match self.get(&["plugins", id, "logs"]).query("lines", lines).read().await? {
            Answer::Lines { lines } | Answer::Bare(lines) => Ok(lines),
        }
    }

    /// Calls, latencies, faults and memory of a plugin.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn plugin_figures(&self, id: &str) -> Result<Told<PluginFigures>> {
        self.get(&["plugins", id, "figures"]).read().await
    }

    /// A page of the marketplace.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn marketplace(
        &self,
        filter: MarketplaceFilter<'_>,
        page: usize,
        rows: usize,
    ) -> Result<Vec<Told<MarketplacePlugin>>> {
        self.get(&["plugins", "marketplace"])
            .query("page", page)
            .query("per_page", rows)
            .query("filter", filter.words)
            .query("local_only", filter.local_only)
            .read()
            .await
    }

    /// Installs a plugin of the marketplace; an empty version is the newest.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn install_from_marketplace(&self, id: &str, version: &str) -> Result<Told<Manifest>> {
        self.post(&["plugins", "marketplace"]).json(&json!({"id": id, "version": version})).read().await
    }

    /// Sends `GET /plugins/{id}/{path}`, which the plugin itself answers, and reads the answer to its end.
    ///
    /// # Errors
    /// When there is no answer; every status is one.
    pub async fn ask_plugin(&self, id: &str, path: &str) -> Result<PluginAnswer> {
        self.ask_outside_the_api(&["plugins", id], path).await
    }
}
