//! Doing the same to several things.

use serde_json::json;

use crate::fake::{ANN, Fake, TOKEN_ID};
use crate::machine::Machine;

#[test]
fn one_that_fails_does_not_keep_the_others_from_being_done() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let outcome = machine.wag(&["user", "deactivate", "nobody", "ann", "nothing", "bob"]).ended(1);
    assert_eq!(outcome.lines(), ["ann may no longer log in.", "bob may no longer log in."]);
    assert!(outcome.err.contains("error: nobody: there is no user `nobody`"), "{outcome:?}");
    assert!(outcome.err.trim_end().ends_with("error: 2 of 4 failed"), "{outcome:?}");
    machine.wag(&["user", "deactivate", "ann", "bob"]).ended(0);
}

#[test]
fn as_json_the_successes_are_an_array_and_each_failure_a_line() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let outcome = machine.wag(&["--json", "user", "deactivate", "nobody", "ann"]).ended(1);
    assert_eq!(outcome.json()[0]["id"], ANN);
    let errors: Vec<serde_json::Value> =
        outcome.err.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(errors[0]["error"]["message"].as_str().unwrap().starts_with("nobody:"));
    assert_eq!(errors[1]["error"]["message"], "1 of 2 failed");
    let outcome = machine.wag(&["--json", "user", "deactivate", "nobody", "nothing"]).ended(1);
    assert_eq!(outcome.json(), json!([]));
}

#[test]
fn a_listing_of_several_prints_what_it_found() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let outcome = machine.wag(&["user", "search", "ann", "nobody", "bob"]).ended(1);
    assert_eq!(outcome.lines().len(), 2, "{outcome:?}");
    let outcome = machine.wag(&["token", "list", "ann", "nobody", "--json"]).ended(1);
    assert_eq!(outcome.json()[0]["id"], TOKEN_ID);
}
