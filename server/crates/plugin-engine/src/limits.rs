//! What a plugin may use, and how it is treated when it fails.
//!
//! Holds plain values with the defaults of the house. Who may raise them is not decided here.

use std::time::Duration;

const MIB: usize = 1 << 20;

/// What one instance of a plugin may use, and what its queue may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all linear memories of one instance together.
    pub memory_bytes: usize,
    /// How many linear memories one instance may have.
    pub memories: usize,
    /// How many tables one instance may have.
    pub tables: usize,
    /// Elements of all tables of one instance together.
    pub table_elements: usize,
    /// How many core instances one instance may be made of.
    pub core_instances: usize,
    /// Bytes that may be copied from the guest to the host in one crossing: the arguments of one host call, or the
    /// result of one export.
    pub host_call_bytes: usize,
    /// Handles to resources that may be open at once.
    pub handles: usize,
    /// How long making an instance may take, its binder included.
    pub start: Duration,
    /// Calls that may wait for an instance; further ones are refused at once.
    pub queue: usize,
    /// How deep calls between plugins may go (see [`crate::Chain`]).
    pub depth: usize,
    /// What may be written to standard output and standard error.
    pub log: LogLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 64 * MIB,
            memories: 8,
            tables: 64,
            table_elements: 100_000,
            core_instances: 64,
            host_call_bytes: 2 * MIB,
            handles: 10_000,
            start: Duration::from_secs(5),
            queue: 256,
            depth: 8,
            log: LogLimits::default(),
        }
    }
}

/// What a plugin may write to standard output and standard error, its instances together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLimits {
    /// Bytes of one line; what is longer is cut.
    pub line_bytes: usize,
    /// Bytes a second on average; what is more is dropped and counted.
    pub bytes_per_second: usize,
    /// Bytes that may come at once before the average counts.
    pub burst_bytes: usize,
    /// Lines kept for `logs` and for faults.
    pub tail_lines: usize,
}

impl Default for LogLimits {
    fn default() -> Self {
        Self { line_bytes: 4096, bytes_per_second: 64 << 10, burst_bytes: 256 << 10, tail_lines: 200 }
    }
}

/// How many instances a plugin has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instances {
    /// Between `min` and `max`, as many as calls need at once. What an instance remembers is a cache.
    Pool {
        /// Kept ready even when nobody calls. May be 0: then the last one goes when it was idle for long.
        min: usize,
        /// Never more at once. A call that comes back to its own plugin may go beyond, up to twice this number.
        max: usize,
    },
    /// Exactly one, which may remember things; calls wait for each other.
    Stateful,
}

impl Instances {
    pub(crate) fn min(self) -> usize {
        match self {
            Self::Pool { min, max } => min.min(max.max(1)),
            Self::Stateful => 1,
        }
    }

    pub(crate) fn max(self) -> usize {
        match self {
            Self::Pool { max, .. } => max.max(1),
            Self::Stateful => 1,
        }
    }
}

impl Default for Instances {
    fn default() -> Self {
        Self::Pool { min: 1, max: 4 }
    }
}

/// What follows when instances die: at once a new one, then pauses that get longer, then no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestartPolicy {
    /// Strikes count for this long.
    pub window: Duration,
    /// So many strikes within the window are followed by a new instance at once.
    pub free_strikes: usize,
    /// The pause before a new instance after the first strike that is not free; doubles with each further one.
    pub first_pause: Duration,
    /// No pause is longer.
    pub longest_pause: Duration,
    /// At so many strikes within the window the plugin has failed to stay running.
    pub max_strikes: usize,
    /// An input that killed an instance so often is refused.
    pub poison_kills: u32,
    /// For so long a poisonous input is refused.
    pub poison_for: Duration,
    /// An instance above the minimum that was idle for so long is let go.
    pub idle: Duration,
    /// An instance of this age that uses twice the memory it began with, and 16 MiB more at least, is exchanged for a
    /// fresh one between two calls; one that comes to three quarters of its limit at a tenth of this age. The runtimes
    /// of some languages lose a little memory with each call.
    pub exchange: Duration,
}

impl Default for RestartPolicy {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(60),
            free_strikes: 3,
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(10),
            max_strikes: 10,
            poison_kills: 2,
            poison_for: Duration::from_secs(600),
            idle: Duration::from_secs(30),
            exchange: Duration::from_secs(600),
        }
    }
}
