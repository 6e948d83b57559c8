//! How many instances there are, who waits, and for how long (attacks 43, 85, 86).

use crate::guests::{going, good, guest};
use crate::house::{House, LONG, SHORT, Tried, double, go, until};
use chinwag_plugin_engine::{FaultKind, Instances, RestartPolicy};
use std::sync::atomic::Ordering;
use std::time::Duration;

const AN_HOUR: &str = "(call $wait (i32.const 3600000))";

fn pool(
    min: usize,
    max: usize,
) -> impl FnOnce(&mut chinwag_plugin_engine::PluginSpec<crate::house::State, wasmtime::component::Instance>) {
    move |spec| spec.instances = Instances::Pool { min, max }
}

fn spawn(plugin: &Tried) -> tokio::task::JoinHandle<Result<(), chinwag_plugin_engine::Fault>> {
    let plugin = plugin.clone();
    tokio::spawn(async move { go(&plugin, LONG).await })
}

#[tokio::test]
async fn a_pool_grows_while_calls_wait_in_the_host_up_to_its_maximum_and_shrinks_afterwards() {
    let house = House::new().await;
    let plugin = house.start(&going("(call $wait (i32.const 30))"), pool(1, 3)).await.unwrap();
    let calls: Vec<_> = (0..10).map(|_| spawn(&plugin)).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let snapshot = plugin.snapshot();
    assert_eq!((snapshot.instances, snapshot.idle, snapshot.queue), (3, 3, 0));
    house.engine.sweep();
    assert_eq!(plugin.snapshot().instances, 3, "they are kept for a while");
    house.clock.advance(RestartPolicy::default().idle + Duration::from_secs(1));
    house.engine.sweep();
    assert_eq!(plugin.snapshot().instances, 1);
    go(&plugin, LONG).await.unwrap();
}

#[tokio::test]
async fn calls_beyond_the_queue_are_refused_at_once_and_those_that_wait_too_long_are_told() {
    let house = House::new().await;
    let change = |spec: &mut chinwag_plugin_engine::PluginSpec<_, _>| {
        spec.instances = Instances::Pool { min: 1, max: 1 };
        spec.limits.queue = 2;
    };
    let plugin = house.start(&going(AN_HOUR), change).await.unwrap();
    let busy = spawn(&plugin);
    until("the call waits", || house.seen.waits_begun.load(Ordering::Relaxed) == 1).await;
    let queued = [spawn(&plugin), spawn(&plugin)];
    until("two calls wait their turn", || plugin.snapshot().queue == 2).await;
    assert_eq!(go(&plugin, LONG).await.unwrap_err().kind(), FaultKind::QueueFull);
    queued[0].abort();
    until("one call went away", || plugin.snapshot().queue == 1).await;
    let fault = go(&plugin, SHORT).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Busy);
    assert!(fault.words().contains("100ms"), "{fault}");
    house.others_are_served().await;
    busy.abort();
}

#[tokio::test]
async fn a_plugin_with_state_keeps_it_between_calls_and_its_calls_wait_for_each_other() {
    let house = House::new().await;
    let core = "(global $count (mut i32) (i32.const 0))
        (func (export \"double\") (param i32) (result i32)
          (call $wait (i32.const 1))
          (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count))";
    let text = guest(core, &[("double", "(param \"n\" u32) (result u32)")]);
    let plugin = house.start(&text, |spec| spec.instances = Instances::Stateful).await.unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let plugin = plugin.clone();
            tokio::spawn(async move { double(&plugin, 0).await.unwrap() })
        })
        .collect();
    let mut counts = Vec::new();
    for call in calls {
        counts.push(call.await.unwrap());
    }
    counts.sort_unstable();
    assert_eq!(counts, (1..=20).collect::<Vec<u32>>());
    assert_eq!(plugin.snapshot().instances, 1);
}

#[tokio::test]
async fn the_minimum_is_made_good_after_a_death_and_a_minimum_of_none_is_let_go_and_comes_back() {
    let house = House::new().await;
    let plugin = house.start(&going("unreachable"), pool(2, 4)).await.unwrap();
    assert_eq!(plugin.snapshot().instances, 2);
    go(&plugin, LONG).await.unwrap_err();
    until("a second instance", || plugin.snapshot().instances == 2).await;

    let rare = house.start(&good(), pool(0, 4)).await.unwrap();
    house.clock.advance(RestartPolicy::default().idle + Duration::from_secs(1));
    house.engine.sweep();
    assert_eq!(rare.snapshot().instances, 0);
    assert_eq!(double(&rare, 3).await.unwrap(), 6);
}

#[tokio::test]
async fn when_all_places_are_taken_idle_instances_of_others_make_room_and_else_it_is_said() {
    let house = House::with(|config| config.instances = 4).await;
    let idle = house.start(&going("(call $wait (i32.const 20))"), pool(1, 2)).await.unwrap();
    for call in [spawn(&idle), spawn(&idle)] {
        call.await.unwrap().unwrap();
    }
    assert_eq!(idle.snapshot().instances, 2);
    let waiting = house.start(&going(AN_HOUR), pool(0, 4)).await.unwrap();
    let first = spawn(&waiting);
    until("one waits", || house.seen.waits_begun.load(Ordering::Relaxed) == 3).await;
    assert_eq!(house.engine.instances_alive(), 4);
    let second = spawn(&waiting);
    until("another waits", || house.seen.waits_begun.load(Ordering::Relaxed) == 4).await;
    assert_eq!(idle.snapshot().instances, 1, "its spare one made room, its last one stays");

    let refusal = house.start(&good(), |_| {}).await.unwrap_err();
    assert_eq!(refusal.kind(), FaultKind::Budget);
    assert!(refusal.words().contains("all 4 instances"), "{refusal}");
    house.others_are_served().await;
    first.abort();
    second.abort();
}
