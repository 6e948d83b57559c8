//! Who may do what: every offered route tried by seven actors against the table in `matrix.tsv`, and rules that hold
//! whatever the table says.
//!
//! A row is: method, route as offered, its values and query, body, and the seven expected statuses in the order of
//! [`ACTORS`]. `$name` is an object of the fixture, `$new_name` one made for this very request (see `matrix/world.rs`
//! and `matrix/fresh.rs`), so no row spoils the next; `!alone` gives a row a server of its own. Bodies: JSON, `@text`
//! (raw bytes) or `@image` (a form). `MATRIX_ONLY=text` runs only the rows that hold the text.

mod fresh;
pub(crate) mod world;

use std::collections::BTreeSet;

use chinwag_http::offered;
use chinwag_testkit::Answer;

use world::World;

/// From the weakest to the strongest.
pub(crate) const ACTORS: [&str; 7] =
    ["anonymous", "outsider", "guest", "member", "bot", "team_admin", "system_admin"];

/// Those who are in neither the private channel, nor the direct message, nor the other team.
const STRANGERS: [&str; 4] = ["outsider", "guest", "bot", "team_admin"];

/// Routes that answer without a session.
const WITHOUT_SESSION: [&str; 25] = [
    "/metrics",
    "/api/v4/system/ping",
    "/api/v4/config/client",
    "/api/v4/license/client",
    "/api/v4/brand/image",
    "/api/v4/websocket",
    "/api/v4/websocket/",
    "/api/v4/users",
    "/api/v4/users/login",
    "/api/v4/users/login/type",
    "/api/v4/users/logout",
    "/api/v4/users/email/verify",
    "/api/v4/users/email/verify/send",
    "/api/v4/users/password/reset",
    "/api/v4/users/password/reset/send",
    "/api/v4/teams/invite/{invite_id}",
    "/api/v4/plugins/webapp",
    "/api/v4/logs",
    "/api/v4/actions/dialogs/open",
    "/hooks/{hook_id}",
    "/hooks/commands/{command_id}",
    "/files/{file_id}/public",
    "/oauth/access_token",
    "/oauth/authorize",
    "/.well-known/oauth-authorization-server",
];

#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) line: usize,
    pub(crate) method: String,
    pub(crate) route: String,
    pub(crate) values: Vec<(String, String)>,
    pub(crate) query: String,
    pub(crate) body: String,
    pub(crate) alone: bool,
    pub(crate) expected: Vec<u16>,
}

impl Row {
    fn parse(line: usize, text: &str) -> Self {
        let cells: Vec<&str> = text.split('\t').collect();
        let [method, route, values, body, expected] = cells[..] else {
            panic!("matrix.tsv:{line}: a row has five cells, this one {}", cells.len());
        };
        let mut row = Self {
            line,
            method: method.into(),
            route: route.into(),
            values: Vec::new(),
            query: String::new(),
            body: body.into(),
            alone: false,
            expected: expected.split_whitespace().map(|s| s.parse().expect("a status")).collect(),
        };
        assert_eq!(row.expected.len(), ACTORS.len(), "matrix.tsv:{line}: one status for each actor");
        for value in values.split_whitespace() {
            if value == "!alone" {
                row.alone = true;
            } else if value.starts_with('?') {
                row.query = value.into();
            } else {
                let (name, what) = value.split_once('=').expect("name=value");
                row.values.push((name.into(), what.into()));
            }
        }
        row
    }

    /// Path with names of the fixture in place of the route's.
    pub(crate) fn path(&self) -> String {
        let mut path = self.route.clone();
        for (name, what) in &self.values {
            path = path.replace(&format!("{{{name}}}"), what);
        }
        assert!(!path.contains('{'), "matrix.tsv:{}: no value for a part of {path}", self.line);
        path + &self.query
    }

    /// Whether the address names something of the private channel, the direct message or the other team.
    fn names_something_closed(&self) -> bool {
        const CLOSED: [&str; 5] = ["$priv", "$dm", "$foreign", "$new_priv", "$gm"];
        self.values.iter().any(|(_, what)| CLOSED.iter().any(|closed| what.starts_with(closed)))
    }

    fn describe(&self, actor: &str) -> String {
        format!("matrix.tsv:{} {} {} {} as {actor}", self.line, self.method, self.path(), self.body)
    }
}

pub(crate) fn rows() -> Vec<Row> {
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/matrix.tsv");
    std::fs::read_to_string(table)
        .expect("the table")
        .lines()
        .enumerate()
        .filter(|(_, text)| !text.is_empty() && !text.starts_with('#'))
        .map(|(n, text)| Row::parse(n + 1, text))
        .collect()
}

