//! The instances of a plugin: who gets one, who waits, when one is made and when one is let go.
//!
//! Holds the pool and its rules. Nothing is awaited and no store is dropped while the lock is held.

use super::instance::Live;
use super::run::Killed;
use super::{CallOptions, PluginSpec, RunState};
use crate::budget::Counter;
use crate::chain::Chain;
use crate::compile::Compiled;
use crate::engine::{Core, Engine, Swept};
use crate::fault::{Fault, FaultKind};
use crate::figures::{Figures, PluginSnapshot};
use crate::limits::Instances;
use crate::output::Output;
use crate::poison::Poisons;
use crate::sandbox::HostState;
use crate::strikes::{Strikes, Verdict};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot, watch};
use wasmtime::component::{InstancePre, Linker};

/// Faults kept for people to read.
const FAULTS: usize = 50;
/// What a fault says was asked, when it is about the plugin as a whole.
const WHOLE: &str = "start";

/// What the copies of a plugin share.
pub(super) struct Inner<T: HostState, B: Send + Sync + 'static> {
    pub(super) spec: PluginSpec<T, B>,
    pub(super) pre: InstancePre<T>,
    pub(super) core: Arc<Core>,
    /// The plugin's number in chains.
    pub(super) number: u64,
    pub(super) output: Output,
    pub(super) memory: Arc<Counter>,
    pub(super) figures: Figures,
    pub(super) poisons: Poisons,
    pub(super) faults: Mutex<VecDeque<Fault>>,
    pub(super) state: watch::Sender<RunState>,
    pub(super) killed: Killed,
    runtime: Handle,
    pool: Mutex<Pool<T, B>>,
    emptied: Notify,
}

struct Pool<T: HostState, B: Send + Sync + 'static> {
    /// The one used last is at the end and is taken first.
    idle: Vec<Live<T, B>>,
    /// Idle and in use.
    alive: usize,
    starting: usize,
    waiters: VecDeque<Waiter<T, B>>,
    strikes: Strikes,
    state: RunState,
}

type Waiter<T, B> = oneshot::Sender<Result<Lease<T, B>, Fault>>;
/// What a waiter waits at.
type Waiting<T, B> = oneshot::Receiver<Result<Lease<T, B>, Fault>>;

