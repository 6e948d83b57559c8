//! What wag says when things go wrong, and with which code it ends.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use serde_json::json;

use crate::fake::{ANN, Fake, SALES, refusal};
use crate::machine::Machine;

#[test]
fn names_are_looked_up_by_address_name_and_id_in_turn() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let calls_of = |args: &[&str]| {
        let before = fake.calls().len();
        machine.wag(args);
        fake.calls()[before..].to_vec()
    };
    assert_eq!(calls_of(&["user", "search", "@ann"]), ["GET /users/username/ann"]);
    let unknown = calls_of(&["user", "search", "nobody@example.com"]);
    assert_eq!(unknown, ["GET /users/email/nobody@example.com", "GET /users/username/nobody@example.com"]);
    let by_id = calls_of(&["user", "search", ANN]);
    assert_eq!(by_id, [format!("GET /users/username/{ANN}"), format!("GET /users/{ANN}")]);
    let team = calls_of(&["team", "users", "list", SALES]);
    assert_eq!(team[0], format!("GET /teams/{SALES}"));
    let odd = calls_of(&["team", "rename", "a/b?c d", "--display-name", "x"]);
    assert_eq!(odd, ["GET /teams/name/a%2Fb%3Fc%20d"]);
}

#[test]
fn a_name_that_means_nothing_is_explained_and_one_that_climbs_the_path_is_refused() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    for (args, words) in [
        (&["user", "search", "nobody"][..], "no user `nobody`: give an email address"),
        (&["team", "restore", "nothing"][..], "wag team list"),
        (&["channel", "archive", "leads"][..], "team:channel"),
        (&["channel", "archive", "sales:nothing"][..], "wag channel list sales"),
        (&["command", "show", "sales:nothing"][..], "wag command list sales"),
        (&["webhook", "show", "nothing"][..], "26 characters"),
        (&["token", "revoke", "nothing"][..], "not the secret"),
        (&["post", "delete", "x", "--confirm"][..], "26 characters"),
        (&["team", "restore", ".."][..], "a step in a path"),
        (&["user", "search", ""][..], "empty"),
    ] {
        let outcome = machine.wag(args).ended(1);
        assert!(outcome.err.contains(words), "{args:?} should say `{words}`: {}", outcome.err);
    }
    assert!(!fake.calls().iter().any(|c| c.starts_with("POST") || c.starts_with("DELETE")));
}

#[test]
fn any_other_refusal_ends_the_search_for_a_name() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    fake.answer("GET /users/email/ann@example.com", 500, refusal(500, "app.oops", "The database is away."));
    let outcome = machine.wag(&["user", "search", "ann@example.com"]).ended(1);
    assert!(outcome.err.contains("The database is away."), "{outcome:?}");
    assert!(!fake.calls().contains(&"GET /users/username/ann@example.com".to_owned()));
}

#[test]
fn refusals_carry_the_servers_words_and_the_request_to_look_for_in_its_log() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    fake.deny("GET /teams");
    let outcome = machine.wag(&["team", "list"]).ended(1);
    assert!(
        outcome.err.contains("You may not do that. [403 api.context.permissions.app_error, request req123]")
    );
    assert!(outcome.err.contains("--local"), "what to do: {outcome:?}");
    let outcome = machine.wag(&["team", "list", "--json"]).ended(1);
    let error: serde_json::Value = serde_json::from_str(&outcome.err).unwrap();
    assert_eq!(error["error"]["answer"]["id"], "api.context.permissions.app_error");
    assert_eq!(error["error"]["answer"]["status_code"], 403);
}

