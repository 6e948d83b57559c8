//! What went wrong in a plugin, as a value: kind, words, backtrace, and what it last wrote to standard error.
//!
//! Holds the kinds and how wasmtime's errors become one of them. What follows from a fault is decided in `plugin`.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;
use wasmtime::component::ResourceTableError;
use wasmtime::{Trap, WasmBacktrace};

/// Frames kept of a backtrace.
const FRAMES: usize = 30;

/// A plugin's failure, or the reason why it was not asked. Cheap to copy.
#[derive(Clone, Debug, thiserror::Error)]
#[error("plugin `{}`, {}: {}", .0.plugin, .0.hook, .0.words)]
pub struct Fault(Arc<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    kind: FaultKind,
    plugin: Arc<str>,
    hook: &'static str,
    words: String,
    backtrace: Vec<String>,
    stderr: String,
    exit: Option<i32>,
    at: SystemTime,
}

/// The kinds of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// The guest trapped: a panic, a bad access, a wrong answer.
    Trap,
    /// The call ran, or waited in the host, beyond its deadline.
    Deadline,
    /// The guest wanted more memory or tables than it may have, and gave up.
    Memory,
    /// The guest's calls went too deep.
    Stack,
    /// Too many bytes in one crossing from guest to host.
    HostBytes,
    /// Too many handles were open.
    Handles,
    /// A host function ended the call with an error.
    Host,
    /// A host function panicked. A fault of ours.
    HostPanic,
    /// The guest ended itself by `exit`, as commands do. No strike.
    Exit,
    /// An instance could not be made.
    Start,
    /// No instance came free before the deadline.
    Busy,
    /// The queue was full.
    QueueFull,
    /// All plugins together use what they may; there is no instance for this call.
    Budget,
    /// The plugin failed too often and pauses before the next instance.
    BackingOff,
    /// The plugin failed to stay running.
    NotRunning,
    /// The plugin is being stopped, or is stopped.
    Stopping,
    /// This input killed instances before, and is refused for a time.
    Poison,
    /// A plugin with one instance was asked from within its own call.
    Reentrant,
    /// Plugins called each other too deep.
    TooDeep,
}

impl FaultKind {
    /// The kind as a word for labels and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trap => "trap",
            Self::Deadline => "deadline",
            Self::Memory => "memory",
            Self::Stack => "stack",
            Self::HostBytes => "host_bytes",
            Self::Handles => "handles",
            Self::Host => "host",
            Self::HostPanic => "host_panic",
            Self::Exit => "exit",
            Self::Start => "start",
            Self::Busy => "busy",
            Self::QueueFull => "queue_full",
            Self::Budget => "budget",
            Self::BackingOff => "backing_off",
            Self::NotRunning => "not_running",
            Self::Stopping => "stopping",
            Self::Poison => "poison",
            Self::Reentrant => "reentrant",
            Self::TooDeep => "too_deep",
        }
    }

    /// Whether it counts as a strike: an instance died of it by the guest's fault or ours.
    pub fn is_strike(self) -> bool {
        matches!(
            self,
            Self::Trap
                | Self::Deadline
                | Self::Memory
                | Self::Stack
                | Self::HostBytes
                | Self::Handles
                | Self::Host
                | Self::HostPanic
                | Self::Start
        )
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Fault {
    pub(crate) fn new(
        kind: FaultKind,
        plugin: &Arc<str>,
        hook: &'static str,
        words: impl Into<String>,
    ) -> Self {
        Self(Arc::new(Parts {
            kind,
            plugin: plugin.clone(),
            hook,
            words: words.into(),
            backtrace: Vec::new(),
            stderr: String::new(),
            exit: None,
            at: SystemTime::now(),
        }))
    }

    pub(crate) fn of_death(plugin: &Arc<str>, hook: &'static str, death: Death, stderr: String) -> Self {
        let Death { kind, mut words, backtrace, exit } = death;
        if let Some(last) = stderr.lines().rev().find(|line| !line.trim().is_empty())
            && kind == FaultKind::Trap
        {
            words = format!("{words}; it last wrote: {}", last.trim());
        }
        let (plugin, at) = (plugin.clone(), SystemTime::now());
        Self(Arc::new(Parts { kind, plugin, hook, words, backtrace, stderr, exit, at }))
    }

    /// The same fault for somebody who asked this.
    pub(crate) fn asked(self, hook: &'static str) -> Self {
        if self.0.hook == hook { self } else { Self(Arc::new(Parts { hook, ..(*self.0).clone() })) }
    }

    /// What sort of fault it is.
    pub fn kind(&self) -> FaultKind {
        self.0.kind
    }

    /// The name of the plugin.
    pub fn plugin(&self) -> &str {
        &self.0.plugin
    }

    /// What it was asked.
    pub fn hook(&self) -> &'static str {
        self.0.hook
    }

    /// What happened, for the log and the administrator.
    pub fn words(&self) -> &str {
        &self.0.words
    }

    /// The guest's frames, the innermost first. Empty when no guest code was running.
    pub fn backtrace(&self) -> &[String] {
        &self.0.backtrace
    }

    /// The end of what the plugin wrote to standard error before it died.
    pub fn stderr(&self) -> &str {
        &self.0.stderr
    }

    /// The exit code, when the guest ended itself.
    pub fn exit_code(&self) -> Option<i32> {
        self.0.exit
    }

    /// When it happened.
    pub fn at(&self) -> SystemTime {
        self.0.at
    }
}

