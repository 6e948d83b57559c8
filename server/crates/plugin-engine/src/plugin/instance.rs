//! Making an instance: its store with every limit set, the guest's own start, the binder.
//!
//! Holds one instance and how it comes to be. Who gets it is decided in `plugin::pool`.

use super::pool::Inner;
use super::run::{Ended, guarded};
use crate::engine::Core;
use crate::fault::{Death, Fault, FaultKind, Interrupted, death_of};
use crate::limits::{Limits, RestartPolicy};
use crate::sandbox::{HostState, Parts, Sandbox};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;
use wasmtime::{Store, UpdateDeadline};

/// What a fault says was asked while an instance was being made.
const STARTING: &str = "start";

/// Growing by less is no reason for an exchange.
const MUCH: usize = 16 << 20;

/// One instance.
pub(super) struct Live<T: 'static, B> {
    pub(super) store: Store<T>,
    pub(super) bindings: B,
    /// When its last call ended.
    pub(super) idle_since: Instant,
    made_at: Instant,
    /// Bytes of linear memory it had when it was made.
    began_with: usize,
    _place: Place,
}

impl<T: HostState, B> Live<T, B> {
    /// Whether a fresh one should have its place, because it has grown (see [`RestartPolicy::exchange`]).
    pub(super) fn has_grown(&mut self, now: Instant, limits: &Limits, policy: &RestartPolicy) -> bool {
        let bytes = self.store.data_mut().sandbox().memory_bytes();
        let age = now.saturating_duration_since(self.made_at);
        let doubled = bytes >= self.began_with.saturating_mul(2) && bytes >= self.began_with + MUCH;
        let near_its_limit = bytes >= limits.memory_bytes / 4 * 3;
        doubled && (age >= policy.exchange || near_its_limit && age >= policy.exchange / 10)
    }
}

/// A place in the budget of all plugins, given back when it is dropped.
struct Place(Arc<Core>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.budget.instances.give_back(1);
    }
}

impl<T: HostState, B: Send + Sync + 'static> Inner<T, B> {
    /// Make an instance, within the time a start may take.
    pub(super) async fn make(self: &Arc<Self>) -> Result<Live<T, B>, Fault> {
        let fault = |kind, words: String| Fault::new(kind, &self.spec.name, STARTING, words);
        if !self.core.take_instance() {
            let most = self.core.budget.instances.limit;
            return Err(fault(FaultKind::Budget, format!("all {most} instances of all plugins are in use")));
        }
        let place = Place(self.core.clone());
        let deadline = Instant::now() + self.spec.limits.start;
        let mut store = self.store(deadline).map_err(|error| {
            let death = death_of(&error, None);
            Fault::of_death(
                &self.spec.name,
                STARTING,
                Death { kind: FaultKind::Start, ..death },
                String::new(),
            )
        })?;
        let origin = store.data_mut().sandbox().origin();
        let work = async {
            let instance = self.pre.instantiate_async(&mut store).await?;
            (self.spec.bind)(&mut store, &instance).await
        };
        let ended = guarded(work, deadline, &self.killed).await;
        let death = match ended {
            Ended::Itself(Ok(bindings)) => {
                let now = self.core.clock.now();
                let began_with = store.data_mut().sandbox().memory_bytes();
                return Ok(Live {
                    store,
                    bindings,
                    idle_since: now,
                    made_at: now,
                    began_with,
                    _place: place,
                });
            }
            Ended::Itself(Err(error)) => {
                let denied = store.data_mut().sandbox().limiter.denied.take();
                death_of(&error, denied)
            }
            other => other.death(self.spec.limits.start),
        };
        let kind = if death.kind == FaultKind::Stopping { FaultKind::Stopping } else { FaultKind::Start };
        let words = format!("no instance could be made: {}", death.words);
        drop((store, place));
        let stderr = self.output.stderr_since(origin.0, origin.1);
        Err(Fault::of_death(&self.spec.name, STARTING, Death { kind, words, ..death }, stderr))
    }

    fn store(self: &Arc<Self>, deadline: Instant) -> wasmtime::Result<Store<T>> {
        let limits = &self.spec.limits;
        let parts = Parts {
            plugin: self.number,
            instance: self.core.number(),
            budget: self.core.budget.clone(),
            memory: self.memory.clone(),
            output: self.output.clone(),
        };
        let state = (self.spec.state)(Sandbox::new(limits, parts))?;
        let mut store = Store::new(&self.core.wasmtime, state);
        store.limiter(|state| &mut state.sandbox().limiter);
        store.set_hostcall_fuel(limits.host_call_bytes);
        store.set_max_component_handles(limits.handles);
        let killed = Arc::downgrade(self);
        store.epoch_deadline_callback(move |mut context| {
            if killed.upgrade().is_none_or(|inner| inner.killed.flag.load(Ordering::Relaxed)) {
                return Err(Interrupted::Stopped.into());
            }
            if Instant::now() >= context.data_mut().sandbox().deadline() {
                return Err(Interrupted::Deadline.into());
            }
            Ok(UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now())))
        });
        store.data_mut().sandbox().begin(deadline, crate::Chain::default());
        store.set_epoch_deadline(1);
        Ok(store)
    }
}
