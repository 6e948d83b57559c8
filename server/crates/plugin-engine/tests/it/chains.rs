//! Plugins that ask plugins (attack 41).

use crate::guests::guest;
use crate::house::{House, LONG, REENTRANT, TOO_DEEP, ask};
use chinwag_plugin_engine::{CallOptions, Instances};

/// `go` asks plugin 0; `relay` is what is asked.
fn asking(relay: &str) -> String {
    let core = format!(
        "(func (export \"go\") (result i32) (call $ask (i32.const 0)))
         (func (export \"relay\") (result i32) {relay})"
    );
    guest(&core, &[("go", "(result u32)"), ("relay", "(result u32)")])
}

async fn asked(house: &House, text: &str, instances: Instances) -> u32 {
    let plugin = house.start(text, |spec| spec.instances = instances).await.unwrap();
    house.peers.lock().push(plugin.clone());
    let (answer,): (u32,) = ask(&plugin, CallOptions::new("go", LONG), "go", ()).await.unwrap();
    answer
}

#[tokio::test]
async fn a_plugin_that_comes_back_to_itself_gets_another_instance_even_at_its_maximum() {
    let house = House::new().await;
    assert_eq!(asked(&house, &asking("(i32.const 7)"), Instances::Pool { min: 1, max: 1 }).await, 7);
    let plugin = house.peers.lock()[0].clone();
    assert_eq!(plugin.snapshot().instances, 1, "and it is gone afterwards");
    house.others_are_served().await;
}

#[tokio::test]
async fn a_plugin_with_one_instance_that_comes_back_to_itself_is_told_so_at_once() {
    let house = House::new().await;
    assert_eq!(asked(&house, &asking("(i32.const 7)"), Instances::Stateful).await, REENTRANT);
    house.others_are_served().await;
}

#[tokio::test]
async fn plugins_that_ask_each_other_without_end_are_stopped_at_the_depth_allowed() {
    let house = House::new().await;
    let (there, back) = ("(call $ask (i32.const 1))", "(call $ask (i32.const 0))");
    let second = house.plugin(&asking(back)).await;
    let first = house.start(&asking(there), |_| {}).await.unwrap();
    house.peers.lock().extend([first.clone(), second.clone()]);
    let (answer,): (u32,) = ask(&first, CallOptions::new("go", LONG), "go", ()).await.unwrap();
    assert_eq!(answer, TOO_DEEP);
    for plugin in [first, second] {
        assert!(plugin.snapshot().instances <= 4, "{:?}", plugin.snapshot());
        assert!(plugin.faults().is_empty(), "nobody died of it");
    }
    house.others_are_served().await;
}
