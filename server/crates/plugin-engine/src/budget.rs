//! What all plugins may use together: memory and instances.
//!
//! Holds two counters that never go beyond their limits. Who gives something back is not decided here: the engine
//! asks idle instances to go (`engine`).

use std::sync::atomic::{AtomicUsize, Ordering};

/// The budget over all plugins of an engine.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) memory: Counter,
    pub(crate) instances: Counter,
}

impl Budget {
    pub(crate) fn new(memory_bytes: usize, instances: usize) -> Self {
        Self { memory: Counter::new(memory_bytes), instances: Counter::new(instances) }
    }
}

/// A number that is taken from and given back to, and never exceeds its limit.
#[derive(Debug)]
pub(crate) struct Counter {
    used: AtomicUsize,
    pub(crate) limit: usize,
}

impl Counter {
    pub(crate) fn new(limit: usize) -> Self {
        Self { used: AtomicUsize::new(0), limit }
    }

    pub(crate) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Take so much, all or nothing.
    pub(crate) fn take(&self, amount: usize) -> bool {
        let step = |used: usize| used.checked_add(amount).filter(|sum| *sum <= self.limit);
        self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).is_ok()
    }

    pub(crate) fn give_back(&self, amount: usize) {
        self.used.fetch_sub(amount, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_limit_is_never_taken_and_what_is_given_back_can_be_taken_again() {
        let counter = Counter::new(10);
        assert!(counter.take(7));
        assert!(!counter.take(4));
        assert!(!counter.take(usize::MAX));
        assert!(counter.take(3));
        counter.give_back(7);
        assert_eq!(counter.used(), 3);
        assert!(counter.take(7));
    }
}
