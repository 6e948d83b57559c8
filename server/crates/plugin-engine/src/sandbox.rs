//! The engine's part of an instance's state: its limits, its resource table, WASI without rights, the call in progress.
//!
//! Holds what every instance has whatever its host functions are. Those live in the state of whoever uses the engine,
//! which keeps its [`Sandbox`] and gives it back by [`HostState`].

use crate::budget::{Budget, Counter};
use crate::chain::Chain;
use crate::fault::Denied;
use crate::limits::Limits;
use crate::output::{LogStream, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::component::ResourceTable;
use wasmtime::{ResourceLimiter, Result};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

/// The state of an instance, which keeps the engine's part.
pub trait HostState: Send + 'static {
    /// The engine's part.
    fn sandbox(&mut self) -> &mut Sandbox;
}

/// The engine's part of an instance's state. Alone it is a state too, for components that need nothing but WASI.
pub struct Sandbox {
    pub(crate) limiter: Limiter,
    table: ResourceTable,
    wasi: WasiCtx,
    output: Output,
    instance: u64,
    mark: u64,
    plugin: u64,
    within: Chain,
    deadline: Instant,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sandbox").field("limiter", &self.limiter).finish_non_exhaustive()
    }
}

impl Sandbox {
    pub(crate) fn new(limits: &Limits, parts: Parts) -> Self {
        let Parts { plugin, instance, budget, memory, output } = parts;
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.handles);
        let wasi = wasi_builder(&output, instance).build();
        let limiter = Limiter::new(limits, budget, memory);
        let (within, deadline) = (Chain::default(), Instant::now());
        Self { limiter, table, wasi, output, instance, mark: 0, plugin, within, deadline }
    }

    /// The table of resources. It has as many places as the plugin may have handles.
    pub fn table(&mut self) -> &mut ResourceTable {
        &mut self.table
    }

    /// Make WASI anew with something more than nothing: arguments, standard input, a folder. Standard output and
    /// error stay the plugin's log unless they are set again.
    pub fn configure_wasi(&mut self, configure: impl FnOnce(&mut WasiCtxBuilder)) {
        let mut builder = wasi_builder(&self.output, self.instance);
        configure(&mut builder);
        self.wasi = builder.build();
    }

    /// The chain of plugins to hand on ([`crate::CallOptions::within`]) when a host function asks plugins.
    pub fn chain(&self) -> Chain {
        self.within.and(self.plugin)
    }

    /// When the call in progress must be over. A host function that waits need not watch it: the engine ends it.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// How long the call in progress may still take.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Bytes of linear memory this instance has now.
    pub fn memory_bytes(&self) -> usize {
        self.limiter.memory_used
    }

    pub(crate) fn begin(&mut self, deadline: Instant, within: Chain) {
        self.deadline = deadline;
        self.within = within;
        self.limiter.denied = None;
        self.mark = self.output.mark();
    }

    /// Which instance this is, and how many lines its plugin had written when the call in progress began.
    pub(crate) fn origin(&self) -> (u64, u64) {
        (self.instance, self.mark)
    }
}

/// What a sandbox is made of beside its limits.
pub(crate) struct Parts {
    pub(crate) plugin: u64,
    pub(crate) instance: u64,
    pub(crate) budget: Arc<Budget>,
    pub(crate) memory: Arc<Counter>,
    pub(crate) output: Output,
}

impl HostState for Sandbox {
    fn sandbox(&mut self) -> &mut Sandbox {
        self
    }
}

impl WasiView for Sandbox {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// No folder, no environment, no arguments, no network; standard output and error are the plugin's log.
fn wasi_builder(output: &Output, instance: u64) -> WasiCtxBuilder {
    let mut builder = WasiCtx::builder();
    builder
        .stdout(output.pipe(LogStream::Stdout, instance))
        .stderr(output.pipe(LogStream::Stderr, instance))
        .allow_tcp(false)
        .allow_udp(false);
    builder
}

/// Counts what an instance takes, and says no.
#[derive(Debug)]
pub(crate) struct Limiter {
    memory_limit: usize,
    table_limit: usize,
    memories: usize,
    tables: usize,
    core_instances: usize,
    budget: Arc<Budget>,
    of_plugin: Arc<Counter>,
    memory_used: usize,
    table_used: usize,
    last_growth: usize,
    pub(crate) denied: Option<Denied>,
}

impl Limiter {
    fn new(limits: &Limits, budget: Arc<Budget>, of_plugin: Arc<Counter>) -> Self {
        Self {
            memory_limit: limits.memory_bytes,
            table_limit: limits.table_elements,
            memories: limits.memories,
            tables: limits.tables,
            core_instances: limits.core_instances,
            budget,
            of_plugin,
            memory_used: 0,
            table_used: 0,
            last_growth: 0,
            denied: None,
        }
    }

    fn give_back(&mut self, bytes: usize) {
        self.memory_used -= bytes;
        self.budget.memory.give_back(bytes);
        self.of_plugin.give_back(bytes);
    }
}

impl Drop for Limiter {
    fn drop(&mut self) {
        self.give_back(self.memory_used);
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        let growth = desired.saturating_sub(current);
        self.last_growth = 0;
        let wanted = self.memory_used.saturating_add(growth);
        if wanted > self.memory_limit {
            let words =
                format!("it wanted {wanted} bytes of memory; an instance may have {}", self.memory_limit);
            self.denied = Some(Denied(words));
            return Ok(false);
        }
        if !self.budget.memory.take(growth) {
            let limit = self.budget.memory.limit;
            self.denied = Some(Denied(format!("all plugins together have used the {limit} bytes they may")));
            return Ok(false);
        }
        self.of_plugin.take(growth);
        self.memory_used = wanted;
        self.last_growth = growth;
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> Result<()> {
        let growth = std::mem::take(&mut self.last_growth);
        self.give_back(growth);
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        let wanted = self.table_used.saturating_add(desired.saturating_sub(current));
        if wanted > self.table_limit {
            let words = format!("it wanted tables of {wanted} elements; it may have {}", self.table_limit);
            self.denied = Some(Denied(words));
            return Ok(false);
        }
        self.table_used = wanted;
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.core_instances
    }

    fn tables(&self) -> usize {
        self.tables
    }

    fn memories(&self) -> usize {
        self.memories
    }
}
