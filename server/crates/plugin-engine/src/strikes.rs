//! How often a plugin failed lately, and what follows.
//!
//! Holds the counting alone; time is handed in. See [`crate::RestartPolicy`] for what the numbers mean.

use crate::limits::RestartPolicy;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The strikes of one plugin.
#[derive(Debug, Default)]
pub(crate) struct Strikes {
    times: VecDeque<Instant>,
    not_before: Option<Instant>,
}

/// What follows a strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A new instance, now or after a pause (see [`Strikes::pause`]).
    GoOn,
    /// No more.
    Out,
}

impl Strikes {
    /// One more.
    pub(crate) fn strike(&mut self, now: Instant, policy: &RestartPolicy) -> Verdict {
        self.times.push_back(now);
        while self.times.front().is_some_and(|at| now.saturating_duration_since(*at) > policy.window) {
            self.times.pop_front();
        }
        if self.times.len() >= policy.max_strikes.max(1) {
            return Verdict::Out;
        }
        let dear = self.times.len().saturating_sub(policy.free_strikes);
        if let Some(doublings) = dear.checked_sub(1) {
            let factor = 1_u32.checked_shl(doublings.try_into().unwrap_or(u32::MAX)).unwrap_or(u32::MAX);
            let pause = policy.first_pause.saturating_mul(factor).min(policy.longest_pause);
            self.not_before = Some(now + pause);
        }
        Verdict::GoOn
    }

    /// Whether there was a strike within the window.
    pub(crate) fn lately(&self, now: Instant, policy: &RestartPolicy) -> bool {
        self.times.back().is_some_and(|at| now.saturating_duration_since(*at) <= policy.window)
    }

    /// How long no instance may be made yet.
    pub(crate) fn pause(&self, now: Instant) -> Option<Duration> {
        let left = self.not_before?.saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_strikes_are_free_then_pauses_double_up_to_the_longest_then_it_is_out() {
        let policy = RestartPolicy {
            free_strikes: 2,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(3),
            max_strikes: 6,
            ..RestartPolicy::default()
        };
        let (mut strikes, now) = (Strikes::default(), Instant::now());
        let mut pauses = Vec::new();
        for _ in 0..5 {
            assert_eq!(strikes.strike(now, &policy), Verdict::GoOn);
            pauses.push(strikes.pause(now).map_or(0, |pause| pause.as_secs()));
        }
        assert_eq!(pauses, [0, 0, 1, 2, 3]);
        assert_eq!(strikes.strike(now, &policy), Verdict::Out);
    }

    #[test]
    fn strikes_are_forgotten_after_the_window_and_a_pause_ends() {
        let policy = RestartPolicy { free_strikes: 0, max_strikes: 2, ..RestartPolicy::default() };
        let (mut strikes, now) = (Strikes::default(), Instant::now());
        assert_eq!(strikes.strike(now, &policy), Verdict::GoOn);
        assert!(strikes.pause(now).is_some() && strikes.lately(now, &policy));
        let later = now + policy.window + Duration::from_secs(1);
        assert_eq!(strikes.pause(later), None);
        assert!(!strikes.lately(later, &policy));
        assert_eq!(strikes.strike(later, &policy), Verdict::GoOn);
        assert_eq!(strikes.strike(later, &policy), Verdict::Out);
    }
}
