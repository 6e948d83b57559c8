//! Every operation of API v4 against every hostile value: no handler fails, every refusal is an error body, and the
//! server still answers. What a test finds is listed whole, one line a request.
//!
//! The requests grow from the rows of the permission matrix, which are right, and from `complete.tsv`, whose bodies
//! have every field a type has. Run one with `BAD_INPUT_ONLY=text`, which keeps the rows that hold the text.

use chinwag_http::{offered, operations};
use chinwag_testkit::Answer;
use reqwest::Method;
use serde_json::Value;

use super::hostile::{CONTENT_TYPES, IN_AN_ADDRESS, queries, spoiled, whole_bodies};
use crate::matrix::{ACTORS, rows, world::World};

/// One right request, from which wrong ones are made.
struct Target {
    actor: &'static str,
    method: String,
    route: String,
    values: Vec<(String, String)>,
    query: String,
    body: String,
}

/// One wrong request; the texts may still hold `$names`.
struct Attack {
    path: String,
    body: Vec<u8>,
    content_type: &'static str,
}

fn targets() -> Vec<Target> {
    let from_matrix = rows().into_iter().map(|row| Target {
        actor: actor_of(&row.expected),
        method: row.method,
        route: row.route,
        values: row.values,
        query: row.query,
        body: row.body,
    });
    let complete = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/bad_input/complete.tsv");
    let complete = std::fs::read_to_string(complete).expect("the table");
    let complete = complete.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [actor, method, route, values, body] = cells[..] else {
            panic!("complete.tsv: a row has five cells, not {}: {line}", cells.len());
        };
        let values = values.split_whitespace().filter_map(|v| v.split_once('='));
        Target {
            actor: ACTORS.into_iter().find(|name| *name == actor).expect("an actor"),
            method: method.into(),
            route: route.into(),
            values: values.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            query: String::new(),
            body: body.into(),
        }
    });
    let mut all: Vec<Target> = from_matrix.chain(complete).collect();
    // Rows that differ only in who may and may not: the first is enough.
    let mut seen = std::collections::HashSet::new();
    all.retain(|t| seen.insert(format!("{} {} {} {}", t.method, t.route, t.query, fields(&t.body))));
    all
}

/// The names of a body's fields, without what stands in them.
fn fields(body: &str) -> String {
    match serde_json::from_str(body) {
        Ok(Value::Object(fields)) => fields.keys().cloned().collect::<Vec<_>>().join(","),
        _ => body.to_owned(),
    }
}

/// Somebody for whom the right request succeeds: a member rather than an administrator, whom fewer checks hold up.
fn actor_of(expected: &[u16]) -> &'static str {
    let succeeds = |name: &str| {
        ACTORS.iter().position(|a| *a == name).is_some_and(|n| (200..300).contains(&expected[n]))
    };
    ["member", "team_admin", "system_admin", "anonymous"]
        .into_iter()
        .find(|n| succeeds(n))
        .unwrap_or("system_admin")
}

impl Target {
    fn path(&self, replaced: Option<(usize, &str)>) -> String {
        let mut path = self.route.clone();
        for (n, (name, what)) in self.values.iter().enumerate() {
            let what = replaced.filter(|(at, _)| *at == n).map_or(what.as_str(), |(_, hostile)| hostile);
            path = path.replace(&format!("{{{name}}}"), what);
        }
        path
    }

    fn attacks(&self) -> Vec<Attack> {
        let plain = |path: String| Attack { path, body: self.body_bytes(), content_type: "application/json" };
        let mut all = Vec::new();
        for n in 0..self.values.len() {
            all.extend(IN_AN_ADDRESS.iter().map(|hostile| plain(self.path(Some((n, hostile))))));
        }
        let joint = if self.query.is_empty() { "?" } else { "&" };
        if matches!(self.method.as_str(), "GET" | "DELETE") {
            let own =
                queries().into_iter().map(|q| plain(format!("{}{}{joint}{q}", self.path(None), self.query)));
            all.extend(own);
        } else {
            all.push(plain(format!("{}?{}", self.path(None), queries().join("&"))));
        }
        for (name, _) in self.query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='))
        {
            let path = self.path(None);
            all.extend(
                ["%00", "-1", "%ff", "x"].iter().map(|hostile| plain(format!("{path}?{name}={hostile}"))),
            );
        }
        let address = format!("{}{}", self.path(None), self.query);
        if self.method != "GET" {
            for (n, body) in whole_bodies().into_iter().enumerate() {
                let content_type = CONTENT_TYPES[n % CONTENT_TYPES.len()];
                all.push(Attack { path: address.clone(), body, content_type });
            }
        }
        if let Ok(body @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(&self.body) {
            all.extend(spoiled(&body).into_iter().map(|body| Attack {
                path: address.clone(),
                body: body.into_bytes(),
                content_type: "application/json",
            }));
        }
        all
    }

    fn body_bytes(&self) -> Vec<u8> {
        self.body.strip_prefix('@').unwrap_or(&self.body).as_bytes().to_vec()
    }
}

/// Sends an attack and says what is wrong with the answer.
async fn try_attack(world: &mut World, target: &Target, attack: &Attack) -> Option<String> {
    let path = world.fill(&attack.path, target.actor).await;
    let body = match std::str::from_utf8(&attack.body) {
        // A hash of a password begins with a dollar sign as well, and is sent as it is.
        Ok(text) if text.contains('$') && !text.contains("$argon2id") => {
            world.fill(text, target.actor).await.into_bytes()
        }
        _ => attack.body.clone(),
    };
    let from_root = ["/api/", "/hooks/", "/metrics"].iter().any(|root| path.starts_with(root));
    let path = if from_root { path } else { format!("/api/..{path}") };
    let method: Method = target.method.parse().expect("a method");
    let caller = world.caller(target.actor);
    let mut request = caller.request(method, &path).body(body.clone());
    if !attack.content_type.is_empty() {
        request = request.header("content-type", attack.content_type);
    }
    let answer = caller.send(request).await;
    let fault = fault_of(&answer, &target.method)?;
    let sent: String = String::from_utf8_lossy(&body).chars().take(200).collect();
    let path: String = path.chars().take(200).collect();
    let got: String = answer.body.to_string().chars().take(300).collect();
    Some(format!(
        "{} {path} [{}] {sent:?} as {}: {fault}: {} {got}",
        target.method, attack.content_type, target.actor, answer.status
    ))
}

/// What no answer to a wrong request may be.
fn fault_of(answer: &Answer, method: &str) -> Option<&'static str> {
    if answer.status >= 500 && answer.status != 501 {
        return Some("a request never makes the server fail");
    }
    if answer.status < 400 || method == "HEAD" {
        return None;
    }
    let kind = answer.headers.get("content-type").and_then(|v| v.to_str().ok());
    let body = &answer.body;
    let text = |name: &str| body[name].as_str().is_some_and(|text| !text.is_empty());
    let whole = text("id")
        && text("message")
        && body["request_id"].as_str().map(str::len) == Some(26)
        && body["detailed_error"].is_string()
        && body["status_code"] == answer.status;
    // The size of a range is a matter of HTTP alone.
    (!whole || kind != Some("application/json")).then_some("a refusal is an error body")
}

