//! The engine: one a process. Its clock of epochs, its budget, its compiler and its cache.
//!
//! Holds what plugins share. A plugin itself is in `plugin`; how compiling goes is in `compile`.

use crate::budget::Budget;
use crate::clock::{Clock, SystemClock};
use crate::compile::{CompileLimits, Compiled, Compiler, CompilerProgram};
use crate::configuration::{self, Allocation};
use crate::error::{CompileError, EngineError};
use crate::inspect::InspectLimits;
use bytes::Bytes;
use parking_lot::Mutex;
use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Between two epochs: the grain of deadlines, and the longest a guest keeps a thread before others have their turn.
pub(crate) const TICK: Duration = Duration::from_millis(10);
/// Between two looks at idle instances and figures, in ticks.
const TICKS_A_SWEEP: u64 = 100;

/// What an engine is made with.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// Where the memory of instances comes from.
    pub allocation: Allocation,
    /// Instances of all plugins together.
    pub instances: usize,
    /// Bytes of linear memory of all plugins together.
    pub memory_bytes: usize,
    /// What compiles.
    pub compiler: CompilerProgram,
    /// What compiling may use.
    pub compile_limits: CompileLimits,
    /// How big and intricate a component may be.
    pub inspect_limits: InspectLimits,
    /// Where compiled components are kept. None: they are compiled at each start.
    pub cache_folder: Option<PathBuf>,
    /// Bytes the cache may hold; the least recently used go first.
    pub cache_bytes: u64,
    /// The clock of strikes, back-off and idleness.
    pub clock: Arc<dyn Clock>,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            allocation: Allocation::Auto,
            instances: 128,
            memory_bytes: 1 << 30,
            compiler: CompilerProgram::ThisProcess,
            compile_limits: CompileLimits::default(),
            inspect_limits: InspectLimits::default(),
            cache_folder: None,
            cache_bytes: 512 << 20,
            clock: Arc::new(SystemClock),
        }
    }
}

/// Runs components. Cheap to copy; the threads end when the last copy is gone.
#[derive(Clone, Debug)]
pub struct Engine(pub(crate) Arc<Core>);

/// What the copies of an engine share.
pub(crate) struct Core {
    pub(crate) wasmtime: wasmtime::Engine,
    pub(crate) budget: Arc<Budget>,
    pub(crate) clock: Arc<dyn Clock>,
    compiler: Compiler,
    allocation: Allocation,
    plugins: Mutex<Vec<Weak<dyn Swept>>>,
    numbers: AtomicU64,
}

impl Debug for Core {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Engine").field("allocation", &self.allocation).finish_non_exhaustive()
    }
}

/// A plugin as the engine sees it: something to look at now and then.
pub(crate) trait Swept: Send + Sync {
    /// Let idle instances go, fill up to the minimum, tell the figures.
    fn sweep(self: Arc<Self>);
    /// Let one idle instance above the minimum go, because another plugin needs its place. Whether there was one.
    fn yield_one(&self) -> bool;
}

impl Engine {
    /// Make an engine and start its threads.
    ///
    /// # Errors
    /// When wasmtime does not run here, a thread cannot be started, or the cache folder cannot be used.
    pub fn new(config: EngineConfig) -> Result<Self, EngineError> {
        let (wasmtime, allocation) = allocate(config.allocation, config.instances)?;
        let compiler = Compiler::new(&wasmtime, &config)?;
        let core = Arc::new(Core {
            budget: Arc::new(Budget::new(config.memory_bytes, config.instances)),
            clock: config.clock,
            compiler,
            allocation,
            plugins: Mutex::default(),
            numbers: AtomicU64::new(1),
            wasmtime,
        });
        start_threads(&core)?;
        Ok(Self(core))
    }

    /// wasmtime's engine, for linkers and stores of it.
    pub fn wasmtime(&self) -> &wasmtime::Engine {
        &self.0.wasmtime
    }