impl<T: HostState, B: Send + Sync + 'static> Inner<T, B> {
    pub(super) async fn start(
        engine: &Engine,
        compiled: &Compiled,
        linker: &Linker<T>,
        spec: PluginSpec<T, B>,
    ) -> Result<Arc<Self>, Fault> {
        let pre = linker.instantiate_pre(&compiled.component).map_err(|error| {
            let words = format!("it does not fit this server: {error:#}");
            Fault::new(FaultKind::Start, &spec.name, WHOLE, words)
        })?;
        let core = engine.0.clone();
        let pool = Pool {
            idle: Vec::new(),
            alive: 0,
            starting: 0,
            waiters: VecDeque::new(),
            strikes: Strikes::default(),
            state: RunState::Running,
        };
        let inner = Arc::new(Self {
            output: Output::new(spec.limits.log.clone(), core.clock.clone(), spec.logs.clone()),
            figures: Figures::new(&spec.name),
            number: core.number(),
            memory: Arc::new(Counter::new(usize::MAX)),
            poisons: Poisons::default(),
            faults: Mutex::default(),
            state: watch::Sender::new(RunState::Running),
            killed: Killed::default(),
            runtime: Handle::current(),
            pool: Mutex::new(pool),
            emptied: Notify::new(),
            pre,
            core,
            spec,
        });
        for _ in 0..inner.spec.instances.min().max(1) {
            let live = inner.make().await?;
            let mut pool = inner.pool.lock();
            pool.alive += 1;
            pool.idle.push(live);
        }
        let whole: Arc<dyn Swept> = inner.clone();
        inner.core.register(Arc::downgrade(&whole));
        Ok(inner)
    }

    /// An instance for a call, now or when one comes free before the deadline.
    pub(super) async fn acquire(
        self: &Arc<Self>,
        options: &CallOptions,
        deadline: Instant,
    ) -> Result<Lease<T, B>, Fault> {
        let waiting = {
            let mut pool = self.pool.lock();
            self.refuse_by_state(&pool, options.hook)?;
            if let Some(live) = pool.idle.pop() {
                return Ok(Lease::of(self, live));
            }
            self.wait_in(&mut pool, options)?
        };
        match tokio::time::timeout_at(deadline.into(), waiting).await {
            Ok(Ok(outcome)) => outcome.map_err(|fault| fault.asked(options.hook)),
            Ok(Err(_)) => Err(self.fault(FaultKind::Stopping, options.hook, "the plugin is gone")),
            Err(_) => {
                let words = format!("no instance came free within {:?}", options.deadline);
                Err(self.fault(FaultKind::Busy, options.hook, words))
            }
        }
    }

    fn refuse_by_state(&self, pool: &Pool<T, B>, hook: &'static str) -> Result<(), Fault> {
        match pool.state {
            RunState::Running => Ok(()),
            RunState::FailedToStayRunning => {
                Err(self.fault(FaultKind::NotRunning, hook, "the plugin failed to stay running"))
            }
            RunState::Stopping | RunState::Stopped => {
                Err(self.fault(FaultKind::Stopping, hook, "the plugin is being stopped"))
            }
        }
    }

    /// Join the queue, and have an instance made when there is room for one.
    fn wait_in(
        self: &Arc<Self>,
        pool: &mut Pool<T, B>,
        options: &CallOptions,
    ) -> Result<Waiting<T, B>, Fault> {
        let comes_back = options.within.holds(self.number);
        if comes_back && self.spec.instances == Instances::Stateful {
            let words = "it has one instance, which waits for this very call";
            return Err(self.fault(FaultKind::Reentrant, options.hook, words));
        }
        pool.waiters.retain(|waiter| !waiter.is_closed());
        if pool.waiters.len() >= self.spec.limits.queue {
            let words = format!("{} calls wait already", pool.waiters.len());
            return Err(self.fault(FaultKind::QueueFull, options.hook, words));
        }
        let most = self.spec.instances.max() * if comes_back { 2 } else { 1 };
        let pause = pool.strikes.pause(self.core.clock.now());
        if let Some(pause) = pause.filter(|_| pool.alive + pool.starting == 0) {
            return Err(self.fault(FaultKind::BackingOff, options.hook, backing_off(pause)));
        }
        let (sender, receiver) = oneshot::channel();
        // Who comes back holds an instance while waiting, so goes first.
        if comes_back {
            pool.waiters.push_front(sender)
        } else {
            pool.waiters.push_back(sender)
        }
        if pause.is_none() && pool.alive + pool.starting < most && pool.starting < pool.waiters.len() {
            self.begin_one(pool);
        }
        Ok(receiver)
    }

    fn begin_one(self: &Arc<Self>, pool: &mut Pool<T, B>) {
        pool.starting += 1;
        let inner = self.clone();
        self.runtime.spawn(async move {
            let made = inner.make().await;
            inner.begun(made);
        });
    }

    fn begun(self: &Arc<Self>, made: Result<Live<T, B>, Fault>) {
        let mut pool = self.pool.lock();
        pool.starting -= 1;
        match made {
            Ok(live) => {
                pool.alive += 1;
                let gone = self.hand_on(&mut pool, live);
                drop(pool);
                drop(gone);
            }
            Err(fault) => {
                let struck = fault.kind().is_strike();
                let gone = if struck { self.strike(&mut pool) } else { Vec::new() };
                let hopeless = pool.alive + pool.starting == 0;
                let waiters = if hopeless { std::mem::take(&mut pool.waiters) } else { VecDeque::new() };
                drop(pool);
                drop(gone);
                waiters.into_iter().for_each(|waiter| drop(waiter.send(Err(fault.clone()))));
                if struck {
                    self.remember(fault);
                }
            }
        }
        self.tell_if_empty();
    }

    /// Give an instance to whoever waits longest, or keep it. What is given back is to be dropped without the lock.
    fn hand_on(self: &Arc<Self>, pool: &mut Pool<T, B>, mut live: Live<T, B>) -> Option<Live<T, B>> {
        if pool.state != RunState::Running {
            pool.alive -= 1;
            return Some(live);
        }
        while let Some(waiter) = pool.waiters.pop_front() {
            match waiter.send(Ok(Lease::of(self, live))) {
                Ok(()) => return None,
                Err(Ok(mut lease)) => match lease.live.take() {
                    Some(back) => live = back,
                    None => return None,
                },
                Err(Err(_)) => return None,
            }
        }
        if pool.alive > self.spec.instances.max() {
            pool.alive -= 1;
            return Some(live);
        }
        live.idle_since = self.core.clock.now();
        pool.idle.push(live);
        None
    }

    fn check_in(self: &Arc<Self>, live: Live<T, B>) {
        let gone = {
            let mut pool = self.pool.lock();
            self.hand_on(&mut pool, live)
        };
        drop(gone);
        self.tell_if_empty();
    }

    /// An instance is lost. Another is made when somebody needs it.
    fn discard(self: &Arc<Self>, live: Live<T, B>, kind: Option<FaultKind>) {
        drop(live);
        let (gone, waiters, pause) = {
            let mut pool = self.pool.lock();
            pool.alive -= 1;
            let struck = kind.is_some_and(FaultKind::is_strike);
            let gone = if struck { self.strike(&mut pool) } else { Vec::new() };
            let pause = pool.strikes.pause(self.core.clock.now());
            let there = pool.alive + pool.starting;
            let needed = !pool.waiters.is_empty() || there < self.spec.instances.min();
            let mut waiters = VecDeque::new();
            if pool.state == RunState::Running && needed && there < self.spec.instances.max() {
                match pause {
                    None => self.begin_one(&mut pool),
                    Some(_) if there == 0 => waiters = std::mem::take(&mut pool.waiters),
                    Some(_) => {}
                }
            }
            (gone, waiters, pause)
        };
        drop(gone);
        for waiter in waiters {
            let words = backing_off(pause.unwrap_or_default());
            let _ = waiter.send(Err(self.fault(FaultKind::BackingOff, WHOLE, words)));
        }
        self.tell_if_empty();
    }

    /// Count a strike. When it was the last one, the plugin is over: what is given back is to be dropped without the
    /// lock.
    fn strike(&self, pool: &mut Pool<T, B>) -> Vec<Live<T, B>> {
        let verdict = pool.strikes.strike(self.core.clock.now(), &self.spec.restarts);
        if verdict == Verdict::GoOn || pool.state != RunState::Running {
            return Vec::new();
        }
        let (max, window) = (self.spec.restarts.max_strikes, self.spec.restarts.window);
        tracing::error!(plugin.id = %self.spec.name, "the plugin died {max} times within {window:?} and is switched off");
        self.end(
            pool,
            RunState::FailedToStayRunning,
            FaultKind::NotRunning,
            "the plugin failed to stay running",
        )
    }

    fn end(&self, pool: &mut Pool<T, B>, state: RunState, kind: FaultKind, words: &str) -> Vec<Live<T, B>> {
        pool.state = state;
        self.state.send_replace(state);
        for waiter in std::mem::take(&mut pool.waiters) {
            let _ = waiter.send(Err(self.fault(kind, WHOLE, words)));
        }
        pool.alive -= pool.idle.len();
        std::mem::take(&mut pool.idle)
    }

    pub(super) async fn stop(self: &Arc<Self>, within: Duration) -> usize {
        let gone = {
            let mut pool = self.pool.lock();
            self.end(&mut pool, RunState::Stopping, FaultKind::Stopping, "the plugin is being stopped")
        };
        drop(gone);
        let mut cut_off = 0;
        if tokio::time::timeout(within, self.empty()).await.is_err() {
            cut_off = self.pool.lock().alive;
            self.killed.kill();
            self.empty().await;
        }
        self.pool.lock().state = RunState::Stopped;
        self.state.send_replace(RunState::Stopped);
        cut_off
    }

    /// Wait until no instance is left.
    async fn empty(&self) {
        loop {
            let emptied = self.emptied.notified();
            if self.none_left() {
                return;
            }
            emptied.await;
        }
    }

    fn none_left(&self) -> bool {
        let pool = self.pool.lock();
        pool.alive + pool.starting == 0
    }

    fn tell_if_empty(&self) {
        if self.none_left() {
            self.emptied.notify_waiters();
        }
    }

    pub(super) fn remember(&self, fault: Fault) {
        tracing::warn!(
            plugin.id = %self.spec.name,
            plugin.hook = fault.hook(),
            plugin.fault = fault.kind().as_str(),
            "a plugin's instance died: {}",
            fault.words()
        );
        let mut faults = self.faults.lock();
        if faults.len() >= FAULTS {
            faults.pop_front();
        }
        faults.push_back(fault);
    }

    pub(super) fn fault(&self, kind: FaultKind, hook: &'static str, words: impl Into<String>) -> Fault {
        Fault::new(kind, &self.spec.name, hook, words)
    }

    pub(super) fn snapshot(&self) -> PluginSnapshot {
        let pool = self.pool.lock();
        PluginSnapshot {
            plugin: self.spec.name.clone(),
            state: pool.state,
            instances: pool.alive,
            idle: pool.idle.len(),
            queue: pool.waiters.iter().filter(|waiter| !waiter.is_closed()).count(),
            memory_bytes: self.memory.used(),
            hooks: self.figures.hooks(),
        }
    }

    /// Take an idle instance that has grown much, when another one is there for calls; when none is, have one made
    /// first. The runtimes of some languages lose a little memory with each call: such an instance would end in the
    /// middle of one.
    fn take_grown(self: &Arc<Self>, pool: &mut Pool<T, B>) -> Option<Live<T, B>> {
        if pool.state != RunState::Running || self.spec.instances == Instances::Stateful {
            return None;
        }
        let (now, spec) = (self.core.clock.now(), &self.spec);
        let grown = |live: &mut Live<T, B>| live.has_grown(now, &spec.limits, &spec.restarts);
        let at = pool.idle.iter_mut().position(grown)?;
        if pool.alive == 1 && spec.instances.max() > 1 {
            // One that cannot be made is a strike: tried again and again, it would end a plugin that works.
            if pool.starting == 0 && !pool.strikes.lately(now, &spec.restarts) {
                self.begin_one(pool);
            }
            return None;
        }
        pool.alive -= 1;
        Some(pool.idle.remove(at))
    }

    /// Take the instance that was idle for longest, if there are more than must be.
    fn take_spare(&self, pool: &mut Pool<T, B>, idle_for: Duration) -> Option<Live<T, B>> {
        let now = self.core.clock.now();
        let oldest = pool.idle.first()?;
        let spare = pool.state == RunState::Running
            && pool.alive > self.spec.instances.min()
            && now.saturating_duration_since(oldest.idle_since) >= idle_for;
        spare.then(|| {
            pool.alive -= 1;
            pool.idle.remove(0)
        })
    }
}