/// Attacks every target that `keep` wants, with a new world when one has lost its people.
async fn attack_all(keep: impl Fn(&str) -> bool) {
    let only = std::env::var("BAD_INPUT_ONLY").unwrap_or_default();
    let text = |t: &Target| format!("{} {} {:?} {}", t.method, t.route, t.values, t.body);
    let targets: Vec<Target> =
        targets().into_iter().filter(|t| keep(&t.route) && text(t).contains(&only)).collect();
    assert!(!targets.is_empty() || !only.is_empty(), "nothing to attack");
    let mut world = World::make().await;
    let mut faults = Vec::new();
    let (mut sent, mut worlds) = (0, 1);
    for target in &targets {
        let started = std::time::Instant::now();
        let attacks = target.attacks();
        for attack in &attacks {
            faults.extend(try_attack(&mut world, target, attack).await);
            world.troubles.lock().unwrap().clear();
            sent += 1;
        }
        if std::env::var("BAD_INPUT_TIMES").is_ok() {
            eprintln!("{:>6} {:?} {} {}", attacks.len(), started.elapsed(), target.method, target.route);
        }
        if !is_whole(&world).await {
            world = World::make().await;
            worlds += 1;
        }
    }
    eprintln!("{sent} requests to {} targets, {worlds} worlds", targets.len());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Whether the people of the fixture can still do what the rows stand on.
async fn is_whole(world: &World) -> bool {
    for who in ["member", "team_admin", "system_admin"] {
        if world.caller(who).get("/users/me").await.status != 200 {
            return false;
        }
    }
    let draft = serde_json::json!({"channel_id": world.names["priv"], "message": "still here"});
    world.caller("member").post("/posts", &draft).await.status == 201
}

const PEOPLE: &[&str] = &["/api/v4/users", "/api/v4/bots"];
const TEAMS: &[&str] = &["/api/v4/teams"];
const CHANNELS: &[&str] = &["/api/v4/channels"];
const MESSAGES: &[&str] =
    &["/api/v4/posts", "/api/v4/files", "/api/v4/reactions", "/api/v4/drafts", "/api/v4/emoji"];

fn is_in(route: &str, group: &[&str]) -> bool {
    group.iter().any(|start| route.starts_with(start))
}

#[tokio::test]
async fn no_request_about_people_makes_the_server_fail() {
    attack_all(|route| is_in(route, PEOPLE)).await;
}

#[tokio::test]
async fn no_request_about_teams_makes_the_server_fail() {
    attack_all(|route| is_in(route, TEAMS)).await;
}

#[tokio::test]
async fn no_request_about_channels_makes_the_server_fail() {
    attack_all(|route| is_in(route, CHANNELS)).await;
}

#[tokio::test]
async fn no_request_about_messages_makes_the_server_fail() {
    attack_all(|route| is_in(route, MESSAGES)).await;
}

#[tokio::test]
async fn no_request_about_anything_else_makes_the_server_fail() {
    attack_all(|route| ![PEOPLE, TEAMS, CHANNELS, MESSAGES].iter().any(|group| is_in(route, group))).await;
}

/// Operations that are not offered are refused whatever comes with them.
#[tokio::test]
async fn what_is_not_offered_is_refused_in_words_whatever_is_sent() {
    let world = World::make().await;
    let offered = offered();
    let missing = operations().into_iter().filter(|o| {
        o.path.starts_with("/api/v4/") && !offered.contains(&(o.method.to_owned(), o.path.to_owned()))
    });
    let mut faults = Vec::new();
    for operation in missing {
        let path: Vec<&str> =
            operation.path.split('/').map(|part| if part.starts_with('{') { "%00" } else { part }).collect();
        let path = path.join("/");
        for body in ["", "{", "[\"\\u0000\"]"] {
            let caller = world.caller("system_admin");
            let method: Method = operation.method.parse().expect("a method");
            let answer = caller.send(caller.request(method, &path).body(body)).await;
            let fault = fault_of(&answer, operation.method);
            faults.extend(
                fault.map(|f| format!("{} {path}: {f}: {} {}", operation.method, answer.status, answer.body)),
            );
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
