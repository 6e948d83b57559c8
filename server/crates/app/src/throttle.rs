//! Floods of logins: how many one account and one address may try, so that everybody else can still log in.
//!
//! Only tries that fail, and those still in progress, count. This is in memory and for one node; the lock of an
//! account after many failures (`MaximumLoginAttempts`) is in the database. Requests at large are limited in `http`.

use std::{collections::HashMap, sync::Arc};

use chinwag_model::{AppError, AppResult, Millis, UserId, error::Wait};
use parking_lot::Mutex;

/// Failures that are forgiven one by one.
#[derive(Debug, Clone, Copy)]
struct Rule {
    /// Failures at once.
    burst: i64,
    /// Milliseconds after which one is forgiven.
    forgive: Millis,
    /// Tries in progress at once.
    in_progress: u32,
}

const ACCOUNT: Rule = Rule { burst: 20, forgive: 15_000, in_progress: 4 };
const ADDRESS: Rule = Rule { burst: 100, forgive: 1_000, in_progress: 32 };
/// Letters to one address.
const LETTERS: Rule = Rule { burst: 3, forgive: 10 * 60_000, in_progress: 1 };
/// Keys that are kept; beyond it those with nothing left to forgive go.
const KEPT: usize = 50_000;

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    failures: i64,
    /// When one failure was forgiven last.
    since: Millis,
    in_progress: u32,
}

impl Count {
    fn forgive(&mut self, rule: Rule, now: Millis) {
        if self.failures == 0 {
            self.since = now;
            return;
        }
        let forgiven = ((now - self.since) / rule.forgive).clamp(0, self.failures);
        self.failures -= forgiven;
        self.since += forgiven * rule.forgive;
    }
}

/// Who tried how much.
#[derive(Default)]
pub(crate) struct Throttle(Arc<Mutex<HashMap<String, Count>>>);

/// A try in progress; dropping it ends it.
pub(crate) struct Turn {
    counts: Arc<Mutex<HashMap<String, Count>>>,
    keys: [String; 2],
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut counts = self.counts.lock();
        for key in &self.keys {
            if let Some(count) = counts.get_mut(key) {
                count.in_progress = count.in_progress.saturating_sub(1);
                if count.in_progress == 0 && count.failures == 0 {
                    counts.remove(key);
                }
            }
        }
    }
}

fn keys(login: &str, ip: &str) -> [(String, Rule); 2] {
    let login: String = login.trim().to_lowercase().chars().take(128).collect();
    [(format!("account {login}"), ACCOUNT), (format!("address {ip}"), ADDRESS)]
}

impl Throttle {
    /// Begins a try to log in.
    ///
    /// # Errors
    /// 429 when the account or the address has tried too much.
    pub(crate) fn enter(&self, login: &str, ip: &str, now: Millis) -> AppResult<Turn> {
        let keys = keys(login, ip);
        let mut counts = self.0.lock();
        for (key, rule) in &keys {
            let Some(count) = counts.get_mut(key) else { continue };
            count.forgive(*rule, now);
            if count.failures >= rule.burst {
                return Err(too_many(*rule, rule.forgive - (now - count.since)));
            }
            if count.in_progress >= rule.in_progress {
                return Err(too_many(*rule, 1_000));
            }
        }
        if counts.len() > KEPT {
            counts.retain(|_, c| c.in_progress > 0 || now - c.since < ACCOUNT.forgive * ACCOUNT.burst);
        }
        let keys = keys.map(|(key, _)| {
            let count = counts.entry(key.clone()).or_insert(Count { since: now, ..Count::default() });
            count.in_progress += 1;
            key
        });
        Ok(Turn { counts: self.0.clone(), keys })
    }

    /// Counts a failed try.
    pub(crate) fn failed(&self, login: &str, ip: &str, now: Millis) {
        let mut counts = self.0.lock();
        for (key, rule) in keys(login, ip) {
            let count = counts.entry(key).or_insert(Count { since: now, ..Count::default() });
            count.forgive(rule, now);
            count.failures += 1;
        }
    }

    /// Whether one more letter may go to an address that somebody typed into a form.
    pub(crate) fn letter(&self, email: &str, now: Millis) -> bool {
        let mut counts = self.0.lock();
        let count = counts
            .entry(format!("letter {}", email.to_lowercase()))
            .or_insert(Count { since: now, ..Count::default() });
        count.forgive(LETTERS, now);
        count.failures += 1;
        count.failures <= LETTERS.burst
    }

    /// Forgets what an administrator forgave. Accounts are counted by the names typed, so all of them are forgiven.
    pub(crate) fn forgive(&self, _user: UserId) {
        self.0.lock().retain(|key, _| !key.starts_with("account "));
    }
}

fn too_many(rule: Rule, wait: Millis) -> AppError {
    let seconds = u32::try_from((wait + 999) / 1000).unwrap_or(1).max(1);
    let wait = Wait { seconds, limit: u32::try_from(rule.burst).unwrap_or_default() };
    AppError::too_many(
        "api.login.too_many_attempts.app_error",
        format!(
            "Too many failed logins for this account or from this address; try again in {seconds} seconds."
        ),
        wait,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_that_fails_too_often_waits_while_others_from_elsewhere_do_not() {
        let throttle = Throttle::default();
        for _ in 0..ACCOUNT.burst {
            throttle.failed("ann", "1.1.1.1", 0);
        }
        let refused = throttle.enter("ANN ", "2.2.2.2", 1).err().unwrap();
        assert_eq!((refused.status_code, refused.wait.unwrap().seconds), (429, 15));
        assert!(throttle.enter("bob", "2.2.2.2", 1).is_ok());
        assert!(throttle.enter("ann", "2.2.2.2", ACCOUNT.forgive).is_ok(), "forgiven after a while");
    }

    #[test]
    fn tries_in_progress_are_bounded_and_make_room_when_they_end() {
        let throttle = Throttle::default();
        let turns: Vec<_> =
            (0..ACCOUNT.in_progress).map(|_| throttle.enter("ann", "1.1.1.1", 0).unwrap()).collect();
        assert!(throttle.enter("ann", "2.2.2.2", 0).is_err());
        drop(turns);
        assert!(throttle.enter("ann", "2.2.2.2", 0).is_ok());
    }

    #[test]
    fn a_form_sends_only_a_few_letters_to_one_address() {
        let throttle = Throttle::default();
        let sent = (0..10).filter(|_| throttle.letter("a@example.org", 0)).count();
        assert_eq!(sent, 3);
        assert!(throttle.letter("b@example.org", 0));
    }
}
