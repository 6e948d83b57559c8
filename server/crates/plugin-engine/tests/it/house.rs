//! An engine, the host functions guests may call, and a good plugin that must answer whatever the others do.

use crate::guests;
use chinwag_plugin_engine::{
    CallOptions, Chain, Engine, EngineConfig, Fault, FaultKind, HostError, HostState, ManualClock, Plugin,
    PluginSpec, Sandbox,
};
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use wasmtime::component::{ComponentNamedList, Instance, Lift, Linker, Lower, Val};
use wasmtime::{Result, StoreContextMut};

/// Long enough for a machine under load; a guest that waits this long is stuck.
pub(crate) const LONG: Duration = Duration::from_secs(60);
/// The deadline of calls that are expected to run into it.
pub(crate) const SHORT: Duration = Duration::from_millis(100);

/// What `ask` gives a guest when the asked plugin was refused for the depth of the chain.
pub(crate) const TOO_DEEP: u32 = 1001;
/// What `ask` gives a guest when the asked plugin has one instance, which waits for it.
pub(crate) const REENTRANT: u32 = 1002;

pub(crate) type Tried = Plugin<State, Instance>;

/// What a guest did with the doors, counted over all its instances.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) waits_begun: AtomicU64,
    pub(crate) waits_dropped: AtomicU64,
    pub(crate) ticks: AtomicU64,
}

/// The state of an instance under test.
pub(crate) struct State {
    sandbox: Sandbox,
    seen: Arc<Seen>,
    peers: Arc<Mutex<Vec<Tried>>>,
}

impl HostState for State {
    fn sandbox(&mut self) -> &mut Sandbox {
        &mut self.sandbox
    }
}

impl wasmtime_wasi::WasiView for State {
    fn ctx(&mut self) -> wasmtime_wasi::WasiCtxView<'_> {
        self.sandbox.ctx()
    }
}

pub(crate) struct House {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) seen: Arc<Seen>,
    /// Whom `ask` asks, by their place.
    pub(crate) peers: Arc<Mutex<Vec<Tried>>>,
    linker: Linker<State>,
    good: Option<Tried>,
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A house whose engine is set up otherwise.
    pub(crate) async fn with(change: impl FnOnce(&mut EngineConfig)) -> Self {
        let clock = Arc::new(ManualClock::new());
        let mut config = EngineConfig { clock: clock.clone(), ..EngineConfig::default() };
        change(&mut config);
        let engine = Engine::new(config).unwrap();
        let linker = linker(&engine);
        let mut house =
            Self { engine, clock, seen: Arc::default(), peers: Arc::default(), linker, good: None };
        house.good = Some(house.plugin(&guests::good()).await);
        house
    }

    pub(crate) async fn plugin(&self, text: &str) -> Tried {
        self.start(text, |_| {}).await.unwrap()
    }

    /// Start a guest with another specification.
    pub(crate) async fn start(
        &self,
        text: &str,
        change: impl FnOnce(&mut PluginSpec<State, Instance>),
    ) -> std::result::Result<Tried, Fault> {
        let compiled =
            self.engine.compile(guests::bytes(text)).await.unwrap_or_else(|error| panic!("{error}\n{text}"));
        let (seen, peers) = (self.seen.clone(), self.peers.clone());
        let state = move |sandbox| Ok(State { sandbox, seen: seen.clone(), peers: peers.clone() });
        let mut spec = PluginSpec::new("tried", state, |_, instance| {
            let instance = *instance;
            Box::pin(async move { Ok(instance) })
        });
        change(&mut spec);
        Plugin::start(&self.engine, &compiled, &self.linker, spec).await
    }

    /// The good plugin answers.
    pub(crate) async fn others_are_served(&self) {
        let good = self.good.as_ref().expect("every house has one");
        assert_eq!(double(good, 21).await.unwrap(), 42);
    }
}

pub(crate) async fn double(plugin: &Tried, number: u32) -> std::result::Result<u32, Fault> {
    ask(plugin, CallOptions::new("double", LONG), "double", (number,)).await.map(|(doubled,)| doubled)
}

