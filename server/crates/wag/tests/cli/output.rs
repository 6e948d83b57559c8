//! How results look: for people, for scripts, for programs.

use serde_json::json;

use crate::fake::{ANN, BOB, Fake, SALES, SECRET, user};
use crate::machine::Machine;

#[test]
fn piped_lists_are_tab_separated_without_a_heading() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let outcome = machine.wag(&["user", "list"]).ended(0);
    assert_eq!(outcome.lines()[0], format!("{ANN}\tann\tann@example.com\tFirst Last\tsystem_user\tactive"));
    assert_eq!(outcome.lines().len(), 2);
    let by_variable = machine.wag_env(&[("WAG_FORMAT", "json")], &["user", "list"]).ended(0);
    assert_eq!(by_variable.json()[1]["id"], BOB);
}

#[test]
fn a_table_fits_the_terminal_and_cuts_what_does_not() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let mut long = user(ANN, "ann");
    long["first_name"] = json!("Wilhelmina-Charlotte-Alexandra ".repeat(5));
    fake.answer("GET /users", 200, json!([long]));
    fake.answer("GET /users?page=1&per_page=200", 200, json!([]));
    for columns in ["80", "120"] {
        let outcome =
            machine.wag_env(&[("COLUMNS", columns)], &["user", "list", "--format", "table"]).ended(0);
        let widest = outcome.lines().iter().map(|l| l.chars().count()).max().unwrap();
        assert!(widest <= columns.parse().unwrap(), "{widest} > {columns}:\n{}", outcome.out);
        assert!(outcome.out.contains('…') && outcome.out.contains(ANN), "{}", outcome.out);
        assert_eq!(outcome.lines().len(), 2, "one line a row:\n{}", outcome.out);
        assert!(outcome.lines()[0].starts_with("ID"), "{}", outcome.out);
    }
    let whole = machine.wag(&["user", "list", "--format", "table"]).ended(0);
    assert!(!whole.out.contains('…'), "nothing is cut in a file:\n{}", whole.out);
}

#[test]
fn json_is_the_servers_object_and_one_document() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let post = machine.wag(&["post", "list", "sales:leads", "--json"]).ended(0).json();
    assert_eq!(post[0]["message"], "first");
    assert_eq!(machine.wag(&["user", "deactivate", "ann", "--json"]).ended(0).json()["id"], ANN);
    let several = machine.wag(&["user", "deactivate", "ann", "bob", "--json"]).ended(0).json();
    assert_eq!((several[0]["id"].as_str(), several[1]["id"].as_str()), (Some(ANN), Some(BOB)));
    fake.answer("GET /teams", 200, json!([]));
    assert_eq!(machine.wag(&["team", "list", "--json"]).ended(0).json(), json!([]));
}

#[test]
fn nothing_from_the_server_can_drive_the_terminal() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let mut evil = user(ANN, "ann");
    evil["first_name"] = json!("\u{1b}]0;owned\u{7}\u{1b}[2Jname\r\n\tx");
    fake.answer("GET /users/username/ann", 200, evil.clone());
    fake.answer("GET /users", 200, json!([evil]));
    let refusal = json!({"id": "x", "message": "no\u{1b}[31m", "status_code": 403});
    fake.answer("GET /teams", 403, refusal);
    for args in [
        &["user", "search", "ann"][..],
        &["user", "search", "ann", "--format", "table"],
        &["user", "list"],
        &["user", "list", "--format", "table"],
        &["user", "list", "--json"],
        &["team", "list"],
    ] {
        let outcome = machine.wag(args);
        let both = format!("{}{}", outcome.out, outcome.err);
        assert!(
            !both.contains('\u{1b}') && !both.contains('\u{7}') && !both.contains('\r'),
            "{args:?}: {both:?}"
        );
    }
}

#[test]
fn quiet_leaves_only_what_was_asked_for() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let outcome = machine.wag(&["--quiet", "user", "deactivate", "ann"]).ended(0);
    assert_eq!((outcome.out.as_str(), outcome.err.as_str()), ("", ""));
    assert_eq!(machine.wag(&["-q", "user", "list"]).ended(0).lines().len(), 2);
    assert!(machine.wag(&["-q", "token", "generate", "ann", "x"]).ended(0).out.starts_with(SECRET));
    assert!(machine.wag(&["-q", "bot", "create", "bob", "--with-token"]).ended(0).out.contains(SECRET));
    assert!(!machine.wag(&["-q", "user", "search", "nobody"]).ended(1).err.is_empty());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let rows: Vec<_> = (0..5_000).map(|_| user(ANN, &"long-name-".repeat(6))).collect();
    fake.answer("GET /users", 200, json!(rows));
    let mut child = machine.command(&["user", "list"]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn posts_are_printed_oldest_first_with_their_authors() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let outcome = machine.wag(&["post", "list", "sales:leads"]).ended(0);
    assert_eq!(
        outcome.lines(),
        ["2023-11-14 22:13:20Z\tann\tfirst", "2023-11-14 22:14:20Z\tann\tsecond line"]
    );
    let table = machine.wag(&["post", "list", "sales:leads", "--format", "table", "-i", "-n", "1"]).ended(0);
    assert!(table.out.contains("ann  second\n    line"), "{}", table.out);
    assert_eq!(machine.wag(&["post", "list", "sales:nothing"]).ended(1).out, "");
}

#[test]
fn a_team_is_shown_with_its_name_in_a_list_of_channels() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    fake.deny(&format!("GET /teams/{SALES}/channels/private"));
    let outcome = machine.wag(&["channel", "list", "sales"]).ended(0);
    assert!(outcome.out.contains("\tsales\tleads\tLeads\tpublic\tactive"), "{outcome:?}");
    assert!(outcome.err.contains("private channels are left out"), "{outcome:?}");
}
