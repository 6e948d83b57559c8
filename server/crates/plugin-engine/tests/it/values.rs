//! Guests that hand over what no honest one would (attacks 37, 38).

use crate::guests::guest;
use crate::house::{House, LONG, Tried, double, go, value};
use chinwag_plugin_engine::FaultKind;
use wasmtime::component::Val;

/// A guest whose `give` has this type and body, and one that grows its memory to 6 MiB first.
async fn giving(house: &House, kind: &str, body: &str) -> Tried {
    let core = format!("(func (export \"give\") {body})");
    house.plugin(&guest(&core, &[("give", kind)])).await
}

/// The core body that gives a list or string of this address and length.
fn list(address: u32, length: u32) -> String {
    format!(
        "(result i32) (drop (memory.grow (i32.const 100)))
         (i32.store (i32.const 16) (i32.const {address})) (i32.store (i32.const 20) (i32.const {length}))
         (i32.const 16)"
    )
}

#[tokio::test]
async fn answers_that_are_too_big_are_not_copied() {
    let house = House::new().await;
    for (kind, length) in [
        ("(result string)", 3 << 20),
        ("(result (list u8))", 5 << 20),
        // 800 000 empty strings: 6 MiB in the guest, 19 MiB in the host.
        ("(result (list string))", 800_000),
    ] {
        let plugin = giving(&house, kind, &list(0, length)).await;
        let fault = value(&plugin, "give").await.unwrap_err();
        assert_eq!(fault.kind(), FaultKind::HostBytes, "{kind}: {fault}");
    }
    let small = giving(&house, "(result string)", &list(64, 1 << 20)).await;
    assert!(matches!(value(&small, "give").await.unwrap(), Val::String(text) if text.len() == 1 << 20));
    house.others_are_served().await;
}

#[tokio::test]
async fn arguments_of_host_calls_that_are_too_big_are_not_copied() {
    let house = House::new().await;
    let core = |length: u32| {
        let body =
            format!("(drop (memory.grow (i32.const 100))) (call $take (i32.const 0) (i32.const {length}))");
        guest(&format!("(func (export \"go\") {body})"), &[("go", "")])
    };
    let (big, small) = (house.plugin(&core(5 << 20)).await, house.plugin(&core(1 << 20)).await);
    let fault = go(&big, LONG).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::HostBytes, "{fault}");
    go(&small, LONG).await.unwrap();
    house.others_are_served().await;
}

#[tokio::test]
async fn pointers_and_lengths_that_lie_outside_of_memory_or_crooked_are_faults_of_the_guest() {
    let house = House::new().await;
    for (kind, body) in [
        ("(result string)", list(0xffff_0000, 100)),
        ("(result string)", list(100, 0xffff_ffff)),
        ("(result (list u32))", list(64, 0x7fff_ffff)),
        ("(result (list u32))", list(65, 4)),
        ("(result (list string))", list(0, 10_000_000)),
        ("(result string)", "(result i32) (i32.const -4)".to_owned()),
        ("(result string)", "(result i32) (i32.const 17)".to_owned()),
    ] {
        let plugin = giving(&house, kind, &body).await;
        let fault = value(&plugin, "give").await.unwrap_err();
        let expected = [FaultKind::Trap, FaultKind::HostBytes];
        assert!(expected.contains(&fault.kind()), "{kind} {body}: {fault}");
    }
    house.others_are_served().await;
}

#[tokio::test]
async fn text_that_is_no_utf8_and_values_out_of_range_are_faults_of_the_guest() {
    let house = House::new().await;
    let broken = "(result i32) (i32.store8 (i32.const 64) (i32.const 0xff))
        (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 1)) (i32.const 16)";
    for (kind, body) in [
        ("(result string)", broken),
        ("(result char)", "(result i32) (i32.const 0xd800)"),
        ("(result char)", "(result i32) (i32.const 0x110000)"),
        ("(result (option u32))", "(result i32) (i32.store (i32.const 16) (i32.const 7)) (i32.const 16)"),
    ] {
        let kind_of_lift =
            if kind.contains("option") { "(result (tuple (option u32) (list u8)))" } else { kind };
        let plugin = giving(&house, kind_of_lift, body).await;
        let fault = value(&plugin, "give").await.unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Trap, "{kind} {body}: {fault}");
    }
    house.others_are_served().await;
}

#[tokio::test]
async fn odd_numbers_and_truths_are_read_as_the_model_says_and_harm_nobody() {
    let house = House::new().await;
    let nan = giving(&house, "(result f32)", "(result f32) (f32.const nan:0x200001)").await;
    assert!(matches!(value(&nan, "give").await.unwrap(), Val::Float32(number) if number.is_nan()));
    let truth = giving(&house, "(result bool)", "(result i32) (i32.const 7)").await;
    assert_eq!(value(&truth, "give").await.unwrap(), Val::Bool(true));
    let small = giving(&house, "(result u8)", "(result i32) (i32.const 0x1ff)").await;
    assert!(matches!(value(&small, "give").await, Ok(Val::U8(0xff)) | Err(_)));
    let doubling = house.plugin(&crate::guests::good()).await;
    assert_eq!(double(&doubling, u32::MAX).await.unwrap(), u32::MAX.wrapping_mul(2));
    house.others_are_served().await;
}
