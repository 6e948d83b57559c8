//! What the engine costs: a call, a death, an endless loop, a start, a load, a compilation.
//!
//! `cargo bench -p chinwag-plugin-engine --bench engine`. The goals beside the names are the design's; quote ratios.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench stops where it stands and tells what it saw"
)]

use chinwag_plugin_engine::{
    CallOptions, CompilerProgram, Engine, EngineConfig, Instances, Plugin, PluginSpec, RestartPolicy, Sandbox,
};
use criterion::{Criterion, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use wasmtime::component::{Instance, Linker, TypedFunc};

const LONG: Duration = Duration::from_secs(60);

/// Looks at every byte of a text; dies; loops.
const GUEST: &str = r#"(component
  (core module $m
    (memory (export "memory") 2)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
    (func (export "look") (param $at i32) (param $left i32) (result i32) (local $sum i32)
      (loop $next
        (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (local.get $sum))
    (func (export "die") unreachable)
    (func (export "spin") (loop (br 0))))
  (core instance $i (instantiate $m))
  (func (export "look") (param "text" string) (result u32)
    (canon lift (core func $i "look") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
  (func (export "die") (canon lift (core func $i "die")))
  (func (export "spin") (canon lift (core func $i "spin"))))"#;

struct Functions {
    look: TypedFunc<(String,), (u32,)>,
    die: TypedFunc<(), ()>,
    spin: TypedFunc<(), ()>,
}

type Tried = Plugin<Sandbox, Functions>;

fn spec(name: &'static str) -> PluginSpec<Sandbox, Functions> {
    let mut spec = PluginSpec::new(name, Ok, |store, instance: &Instance| {
        Box::pin(async move {
            Ok(Functions {
                look: instance.get_typed_func(&mut *store, "look")?,
                die: instance.get_typed_func(&mut *store, "die")?,
                spin: instance.get_typed_func(&mut *store, "spin")?,
            })
        })
    });
    spec.restarts =
        RestartPolicy { max_strikes: usize::MAX, free_strikes: usize::MAX, ..RestartPolicy::default() };
    spec.instances = Instances::Pool { min: 1, max: 4 };
    spec
}

async fn plugin(engine: &Engine) -> Tried {
    let compiled =
        engine.compile(wat::parse_str(GUEST).expect("the text is right")).await.expect("it compiles");
    Plugin::start(engine, &compiled, &Linker::new(engine.wasmtime()), spec("tried")).await.expect("it starts")
}

async fn look(plugin: &Tried, text: &str) -> u32 {
    let options = CallOptions::new("look", LONG).with_input(text.as_bytes());
    let text = text.to_owned();
    let answer =
        plugin.call(options, async |store, functions| functions.look.call_async(store, (text,)).await).await;
    answer.expect("it answers").0
}

async fn die(plugin: &Tried) {
    let options = CallOptions::new("die", LONG);
    let died = plugin.call(options, async |store, functions| functions.die.call_async(store, ()).await).await;
    assert!(died.is_err());
}

async fn spin(plugin: &Tried, deadline: Duration) -> Duration {
    let started = Instant::now();
    let options = CallOptions::new("spin", deadline);
    let stopped =
        plugin.call(options, async |store, functions| functions.spin.call_async(store, ()).await).await;
    assert!(stopped.is_err());
    started.elapsed()
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts")
}

fn calls(criterion: &mut Criterion) {
    let runtime = runtime();
    let engine = Engine::new(EngineConfig::default()).expect("the engine starts");
    println!("instances are allocated: {:?}", engine.allocation());
    let plugin = runtime.block_on(plugin(&engine));
    for (name, bytes) in [("call, 200 bytes (goal: p50 3 µs, p99 15 µs)", 200), ("call, 16 KB", 16 << 10)] {
        let text = "x".repeat(bytes);
        criterion.bench_function(name, |bencher| {
            bencher.to_async(&runtime).iter(|| async { black_box(look(&plugin, &text).await) });
        });
    }
    let text = "x".repeat(200);
    let mut took = runtime.block_on(async {
        let mut took = Vec::with_capacity(200_000);
        for _ in 0..200_000 {
            let started = Instant::now();
            black_box(look(&plugin, &text).await);
            took.push(started.elapsed());
        }
        took
    });
    took.sort_unstable();
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize];
    println!("call, 200 bytes: p50 {:?}, p99 {:?}, p99.9 {:?}", at(0.5), at(0.99), at(0.999));
}

fn deaths(criterion: &mut Criterion) {
    let runtime = runtime();
    let engine = Engine::new(EngineConfig::default()).expect("the engine starts");
    let plugin = runtime.block_on(plugin(&engine));
    criterion.bench_function("trap, then answers again (goal: 5 ms)", |bencher| {
        bencher.to_async(&runtime).iter(|| async {
            die(&plugin).await;
            black_box(look(&plugin, "again").await)
        });
    });
    let deadline = Duration::from_millis(50);
    let mut over: Vec<Duration> =
        (0..40).map(|_| runtime.block_on(spin(&plugin, deadline)).saturating_sub(deadline)).collect();
    over.sort_unstable();
    let worst = over.last().copied().unwrap_or_default();
    println!("endless loop, beyond its deadline (goal: 20 ms): p50 {:?}, worst of 40 {worst:?}", over[20]);
    criterion.bench_function("start and stop of a plugin", |bencher| {
        let compiled = runtime.block_on(engine.compile(wat::parse_str(GUEST).expect("the text is right")));
        let compiled = compiled.expect("it compiles");
        let linker = Linker::new(engine.wasmtime());
        bencher.to_async(&runtime).iter(|| async {
            let plugin =
                Plugin::start(&engine, &compiled, &linker, spec("started")).await.expect("it starts");
            plugin.stop(LONG).await
        });
    });
}

/// A component of about this many bytes, with as much to compile in it.
fn big(bytes: usize) -> Vec<u8> {
    let mut functions = String::new();
    for number in 0..bytes / 120 {
        let body = (0..10).fold(String::new(), |mut body, step| {
            write!(
                body,
                "(local.set 1 (i32.add (i32.load offset={step} (local.get 0)) (i32.mul (local.get 1) (i32.const {}))))",
                number * 31 + step
            )
            .expect("a string takes what is written");
            body
        });
        write!(
            functions,
            "(func (export \"f{number}\") (param i32) (result i32) (local i32) {body} (local.get 1))"
        )
        .expect("a string takes what is written");
    }
    wat::parse_str(format!("(component (core module $m (memory 1) {functions}))")).expect("the text is right")
}

fn compiling(criterion: &mut Criterion) {
    let runtime = runtime();
    let component = big(100 << 10);
    let program = env!("CARGO_BIN_EXE_plugin-compiler").into();
    let compiler = CompilerProgram::Child { program, arguments: Vec::new() };
    let cold = Engine::new(EngineConfig { compiler, ..EngineConfig::default() }).expect("the engine starts");
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    group.bench_function(
        format!("cold in a child, {} KB (goal: 500 ms)", component.len() >> 10),
        |bencher| {
            bencher
                .to_async(&runtime)
                .iter(|| async { cold.compile(component.clone()).await.expect("it compiles") });
        },
    );
    group.finish();
    let folder = tempfile::tempdir().expect("a folder");
    let config = EngineConfig { cache_folder: Some(folder.path().to_owned()), ..EngineConfig::default() };
    let warm = Engine::new(config).expect("the engine starts");
    runtime.block_on(warm.compile(component.clone())).expect("it compiles");
    criterion.bench_function("load from the cache (goal: 5 ms)", |bencher| {
        bencher
            .to_async(&runtime)
            .iter(|| async { warm.compile(component.clone()).await.expect("it loads") });
    });
}

/// A good plugin's calls, alone and beside hostile ones that never rest.
fn neighbours(_: &mut Criterion) {
    let runtime = runtime();
    let engine = Engine::new(EngineConfig::default()).expect("the engine starts");
    let (good, hostile) = runtime.block_on(async { (plugin(&engine).await, plugin(&engine).await) });
    let measure = || {
        let (good, text) = (good.clone(), "x".repeat(200));
        runtime.block_on(async move {
            let mut took = Vec::new();
            let end = Instant::now() + Duration::from_secs(5);
            while Instant::now() < end {
                let (good, text) = (good.clone(), text.clone());
                let call = tokio::spawn(async move {
                    let started = Instant::now();
                    black_box(look(&good, &text).await);
                    started.elapsed()
                });
                took.push(call.await.expect("it answers"));
                tokio::time::sleep(Duration::from_micros(300)).await;
            }
            took.sort_unstable();
            (took[took.len() / 2], took[took.len() * 99 / 100])
        })
    };
    println!("a good plugin alone: p50 and p99 {:?}", measure());
    for (name, spins) in [("one that loops", true), ("one that dies", false)] {
        let hostile = hostile.clone();
        let attack = runtime.spawn(async move {
            loop {
                if spins {
                    spin(&hostile, Duration::from_millis(250)).await;
                } else {
                    die(&hostile).await;
                    tokio::task::yield_now().await;
                }
            }
        });
        println!("beside {name}: p50 and p99 {:?}", measure());
        attack.abort();
    }
}

criterion_group!(benches, calls, deaths, compiling, neighbours);
criterion_main!(benches);