#[test]
fn every_offered_route_has_a_row_and_every_row_a_route() {
    let offered: BTreeSet<_> = offered().into_iter().filter(|(method, _)| method != "HEAD").collect();
    let listed: BTreeSet<_> = rows().into_iter().map(|row| (row.method, row.route)).collect();
    let missing: Vec<_> = offered.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&offered).collect();
    assert!(missing.is_empty(), "offered, and not in matrix.tsv: {missing:#?}");
    assert!(gone.is_empty(), "in matrix.tsv, and not offered: {gone:#?}");
}

#[tokio::test]
async fn every_actor_gets_from_every_route_what_the_table_says() {
    let only = std::env::var("MATRIX_ONLY").unwrap_or_default();
    let text = |row: &Row| format!("{} {} {:?} {}", row.method, row.route, row.values, row.body);
    let rows: Vec<Row> = rows().into_iter().filter(|row| text(row).contains(&only)).collect();
    assert!(!rows.is_empty(), "no row holds {only:?}");
    let mut shared = World::make().await;
    let mut faults = Vec::new();
    for row in &rows {
        if row.alone {
            try_row(&mut World::make().await, row, &mut faults).await;
        } else {
            try_row(&mut shared, row, &mut faults).await;
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

async fn try_row(world: &mut World, row: &Row, faults: &mut Vec<String>) {
    let mut got = Vec::new();
    for (actor, expected) in ACTORS.into_iter().zip(&row.expected) {
        let path = world.fill(&row.path(), actor).await;
        let body = world.fill(&row.body, actor).await;
        let answer = world.send(actor, &row.method, &path, &body).await;
        got.push(answer.status);
        let troubles = std::mem::take(&mut *world.troubles.lock().unwrap());
        faults.extend(troubles.into_iter().map(|t| format!("{}: not made: {t}", row.describe(actor))));
        let asked = format!("{path} {body}");
        if let Some(rule) = broken_rule(world, row, actor, &asked, &answer) {
            faults.push(format!("{}: {rule}; {}", row.describe(actor), short(&answer)));
        } else if answer.status != *expected {
            let answer = short(&answer);
            faults.push(format!("{}: expected {expected}, got {answer}", row.describe(actor)));
        }
    }
    if got != row.expected {
        let got: Vec<String> = got.iter().map(u16::to_string).collect();
        faults.push(format!("    line {} answers {}", row.line, got.join(" ")));
    }
}

fn short(answer: &Answer) -> String {
    format!("{} {}", answer.status, answer.body.to_string().chars().take(200).collect::<String>())
}

/// The rules that hold for every route, or why this answer breaks one.
fn broken_rule(world: &World, row: &Row, actor: &str, asked: &str, answer: &Answer) -> Option<String> {
    let status = answer.status;
    let open = WITHOUT_SESSION.contains(&row.route.as_str());
    if actor == "anonymous" && !open && status != 401 {
        return Some("nobody without a session is answered anything but 401".into());
    }
    if actor != "anonymous" && status == 401 && row.route != "/api/v4/users/login" {
        return Some("who is logged in is never answered 401: the web app would log them out".into());
    }
    if status >= 500 && status != 501 {
        return Some("a request never makes the server fail".into());
    }
    let stranger = STRANGERS.contains(&actor);
    if stranger && row.names_something_closed() && (200..300).contains(&status) && actor != "team_admin" {
        return Some("a stranger does nothing with what is closed to them".into());
    }
    if status >= 400 && row.method != "HEAD" && !row.route.starts_with("/api/v4/websocket") {
        for field in ["id", "message", "request_id"] {
            if answer.body[field].as_str().is_none_or(str::is_empty) {
                return Some(format!("a refusal has a text `{field}`"));
            }
        }
    }
    // An invitation lets anybody in who has it.
    let invited = row.route == "/api/v4/teams/members/invite";
    // Who runs a team may learn what its private channels are called.
    let runs_it = actor == "team_admin" && row.route.ends_with("/channels/name/{channel_name}");
    if (stranger || actor == "anonymous") && !invited && !runs_it {
        let body = answer.body.to_string();
        let leaked = if status >= 400 { world.names_of_everything() } else { world.secrets() };
        return leaked
            .into_iter()
            .find(|secret| body.contains(secret.as_str()) && !asked.contains(secret.as_str()))
            .map(|secret| format!("the answer tells of {secret:?}"));
    }
    None
}
