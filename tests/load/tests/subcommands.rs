//! Every subcommand against a stand-in server that knows just enough of API v4, and refusals of the command line.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// A stand-in server: remembers who is known, echoes posts to all sockets.
#[derive(Default)]
struct StandIn {
    users: Mutex<Vec<String>>,
    sockets: Mutex<Vec<TcpStream>>,
    posts: AtomicUsize,
    refuse_posts: bool,
}

struct Request {
    line: String,
    authorized: bool,
    body: String,
}

fn start(stand_in: StandIn) -> (String, Arc<StandIn>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let stand_in = Arc::new(stand_in);
    let shared = Arc::clone(&stand_in);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || shared.connection(stream));
        }
    });
    (url, stand_in)
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let (mut line, mut length, mut authorized) = (String::new(), 0, false);
    reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        if let Some(value) = header.strip_prefix("Content-Length: ") {
            length = value.trim().parse().unwrap();
        }
        authorized |= header.starts_with("Authorization: Bearer token-");
        if header.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { line, authorized, body: String::from_utf8(body).unwrap() })
}

fn text_frame(text: &str) -> Vec<u8> {
    let mut frame = vec![0x81, 126];
    frame.extend((text.len() as u16).to_be_bytes());
    frame.extend(text.as_bytes());
    frame
}

