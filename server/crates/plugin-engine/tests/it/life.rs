//! Starting, replacing and stopping, with calls in flight (attacks 49, 88).

use crate::guests::{going, good, guest};
use crate::house::{House, LONG, SHORT, double, go, until};
use chinwag_plugin_engine::{FaultKind, Instances, RunState};
use std::sync::atomic::Ordering;

#[tokio::test]
async fn a_stop_lets_calls_in_flight_end_and_takes_no_more() {
    let house = House::new().await;
    let plugin = house.plugin(&going("(call $wait (i32.const 50))")).await;
    let call = tokio::spawn({
        let plugin = plugin.clone();
        async move { go(&plugin, LONG).await }
    });
    until("the call waits", || house.seen.waits_begun.load(Ordering::Relaxed) == 1).await;
    assert_eq!(plugin.stop(LONG).await, 0);
    call.await.unwrap().unwrap();
    assert_eq!(plugin.state(), RunState::Stopped);
    assert_eq!(go(&plugin, LONG).await.unwrap_err().kind(), FaultKind::Stopping);
    assert_eq!(plugin.stop(LONG).await, 0, "a second stop finds nothing to do");
    house.others_are_served().await;
}

#[tokio::test]
async fn what_does_not_end_in_time_is_cut_off_whether_it_waits_or_computes() {
    let house = House::new().await;
    let core = "(func (export \"go\") (call $tick) (call $wait (i32.const 3600000)))
        (func (export \"spin\") (call $tick) (loop (br 0)))";
    let text = guest(core, &[("go", ""), ("spin", "")]);
    let plugin =
        house.start(&text, |spec| spec.instances = Instances::Pool { min: 2, max: 2 }).await.unwrap();
    let (waiting, spinning) = (plugin.clone(), plugin.clone());
    let waiting = tokio::spawn(async move { go(&waiting, LONG).await });
    let options = chinwag_plugin_engine::CallOptions::new("spin", LONG);
    let spinning =
        tokio::spawn(async move { crate::house::ask::<_, ()>(&spinning, options, "spin", ()).await });
    until("both run", || house.seen.ticks.load(Ordering::Relaxed) == 2).await;
    assert_eq!(plugin.stop(SHORT).await, 2);
    for call in [waiting, spinning] {
        assert_eq!(call.await.unwrap().unwrap_err().kind(), FaultKind::Stopping);
    }
    assert_eq!(house.engine.instances_alive(), 1, "the good plugin's alone");
    house.others_are_served().await;
}

#[tokio::test]
async fn a_new_version_takes_over_while_calls_of_the_old_one_are_in_flight() {
    let house = House::new().await;
    let old = house.plugin(&going("(call $wait (i32.const 50))")).await;
    let call = tokio::spawn({
        let old = old.clone();
        async move { go(&old, LONG).await }
    });
    until("the call waits", || house.seen.waits_begun.load(Ordering::Relaxed) == 1).await;
    let new = house.plugin(&good()).await;
    assert_eq!(double(&new, 5).await.unwrap(), 10);
    assert_eq!(old.stop(LONG).await, 0);
    call.await.unwrap().unwrap();
    assert_eq!(double(&new, 6).await.unwrap(), 12);
}

#[tokio::test]
async fn a_hundred_starts_stops_and_deaths_leave_nothing_behind() {
    let house = House::new().await;
    for round in 0..100 {
        let plugin = house.plugin(&if round % 3 == 0 { going("unreachable") } else { going("") }).await;
        assert_eq!(go(&plugin, LONG).await.is_ok(), round % 3 != 0);
        plugin.stop(LONG).await;
    }
    assert_eq!(house.engine.instances_alive(), 1);
    assert_eq!(house.engine.memory_used(), 65536);
    house.others_are_served().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_calls_deaths_and_departures_loses_no_instance_and_no_answer() {
    let house = House::new().await;
    let core = "(func (export \"double\") (param i32) (result i32)
        (if (i32.eqz (i32.rem_u (local.get 0) (i32.const 50))) (then unreachable))
        (if (i32.eqz (i32.rem_u (local.get 0) (i32.const 7))) (then (call $wait (i32.const 1))))
        (i32.mul (local.get 0) (i32.const 2)))";
    let text = guest(core, &[("double", "(param \"n\" u32) (result u32)")]);
    let change = |spec: &mut chinwag_plugin_engine::PluginSpec<_, _>| {
        spec.limits.queue = 10_000;
        spec.restarts.max_strikes = usize::MAX;
        spec.restarts.free_strikes = usize::MAX;
    };
    let plugin = house.start(&text, change).await.unwrap();
    let calls: Vec<_> = (1..=2000_u32)
        .map(|number| {
            let plugin = plugin.clone();
            let call = tokio::spawn(async move { (number, double(&plugin, number).await) });
            if number % 11 == 0 {
                call.abort();
            }
            call
        })
        .collect();
    for call in calls {
        let Ok((number, answer)) = call.await else { continue };
        match answer {
            Ok(doubled) => assert_eq!(doubled, number * 2),
            Err(fault) => assert_eq!((fault.kind(), number % 50), (FaultKind::Trap, 0), "{fault}"),
        }
    }
    assert_eq!(double(&plugin, 1).await.unwrap(), 2);
    until("all are back", || plugin.snapshot().idle == plugin.snapshot().instances).await;
    assert_eq!(plugin.stop(LONG).await, 0);
    assert_eq!(house.engine.instances_alive(), 1);
}
