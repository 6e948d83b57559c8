//! Runs untrusted WebAssembly components, and nothing a component does may hurt the server.
//!
//! Holds the [`Engine`] (one a process), compiling in a child process with a cache on disk, and the [`Plugin`]: a
//! pool of instances with limits, deadlines, restarts, faults and figures. Knows wasmtime; knows nothing of chat, of
//! our WIT or of manifests: whoever uses it brings a `Linker`, a state and typed functions.
//!
//! The way of a component: [`inspect`] reads what it imports and exports, [`Engine::compile`] compiles it or takes it
//! from the cache, [`Plugin::start`] makes the first instances, [`Plugin::call`] runs a closure on an idle one,
//! [`Plugin::stop`] lets the calls end. What goes wrong is a [`Fault`], a value with its kind, words and backtrace.
//!
//! ```no_run
//! # use chinwag_plugin_engine::*;
//! # use std::time::Duration;
//! # async fn example(bytes: Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
//! let engine = Engine::new(EngineConfig::default())?;
//! let compiled = engine.compile(bytes).await?;
//! let linker = wasmtime::component::Linker::<Sandbox>::new(engine.wasmtime());
//! let spec = PluginSpec::new(
//!     "greeter",
//!     |sandbox: Sandbox| Ok(sandbox),
//!     |store, instance| Box::pin(async move { instance.get_typed_func::<(u32,), (u32,)>(store, "double") }),
//! );
//! let plugin = Plugin::start(&engine, &compiled, &linker, spec).await?;
//! let options = CallOptions::new("double", Duration::from_millis(250));
//! let (four,) = plugin.call(options, async |store, double| double.call_async(store, (2,)).await).await?;
//! # assert_eq!(four, 4);
//! plugin.stop(Duration::from_secs(5)).await;
//! # Ok(())
//! # }
//! ```

mod budget;
mod chain;
mod clock;
mod compile;
mod configuration;
mod engine;
mod error;
mod fault;
mod figures;
mod inspect;
mod limits;
mod output;
mod plugin;
mod poison;
mod sandbox;
mod strikes;

pub use chain::Chain;
pub use clock::{Clock, ManualClock, SystemClock};
pub use compile::child::compile_child_main;
pub use compile::{CompileLimits, Compiled, CompilerProgram, HowCompiled};
pub use configuration::Allocation;
pub use engine::{Engine, EngineConfig};
pub use error::{CompileError, EngineError};
pub use fault::{Fault, FaultKind, HostError};
pub use figures::{HookSnapshot, PluginSnapshot};
pub use inspect::{InspectError, InspectLimits, Inspection, Offered, Surface, inspect};
pub use limits::{Instances, Limits, LogLimits, RestartPolicy};
pub use output::{LogLine, LogSink, LogStream};
pub use plugin::{Bind, Binding, CallOptions, MakeState, Plugin, PluginSpec, RunState};
pub use poison::hash_input;
pub use sandbox::{HostState, Sandbox};