    /// Where the memory of instances comes from: what [`Allocation::Auto`] became.
    pub fn allocation(&self) -> Allocation {
        self.0.allocation
    }

    /// Bytes of linear memory all plugins use now.
    pub fn memory_used(&self) -> usize {
        self.0.budget.memory.used()
    }

    /// Instances of all plugins that live now.
    pub fn instances_alive(&self) -> usize {
        self.0.budget.instances.used()
    }

    /// Compile a component, or take it from the cache.
    ///
    /// # Errors
    /// When it is not a component we run, does not compile within the limits, or the compiler cannot be run.
    pub async fn compile(&self, wasm: impl Into<Bytes>) -> Result<Compiled, CompileError> {
        self.0.compiler.compile(&self.0.wasmtime, wasm.into()).await
    }

    /// Look at all plugins now: let instances go that were idle for long, start missing ones, tell the figures. The
    /// engine does this each second by itself; a test that moves the clock calls it.
    pub fn sweep(&self) {
        self.0.sweep();
    }
}

impl Core {
    /// A number no other plugin or instance of this engine has.
    pub(crate) fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn register(&self, plugin: Weak<dyn Swept>) {
        self.plugins.lock().push(plugin);
    }

    /// Take a place for an instance, if need be from a plugin that has idle ones.
    pub(crate) fn take_instance(&self) -> bool {
        self.budget.instances.take(1)
            || (self.alive().iter().any(|plugin| plugin.yield_one()) && self.budget.instances.take(1))
    }

    fn sweep(&self) {
        for plugin in self.alive() {
            plugin.sweep();
        }
        metrics::gauge!("chinwag_plugins_instances").set(self.budget.instances.used() as f64);
        metrics::gauge!("chinwag_plugins_memory_bytes").set(self.budget.memory.used() as f64);
    }

    fn alive(&self) -> Vec<Arc<dyn Swept>> {
        let mut plugins = self.plugins.lock();
        plugins.retain(|plugin| plugin.strong_count() > 0);
        plugins.iter().filter_map(Weak::upgrade).collect()
    }
}

/// A pool needs much address space. Whether the machine gives it is found out by asking for it.
fn allocate(wanted: Allocation, instances: usize) -> Result<(wasmtime::Engine, Allocation), EngineError> {
    let slots = u32::try_from(instances).unwrap_or(u32::MAX).clamp(1, 1024);
    let refused = |error: wasmtime::Error| EngineError::Wasmtime(format!("{error:#}"));
    if wanted != Allocation::OnDemand {
        match wasmtime::Engine::new(&configuration::pooled(slots)) {
            Ok(engine) => return Ok((engine, Allocation::Pooled)),
            Err(error) if wanted == Allocation::Pooled => return Err(refused(error)),
            Err(error) => tracing::info!("instances are allocated on demand: {error:#}"),
        }
    }
    let engine = wasmtime::Engine::new(&configuration::on_demand()).map_err(refused)?;
    Ok((engine, Allocation::OnDemand))
}

/// The ticker raises the epoch and does nothing else, so that nothing delays it; the sweeper has its own thread.
/// Both hold the engine weakly.
fn start_threads(core: &Arc<Core>) -> Result<(), EngineError> {
    let weak = core.wasmtime.weak();
    let ticks = move || {
        while let Some(engine) = weak.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    };
    let sweeping = Arc::downgrade(core);
    let sweeps = move || {
        let mut ticks = 0_u64;
        while let Some(core) = sweeping.upgrade() {
            ticks += 1;
            if ticks.is_multiple_of(TICKS_A_SWEEP / 10) {
                core.sweep();
            }
            drop(core);
            std::thread::sleep(TICK * 10);
        }
    };
    let start = |name: &str, work: Box<dyn FnOnce() + Send>| {
        let started = std::thread::Builder::new().name(name.to_owned()).spawn(work);
        started.map(drop).map_err(EngineError::Thread)
    };
    start("plugin-epochs", Box::new(ticks))?;
    start("plugin-sweeper", Box::new(sweeps))
}