impl StandIn {
    fn connection(&self, stream: TcpStream) {
        stream.set_nodelay(true).unwrap();
        let mut writer = stream.try_clone().unwrap();
        let mut reader = BufReader::new(stream);
        while let Some(request) = read_request(&mut reader) {
            if request.line.contains("/websocket ") {
                return self.socket(writer, reader, request.authorized);
            }
            let (status, token, body) = self.answer(&request);
            let text = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{token}Content-Length: {}\r\n\r\n{body}",
                body.len()
            );
            if writer.write_all(text.as_bytes()).is_err() {
                return;
            }
        }
    }

    fn answer(&self, request: &Request) -> (u16, String, String) {
        let none = String::new();
        let mut words = request.line.split(' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let path = path.strip_prefix("/api/v4").unwrap();
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let name = |field: &str| body[field].as_str().unwrap_or("").to_owned();
        let error = |status, id: &str| (status, String::new(), format!(r#"{{"id":"{id}","message":"no"}}"#));
        match (method, path) {
            ("POST", "/users/login") if self.users.lock().unwrap().contains(&name("login_id")) => {
                let who = name("login_id");
                (200, format!("Token: token-{who}\r\n"), format!(r#"{{"id":"id-{who}"}}"#))
            }
            ("POST", "/users/login") => error(401, "bad_login"),
            ("POST", "/users") if self.users.lock().unwrap().is_empty() || request.authorized => {
                self.users.lock().unwrap().push(name("username"));
                (201, none, "{}".into())
            }
            ("GET", "/system/ping") => (200, none, r#"{"status":"OK"}"#.into()),
            _ if !request.authorized => error(401, "no_session"),
            ("GET", "/users/me/teams") => (200, none, "[]".into()),
            ("GET", "/teams/name/load") => error(404, "no_team"),
            ("POST", "/posts") if self.refuse_posts => error(403, "not_here"),
            ("POST", "/posts") => {
                assert_eq!(name("message").len(), 200, "the message has the wanted length");
                let number = self.posts.fetch_add(1, Ordering::SeqCst);
                self.tell(&format!(r#"{{"event":"posted","data":{{"post":{:?}}}}}"#, request.body));
                (201, none, format!(r#"{{"id":"post-{number}"}}"#))
            }
            _ => (200, none, r#"{"id":"made"}"#.into()),
        }
    }

    fn tell(&self, event: &str) {
        self.sockets.lock().unwrap().retain_mut(|socket| socket.write_all(&text_frame(event)).is_ok());
    }

    fn socket(&self, mut writer: TcpStream, mut reader: BufReader<TcpStream>, authorized: bool) {
        writer.write_all(b"HTTP/1.1 101 Switching Protocols\r\n\r\n").unwrap();
        if !authorized {
            let mut frame = [0; 1024];
            let count = reader.read(&mut frame).unwrap();
            assert!(String::from_utf8_lossy(&frame[..count]).contains("authentication_challenge"));
        }
        writer.write_all(&text_frame(r#"{"event":"hello","seq":0}"#)).unwrap();
        writer.write_all(&[0x89, 2, b'h', b'i']).unwrap();
        self.sockets.lock().unwrap().push(writer);
        let mut pong = [0; 8];
        reader.read_exact(&mut pong).unwrap();
        assert_eq!(pong, [0x8a, 0x82, 0, 0, 0, 0, b'h', b'i']);
        drop(reader.read(&mut pong));
    }
}

fn load(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_load")).args(arguments).output().unwrap()
}

fn measured(url: &str, arguments: &[&str]) -> Value {
    let pid = std::process::id().to_string();
    let common = ["--json", "--seconds", "1", "--url", url, "--pid", &pid];
    let users: &[&str] = if arguments.contains(&"--users") { &[] } else { &["--users", "3"] };
    let output = load(&[arguments, users, &common].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn row<'a>(report: &'a Value, name: &str) -> &'a Value {
    let rows = report["rows"].as_array().unwrap();
    rows.iter().find(|row| row["what"] == name).unwrap_or_else(|| panic!("{name} in {report}"))
}

#[test]
fn posting_sets_the_stage_on_an_empty_server_and_counts_every_post() {
    let (url, server) = start(StandIn::default());
    let report = measured(&url, &["post", "--clients", "4"]);
    let count = row(&report, "post")["count"].as_u64().unwrap();
    assert!(count > 10 && count <= server.posts.load(Ordering::SeqCst) as u64, "{report}");
    assert!(row(&report, "post")["errors"].as_object().unwrap().is_empty());
    assert_eq!(server.users.lock().unwrap()[0], "load-admin");
    assert_eq!(server.users.lock().unwrap().len(), 4);
    assert!(report["facts"]["server_rss"].as_f64().unwrap() > 1.0);

    let alone = measured(&url, &["post", "--clients", "2", "--users", "0"]);
    assert!(row(&alone, "post")["count"].as_u64().unwrap() > 10, "{alone}");
    assert_eq!(server.users.lock().unwrap().len(), 4, "no more users are made");

    let paced = measured(&url, &["post", "--clients", "2", "--rate", "50"]);
    let count = row(&paced, "post")["count"].as_u64().unwrap();
    assert!((40..=60).contains(&count), "{paced}");
}

#[test]
fn reading_and_mixed_load_show_each_request() {
    let (url, _server) = start(StandIn::default());
    let report = measured(&url, &["read", "--clients", "2", "--prefill", "10"]);
    let parts = ["users/me", "channel posts", "channel members", "my channels", "statuses by ids", "unread"];
    let sum: u64 = parts.iter().map(|part| row(&report, part)["count"].as_u64().unwrap()).sum();
    assert_eq!(row(&report, "all")["count"].as_u64().unwrap(), sum);

    let report = measured(&url, &["mixed", "--clients", "2", "--prefill", "10", "--sockets", "2"]);
    for part in ["users/me", "post", "reaction", "view channel"] {
        assert!(row(&report, part)["count"].as_u64().unwrap() > 0, "{report}");
    }
}

#[test]
fn fan_out_counts_every_delivery_with_both_ways_to_log_in() {
    for login in ["header", "challenge"] {
        let (url, _server) = start(StandIn::default());
        let report = measured(&url, &["fanout", "--sockets", "5", "--rate", "40", "--login", login]);
        let (sent, got) =
            (row(&report, "post answered")["count"].as_u64(), row(&report, "delivered")["count"].as_u64());
        assert_eq!(got.unwrap(), sent.unwrap() * 5, "{report}");
        assert_eq!(report["facts"]["deliveries_missing"], 0);
        assert_eq!(report["facts"]["sockets_lost"], 0);
    }
}

#[test]
fn idle_sockets_are_opened_and_kept() {
    let (url, server) = start(StandIn::default());
    let report = measured(&url, &["connect", "--sockets", "40"]);
    assert_eq!(row(&report, "open to hello")["count"], 40);
    assert_eq!(report["facts"]["sockets_lost"], 0);
    assert!(server.sockets.lock().unwrap().len() >= 40);
}

#[test]
fn a_server_that_refuses_is_told_with_its_own_words() {
    let (url, _server) = start(StandIn { refuse_posts: true, ..StandIn::default() });
    let output = load(&["post", "--users", "1", "--seconds", "1", "--url", &url]);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && words.contains("403 not_here: no"), "{words}");
}

#[test]
fn wrong_targets_and_numbers_are_refused_before_anything_is_sent() {
    for (arguments, part) in [
        (vec!["post", "--url", "http://192.0.2.7:8065"], "this machine only"),
        (vec!["post", "--url", "http://127.0.0.1:1"], "is the server running there"),
        (vec!["post", "--clients", "100000"], "100000"),
        (vec!["post", "--seconds", "0"], "--seconds"),
        (vec!["fanout", "--pid", "4294967295", "--url", "http://127.0.0.1:1"], "running there"),
        (vec!["start", "--url", "http://127.0.0.1:1", "--", "/nonexistent/server"], "could not be started"),
        (vec!["start", "--url", "http://127.0.0.1:1", "--", "false"], "ended"),
    ] {
        let output = load(&arguments);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && words.contains(part), "{arguments:?}: {words}");
    }
}
