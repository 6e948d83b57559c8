//! What the platform keeps in chat's database and configuration: keys and values of plugins, records of what is
//! installed, schedules, settings. `app` implements it over the store; `plugin-host` is the only caller.

use std::sync::Arc;

use async_trait::async_trait;
use chinwag_model::{AppResult, Millis};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Happened;

/// A value to write.
#[derive(Debug, Clone)]
pub struct KvWrite {
    /// Key.
    pub key: String,
    /// Value.
    pub value: Vec<u8>,
    /// When it goes; 0 for never.
    pub expire_at: Millis,
    /// Condition.
    pub only_if: KvOnlyIf,
}

/// When a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KvOnlyIf {
    /// Always.
    Always,
    /// When there is none.
    Absent,
    /// When it is this.
    Is(Vec<u8>),
}

/// One of several changes.
#[derive(Debug, Clone)]
pub enum KvChange {
    /// Write.
    Set(KvWrite),
    /// Delete.
    Delete(String),
}

/// What is known of an installed plugin.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PluginRecord {
    /// Id.
    pub id: String,
    /// Version.
    pub version: String,
    /// SHA-256 of the archive, hex.
    pub digest: String,
    /// Capabilities the administrator allowed.
    pub grants: Vec<String>,
    /// Capabilities the administrator saw and did not allow: enabling does not allow them.
    pub denied: Vec<String>,
    /// When it was installed.
    pub installed_at: Millis,
    /// Version and digest before, for going back.
    pub previous: Option<Previous>,
    /// Id of the key that signed it; empty for none.
    pub signed_by: String,
    /// Whether only the web part was taken.
    pub web_only: bool,
    /// For upgrades: the version whose `install` hook has run.
    pub install_hook_ran: String,
}

/// The version before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Previous {
    /// Version.
    pub version: String,
    /// SHA-256 of its archive, hex.
    pub digest: String,
    /// Its grants.
    pub grants: Vec<String>,
}

/// A schedule of a plugin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScheduleRecord {
    /// The plugin.
    pub plugin: String,
    /// Its name.
    pub name: String,
    /// `@every 60`, a cron expression (with `@tz=Zone ` before it), or empty for once.
    pub rule: String,
    /// Handed to `tick`.
    pub payload: Vec<u8>,
    /// When it is due.
    pub next_at: Millis,
}

/// When a schedule runs next, after a time; 0 for never.
pub type NextTime = Box<dyn Fn(&ScheduleRecord, Millis) -> Millis + Send>;

/// What the platform keeps.
#[async_trait]
pub trait Keeping: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Millis;

    /// Values of keys, in their order.
    async fn kv_get(&self, plugin: &str, keys: Vec<String>) -> AppResult<Vec<Option<Vec<u8>>>>;
    /// All changes, or none when a condition does not hold (false). 413 beyond `quota` bytes.
    async fn kv_apply(&self, plugin: &str, changes: Vec<KvChange>, quota: u64) -> AppResult<bool>;
    /// Keys with a prefix, after a key.
    async fn kv_keys(&self, plugin: &str, prefix: &str, after: &str, limit: u32) -> AppResult<Vec<String>>;
    /// Deletes by prefix; the empty one for everything.
    async fn kv_delete_prefix(&self, plugin: &str, prefix: &str) -> AppResult<u64>;
    /// Bytes of keys and values.
    async fn kv_bytes(&self, plugin: &str) -> AppResult<u64>;

    /// Everything that is installed.
    async fn records(&self) -> AppResult<Vec<PluginRecord>>;
    /// Writes a record.
    async fn put_record(&self, record: PluginRecord) -> AppResult<()>;
    /// Forgets a record.
    async fn drop_record(&self, id: &str) -> AppResult<()>;

    /// Writes a schedule; 400 beyond 100.
    async fn put_schedule(&self, schedule: ScheduleRecord) -> AppResult<()>;
    /// Drops a schedule, or all of a plugin's.
    async fn drop_schedules(&self, plugin: &str, name: Option<&str>) -> AppResult<u64>;
    /// Schedules of a plugin.
    async fn schedules(&self, plugin: &str) -> AppResult<Vec<ScheduleRecord>>;
    /// Takes what is due before `now` for this node: each is given its next time by `next` (0 drops it) in the same
    /// transaction, so that one node alone gets it.
    async fn take_due(&self, now: Millis, next: NextTime) -> AppResult<Vec<ScheduleRecord>>;
    /// The nearest time anything is due.
    async fn next_due(&self) -> AppResult<Option<Millis>>;

    /// Where a plugin with durable delivery is in the record of events; `None` at the first time.
    async fn cursor(&self, plugin: &str) -> AppResult<Option<i64>>;
    /// Moves the cursor.
    async fn set_cursor(&self, plugin: &str, seq: i64) -> AppResult<()>;
    /// What happened after `seq`: number, depth and what; those that are no hook's are left out, and the number of the
    /// last event looked at comes beside.
    async fn happened_after(&self, seq: i64, limit: i64) -> AppResult<(i64, Vec<(i64, u8, Happened)>)>;

    /// `PluginSettings` of the configuration; the same pointer as long as nothing of them was saved.
    fn plugin_settings(&self) -> Arc<chinwag_model::config::PluginSettings>;
    /// Changes `PluginSettings.PluginStates.<id>.Enable`; `None` takes the entry out.
    async fn set_enabled(&self, plugin: &str, enabled: Option<bool>) -> AppResult<()>;
    /// Replaces `PluginSettings.Plugins.<id>`; `None` takes it out.
    async fn set_settings(&self, plugin: &str, settings: Option<Value>) -> AppResult<()>;
}
