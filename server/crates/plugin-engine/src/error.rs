//! What can go wrong before a plugin runs: making the engine, and compiling.
//!
//! What goes wrong while it runs is a [`crate::Fault`]; what is wrong with its bytes is an [`InspectError`].

use crate::inspect::InspectError;
use std::path::PathBuf;
use std::time::Duration;

/// The engine could not be made.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// wasmtime refuses this machine or configuration.
    #[error("the WebAssembly engine does not start here: {0}")]
    Wasmtime(String),
    /// The thread that ends long calls could not be started.
    #[error("cannot start a thread for the WebAssembly engine: {0}")]
    Thread(std::io::Error),
    /// The folder for compiled plugins cannot be used.
    #[error(
        "the folder for compiled plugins {folder} cannot be used: {cause}; it must belong to the user the server runs as"
    )]
    Cache {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
}

/// A component could not be compiled.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// It is not fit to be compiled at all.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// The compiler refused it.
    #[error("the component does not compile: {0}")]
    Refused(String),
    /// Compiling took too long.
    #[error(
        "compiling took longer than {limit:?} and was stopped: the component is too big or too intricate to be compiled here"
    )]
    TooLong {
        /// The limit.
        limit: Duration,
    },
    /// The compiler ended without an answer, as it does when its memory or CPU time is used up.
    #[error(
        "the compiler ended without an answer ({how}); it may use {memory_mib} MiB and {cpu_seconds} s of CPU time. {said}"
    )]
    Died {
        /// Exit status or signal.
        how: String,
        /// Its limit of memory.
        memory_mib: u64,
        /// Its limit of CPU time.
        cpu_seconds: u64,
        /// The end of what it wrote to standard error.
        said: String,
    },
    /// The compiled form is bigger than allowed.
    #[error("the compiled form is bigger than {limit} bytes")]
    TooBig {
        /// The limit.
        limit: usize,
    },
    /// The compiler could not be started, or its pipes broke.
    #[error("cannot run the compiler {program}: {cause}")]
    Program {
        /// The program.
        program: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// What the compiler made cannot be loaded. This is a fault of ours or of the machine.
    #[error("the compiled component cannot be loaded: {0}")]
    Load(String),
    /// The engine's work was cut off, as happens when the server ends.
    #[error("compiling was cut off because the server is stopping")]
    CutOff,
}