impl<T: HostState, B: Send + Sync + 'static> Swept for Inner<T, B> {
    fn sweep(self: Arc<Self>) {
        let mut gone = Vec::new();
        let (queue, alive) = {
            let mut pool = self.pool.lock();
            while let Some(live) = self.take_spare(&mut pool, self.spec.restarts.idle) {
                gone.push(live);
            }
            gone.extend(self.take_grown(&mut pool));
            let wanting = pool.alive + pool.starting < self.spec.instances.min();
            let may = pool.state == RunState::Running && pool.strikes.pause(self.core.clock.now()).is_none();
            if wanting && may {
                self.begin_one(&mut pool);
            }
            (pool.waiters.len(), pool.alive)
        };
        drop(gone);
        self.figures.tell(queue, alive, self.memory.used());
    }

    fn yield_one(&self) -> bool {
        let gone = {
            let mut pool = self.pool.lock();
            self.take_spare(&mut pool, Duration::ZERO)
        };
        gone.is_some()
    }
}

fn backing_off(pause: Duration) -> String {
    format!("the plugin failed too often; the next instance is made in {pause:?}")
}

/// An instance in somebody's hands. Dropped before it was entered or after it was left, it goes back to the pool;
/// dropped in between, it is lost.
pub(super) struct Lease<T: HostState, B: Send + Sync + 'static> {
    inner: Arc<Inner<T, B>>,
    live: Option<Live<T, B>>,
    entered: bool,
}

