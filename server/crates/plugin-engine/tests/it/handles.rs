//! Guests and their handles to resources (attack 39).

use crate::guests::guest;
use crate::house::{House, LONG, go};
use chinwag_plugin_engine::FaultKind;

/// A guest with a resource of its own; `body` may call `$new`, `$drop` and `$rep`, and has a local `$h`.
fn with_resource(body: &str) -> String {
    format!(
        r#"(component
        (type $thing (resource (rep i32)))
        (type $other (resource (rep i32)))
        (core func $new (canon resource.new $thing))
        (core func $drop (canon resource.drop $thing))
        (core func $rep (canon resource.rep $thing))
        (core func $newother (canon resource.new $other))
        (core module $m
          (import "" "new" (func $new (param i32) (result i32)))
          (import "" "drop" (func $drop (param i32)))
          (import "" "rep" (func $rep (param i32) (result i32)))
          (import "" "newother" (func $newother (param i32) (result i32)))
          (func (export "go") (local $h i32) {body}))
        (core instance $m (instantiate $m (with "" (instance
          (export "new" (func $new)) (export "drop" (func $drop)) (export "rep" (func $rep))
          (export "newother" (func $newother))))))
        (func (export "go") (canon lift (core func $m "go"))))"#
    )
}

#[tokio::test]
async fn a_guest_that_opens_handles_without_end_is_stopped_at_the_limit() {
    let house = House::new().await;
    let plugin = house.plugin(&with_resource("(loop (drop (call $new (i32.const 1))) (br 0))")).await;
    let fault = go(&plugin, LONG).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Handles, "{fault}");
    let honest = "(local.set $h (i32.const 9000)) (loop (drop (call $new (i32.const 1)))
        (br_if 0 (local.tee $h (i32.sub (local.get $h) (i32.const 1)))))";
    go(&house.plugin(&with_resource(honest)).await, LONG).await.unwrap();
    house.others_are_served().await;
}

#[tokio::test]
async fn handles_dropped_twice_forged_or_of_another_type_are_faults_of_the_guest() {
    let house = House::new().await;
    for body in [
        "(local.set $h (call $new (i32.const 1))) (call $drop (local.get $h)) (call $drop (local.get $h))",
        "(call $drop (i32.const 77))",
        "(call $drop (i32.const -1))",
        "(drop (call $rep (i32.const 0)))",
        "(drop (call $rep (call $newother (i32.const 1))))",
        "(call $drop (call $newother (i32.const 1)))",
    ] {
        let plugin = house.plugin(&with_resource(body)).await;
        let fault = go(&plugin, LONG).await.unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Trap, "{body}: {fault}");
    }
    house.others_are_served().await;
}

#[tokio::test]
async fn the_hosts_own_table_has_as_many_places_as_a_plugin_may_have_handles() {
    let house = House::new().await;
    let plugin = house.plugin(&guest("", &[])).await;
    let work = async |store: &mut wasmtime::Store<crate::house::State>, _: &wasmtime::component::Instance| {
        use chinwag_plugin_engine::HostState;
        let table = store.data_mut().sandbox().table();
        for number in 0..10_000_u32 {
            table.push(number)?;
        }
        assert!(table.push(0_u32).is_err());
        Ok(())
    };
    let options = chinwag_plugin_engine::CallOptions::new("fill", LONG);
    plugin.call(options, work).await.unwrap();
}