/// What became of a call that did not end well, before it is a fault of a plugin.
#[derive(Debug)]
pub(crate) struct Death {
    pub(crate) kind: FaultKind,
    pub(crate) words: String,
    pub(crate) backtrace: Vec<String>,
    pub(crate) exit: Option<i32>,
}

impl Death {
    pub(crate) fn new(kind: FaultKind, words: impl Into<String>) -> Self {
        Self { kind, words: words.into(), backtrace: Vec::new(), exit: None }
    }
}

/// The guest was interrupted; raised by the engine's own check at an epoch.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(crate) enum Interrupted {
    /// The deadline of the call is over.
    #[error("the deadline is over")]
    Deadline,
    /// The plugin is being stopped and its time to finish is over.
    #[error("the plugin is being stopped")]
    Stopped,
}

/// What a limit said when the guest asked for too much, and may be why it died.
#[derive(Clone, Debug)]
pub(crate) struct Denied(pub(crate) String);

/// An error by which a host function ends the guest's call on purpose. Any other error of a call is taken for the
/// guest's doing. Usual refusals are answers of the interface, and not this.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct HostError(pub String);

/// Read wasmtime's error.
pub(crate) fn death_of(error: &wasmtime::Error, denied: Option<Denied>) -> Death {
    let backtrace = error.downcast_ref::<WasmBacktrace>().map(frames).unwrap_or_default();
    let (kind, words) = kind_and_words(error, denied);
    let exit = error.downcast_ref::<wasmtime_wasi::I32Exit>().map(|exit| exit.0);
    Death { kind, words, backtrace, exit }
}

fn kind_and_words(error: &wasmtime::Error, denied: Option<Denied>) -> (FaultKind, String) {
    if let Some(interrupted) = error.downcast_ref::<Interrupted>() {
        let kind = match interrupted {
            Interrupted::Deadline => FaultKind::Deadline,
            Interrupted::Stopped => FaultKind::Stopping,
        };
        return (kind, interrupted.to_string());
    }
    if let Some(wasmtime_wasi::I32Exit(code)) = error.downcast_ref() {
        return (FaultKind::Exit, format!("it ended itself with exit code {code}"));
    }
    if let Some(HostError(words)) = error.downcast_ref() {
        return (FaultKind::Host, words.clone());
    }
    let root = error.root_cause().to_string();
    let trap = error.downcast_ref::<Trap>();
    if let (Some(Denied(words)), None | Some(Trap::UnreachableCodeReached)) = (denied, trap) {
        return (FaultKind::Memory, words);
    }
    match trap {
        Some(Trap::StackOverflow) => (FaultKind::Stack, "the guest's calls went too deep".to_owned()),
        Some(Trap::MemoryOutOfBounds) => {
            let words = "access outside of its memory (a recursion that does not end can look like this too)";
            (FaultKind::Trap, words.to_owned())
        }
        Some(Trap::Interrupt) => (FaultKind::Deadline, Interrupted::Deadline.to_string()),
        Some(trap) => (FaultKind::Trap, trap.to_string()),
        None if root.contains("fuel allocated for hostcalls") => {
            let words = "more bytes than allowed in one crossing from the plugin to the host";
            (FaultKind::HostBytes, words.to_owned())
        }
        None if root.contains("cannot allocate another handle")
            || matches!(error.downcast_ref(), Some(ResourceTableError::Full)) =>
        {
            (FaultKind::Handles, "more handles to resources than allowed".to_owned())
        }
        None => (FaultKind::Trap, root),
    }
}

fn frames(backtrace: &WasmBacktrace) -> Vec<String> {
    let name = |frame: &wasmtime::FrameInfo| {
        let function =
            frame.func_name().map_or_else(|| format!("function {}", frame.func_index()), str::to_owned);
        let at = frame.module_offset().map(|offset| format!(" at 0x{offset:x}")).unwrap_or_default();
        match frame.module().name() {
            Some(module) => format!("{module}: {function}{at}"),
            None => format!("{function}{at}"),
        }
    };
    backtrace.frames().iter().take(FRAMES).map(name).collect()
}
