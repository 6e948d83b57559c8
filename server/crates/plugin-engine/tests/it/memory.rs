//! Guests that want too much memory or too many table elements (attacks 34, 35, 86).

use crate::guests::{going, guest};
use crate::house::{House, LONG, Tried, ask, go, until};
use chinwag_plugin_engine::{CallOptions, FaultKind, Instances, PluginSpec, RestartPolicy};
use std::time::Duration;

const GROW: &str = "(func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0)))";
const GROW_TYPE: &[(&str, &str)] = &[("grow", "(param \"pages\" u32) (result s32)")];

#[tokio::test]
async fn memory_grows_to_the_limit_and_not_beyond_and_a_guest_that_bears_it_goes_on() {
    let house = House::new().await;
    // One that may remember things is never exchanged for a fresh one.
    let change = |spec: &mut PluginSpec<_, _>| spec.instances = Instances::Stateful;
    let plugin = house.start(&guest(GROW, GROW_TYPE), change).await.unwrap();
    assert_eq!(grow(&plugin, 1023).await, 1, "64 MiB are 1024 pages");
    house.clock.advance(RestartPolicy::default().exchange);
    house.engine.sweep();
    assert_eq!(grow(&plugin, 1).await, -1);
    assert_eq!(grow(&plugin, 65_000).await, -1);
    assert_eq!(plugin.snapshot().memory_bytes, 64 << 20);
    assert_eq!(plugin.snapshot().hooks[0].faults, []);
    house.others_are_served().await;
}

#[tokio::test]
async fn an_instance_that_grew_is_exchanged_between_calls_after_a_time_and_nobody_notices() {
    let house = House::new().await;
    let exchange = RestartPolicy::default().exchange;
    for (pages, age) in [(300, exchange), (800, exchange / 10)] {
        for max in [1, 4] {
            let change = |spec: &mut PluginSpec<_, _>| spec.instances = Instances::Pool { min: 1, max };
            let plugin = house.start(&guest(GROW, GROW_TYPE), change).await.unwrap();
            assert_eq!(grow(&plugin, pages).await, 1);
            house.clock.advance(age - Duration::from_secs(1));
            for _ in 0..3 {
                house.engine.sweep();
                assert_eq!(plugin.snapshot().instances, 1);
            }
            assert_eq!(grow(&plugin, 0).await, 1 + i32::try_from(pages).unwrap(), "it is young");
            house.clock.advance(Duration::from_secs(1));
            until("a fresh one has its place", || {
                house.engine.sweep();
                plugin.snapshot().memory_bytes == 65536
            })
            .await;
            assert_eq!(grow(&plugin, 0).await, 1);
            assert_eq!(plugin.snapshot().instances, 1);
            assert!(plugin.faults().is_empty(), "it is no fault");
        }
    }
    house.others_are_served().await;
}

#[tokio::test]
async fn an_instance_that_needs_much_from_the_start_or_grew_a_little_is_not_exchanged() {
    let house = House::new().await;
    let little = guest(GROW, GROW_TYPE);
    let large = little.replace("(memory (export \"memory\") 1)", "(memory (export \"memory\") 800)");
    for (text, first, before) in [(&little, 200, 1), (&large, 200, 800)] {
        let plugin = house.plugin(text).await;
        assert_eq!(grow(&plugin, first).await, before);
        house.clock.advance(RestartPolicy::default().exchange * 2);
        for _ in 0..3 {
            house.engine.sweep();
            assert_eq!(plugin.snapshot().instances, 1);
        }
        assert_eq!(grow(&plugin, 0).await, before + i32::try_from(first).unwrap());
    }
}

async fn grow(plugin: &Tried, pages: u32) -> i32 {
    let (before,): (i32,) = ask(plugin, CallOptions::new("grow", LONG), "grow", (pages,)).await.unwrap();
    before
}

#[tokio::test]
async fn a_guest_that_dies_of_missing_memory_is_told_what_it_wanted_and_what_it_may_have() {
    let house = House::new().await;
    let body = "(if (i32.eq (memory.grow (i32.const 5000)) (i32.const -1)) (then unreachable))";
    let plugin = house.plugin(&going(body)).await;
    let fault = go(&plugin, LONG).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Memory);
    assert!(fault.words().contains("67108864"), "{fault}");
    until("its memory is given back", || plugin.snapshot().memory_bytes == 65536).await;
    house.others_are_served().await;
}

#[tokio::test]
async fn a_guest_that_starts_with_too_much_does_not_start() {
    let house = House::new().await;
    for much in ["(memory 65536)", "(memory 1100)", "(table 200000 funcref)"] {
        let text = format!("(component (core module $m {much}) (core instance (instantiate $m)))");
        let fault = house.start(&text, |_| {}).await.unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Start, "{much}");
        assert!(fault.words().contains("may have"), "{much}: {fault}");
    }
    assert_eq!(house.engine.instances_alive(), 1, "the good plugin's alone");
    house.others_are_served().await;
}

#[tokio::test]
async fn tables_grow_to_their_limit_and_not_beyond() {
    let house = House::new().await;
    let core = "(table $t 1 funcref) (func (export \"grow\") (param i32) (result i32)
        (table.grow $t (ref.null func) (local.get 0)))";
    let plugin = house.plugin(&guest(core, GROW_TYPE)).await;
    for (elements, before) in [(u32::MAX, -1), (99_000, 1), (2000, -1)] {
        let options = CallOptions::new("grow", LONG);
        let (answer,): (i32,) = ask(&plugin, options, "grow", (elements,)).await.unwrap();
        assert_eq!(answer, before, "{elements}");
    }
    house.others_are_served().await;
}

#[tokio::test]
async fn all_plugins_together_keep_within_the_budget_and_what_ends_is_given_back() {
    let house = House::with(|config| config.memory_bytes = 40 << 20).await;
    let (first, second) =
        (house.plugin(&guest(GROW, GROW_TYPE)).await, house.plugin(&guest(GROW, GROW_TYPE)).await);
    assert_eq!(grow(&first, 500).await, 1);
    assert_eq!(grow(&second, 500).await, -1, "each alone would be within its own limit");
    house.others_are_served().await;
    first.stop(LONG).await;
    assert_eq!(grow(&second, 500).await, 1);
    second.stop(LONG).await;
    assert_eq!(house.engine.memory_used(), 65536, "the good plugin's alone");
}