impl<T: HostState, B: Send + Sync + 'static> Lease<T, B> {
    fn of(inner: &Arc<Inner<T, B>>, live: Live<T, B>) -> Self {
        Self { inner: inner.clone(), live: Some(live), entered: false }
    }

    /// Begin the call.
    pub(super) fn enter(&mut self, deadline: Instant, within: Chain) -> &mut Live<T, B> {
        self.entered = true;
        let live = self.live.as_mut().expect("a lease has its instance until it ends");
        live.store.data_mut().sandbox().begin(deadline, within);
        live.store.set_epoch_deadline(1);
        live
    }

    /// The call ended well.
    pub(super) fn leave(&mut self) {
        self.entered = false;
    }

    /// Which instance it is, and the mark of its plugin's log when the call began.
    pub(super) fn origin(&mut self) -> (u64, u64) {
        self.live.as_mut().map(|live| live.store.data_mut().sandbox().origin()).unwrap_or_default()
    }

    /// The instance died.
    pub(super) fn end(mut self, kind: FaultKind) {
        if let Some(live) = self.live.take() {
            self.inner.discard(live, Some(kind));
        }
    }
}

impl<T: HostState, B: Send + Sync + 'static> Drop for Lease<T, B> {
    fn drop(&mut self) {
        match self.live.take() {
            Some(live) if self.entered => self.inner.discard(live, None),
            Some(live) => self.inner.check_in(live),
            None => {}
        }
    }
}
