//! From a component's bytes to code that can be run: by the cache, or by a compiler in a process of its own.
//!
//! Holds the order of things and the one place where compiled code is loaded. The process is in `compile::child`, the
//! cache in `compile::cache`. Compiling is the only work on foreign bytes that wasmtime does not call safe against
//! exhaustion, so it happens where exhaustion hurts nobody.

pub(crate) mod cache;
pub(crate) mod child;
mod made;

use crate::engine::EngineConfig;
use crate::error::{CompileError, EngineError};
use crate::inspect::{InspectLimits, inspect};
use bytes::Bytes;
use cache::{Cache, Found};
use made::Made;
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use wasmtime::component::Component;

/// What compiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompilerProgram {
    /// A program that calls [`crate::compile_child_main`] and nothing else when it is started with these arguments.
    /// The server is such a program itself.
    Child {
        /// Its path.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<OsString>,
    },
    /// This process, without limits. For tests and for tools that run an author's own plugin.
    ThisProcess,
}

/// What compiling one component may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileLimits {
    /// Bytes of address space of the child.
    pub memory_bytes: u64,
    /// Seconds of CPU time of the child, its threads together.
    pub cpu_seconds: u64,
    /// How long it may take altogether.
    pub wall: Duration,
    /// Threads of the child.
    pub threads: usize,
    /// Bytes of the compiled form.
    pub output_bytes: usize,
    /// Children at once.
    pub at_once: usize,
}

impl Default for CompileLimits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            memory_bytes: 2 << 30,
            cpu_seconds: 60,
            wall: Duration::from_secs(60),
            threads: cores.min(4),
            output_bytes: 256 << 20,
            at_once: (cores / 2).max(1),
        }
    }
}

/// How a compiled component was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowCompiled {
    /// It was compiled.
    Fresh,
    /// It was in the cache.
    Cached,
    /// It was in the cache, but the entry was broken or not ours, so it was compiled again.
    Replaced,
}

/// A component that can be run. Cheap to copy.
#[derive(Clone)]
pub struct Compiled {
    /// wasmtime's component.
    pub component: Component,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How it was come by.
    pub how: HowCompiled,
    /// How long that took.
    pub took: Duration,
}

impl fmt::Debug for Compiled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sha256 = hex::encode(self.sha256);
        formatter
            .debug_struct("Compiled")
            .field("sha256", &sha256)
            .field("how", &self.how)
            .finish_non_exhaustive()
    }
}

/// Compiles, one component at a time and place.
pub(crate) struct Compiler {
    program: CompilerProgram,
    limits: CompileLimits,
    inspect_limits: InspectLimits,
    cache: Option<Arc<Cache>>,
    places: Semaphore,
}

impl Compiler {
    pub(crate) fn new(engine: &wasmtime::Engine, config: &EngineConfig) -> Result<Self, EngineError> {
        let cache = match &config.cache_folder {
            None => None,
            Some(folder) => {
                let opened = Cache::open(folder, config.cache_bytes, fingerprint(engine));
                let cache = opened.map_err(|cause| EngineError::Cache { folder: folder.clone(), cause })?;
                Some(Arc::new(cache))
            }
        };
        Ok(Self {
            program: config.compiler.clone(),
            limits: config.compile_limits.clone(),
            inspect_limits: config.inspect_limits.clone(),
            cache,
            places: Semaphore::new(config.compile_limits.at_once.max(1)),
        })
    }

    pub(crate) async fn compile(
        &self,
        engine: &wasmtime::Engine,
        wasm: Bytes,
    ) -> Result<Compiled, CompileError> {
        let started = Instant::now();
        let sha256: [u8; 32] = Sha256::digest(&wasm).into();
        let (cached, mut how) = self.look_up(engine, sha256).await?;
        if let Some(component) = cached {
            return Ok(told(Compiled { component, sha256, how, took: started.elapsed() }));
        }
        let _place = self.places.acquire().await.map_err(|_| CompileError::CutOff)?;
        // Whoever held the place before may have compiled the very same.
        if how == HowCompiled::Fresh && self.cache.is_some() {
            let (cached, again) = self.look_up(engine, sha256).await?;
            if let Some(component) = cached {
                return Ok(told(Compiled { component, sha256, how: again, took: started.elapsed() }));
            }
            how = again;
        }
        let mut made = self.made(engine, wasm, sha256).await?;
        let (engine, cache) = (engine.clone(), self.cache.clone());
        let component = off_the_runtime(move || {
            if let Some(cache) = cache {
                cache.put(sha256, &mut made);
                if let Found::Code(file) = cache.get(sha256)
                    && let Ok(component) = load(&engine, Code::File(&file))
                {
                    return Ok(component);
                }
            }
            let code = made.bytes().map_err(|error| CompileError::Load(error.to_string()))?;
            load(&engine, Code::Bytes(&code))
        });
        Ok(told(Compiled { component: component.await?, sha256, how, took: started.elapsed() }))
    }

