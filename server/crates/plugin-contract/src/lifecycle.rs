//! What administrators do with plugins. `plugin-host` implements it, `http` asks for it; rights were checked before.

use std::path::PathBuf;

use async_trait::async_trait;
use bytes::Bytes;
use chinwag_model::{AppError, AppResult};
use serde::Serialize;
use serde_json::Value;

use crate::{NoPlugins, PluginRequest, PluginResponse};

/// The state of a plugin on a node; the numbers are the protocol's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum PluginState {
    /// Not running.
    NotRunning = 0,
    /// On its way up.
    Starting = 1,
    /// Running.
    Running = 2,
    /// It did not come up.
    FailedToStart = 3,
    /// It failed too often.
    FailedToStayRunning = 4,
    /// On its way down.
    Stopping = 5,
}

impl Serialize for PluginState {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(*self as u8)
    }
}

/// How a plugin does on a node.
#[derive(Debug, Clone, Serialize)]
pub struct PluginStatus {
    /// Id.
    pub plugin_id: String,
    /// The node.
    pub cluster_id: String,
    /// Where it lies.
    pub plugin_path: String,
    /// State.
    pub state: PluginState,
    /// Why it does not run; empty when it does.
    pub error: String,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Version.
    pub version: String,
    /// The version one can go back to; empty when there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub previous_version: String,
}

/// What of the marketplace is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// What the index offers and what is installed here.
    Everything,
    /// What is installed here alone; the index is not asked.
    Installed,
}

/// Whether an installed plugin is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// It is.
    Yes,
    /// It is an error.
    No,
}

/// Where a bundle comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file that was received; it may be moved away.
    File(PathBuf),
    /// An address.
    Url(String),
    /// An entry of the marketplace: id and version (empty for the newest).
    Marketplace(String, String),
}

/// What is to be installed.
#[derive(Debug, Clone)]
pub struct Install {
    /// From where.
    pub source: Source,
    /// Replace.
    pub force: Force,
    /// Detached signature in minisign's format, when one was sent.
    pub signature: Option<String>,
    /// Take only the web part of a bundle with native executables.
    pub web_only: bool,
}

/// What becomes of a removed plugin's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepData {
    /// Keys, settings and grants stay.
    Yes,
    /// Everything goes.
    No,
}

/// What administrators do. JSON values are as API v4 sends them.
#[async_trait]
pub trait Lifecycle: Send + Sync + 'static {
    /// The folder for a bundle that is on its way in. What a crash leaves there is thrown away at the next start.
    ///
    /// # Errors
    /// When it cannot be made.
    fn staging(&self) -> AppResult<PathBuf>;
    /// Installs a bundle; answers its manifest.
    async fn install(&self, install: Install) -> AppResult<Value>;
    /// `{active: […], inactive: […]}` of manifests.
    async fn list(&self) -> AppResult<Value>;
    /// A status for each plugin and node.
    async fn statuses(&self) -> AppResult<Vec<PluginStatus>>;
    /// Manifests for clients of running plugins with a web part.
    fn web_manifests(&self) -> Vec<Value>;
    /// Enables and starts.
    async fn enable(&self, id: &str) -> AppResult<()>;
    /// Stops and disables.
    async fn disable(&self, id: &str) -> AppResult<()>;
    /// Removes.
    async fn remove(&self, id: &str, data: KeepData) -> AppResult<()>;
    /// Goes back to the version before.
    async fn roll_back(&self, id: &str) -> AppResult<Value>;
    /// What it asks for and what it was allowed.
    async fn grants(&self, id: &str) -> AppResult<Value>;
    /// Allows exactly these capabilities.
    async fn set_grants(&self, id: &str, capabilities: Vec<String>) -> AppResult<Value>;
    /// The newest lines of its log, oldest first.
    async fn log_lines(&self, id: &str, lines: usize) -> AppResult<Vec<Value>>;
    /// Calls, latencies, faults, memory.
    async fn figures(&self, id: &str) -> AppResult<Value>;
    /// Entries of the marketplace with what is installed.
    async fn marketplace(&self, filter: &str, listed: Listed) -> AppResult<Vec<Value>>;
    /// A file of the bundle's `public` folder of a running plugin: bytes and type.
    async fn public_file(&self, id: &str, path: &str) -> AppResult<(Bytes, String)>;
    /// A file of the web part, by the name clients were told: bytes and type.
    async fn web_file(&self, id: &str, path: &str) -> AppResult<(Bytes, String)>;
    /// A request to `/plugins/{id}/…`.
    async fn serve(&self, id: &str, request: PluginRequest) -> AppResult<PluginResponse>;
}

fn none<T>() -> AppResult<T> {
    Err(AppError::not_implemented("app.plugin.disabled.app_error", "This server runs without plugins."))
}

#[async_trait]
impl Lifecycle for NoPlugins {
    fn staging(&self) -> AppResult<PathBuf> {
        none()
    }
    async fn install(&self, _: Install) -> AppResult<Value> {
        none()
    }
    async fn list(&self) -> AppResult<Value> {
        Ok(serde_json::json!({"active": [], "inactive": []}))
    }
    async fn statuses(&self) -> AppResult<Vec<PluginStatus>> {
        Ok(Vec::new())
    }
    fn web_manifests(&self) -> Vec<Value> {
        Vec::new()
    }
    async fn enable(&self, _: &str) -> AppResult<()> {
        none()
    }
    async fn disable(&self, _: &str) -> AppResult<()> {
        none()
    }
    async fn remove(&self, _: &str, _: KeepData) -> AppResult<()> {
        none()
    }
    async fn roll_back(&self, _: &str) -> AppResult<Value> {
        none()
    }
    async fn grants(&self, _: &str) -> AppResult<Value> {
        none()
    }
    async fn set_grants(&self, _: &str, _: Vec<String>) -> AppResult<Value> {
        none()
    }
    async fn log_lines(&self, _: &str, _: usize) -> AppResult<Vec<Value>> {
        none()
    }
    async fn figures(&self, _: &str) -> AppResult<Value> {
        none()
    }
    async fn marketplace(&self, _: &str, _: Listed) -> AppResult<Vec<Value>> {
        none()
    }
    async fn public_file(&self, _: &str, _: &str) -> AppResult<(Bytes, String)> {
        none()
    }
    async fn web_file(&self, _: &str, _: &str) -> AppResult<(Bytes, String)> {
        none()
    }
    async fn serve(&self, _: &str, _: PluginRequest) -> AppResult<PluginResponse> {
        none()
    }
}
