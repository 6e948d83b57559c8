//! Inputs that kill: which they are, and for how long they are refused.
//!
//! Holds hashes and counts, never an input. Bounded: the oldest are forgotten.

use crate::limits::RestartPolicy;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::hash::Hasher;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Inputs remembered for each plugin.
const REMEMBERED: usize = 256;

/// A number for an input, to be handed in as [`crate::CallOptions::input_hash`].
pub fn hash_input(input: &[u8]) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(input);
    hasher.finish()
}

/// The deadly inputs of one plugin.
#[derive(Debug, Default)]
pub(crate) struct Poisons {
    known: AtomicUsize,
    kills: Mutex<VecDeque<Kill>>,
}

#[derive(Debug)]
struct Kill {
    hook: &'static str,
    input: u64,
    times: u32,
    last: Instant,
}

impl Poisons {
    /// This input killed an instance.
    pub(crate) fn killed(&self, hook: &'static str, input: u64, now: Instant) {
        let mut kills = self.kills.lock();
        match kills.iter_mut().find(|kill| kill.hook == hook && kill.input == input) {
            Some(kill) => {
                kill.times += 1;
                kill.last = now;
            }
            None => {
                if kills.len() >= REMEMBERED {
                    kills.pop_front();
                }
                kills.push_back(Kill { hook, input, times: 1, last: now });
            }
        }
        self.known.store(kills.len(), Ordering::Relaxed);
    }

    /// Whether this input is refused now. Nearly always one look at a number.
    pub(crate) fn refuses(
        &self,
        hook: &'static str,
        input: u64,
        now: impl FnOnce() -> Instant,
        policy: &RestartPolicy,
    ) -> bool {
        if self.known.load(Ordering::Relaxed) == 0 {
            return false;
        }
        let now = now();
        let mut kills = self.kills.lock();
        kills.retain(|kill| now.saturating_duration_since(kill.last) < policy.poison_for);
        self.known.store(kills.len(), Ordering::Relaxed);
        let deadly = |kill: &Kill| {
            kill.hook == hook && kill.input == input && kill.times >= policy.poison_kills.max(1)
        };
        kills.iter().any(deadly)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn an_input_that_killed_twice_is_refused_for_its_hook_and_for_a_time() {
        let (poisons, policy, now) = (Poisons::default(), RestartPolicy::default(), Instant::now());
        let (input, other) = (hash_input(b"deadly"), hash_input(b"harmless"));
        poisons.killed("hook", input, now);
        assert!(!poisons.refuses("hook", input, || now, &policy));
        poisons.killed("hook", input, now);
        assert!(poisons.refuses("hook", input, || now, &policy));
        assert!(!poisons.refuses("hook", other, || now, &policy));
        assert!(!poisons.refuses("another", input, || now, &policy));
        let later = now + policy.poison_for + Duration::from_secs(1);
        assert!(!poisons.refuses("hook", input, || later, &policy));
    }

    #[test]
    fn only_so_many_inputs_are_remembered() {
        let (poisons, now) = (Poisons::default(), Instant::now());
        (0..10_000).for_each(|input| poisons.killed("hook", input, now));
        assert_eq!(poisons.kills.lock().len(), REMEMBERED);
    }
}