#[test]
fn a_server_that_is_not_there_or_is_something_else_is_told_of() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let args = ["auth", "login", "http://127.0.0.1:1", "--access-token-file", "-"];
    assert!(machine.wag_input("x\n", &args).ended(1).err.contains("cannot reach http://127.0.0.1:1"));
    fake.answer("GET /teams", 200, json!({"teams": "not a list"}));
    assert!(machine.wag(&["team", "list"]).ended(1).err.contains("a shape this client does not know"));
    fake.answer("GET /users", 502, json!("<html>Bad gateway</html>"));
    assert!(machine.wag(&["user", "list"]).ended(1).err.contains("not API v4"));
    fake.answer("GET /roles", 302, json!(null));
    assert!(machine.wag(&["permissions", "role", "list"]).ended(1).err.contains("redirects"));
}

#[test]
fn a_server_that_never_answers_is_given_up_on() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let machine = Machine::new();
    let args = ["--timeout", "1", "auth", "login", &url, "--access-token-file", "-"];
    let outcome = machine.wag_input("x\n", &args).ended(1);
    assert!(outcome.err.contains("did not answer GET /users/me within 1 s"), "{outcome:?}");
}

#[test]
fn an_ill_server_ends_system_status_with_1() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    machine.wag(&["system", "status"]).ended(0);
    let ill = json!({"status": "UNHEALTHY", "database_status": "UNHEALTHY", "filestore_status": "OK"});
    fake.answer("GET /system/ping", 500, ill.clone());
    assert!(machine.wag(&["system", "status"]).ended(1).err.contains("not well"));
    fake.answer("GET /system/ping", 200, ill);
    assert!(machine.wag(&["system", "status"]).ended(1).err.contains("database: UNHEALTHY"));
}

#[test]
fn what_cannot_be_undone_needs_to_be_confirmed() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    for args in [
        &["team", "delete", "sales"][..],
        &["team", "archive", "sales"],
        &["channel", "delete", "sales:leads"],
        &["user", "delete", "ann"],
        &["post", "delete", SALES],
        &["config", "reset", "TeamSettings"],
    ] {
        assert!(machine.wag(args).ended(2).err.contains("--confirm"), "{args:?}");
    }
    assert!(!fake.calls().iter().any(|c| c.starts_with("DELETE") || c.starts_with("PUT")));
}

/// Answers lookups at once and reads an upload slowly: `pauses` times a piece and 300 ms, then it answers, or
/// stands still for good.
fn slow_reader(pauses: usize, answers: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut piece = vec![0; 1 << 20];
            let read = stream.read(&mut piece).unwrap();
            let head = String::from_utf8_lossy(&piece[..read]).into_owned();
            let body = if head.starts_with("POST /api/v4/files") {
                let length =
                    head.split("content-length: ").nth(1).and_then(|l| l.split('\r').next()).unwrap();
                let mut left = head.find("\r\n\r\n").unwrap() + 4 + length.parse::<usize>().unwrap() - read;
                let slice = left.div_ceil(pauses);
                while left > 0 {
                    std::thread::park_timeout(Duration::from_millis(300));
                    let take = slice.min(left);
                    stream.read_exact(&mut vec![0; take]).unwrap_or_default();
                    left -= take;
                    if !answers {
                        std::thread::park();
                    }
                }
                json!({"file_infos": [{"id": ANN}], "client_ids": []})
            } else if head.starts_with("POST") {
                json!({"id": ANN, "channel_id": SALES})
            } else {
                json!({"id": SALES, "username": "ann", "type": "O"})
            };
            let body = body.to_string();
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            let _ = write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    url
}

#[test]
fn a_slow_upload_may_take_its_time_and_one_that_stands_still_is_given_up() {
    for (answers, code) in [(true, 0), (false, 1)] {
        let machine = Machine::new();
        machine.file("large", &"x".repeat(24 << 20));
        let url = slow_reader(8, answers);
        let login = ["auth", "login", &url, "--access-token-file", "-"];
        machine.wag_input("token\n", &login).ended(0);
        let args = ["--timeout", "1", "post", "create", SALES, "--attach", "large"];
        let outcome = machine.wag(&args).ended(code);
        assert!(answers || outcome.err.contains("did not answer POST /files within 1 s"), "{outcome:?}");
    }
}