/// Call `go`.
pub(crate) async fn go(plugin: &Tried, deadline: Duration) -> std::result::Result<(), Fault> {
    ask(plugin, CallOptions::new("go", deadline), "go", ()).await
}

/// Call a function by its name, whatever its type.
pub(crate) async fn ask<P, R>(
    plugin: &Tried,
    options: CallOptions,
    name: &str,
    parameters: P,
) -> std::result::Result<R, Fault>
where
    P: ComponentNamedList + Lower + Send + Sync + 'static,
    R: ComponentNamedList + Lift + Send + Sync + 'static,
{
    let work = async move |store: &mut wasmtime::Store<State>, instance: &Instance| {
        let function = instance.get_typed_func::<P, R>(&mut *store, name)?;
        function.call_async(store, parameters).await
    };
    plugin.call(options, work).await
}

/// Call a function without parameters and take its one result, whatever it is.
pub(crate) async fn value(plugin: &Tried, name: &str) -> std::result::Result<Val, Fault> {
    let work = async |store: &mut wasmtime::Store<State>, instance: &Instance| {
        let function =
            instance.get_func(&mut *store, name).ok_or_else(|| wasmtime::Error::msg("no such function"))?;
        let mut results = [Val::Bool(false)];
        function.call_async(store, &[], &mut results).await?;
        Ok(results.into_iter().next().expect("there is one"))
    };
    plugin.call(CallOptions::new("value", LONG), work).await
}

fn linker(engine: &Engine) -> Linker<State> {
    let mut linker = Linker::new(engine.wasmtime());
    wasmtime_wasi::p2::add_to_linker_async(&mut linker).unwrap();
    let mut doors = linker.instance("test:host/doors@0.1.0").unwrap();
    doors.func_wrap_async("wait", |context, (ms,)| Box::new(wait(context, ms))).unwrap();
    doors
        .func_wrap("tick", |context: StoreContextMut<'_, State>, (): ()| {
            context.data().seen.ticks.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
        .unwrap();
    doors.func_wrap("take", |_: StoreContextMut<'_, State>, (_bytes,): (Vec<u8>,)| Ok(())).unwrap();
    doors.func_wrap_async("ask", |context, (who,)| Box::new(ask_another(context, who))).unwrap();
    doors
        .func_wrap("panic", |_: StoreContextMut<'_, State>, (): ()| -> Result<()> {
            panic!("the host slipped")
        })
        .unwrap();
    doors
        .func_wrap("fail", |_: StoreContextMut<'_, State>, (): ()| -> Result<()> {
            Err(HostError("the host would not".to_owned()).into())
        })
        .unwrap();
    linker
}

/// Counts itself when it is dropped before its time.
struct Waiting(Arc<Seen>, bool);

impl Drop for Waiting {
    fn drop(&mut self) {
        if !self.1 {
            self.0.waits_dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

async fn wait(context: StoreContextMut<'_, State>, ms: u32) -> Result<()> {
    let mut waiting = Waiting(context.data().seen.clone(), false);
    waiting.0.waits_begun.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(ms.into())).await;
    waiting.1 = true;
    Ok(())
}

async fn ask_another(mut context: StoreContextMut<'_, State>, who: u32) -> Result<(u32,)> {
    let chain: Chain = context.data_mut().sandbox.chain();
    let peer = context.data().peers.lock().get(who as usize).cloned();
    let peer = peer.ok_or_else(|| HostError(format!("there is no plugin {who}")))?;
    let options = CallOptions::new("relay", LONG).within(chain);
    let answer: std::result::Result<(u32,), Fault> = Box::pin(ask(&peer, options, "relay", ())).await;
    Ok((answer.map_or_else(|fault| as_number(&fault), |(number,)| number),))
}

/// A fault as a number that a guest can give on.
fn as_number(fault: &Fault) -> u32 {
    match fault.kind() {
        FaultKind::TooDeep => TOO_DEEP,
        FaultKind::Reentrant => REENTRANT,
        _ => 1000,
    }
}

/// Wait until something is so, and say what did not come.
pub(crate) async fn until(what: &str, mut so: impl FnMut() -> bool) {
    let waiting = async {
        while !so() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(LONG, waiting).await.is_ok(), "{what} did not come within {LONG:?}");
}
