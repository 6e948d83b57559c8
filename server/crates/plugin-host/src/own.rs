//! What all instances of a plugin share: its manifest, grants, settings, limits, and the ways to chat.

use std::{
    collections::VecDeque,
    sync::{Arc, Weak},
    time::Instant,
};

use arc_swap::{ArcSwap, ArcSwapOption};
use chinwag_bundle::{AskedLimit, CapabilityKind, Grants, Manifest, Need, PluginId};
use chinwag_model::{ChannelId, channel::ChannelKind, config::PluginSettings};
use chinwag_outside::HttpClient;
use chinwag_plugin_contract::{Caller, ChatApi, Keeping};
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::host_inner::Inner;

/// Lines of the log that are kept.
const LOG_LINES: usize = 1000;

/// A client for calls out; one that may reach a host of the own network when it is named.
pub(crate) type HttpDoor = Arc<dyn Fn(Option<&str>) -> Result<HttpClient, String> + Send + Sync>;

/// What the instances of a plugin share.
pub(crate) struct Own {
    pub(crate) id: PluginId,
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) grants: ArcSwap<Grants>,
    pub(crate) chat: Arc<dyn ChatApi>,
    pub(crate) keeping: Arc<dyn Keeping>,
    pub(crate) http: HttpDoor,
    pub(crate) host: Weak<Inner>,
    pub(crate) log: Arc<LogLines>,
    pub(crate) rates: Rates,
    pub(crate) requests: Arc<tokio::sync::Semaphore>,
    /// The settings as they were told last, beside those of the configuration they were made of.
    pub(crate) told: ArcSwapOption<(Arc<PluginSettings>, String)>,
}

impl Own {
    /// The settings as JSON, with the schema's defaults filled in and secrets opened. Made once for each change of the
    /// configuration: a plugin may ask with every message.
    pub(crate) fn settings(&self) -> String {
        let all = self.keeping.plugin_settings();
        if let Some(told) = self.told.load().as_ref()
            && Arc::ptr_eq(&told.0, &all)
        {
            return told.1.clone();
        }
        let text = self.settings_in(&all).to_string();
        self.told.store(Some(Arc::new((all, text.clone()))));
        text
    }

    fn settings_in(&self, all: &PluginSettings) -> Value {
        let mut own = match all.plugins.get(self.id.as_str()) {
            Some(Value::Object(map)) => map.clone(),
            _ => serde_json::Map::new(),
        };
        if let Some(host) = self.host.upgrade() {
            host.secrets.open_all(&mut own);
        }
        for setting in self.manifest.settings_schema.iter().flat_map(|schema| schema.all()) {
            let there = own.keys().any(|key| key.eq_ignore_ascii_case(&setting.key));
            if !there && !setting.default.is_null() {
                own.insert(setting.key.clone(), setting.default.clone());
            }
        }
        Value::Object(own)
    }

    /// The quota of keys and values in bytes.
    pub(crate) fn kv_quota(&self) -> u64 {
        u64::from(self.manifest.limits.get(AskedLimit::KvMib)) << 20
    }

    /// Whether the plugin may read the messages of a channel.
    pub(crate) async fn may_read(&self, caller: &Caller, channel: ChannelId) -> bool {
        let allows = |kind| self.grants.load().allows(&Need::of(kind));
        if allows(CapabilityKind::PostsReadPrivate) {
            return true;
        }
        allows(CapabilityKind::PostsRead)
            && self.chat.channel(caller, channel).await.is_ok_and(|c| c.kind == ChannelKind::Open)
    }
}

/// The newest lines of a plugin's log.
#[derive(Default)]
pub(crate) struct LogLines(Mutex<VecDeque<Value>>);

impl LogLines {
    pub(crate) fn add(&self, at: i64, level: &str, message: &str, fields: &[(String, String)]) {
        let mut lines = self.0.lock();
        if lines.len() == LOG_LINES {
            lines.pop_front();
        }
        let fields: serde_json::Map<String, Value> =
            fields.iter().map(|(key, value)| (key.clone(), Value::String(value.clone()))).collect();
        lines.push_back(json!({"at": at, "level": level, "message": message, "fields": fields}));
    }

    pub(crate) fn newest(&self, lines: usize) -> Vec<Value> {
        let all = self.0.lock();
        all.iter().skip(all.len().saturating_sub(lines)).cloned().collect()
    }
}

/// How often a plugin may do things that cost others.
pub(crate) struct Rates {
    pub(crate) posts: Rate,
    pub(crate) events: Rate,
    pub(crate) requests: Rate,
    pub(crate) log: Rate,
    pub(crate) mail: Rate,
    pub(crate) writes: Rate,
}

impl Rates {
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let of = |limit| f64::from(manifest.limits.get(limit));
        Self {
            posts: Rate::new(of(AskedLimit::PostsPerMinute), 60.0),
            events: Rate::new(of(AskedLimit::EventsPerMinute), 60.0),
            requests: Rate::new(of(AskedLimit::HttpPerMinute), 60.0),
            log: Rate::new(of(AskedLimit::LogKibPerMinute) * 1024.0, 60.0),
            mail: Rate::new(60.0, 3600.0),
            writes: Rate::new(60_000.0, 60.0),
        }
    }
}

/// A bucket that fills at a rate and holds one period's worth.
pub(crate) struct Rate {
    per_second: f64,
    most: f64,
    state: Mutex<(f64, Instant)>,
}

impl Rate {
    fn new(amount: f64, seconds: f64) -> Self {
        Self { per_second: amount / seconds, most: amount, state: Mutex::new((amount, Instant::now())) }
    }

    /// Takes so much, if it is there.
    pub(crate) fn take(&self, amount: f64) -> bool {
        let mut state = self.state.lock();
        let now = Instant::now();
        let filled = state.0 + now.duration_since(state.1).as_secs_f64() * self.per_second;
        *state = (filled.min(self.most), now);
        if state.0 < amount {
            return false;
        }
        state.0 -= amount;
        true
    }

    /// How much is taken in one period at most.
    pub(crate) fn most(&self) -> f64 {
        self.most
    }
}
