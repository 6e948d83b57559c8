//! What is fuzzed, and what must hold for every input.

use std::sync::LazyLock;

use axum::http::Method;
use chinwag_app::{Term, parse_search};
use chinwag_http::{Frames, read_frames};
use chinwag_model::post;
use serde_json::{Value, json};

use crate::server::{self, Answer, Server};

/// Everything offered that takes a body, in a fixed order.
static OPERATIONS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut all: Vec<_> = chinwag_http::offered()
        .into_iter()
        .filter(|(method, _)| matches!(method.as_str(), "POST" | "PUT" | "PATCH" | "DELETE"))
        .collect();
    all.sort();
    all
});

/// Content types that change how a body is read.
const KINDS: [&str; 3] =
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"];

/// Bodies of REST: the whole way of a request, from bytes to its answer.
///
/// The first line says where it goes, as `POST /api/v4/posts`, the rest is the body; a line that names nothing offered
/// chooses by its bytes. `$me`, `$team`, `$channel`, `$post` and so on are ids that exist.
pub fn request_body(data: &[u8]) {
    let cut = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (line, body) = (&data[..cut], data.get(cut + 1..).unwrap_or_default());
    let (method, route) = chosen(line);
    let kind = KINDS[line.iter().filter(|byte| **byte == b'!').count() % KINDS.len()];
    server::with(|server| {
        let path = address(server, route);
        let body = server.fill(body);
        let method: Method = method.parse().expect("a method");
        let answer = server.request(method.clone(), &path, kind, &body);
        check(&answer, &format!("{method} {path}"));
        server.check_itself();
    });
}

fn chosen(line: &[u8]) -> (&'static str, &'static str) {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end_matches('!').trim();
    let named = OPERATIONS.iter().find(|(method, path)| text == format!("{method} {path}"));
    let (method, path) = named.unwrap_or_else(|| {
        let sum =
            line.iter().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
        &OPERATIONS[sum % OPERATIONS.len()]
    });
    (method, path)
}

