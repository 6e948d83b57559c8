//! `wag post list --follow`.

use std::fs::Permissions;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::fake::{Fake, LEADS, OUTHOOK, SALES, TOKEN_ID, WEATHER, post, refusal};
use crate::machine::Machine;

/// A wag that follows, and the lines it prints.
pub(crate) struct Following {
    child: Child,
    lines: Receiver<String>,
    notes: Receiver<String>,
}

impl Following {
    pub(crate) fn start(machine: &Machine, args: &[&str]) -> Self {
        Self::start_env(machine, &[], args)
    }

    /// As [`Following::start`], with variables of its environment set.
    pub(crate) fn start_env(machine: &Machine, env: &[(&str, &str)], args: &[&str]) -> Self {
        let mut child = machine.command(args).envs(env.iter().copied()).spawn().unwrap();
        let lines = read(child.stdout.take().unwrap());
        let notes = read(child.stderr.take().unwrap());
        Self { child, lines, notes }
    }

    /// The next line on standard error with these words in it.
    pub(crate) fn note(&self, words: &str) -> String {
        loop {
            let line = self.notes.recv_timeout(Duration::from_secs(20)).expect("no such note in 20 s");
            if line.contains(words) {
                return line;
            }
        }
    }

    pub(crate) fn next(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(20)).expect("wag printed nothing more in 20 s")
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    receiver
}

fn posted(id: &str, message: &str, channel: &str) -> Value {
    let mut post = post(id, message, 1_700_000_120_000);
    post["channel_id"] = json!(channel);
    json!({"event": "posted", "data": {"post": post.to_string()}, "broadcast": {"channel_id": channel}})
}

#[test]
fn new_messages_are_printed_as_they_come_and_those_of_other_channels_are_not() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let wag = Following::start(&machine, &["post", "list", "sales:leads", "-f"]);
    assert!(wag.next().ends_with("first"));
    assert!(wag.next().ends_with("second line"));
    fake.emit(Some(posted(WEATHER, "elsewhere", SALES)));
    fake.emit(Some(json!({"event": "typing", "data": {}, "broadcast": {"channel_id": LEADS}})));
    fake.emit(Some(posted(OUTHOOK, "third", LEADS)));
    assert!(wag.next().ends_with("\tann\tthird"));
}

#[test]
fn after_a_broken_connection_it_goes_on_where_it_stopped() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let wag = Following::start(&machine, &["post", "list", "sales:leads", "-f", "-n", "1", "--json"]);
    let message = |line: String| serde_json::from_str::<Value>(&line).unwrap()["message"].clone();
    assert_eq!(message(wag.next()), "second\nline");
    assert_eq!(fake.next_socket(), "");
    fake.emit(Some(posted(OUTHOOK, "before", LEADS)));
    assert_eq!(message(wag.next()), "before");
    fake.emit(None);
    assert_eq!(fake.next_socket(), format!("connection_id={SALES}&sequence_number=2"));
    fake.emit(Some(posted(TOKEN_ID, "after", LEADS)));
    assert_eq!(message(wag.next()), "after");
}

#[test]
fn following_without_a_session_ends_at_once() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let other = machine.file("other", "another-token");
    let args = ["auth", "login", &fake.url, "--name", "bad", "--access-token-file", other.to_str().unwrap()];
    machine.wag(&args).ended(0);
    assert!(machine.wag(&["post", "list", "sales:leads", "-f"]).ended(1).err.contains("wag auth renew bad"));
    fake.answer("GET /teams/name/sales", 404, refusal(404, "x", "none"));
    machine.wag(&["post", "list", "sales:leads", "-f"]).ended(1);
}

#[test]
fn a_missing_event_is_noticed_and_what_it_told_is_asked_for() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let wag = Following::start(&machine, &["post", "list", "sales:leads", "-f", "-n", "1"]);
    assert!(wag.next().ends_with("second line"));
    assert_eq!(fake.next_socket(), "");
    let missed = post(OUTHOOK, "missed", 1_700_000_120_000);
    let page = json!({"order": [OUTHOOK], "posts": {OUTHOOK: missed}});
    fake.answer(&format!("GET /channels/{LEADS}/posts?since=1700000060000"), 200, page);
    let mut late = posted(WEATHER, "late", LEADS);
    late["seq"] = json!(7);
    fake.emit(Some(late));
    assert!(wag.next().ends_with("missed"), "the event after the gap must not be trusted");
    assert_eq!(fake.next_socket(), "", "a new connection with a count of its own");
}

#[test]
fn over_the_local_socket_new_messages_are_asked_for() {
    let machine = Machine::new();
    let socket = machine.path("wag.socket");
    let fake = Fake::on(Some(&socket));
    std::fs::set_permissions(&socket, Permissions::from_mode(0o600)).unwrap();
    let page = json!({"order": [OUTHOOK], "posts": {OUTHOOK: post(OUTHOOK, "later", 1_700_000_120_000)}});
    fake.answer(&format!("GET /channels/{LEADS}/posts?since=1700000060000"), 200, page);
    let args = ["--local", "--local-socket", socket.to_str().unwrap(), "post", "list", "sales:leads", "-f"];
    let wag = Following::start(&machine, &args);
    assert!(wag.next().ends_with("first"));
    assert!(wag.next().ends_with("second line"));
    assert!(wag.next().ends_with("later"));
}