    async fn look_up(
        &self,
        engine: &wasmtime::Engine,
        sha256: [u8; 32],
    ) -> Result<(Option<Component>, HowCompiled), CompileError> {
        let Some(cache) = self.cache.clone() else { return Ok((None, HowCompiled::Fresh)) };
        let engine = engine.clone();
        off_the_runtime(move || {
            Ok(match cache.get(sha256) {
                Found::Nothing => (None, HowCompiled::Fresh),
                Found::Foreign => (None, HowCompiled::Replaced),
                Found::Code(file) => match load(&engine, Code::File(&file)) {
                    Ok(component) => (Some(component), HowCompiled::Cached),
                    Err(error) => {
                        tracing::warn!("a compiled plugin in the cache is compiled again: {error}");
                        (None, HowCompiled::Replaced)
                    }
                },
            })
        })
        .await
    }

    async fn made(
        &self,
        engine: &wasmtime::Engine,
        wasm: Bytes,
        sha256: [u8; 32],
    ) -> Result<Made, CompileError> {
        let (bytes, limits) = (wasm.clone(), self.inspect_limits.clone());
        off_the_runtime(move || Ok(inspect(&bytes, &limits)?)).await?;
        let cache = self.cache.clone();
        let begin = move || cache.map_or_else(|| Made::Memory(Vec::new()), |cache| cache.begin(sha256));
        match &self.program {
            CompilerProgram::Child { program, arguments } => {
                child::compile(program, arguments, &self.limits, wasm, begin).await
            }
            CompilerProgram::ThisProcess => {
                let engine = engine.clone();
                let compile = move || {
                    let refused = |error: wasmtime::Error| CompileError::Refused(format!("{error:#}"));
                    let code = engine.precompile_component(&wasm).map_err(refused)?;
                    let mut made = begin();
                    made.add(&code).map_err(|error| CompileError::Load(error.to_string()))?;
                    Ok(made)
                };
                off_the_runtime(compile).await
            }
        }
    }
}

fn told(compiled: Compiled) -> Compiled {
    let how = match compiled.how {
        HowCompiled::Fresh => "fresh",
        HowCompiled::Cached => "cached",
        HowCompiled::Replaced => "replaced",
    };
    metrics::counter!("chinwag_plugins_compiled_total", "how" => how).increment(1);
    metrics::histogram!("chinwag_plugins_compile_seconds", "how" => how).record(compiled.took.as_secs_f64());
    compiled
}

async fn off_the_runtime<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, CompileError> + Send + 'static,
) -> Result<R, CompileError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(CompileError::CutOff))
}

/// Where compiled code is.
enum Code<'a> {
    /// In memory, to be copied.
    Bytes(&'a [u8]),
    /// At the beginning of a file that is mapped: what is not run is not in memory.
    File(&'a Path),
}

#[expect(
    unsafe_code,
    reason = "the bytes come from our own compiler a moment ago, or from the cache with a MAC under a key only we can \
              read; nothing else reaches this function"
)]
fn load(engine: &wasmtime::Engine, code: Code<'_>) -> Result<Component, CompileError> {
    // SAFETY: see the reason above. Files of the cache are never written over.
    let loaded = unsafe {
        match code {
            Code::Bytes(code) => Component::deserialize(engine, code),
            Code::File(file) => Component::deserialize_file(engine, file),
        }
    };
    loaded.map_err(|error| CompileError::Load(format!("{error:#}")))
}

/// What compiled code depends on: wasmtime's version, its configuration, the CPU's features.
fn fingerprint(engine: &wasmtime::Engine) -> [u8; 32] {
    let mut hasher = ShaHasher(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.0.finalize().into()
}

/// Feeds what is hashed to SHA-256, whose result is the same in every process.
struct ShaHasher(Sha256);

impl Hasher for ShaHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}
