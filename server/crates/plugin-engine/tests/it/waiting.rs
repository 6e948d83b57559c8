//! Guests that wait in the host, and callers that go away meanwhile (attacks 42, 48).

use crate::guests::{going, guest};
use crate::house::{House, LONG, SHORT, double, go, until};
use chinwag_plugin_engine::FaultKind;
use std::sync::atomic::Ordering;

const AN_HOUR: &str = "(call $wait (i32.const 3600000))";

#[tokio::test]
async fn a_call_that_waits_in_the_host_for_ever_ends_at_its_deadline_and_so_does_the_hosts_work_for_it() {
    let house = House::new().await;
    let plugin = house.plugin(&going(AN_HOUR)).await;
    let fault = go(&plugin, SHORT).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Deadline);
    assert_eq!(house.seen.waits_dropped.load(Ordering::Relaxed), 1);
    until("a new instance", || plugin.snapshot().instances == 1).await;
    house.others_are_served().await;
}

#[tokio::test]
async fn a_caller_that_goes_away_takes_the_call_along_and_the_plugin_answers_the_next() {
    let house = House::new().await;
    let core = "(func (export \"go\") (call $wait (i32.const 3600000)))
        (func (export \"double\") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))";
    let plugin =
        house.plugin(&guest(core, &[("go", ""), ("double", "(param \"n\" u32) (result u32)")])).await;
    for round in 1..=20 {
        let call = tokio::spawn({
            let plugin = plugin.clone();
            async move { go(&plugin, LONG).await }
        });
        until("the call waits", || house.seen.waits_begun.load(Ordering::Relaxed) == round).await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        assert_eq!(double(&plugin, 4).await.unwrap(), 8);
    }
    assert_eq!(house.seen.waits_dropped.load(Ordering::Relaxed), 20);
    assert!(plugin.faults().is_empty(), "that the caller went away is no fault of the plugin");
    house.others_are_served().await;
}

#[tokio::test]
async fn a_caller_that_goes_away_while_it_waits_for_an_instance_loses_none() {
    let house = House::new().await;
    let core = "(func (export \"go\") (call $wait (i32.const 3600000)))";
    let plugin = house
        .start(&guest(core, &[("go", "")]), |spec| {
            spec.instances = chinwag_plugin_engine::Instances::Stateful
        })
        .await
        .unwrap();
    let spawn = || {
        let plugin = plugin.clone();
        tokio::spawn(async move { go(&plugin, LONG).await })
    };
    let first = spawn();
    until("the first call waits", || house.seen.waits_begun.load(Ordering::Relaxed) == 1).await;
    let second = spawn();
    until("the second call waits its turn", || plugin.snapshot().queue == 1).await;
    second.abort();
    first.abort();
    let third = spawn();
    until("the third call has its turn", || house.seen.waits_begun.load(Ordering::Relaxed) == 2).await;
    third.abort();
    house.others_are_served().await;
}
