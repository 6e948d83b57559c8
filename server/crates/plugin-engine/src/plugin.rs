//! A plugin: a component with its pool of instances, asked through calls.
//!
//! Holds what others see of it. Instances are made in `plugin::instance`, handed out in `plugin::pool`, and calls run
//! under their deadline in `plugin::run`.

mod instance;
mod pool;
mod run;

use crate::chain::Chain;
use crate::compile::Compiled;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::figures::PluginSnapshot;
use crate::limits::{Instances, Limits, RestartPolicy};
use crate::output::{LogLine, LogSink};
use crate::sandbox::{HostState, Sandbox};
use pool::Inner;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::Store;
use wasmtime::component::{Instance, Linker};

/// What [`PluginSpec::bind`] gives: the typed functions of a new instance, soon.
pub type Binding<'a, B> = Pin<Box<dyn Future<Output = wasmtime::Result<B>> + Send + 'a>>;
/// Makes the state of a new instance around the engine's part of it.
pub type MakeState<T> = Arc<dyn Fn(Sandbox) -> wasmtime::Result<T> + Send + Sync>;
/// Loads the typed functions of a new instance, and calls what must be called before any other.
pub type Bind<T, B> = Arc<dyn for<'a> Fn(&'a mut Store<T>, &'a Instance) -> Binding<'a, B> + Send + Sync>;

/// How a plugin is run.
#[derive(Clone)]
pub struct PluginSpec<T: 'static, B> {
    /// Its name, in faults, logs and figures.
    pub name: Arc<str>,
    /// What each instance may use.
    pub limits: Limits,
    /// How many instances.
    pub instances: Instances,
    /// What follows when instances die.
    pub restarts: RestartPolicy,
    /// Where the lines go that it writes to standard output and error, beside its tail.
    pub logs: Option<Arc<dyn LogSink>>,
    /// Makes the state of a new instance.
    pub state: MakeState<T>,
    /// Loads the typed functions of a new instance. What it gives is kept beside the instance and handed to calls.
    pub bind: Bind<T, B>,
}

impl<T: 'static, B> PluginSpec<T, B> {
    /// A specification with the limits of the house.
    pub fn new(
        name: impl Into<Arc<str>>,
        state: impl Fn(Sandbox) -> wasmtime::Result<T> + Send + Sync + 'static,
        bind: impl for<'a> Fn(&'a mut Store<T>, &'a Instance) -> Binding<'a, B> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            limits: Limits::default(),
            instances: Instances::default(),
            restarts: RestartPolicy::default(),
            logs: None,
            state: Arc::new(state),
            bind: Arc::new(bind),
        }
    }
}

/// What a call is.
#[derive(Clone, Debug)]
pub struct CallOptions {
    /// What is asked, in faults and figures. A name of the code, never of a person or a message.
    pub hook: &'static str,
    /// How long the call may take: waiting for an instance, running, and waiting in the host.
    pub deadline: Duration,
    /// A number for the input ([`crate::hash_input`]). An input that kills instances again and again is refused.
    pub input_hash: Option<u64>,
    /// The chain of plugins that led here ([`Sandbox::chain`]), when a plugin's host function asks.
    pub within: Chain,
}

impl CallOptions {
    /// A call that nothing but its deadline is said about.
    pub fn new(hook: &'static str, deadline: Duration) -> Self {
        Self { hook, deadline, input_hash: None, within: Chain::default() }
    }

    /// The same with a number for its input.
    #[must_use]
    pub fn with_input(self, input: &[u8]) -> Self {
        Self { input_hash: Some(crate::poison::hash_input(input)), ..self }
    }

    /// The same from within another call.
    #[must_use]
    pub fn within(self, within: Chain) -> Self {
        Self { within, ..self }
    }
}

/// Whether a plugin runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// It can be asked.
    Running,
    /// It died too often within too short a time. It stays so; a new [`Plugin`] can be started.
    FailedToStayRunning,
    /// It takes no more calls, and those in progress end.
    Stopping,
    /// It is gone.
    Stopped,
}

/// A running plugin. Cheap to copy.
///
/// `T` is the state of an instance, `B` what the binder gave for it: usually the typed functions.
pub struct Plugin<T: HostState, B: Send + Sync + 'static>(Arc<Inner<T, B>>);

impl<T: HostState, B: Send + Sync + 'static> Clone for Plugin<T, B> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: HostState, B: Send + Sync + 'static> fmt::Debug for Plugin<T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Plugin").field(&self.0.spec.name).finish()
    }
}

impl<T: HostState, B: Send + Sync + 'static> Plugin<T, B> {
    /// Link the component and make its first instances, one at least: so that what cannot run is refused now. Must
    /// be called within a tokio runtime with its clock on; instances are made anew there.
    ///
    /// # Errors
    /// With kind `Start` when imports are missing or have other types, a limit is too small, or the binder fails.
    pub async fn start(
        engine: &Engine,
        compiled: &Compiled,
        linker: &Linker<T>,
        spec: PluginSpec<T, B>,
    ) -> Result<Self, Fault> {
        Ok(Self(Inner::start(engine, compiled, linker, spec).await?))
    }

    /// Ask the plugin: run `work` on an instance nobody else uses. The closure gets the store and what the binder
    /// gave for this instance.
    ///
    /// An error of the closure, a deadline or a panic ends the instance. So does dropping the future of this
    /// function while `work` runs. The next call gets another one.
    ///
    /// # Errors
    /// Always a [`Fault`]; its kind says whether the plugin was asked at all.
    pub async fn call<R>(
        &self,
        options: CallOptions,
        work: impl AsyncFnOnce(&mut Store<T>, &B) -> wasmtime::Result<R>,
    ) -> Result<R, Fault> {
        let figures = self.0.figures.hook(options.hook);
        let started = Instant::now();
        let outcome = self.0.call(&options, started, work).await;
        match &outcome {
            Ok(_) => figures.answered(started.elapsed()),
            Err(fault) => figures.failed(fault.kind()),
        }
        outcome
    }

    /// Take no more calls, let those in progress end, and cut off what still runs when the time is over. Gives how
    /// many calls were cut off. To be awaited outside of the plugin's own calls: it waits for them.
    pub async fn stop(&self, within: Duration) -> usize {
        self.0.stop(within).await
    }

    /// Its name.
    pub fn name(&self) -> &Arc<str> {
        &self.0.spec.name
    }

    /// Whether it runs.
    pub fn state(&self) -> RunState {
        *self.0.state.borrow()
    }

    /// Follow whether it runs.
    pub fn watch(&self) -> tokio::sync::watch::Receiver<RunState> {
        self.0.state.subscribe()
    }

    /// What it did so far and holds now.
    pub fn snapshot(&self) -> PluginSnapshot {
        self.0.snapshot()
    }

    /// The last faults in which an instance died, the oldest first.
    pub fn faults(&self) -> Vec<Fault> {
        self.0.faults.lock().iter().cloned().collect()
    }

    /// The last lines it wrote to standard output and error, the oldest first.
    pub fn log_tail(&self) -> Vec<LogLine> {
        self.0.output.tail()
    }
}
