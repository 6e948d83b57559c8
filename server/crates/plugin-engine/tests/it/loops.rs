//! Guests that do not end (attacks 31, 32, 33, 36). All runs on one thread: that the others are served meanwhile
//! shows that a guest gives the thread back.

use crate::guests::{going, guest};
use crate::house::{House, LONG, SHORT, State, Tried, ask, go, until};
use chinwag_plugin_engine::{CallOptions, Fault, FaultKind};
use std::sync::atomic::Ordering;
use wasmtime::component::{Instance, ResourceAny};

/// Run into the deadline while the good plugin is served again and again; afterwards both answer.
async fn ends_at_its_deadline(
    house: &House,
    plugin: &Tried,
    call: impl Future<Output = Result<(), Fault>>,
) -> Fault {
    let mut call = std::pin::pin!(call);
    let mut served = 0;
    let fault = loop {
        tokio::select! {
            biased;
            ended = &mut call => break ended.unwrap_err(),
            () = house.others_are_served() => served += 1,
        }
    };
    assert!(served > 0, "nobody else was served");
    assert_eq!(fault.kind(), FaultKind::Deadline, "{fault}");
    house.others_are_served().await;
    until("a new instance", || plugin.snapshot().instances == 1).await;
    fault
}

#[tokio::test]
async fn an_endless_loop_in_a_call_is_stopped_at_its_deadline_and_leaves_its_backtrace() {
    let house = House::new().await;
    let plugin = house.plugin(&going("(loop (br 0))")).await;
    let fault = ends_at_its_deadline(&house, &plugin, go(&plugin, SHORT)).await;
    assert!(!fault.backtrace().is_empty());
    assert!(fault.words().contains("100ms"), "{fault}");
}

#[tokio::test]
async fn an_endless_loop_that_calls_the_host_again_and_again_is_stopped_too() {
    let house = House::new().await;
    let plugin = house.plugin(&going("(loop (call $tick) (br 0))")).await;
    ends_at_its_deadline(&house, &plugin, go(&plugin, SHORT)).await;
    assert!(house.seen.ticks.load(Ordering::Relaxed) > 100);
    let yielding = house.plugin(&going("(loop (call $wait (i32.const 0)) (br 0))")).await;
    ends_at_its_deadline(&house, &yielding, go(&yielding, SHORT)).await;
}

#[tokio::test]
async fn a_loop_of_big_memory_copies_is_stopped() {
    let house = House::new().await;
    let body = "(drop (memory.grow (i32.const 500)))
        (loop (memory.copy (i32.const 0) (i32.const 1) (i32.const 30000000)) (br 0))";
    let plugin = house.plugin(&going(body)).await;
    // The first copy touches all of the memory, which alone may take longer than the short deadline.
    ends_at_its_deadline(&house, &plugin, go(&plugin, SHORT * 20)).await;
}

#[tokio::test]
async fn an_endless_loop_in_the_guests_allocator_or_after_its_return_is_stopped() {
    let house = House::new().await;
    let core = r#"(func (export "realloc") (param i32 i32 i32 i32) (result i32) (loop (br 0)) (i32.const 0))
        (func (export "take") (param i32 i32))
        (func (export "give"))
        (func (export "after") (loop (br 0)))"#;
    let text = guest(core, &[]);
    let lifts = r#"
        (func (export "take") (param "bytes" (list u8))
          (canon lift (core func $made "take") (memory (core memory $libc "memory")) (realloc (core func $made "realloc"))))
        (func (export "give") (canon lift (core func $made "give") (post-return (core func $made "after"))))"#;
    let text = format!("{}{lifts})", text.trim_end().strip_suffix(')').unwrap());
    let plugin = house.plugin(&text).await;
    let options = CallOptions::new("take", SHORT);
    ends_at_its_deadline(&house, &plugin, ask(&plugin, options, "take", (vec![1_u8; 100],))).await;
    let options = CallOptions::new("give", SHORT);
    ends_at_its_deadline(&house, &plugin, ask(&plugin, options, "give", ())).await;
}

#[tokio::test]
async fn an_endless_loop_at_the_guests_start_fails_the_start() {
    let house = House::new().await;
    let text = guest("(func $begin (loop (br 0))) (start $begin)", &[]);
    let fault = house.start(&text, |spec| spec.limits.start = SHORT).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Start);
    house.others_are_served().await;
}

#[tokio::test]
async fn an_endless_loop_in_a_destructor_is_stopped() {
    let house = House::new().await;
    let text = r#"(component
        (core module $d (func (export "dtor") (param i32) (loop (br 0))))
        (core instance $d (instantiate $d))
        (type $thing (resource (rep i32) (dtor (core func $d "dtor"))))
        (core func $new (canon resource.new $thing))
        (core module $m (import "" "new" (func $new (param i32) (result i32)))
          (func (export "make") (result i32) (call $new (i32.const 1))))
        (core instance $m (instantiate $m (with "" (instance (export "new" (func $new))))))
        (export $exported "thing" (type $thing))
        (func (export "make") (result (own $exported)) (canon lift (core func $m "make"))))"#;
    let plugin = house.plugin(text).await;
    let work = async |store: &mut wasmtime::Store<State>, instance: &Instance| {
        let make = instance.get_typed_func::<(), (ResourceAny,)>(&mut *store, "make")?;
        let (thing,) = make.call_async(&mut *store, ()).await?;
        thing.resource_drop_async(store).await
    };
    ends_at_its_deadline(&house, &plugin, plugin.call(CallOptions::new("drop", SHORT), work)).await;
}

#[tokio::test]
async fn a_recursion_without_end_is_a_fault_of_the_stack_and_the_host_stands() {
    let house = House::new().await;
    let plugin = house.plugin(&guest("(func $deep (export \"go\") (call $deep))", &[("go", "")])).await;
    let fault = go(&plugin, LONG).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Stack, "{fault}");
    assert!(fault.backtrace().len() > 5);
    house.others_are_served().await;
}
