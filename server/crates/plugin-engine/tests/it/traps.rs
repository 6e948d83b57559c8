//! Guests that die: once, always, on one input, at their start (attacks 40, 84).

use crate::guests::{going, guest};
use crate::house::{House, LONG, Tried, ask, go, until};
use chinwag_plugin_engine::{CallOptions, Fault, FaultKind, RestartPolicy, RunState};
use std::time::Duration;

/// Dies when it is asked with 13.
const SUPERSTITIOUS: &str = "(func (export \"say\") (param i32) (result i32)
    (if (i32.eq (local.get 0) (i32.const 13)) (then unreachable)) (local.get 0))";
const SAY: &[(&str, &str)] = &[("say", "(param \"n\" u32) (result u32)")];

async fn say(plugin: &Tried, number: u32) -> Result<u32, Fault> {
    let options = CallOptions::new("say", LONG).with_input(&number.to_le_bytes());
    ask(plugin, options, "say", (number,)).await.map(|(said,)| said)
}

#[tokio::test]
async fn after_a_trap_the_next_call_is_answered_and_the_fault_says_where_it_was() {
    let house = House::new().await;
    let plugin = house.plugin(&guest(SUPERSTITIOUS, SAY)).await;
    assert_eq!(say(&plugin, 12).await.unwrap(), 12);
    let fault = say(&plugin, 13).await.unwrap_err();
    assert_eq!((fault.kind(), fault.hook(), fault.plugin()), (FaultKind::Trap, "say", "tried"));
    assert!(fault.words().contains("unreachable"), "{fault}");
    assert!(fault.backtrace()[0].contains("say") || fault.backtrace()[0].contains("function"));
    assert_eq!(say(&plugin, 14).await.unwrap(), 14);
    assert_eq!(plugin.state(), RunState::Running);
    assert_eq!(plugin.faults().len(), 1);
    let snapshot = plugin.snapshot();
    assert_eq!(
        (snapshot.hooks[0].calls, snapshot.hooks[0].faults.as_slice()),
        (2, [(FaultKind::Trap, 1)].as_slice())
    );
    house.others_are_served().await;
}

#[tokio::test]
async fn an_input_that_killed_twice_is_refused_for_a_time_and_kills_no_more() {
    let house = House::new().await;
    let plugin = house.plugin(&guest(SUPERSTITIOUS, SAY)).await;
    for _ in 0..2 {
        assert_eq!(say(&plugin, 13).await.unwrap_err().kind(), FaultKind::Trap);
    }
    for _ in 0..20 {
        assert_eq!(say(&plugin, 13).await.unwrap_err().kind(), FaultKind::Poison);
    }
    assert_eq!(say(&plugin, 12).await.unwrap(), 12);
    assert_eq!(plugin.state(), RunState::Running, "an input that is refused is no strike");
    house.clock.advance(RestartPolicy::default().poison_for + Duration::from_secs(1));
    assert_eq!(say(&plugin, 13).await.unwrap_err().kind(), FaultKind::Trap, "tried again");
}

#[tokio::test]
async fn a_plugin_that_dies_at_every_call_pauses_longer_and_longer_and_then_is_switched_off() {
    let house = House::new().await;
    let plugin = house.plugin(&going("unreachable")).await;
    let mut watch = plugin.watch();
    let policy = RestartPolicy::default();
    for _ in 0..policy.free_strikes {
        assert_eq!(go(&plugin, LONG).await.unwrap_err().kind(), FaultKind::Trap);
    }
    assert_eq!(go(&plugin, LONG).await.unwrap_err().kind(), FaultKind::Trap, "the strike that is not free");
    let refusal = go(&plugin, LONG).await.unwrap_err();
    assert_eq!(refusal.kind(), FaultKind::BackingOff);
    assert!(refusal.words().contains("100ms"), "{refusal}");
    house.others_are_served().await;

    let mut pause = policy.first_pause;
    for _ in policy.free_strikes + 2..=policy.max_strikes {
        house.clock.advance(pause);
        assert_eq!(go(&plugin, LONG).await.unwrap_err().kind(), FaultKind::Trap, "after {pause:?}");
        pause *= 2;
    }
    assert_eq!(go(&plugin, LONG).await.unwrap_err().kind(), FaultKind::NotRunning);
    assert_eq!(
        *watch.wait_for(|state| *state != RunState::Running).await.unwrap(),
        RunState::FailedToStayRunning
    );
    assert_eq!(plugin.snapshot().instances, 0);
    assert_eq!(plugin.faults().len(), policy.max_strikes);
    house.others_are_served().await;
}

#[tokio::test]
async fn strikes_long_ago_are_forgotten() {
    let house = House::new().await;
    let plugin = house.plugin(&going("unreachable")).await;
    for _ in 0..50 {
        assert_eq!(go(&plugin, LONG).await.unwrap_err().kind(), FaultKind::Trap);
        house.clock.advance(RestartPolicy::default().window + Duration::from_secs(1));
    }
    assert_eq!(plugin.state(), RunState::Running);
}

#[tokio::test]
async fn a_trap_at_the_start_fails_the_start_and_what_does_not_fit_is_named() {
    let house = House::new().await;
    let text = guest("(func $begin unreachable) (start $begin)", &[]);
    let fault = house.start(&text, |_| {}).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Start);
    let fault = house.start("(component (import \"un:known/door@1.0.0\" (func)))", |_| {}).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Start);
    assert!(fault.words().contains("un:known/door@1.0.0"), "{fault}");
    assert_eq!(house.engine.instances_alive(), 1, "the good plugin's alone");
    house.others_are_served().await;
}

#[tokio::test]
async fn errors_and_panics_of_host_functions_end_the_call_with_their_own_kinds() {
    let house = House::new().await;
    let (failing, slipping) =
        (house.plugin(&going("(call $fail)")).await, house.plugin(&going("(call $panic)")).await);
    let fault = go(&failing, LONG).await.unwrap_err();
    assert_eq!((fault.kind(), fault.words()), (FaultKind::Host, "the host would not"));
    let fault = go(&slipping, LONG).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::HostPanic);
    assert!(fault.words().contains("the host slipped"), "{fault}");
    until("a new instance", || slipping.snapshot().instances == 1).await;
    house.others_are_served().await;
}

#[tokio::test]
async fn a_guest_may_end_itself_with_a_code_and_that_is_no_strike() {
    let house = House::new().await;
    let text = r#"(component
        (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
        (core func $exit (canon lower (func $exit "exit")))
        (core module $m (import "" "exit" (func $exit (param i32)))
          (func (export "go") (call $exit (i32.const 1))))
        (core instance $m (instantiate $m (with "" (instance (export "exit" (func $exit))))))
        (func (export "go") (canon lift (core func $m "go"))))"#;
    let plugin = house.plugin(text).await;
    for _ in 0..30 {
        let fault = go(&plugin, LONG).await.unwrap_err();
        assert_eq!((fault.kind(), fault.exit_code()), (FaultKind::Exit, Some(1)));
    }
    assert_eq!(plugin.state(), RunState::Running);
}
