//! The clock of strikes, back-off and idle instances, so that tests can move it.
//!
//! Deadlines of calls do not use it: they are about real time, which a guest that loops really burns.

use parking_lot::Mutex;
use std::fmt::Debug;
use std::time::{Duration, Instant};

/// Tells the time that strikes and idleness are measured in.
pub trait Clock: Debug + Send + Sync {
    /// Now. Never goes back.
    fn now(&self) -> Instant;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// A clock that stands until a test moves it.
#[derive(Debug)]
pub struct ManualClock(Mutex<Instant>);

impl ManualClock {
    /// A clock that stands at the present moment.
    pub fn new() -> Self {
        Self(Mutex::new(Instant::now()))
    }

    /// Move it forward.
    pub fn advance(&self, by: Duration) {
        *self.0.lock() += by;
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        *self.0.lock()
    }
}
