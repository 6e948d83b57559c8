//! What a plugin cost and how it failed, by hook: for `/metrics`, and as a snapshot for people.
//!
//! Holds counting. Names: `chinwag_plugin_calls_total`, `chinwag_plugin_call_seconds` and
//! `chinwag_plugin_faults_total` (labels plugin, hook, kind); `chinwag_plugin_queue`, `chinwag_plugin_instances` and
//! `chinwag_plugin_memory_bytes` (label plugin); `chinwag_plugins_*` for all together.

use crate::fault::FaultKind;
use crate::plugin::RunState;
use hdrhistogram::Histogram;
use parking_lot::{Mutex, RwLock};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What a plugin did so far and holds now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginSnapshot {
    /// Its name.
    pub plugin: Arc<str>,
    /// Whether it runs.
    pub state: RunState,
    /// Instances that live.
    pub instances: usize,
    /// Those of them that wait for a call.
    pub idle: usize,
    /// Calls that wait for an instance.
    pub queue: usize,
    /// Bytes of linear memory of its instances.
    pub memory_bytes: usize,
    /// Its hooks that were asked, by name.
    pub hooks: Vec<HookSnapshot>,
}

/// What one hook did so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookSnapshot {
    /// Its name.
    pub hook: &'static str,
    /// Calls that were answered.
    pub calls: u64,
    /// Calls that were not, by kind.
    pub faults: Vec<(FaultKind, u64)>,
    /// Half of the answers took no longer, waiting included.
    pub p50: Duration,
    /// 99 of 100 answers took no longer.
    pub p99: Duration,
    /// No answer took longer.
    pub longest: Duration,
}

/// The figures of one plugin.
pub(crate) struct Figures {
    plugin: Arc<str>,
    hooks: RwLock<Vec<Arc<HookFigures>>>,
    queue: metrics::Gauge,
    instances: metrics::Gauge,
    memory: metrics::Gauge,
}

/// The figures of one hook.
pub(crate) struct HookFigures {
    hook: &'static str,
    plugin: Arc<str>,
    calls: AtomicU64,
    faults: Mutex<Vec<(FaultKind, u64)>>,
    latency: Mutex<Option<Histogram<u32>>>,
    calls_told: metrics::Counter,
    latency_told: metrics::Histogram,
}

impl Figures {
    pub(crate) fn new(plugin: &Arc<str>) -> Self {
        let label = plugin.to_string();
        Self {
            plugin: plugin.clone(),
            hooks: RwLock::default(),
            queue: metrics::gauge!("chinwag_plugin_queue", "plugin" => label.clone()),
            instances: metrics::gauge!("chinwag_plugin_instances", "plugin" => label.clone()),
            memory: metrics::gauge!("chinwag_plugin_memory_bytes", "plugin" => label),
        }
    }

    pub(crate) fn hook(&self, name: &'static str) -> Arc<HookFigures> {
        let find = |hooks: &[Arc<HookFigures>]| hooks.iter().find(|figures| figures.hook == name).cloned();
        let known = find(&self.hooks.read());
        known.unwrap_or_else(|| {
            let mut hooks = self.hooks.write();
            find(&hooks).unwrap_or_else(|| {
                let figures = Arc::new(HookFigures::new(&self.plugin, name));
                hooks.push(figures.clone());
                figures
            })
        })
    }

    pub(crate) fn tell(&self, queue: usize, instances: usize, memory: usize) {
        self.queue.set(queue as f64);
        self.instances.set(instances as f64);
        self.memory.set(memory as f64);
    }

    pub(crate) fn hooks(&self) -> Vec<HookSnapshot> {
        let mut snapshots: Vec<_> = self.hooks.read().iter().map(|figures| figures.snapshot()).collect();
        snapshots.sort_by_key(|snapshot| snapshot.hook);
        snapshots
    }
}

impl HookFigures {
    fn new(plugin: &Arc<str>, hook: &'static str) -> Self {
        let label = plugin.to_string();
        Self {
            hook,
            plugin: plugin.clone(),
            calls: AtomicU64::new(0),
            faults: Mutex::default(),
            // Nanoseconds up to a minute, exact to one part in a hundred.
            latency: Mutex::new(Histogram::new_with_bounds(100, 60_000_000_000, 2).ok()),
            calls_told: metrics::counter!("chinwag_plugin_calls_total", "plugin" => label.clone(), "hook" => hook),
            latency_told: metrics::histogram!("chinwag_plugin_call_seconds", "plugin" => label, "hook" => hook),
        }
    }

    pub(crate) fn answered(&self, took: Duration) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.calls_told.increment(1);
        self.latency_told.record(took.as_secs_f64());
        if let Some(latency) = self.latency.lock().as_mut() {
            latency.saturating_record(took.as_nanos().try_into().unwrap_or(u64::MAX));
        }
    }

    pub(crate) fn failed(&self, kind: FaultKind) {
        let labels = [
            metrics::Label::new("plugin", self.plugin.to_string()),
            metrics::Label::new("hook", self.hook),
            metrics::Label::new("kind", kind.as_str()),
        ];
        metrics::counter!("chinwag_plugin_faults_total", labels.to_vec()).increment(1);
        let mut faults = self.faults.lock();
        match faults.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => faults.push((kind, 1)),
        }
    }

    fn snapshot(&self) -> HookSnapshot {
        let latency = self.latency.lock();
        let at = |quantile| {
            Duration::from_nanos(latency.as_ref().map_or(0, |latency| latency.value_at_quantile(quantile)))
        };
        HookSnapshot {
            hook: self.hook,
            calls: self.calls.load(Ordering::Relaxed),
            faults: self.faults.lock().clone(),
            p50: at(0.5),
            p99: at(0.99),
            longest: at(1.0),
        }
    }
}
