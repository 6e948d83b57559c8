//! Schedules: what is due is taken from the database by one node and handed to its plugin.

use std::{sync::Weak, time::Duration};

use chinwag_plugin_contract::{Asked, Hook, ScheduleRecord};

use crate::{asking::hook, host::next_time, host_inner::Inner};

/// How long at most until the database is looked at again: other nodes write schedules too.
const LOOK: Duration = Duration::from_secs(30);

impl Inner {
    /// A schedule was written: it may be due before the next look.
    pub(crate) fn schedule_changed(&self) {
        self.due.notify_one();
    }

    async fn run_due(&self) {
        let now = self.keeping.now();
        let next = Box::new(|record: &ScheduleRecord, now| next_time(&record.rule, now));
        let due = match self.keeping.take_due(now, next).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "schedules could not be read");
                return;
            }
        };
        for record in due {
            let Ok(running) = self.running(&record.plugin) else { continue };
            if !running.hooks.has(Hook::Tick) {
                continue;
            }
            tokio::spawn(async move {
                let asked = Asked { origin: "schedule".into(), ..Asked::default() };
                let done = running.ask_long(Hook::Tick, &asked, async |store, bound| {
                    hook!(bound, tick).call_tick(store, &record.name, record.next_at, &record.payload).await
                });
                if let Err(failure) = done.await {
                    let words = format!("tick `{}` failed: {failure}", record.name);
                    tracing::warn!(plugin.id = running.own.id.as_str(), "{words}");
                    running.own.log.add(running.own.keeping.now(), "error", &words, &[]);
                }
            });
        }
    }

    async fn until_due(&self) -> Duration {
        match self.keeping.next_due().await {
            Ok(Some(at)) => {
                let wait = (at - self.keeping.now()).max(0).unsigned_abs();
                Duration::from_millis(wait).min(LOOK)
            }
            _ => LOOK,
        }
    }
}

/// Runs schedules until the platform is gone.
pub(crate) async fn keep_ticking(host: Weak<Inner>) {
    loop {
        let Some(inner) = host.upgrade() else { return };
        inner.run_due().await;
        let wait = inner.until_due().await;
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = inner.due.notified() => {}
        }
    }
}