/// The route with ids that exist in place of its names.
fn address(server: &Server, route: &str) -> String {
    let part = |part: &str| match part {
        "{user_id}" => "me".to_owned(),
        "{team_id}" => server.id("team").into(),
        "{channel_id}" => server.id("channel").into(),
        "{post_id}" | "{thread_id}" => server.id("post").into(),
        "{hook_id}" => server.id("hook").into(),
        "{command_id}" => server.id("command").into(),
        "{emoji_name}" => "smile".into(),
        "{category}" => "theme".into(),
        "{timestamp}" => "1".into(),
        name if name.starts_with('{') => server.id("unknown").into(),
        other => other.into(),
    };
    route.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// No request makes the server fail, and every refusal has the form clients read.
fn check(answer: &Answer, what: &str) {
    let shown = || String::from_utf8_lossy(&answer.body).chars().take(500).collect::<String>();
    assert!(answer.status < 500 || answer.status == 501, "{what}: {} {}", answer.status, shown());
    if answer.status < 400 {
        return;
    }
    let error: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let whole = error["id"].as_str().is_some_and(|id| !id.is_empty())
        && error["message"].as_str().is_some_and(|message| !message.is_empty())
        && error["status_code"] == answer.status;
    assert!(whole, "{what}: a refusal is an error body: {} {}", answer.status, shown());
}

/// What clients send over a WebSocket: as bytes of the wire, and as the payload of a whole text and a whole binary
/// frame.
pub fn websocket_frames(data: &[u8]) {
    let raw = read_frames(data);
    check_frames(&raw, data);
    for kind in [0x81, 0x82] {
        let mut frame = vec![kind];
        match data.len() {
            len @ 0..126 => frame.push(0x80 | len as u8),
            len @ 126..65_536 => {
                frame.push(0xfe);
                frame.extend((len as u16).to_be_bytes());
            }
            len => {
                frame.push(0xff);
                frame.extend((len as u64).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(data);
        let read = read_frames(&frame);
        check_frames(&read, &frame);
        assert!(!read.heard.is_empty() || read.end.is_some(), "a whole frame is neither heard nor refused");
    }
}

fn check_frames(read: &Frames, sent: &[u8]) {
    for heard in &read.heard {
        match heard {
            Ok((seq, action)) => {
                assert!(*seq > 0 && !action.is_empty(), "a request without number or action")
            }
            Err(reply) => {
                let reply: Value = serde_json::from_str(reply).expect("a refusal is JSON");
                assert_eq!(reply["status"], "FAIL");
                assert!(reply["error"]["message"].as_str().is_some_and(|words| !words.is_empty()));
            }
        }
    }
    if let Some((code, words)) = &read.end {
        let known = [1000, 1002, 1007, 1009].contains(code);
        assert!(known && words.len() <= 123, "closed with {code}: {words}");
    }
    // Pongs and closes answer what came: a small question gets no large answer.
    assert!(read.answered <= sent.len() + 256, "{} bytes answered to {}", read.answered, sent.len());
}

/// What people type into a search box: taken apart, and asked of the database.
pub fn search_query(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let query = parse_search(&text);
    let parts = query.terms.len()
        + query.excluded.len()
        + query.from.len()
        + query.not_from.len()
        + query.channels.len()
        + query.not_channels.len()
        + query.dates.len();
    assert!(parts <= 64, "{parts} parts");
    for term in query.terms.iter().chain(&query.excluded) {
        let (Term::Phrase(words) | Term::Prefix(words) | Term::Tag(words) | Term::TagPrefix(words)) = term;
        assert!(words.contains(|c: char| c.is_alphanumeric() || c == '_'), "a term of nothing: {term:?}");
    }
    server::with(|server| {
        let team = server.id("team").to_owned();
        for (noun, any) in [("posts", false), ("posts", true), ("files", false)] {
            let body = json!({"terms": text, "is_or_search": any, "time_zone_offset": data.len()});
            let path = format!("/api/v4/teams/{team}/{noun}/search");
            let answer = server.request(Method::POST, &path, "", body.to_string().as_bytes());
            check(&answer, &path);
            let may_be_refused = text.contains('\0') || text.trim().is_empty() || text.chars().count() > 4096;
            assert!(
                answer.status == 200 || may_be_refused,
                "{}: {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
    });
}

/// Messages: hashtags, code, mentions, emoji, links to channels, commands, and the texts of web hooks.
pub fn message(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let prose = post::outside_code(&text);
    assert!(prose.len() <= text.len() + 1, "taking code out made {} bytes of {}", prose.len(), text.len());
    let tags = post::hashtags(&text);
    assert!(
        tags.len() <= 1_000 && tags.split_whitespace().all(|tag| tag.starts_with('#') && text.contains(tag)),
        "{tags}"
    );
    server::with(|server| {
        let channel = server.id("channel").to_owned();
        let body = json!({"channel_id": channel, "message": text}).to_string();
        let answer = server.request(Method::POST, "/api/v4/posts", "", body.as_bytes());
        check(&answer, "posting");
        if answer.status == 201 {
            let post: Value = serde_json::from_slice(&answer.body).expect("a post");
            assert_eq!(post["message"], text, "a message is kept as it was sent");
            let id = post["id"].as_str().expect("an id");
            check(&server.request(Method::GET, &format!("/api/v4/posts/{id}"), "", b""), "reading");
        } else {
            let right =
                text.trim().is_empty() || text.contains('\0') || text.chars().count() > post::MESSAGE_MAX;
            assert!(right || body.len() > 300_000, "refused: {}", String::from_utf8_lossy(&answer.body));
        }
        let path = format!("/hooks/{}", server.id("hook"));
        let body =
            json!({"text": text, "attachments": [{"text": text, "fields": [{"value": text}]}]}).to_string();
        check(&server.request(Method::POST, &path, "", body.as_bytes()), "a web hook");
        // `/logout` and `/leave` do what they say; the next input gets a new server where that matters.
        let command = json!({"channel_id": channel, "command": format!("/{text}")}).to_string();
        check(&server.request(Method::POST, "/api/v4/commands/execute", "", command.as_bytes()), "a command");
        server.check_itself();
    });
}
