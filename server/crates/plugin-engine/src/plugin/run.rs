//! A call under its deadline.
//!
//! Holds the running of one future that is a guest's call. A guest that computes is interrupted at an epoch; a guest
//! that waits in the host is left to wait in vain: its future is dropped, and with it the instance.

use super::CallOptions;
use super::pool::{Inner, Lease};
use crate::engine::TICK;
use crate::fault::{Death, Fault, FaultKind, death_of};
use crate::sandbox::HostState;
use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use wasmtime::Store;

/// How long after its deadline a call is given to be interrupted at an epoch, which leaves a backtrace. Then it is
/// dropped.
const GRACE: Duration = TICK.saturating_add(Duration::from_millis(3));

/// Told when every call in progress must end now.
#[derive(Debug, Default)]
pub(super) struct Killed {
    pub(super) flag: AtomicBool,
    told: Notify,
}

impl Killed {
    pub(super) fn kill(&self) {
        self.flag.store(true, Ordering::Relaxed);
        self.told.notify_waiters();
    }

    async fn wait(&self) {
        let told = self.told.notified();
        if !self.flag.load(Ordering::Relaxed) {
            told.await;
        }
    }
}

/// How a guarded future ended.
pub(super) enum Ended<R> {
    /// By itself.
    Itself(R),
    /// By a panic, with its words.
    Panicked(String),
    /// By the deadline.
    Late,
    /// Because everything must end now.
    Killed,
}

impl<R> Ended<R> {
    /// What this end is for an instance, when it did not end by itself.
    pub(super) fn death(self, limit: Duration) -> Death {
        match self {
            Self::Itself(_) => Death::new(FaultKind::Trap, "it ended"),
            Self::Panicked(words) => {
                Death::new(FaultKind::HostPanic, format!("a host function panicked: {words}"))
            }
            Self::Late => Death::new(FaultKind::Deadline, format!("it was not done within {limit:?}")),
            Self::Killed => Death::new(FaultKind::Stopping, "the plugin is being stopped"),
        }
    }
}

/// Run a future until it ends, panics, is late or must end. Timers are set only when it is not done at once.
pub(super) async fn guarded<R>(
    work: impl Future<Output = R>,
    deadline: Instant,
    killed: &Killed,
) -> Ended<R> {
    let mut work = pin!(work);
    let mut limit: Option<Pin<Box<dyn Future<Output = Ended<R>> + Send + '_>>> = None;
    poll_fn(move |context| {
        match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(Poll::Ready(result)) => return Poll::Ready(Ended::Itself(result)),
            Ok(Poll::Pending) => {}
            Err(panic) => return Poll::Ready(Ended::Panicked(words_of(panic.as_ref()))),
        }
        let limit = limit.get_or_insert_with(|| {
            Box::pin(async move {
                tokio::select! {
                    () = tokio::time::sleep_until((deadline + GRACE).into()) => Ended::Late,
                    () = killed.wait() => Ended::Killed,
                }
            })
        });
        limit.as_mut().poll(context)
    })
    .await
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without words".to_owned())
}

impl<T: HostState, B: Send + Sync + 'static> Inner<T, B> {
    pub(super) async fn call<R>(
        self: &Arc<Self>,
        options: &CallOptions,
        started: Instant,
        work: impl AsyncFnOnce(&mut Store<T>, &B) -> wasmtime::Result<R>,
    ) -> Result<R, Fault> {
        self.refuse(options)?;
        let deadline = started + options.deadline;
        let mut lease = self.acquire(options, deadline).await?;
        let live = lease.enter(deadline, options.within.clone());
        let ended = guarded(work(&mut live.store, &live.bindings), deadline, &self.killed).await;
        match ended {
            Ended::Itself(Ok(answer)) => {
                lease.leave();
                Ok(answer)
            }
            Ended::Itself(Err(error)) => {
                let denied = live.store.data_mut().sandbox().limiter.denied.take();
                Err(self.bury(options, lease, death_of(&error, denied)))
            }
            other => Err(self.bury(options, lease, other.death(options.deadline))),
        }
    }

    /// What is refused before an instance is looked for.
    fn refuse(&self, options: &CallOptions) -> Result<(), Fault> {
        let fault = |kind, words: String| Err(Fault::new(kind, &self.spec.name, options.hook, words));
        let (depth, most) = (options.within.depth(), self.spec.limits.depth);
        if depth > most {
            return fault(
                FaultKind::TooDeep,
                format!("plugins called each other {depth} deep; {most} are allowed"),
            );
        }
        if let Some(input) = options.input_hash
            && self.poisons.refuses(options.hook, input, || self.core.clock.now(), &self.spec.restarts)
        {
            let words = "this input killed the plugin before; it is refused for a time";
            return fault(FaultKind::Poison, words.to_owned());
        }
        Ok(())
    }

    /// An instance died in a call.
    fn bury(self: &Arc<Self>, options: &CallOptions, mut lease: Lease<T, B>, mut death: Death) -> Fault {
        if death.kind == FaultKind::Deadline {
            death.words = format!("{} ({:?})", death.words, options.deadline);
        }
        let (instance, mark) = lease.origin();
        let kind = death.kind;
        lease.end(kind);
        let stderr = self.output.stderr_since(instance, mark);
        let fault = Fault::of_death(&self.spec.name, options.hook, death, stderr);
        if kind.is_strike() {
            if let Some(input) = options.input_hash {
                self.poisons.killed(options.hook, input, self.core.clock.now());
            }
            self.remember(fault.clone());
        }
        fault
    }
}
