//! wag against the real server, from an empty data folder.
//!
//! Runs when `CHINWAG_TEST_SERVER` holds the path of the `chinwag` binary; else each test says so and ends.
//! Commands whose calls the server may leave out by design (501) are tried with [`Real::ok_if_offered`].

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::follow::Following;
use crate::machine::{Machine, Outcome, mode};

/// A password that every rule accepts.
const PASSWORD: &str = "Sup3r-Secret-pw!";

/// A running server with an administrator (`admin`) and an ordinary member (`carl`).
pub(crate) struct Real {
    child: Child,
    pub(crate) url: String,
    /// Where the administrator is logged in.
    pub(crate) admin: Machine,
    /// Where the member is logged in.
    pub(crate) carl: Machine,
}

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Real {
    /// Nothing where there is no server to start.
    pub(crate) fn start() -> Option<Self> {
        let Some(binary) = std::env::var_os("CHINWAG_TEST_SERVER") else {
            eprintln!("skipped: CHINWAG_TEST_SERVER does not say where the server's binary is");
            return None;
        };
        let admin = Machine::new();
        let carl = Machine::new();
        let (child, url) = serve(&binary, &admin, "127.0.0.1:0");
        for machine in [&admin, &carl] {
            machine.file("pw", PASSWORD);
            machine.file("new-pw", "An0ther-Secret-pw!");
            machine.file("text.txt", "some text");
        }
        let real = Self { child, url, admin, carl };
        assert_eq!(mode(&real.admin.path("data/wag.socket")), 0o600);
        // The first account is an administrator's; it is made without logging in, on the server's machine.
        real.ok("--local user create --username admin --email admin@example.com --password-file pw");
        real.ok("--local user create --username carl --email carl@example.com --password-file pw");
        for (machine, name) in [(&real.admin, "admin"), (&real.carl, "carl")] {
            let args = ["auth", "login", &real.url, "--username", name, "--password-file", "pw"];
            machine.wag(&args).ended(0);
        }
        Some(real)
    }

    /// Kills the server and starts it again at the same address.
    fn restart(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let binary = std::env::var_os("CHINWAG_TEST_SERVER").unwrap();
        self.child = serve(&binary, &self.admin, self.url.trim_start_matches("http://")).0;
    }

    /// Runs as the administrator and expects success.
    pub(crate) fn ok(&self, line: &str) -> Outcome {
        self.admin.wag(&split(line)).told(line).ended(0)
    }

    /// As [`Real::ok`], and reads what is printed as JSON.
    pub(crate) fn json(&self, line: &str) -> Value {
        self.ok(&format!("{line} --json")).json()
    }

    /// Posts a body without a session, as senders of web hooks do, and reads the whole answer.
    fn post(&self, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.url.trim_start_matches("http://")).unwrap();
        let length = body.len();
        write!(stream, "POST {path} HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Runs as the administrator; "not offered" will do as well.
    fn ok_if_offered(&self, line: &str) -> bool {
        let outcome = self.admin.wag(&split(line));
        if outcome.code == 1 && outcome.err.contains("[501 ") {
            eprintln!("not offered: wag {line}: {}", outcome.err.trim());
            return false;
        }
        outcome.told(line).ended(0);
        true
    }

    /// Runs as the administrator and expects a refusal with these words.
    pub(crate) fn no(&self, line: &str, words: &str) {
        let outcome = self.admin.wag(&split(line)).told(line).ended(1);
        assert!(outcome.err.contains(words), "`wag {line}` should say `{words}`: {}", outcome.err);
    }

    /// Runs as the ordinary member and expects 403.
    pub(crate) fn forbidden(&self, line: &str) {
        let outcome = self.carl.wag(&split(line)).told(line).ended(1);
        assert!(outcome.err.contains("[403 "), "`wag {line}` should be forbidden: {}", outcome.err);
    }
}

impl Outcome {
    /// Shows the command in the output of a failing test.
    fn told(self, line: &str) -> Self {
        eprintln!("$ wag {line}\n{}{}", self.out, self.err);
        self
    }
}

/// Starts the server on `listen` with the data folder of `machine`, and waits until it answers.
fn serve(binary: &OsStr, machine: &Machine, listen: &str) -> (Child, String) {
    let mut child = Command::new(binary)
        .args(["serve", "--listen", listen, "--data"])
        .arg(machine.path("data"))
        .current_dir(machine.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let url = ready(lines(&mut child));
    (child, url)
}

/// Words, with single quotes around those that hold spaces.
fn split(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (i, part) in line.split('\'').enumerate() {
        if i % 2 == 1 { words.push(part) } else { words.extend(part.split_whitespace()) }
    }
    words
}

fn lines(child: &mut Child) -> Receiver<String> {
    let (sender, receiver) = channel();
    let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |stream: Box<dyn std::io::Read + Send>, sender: std::sync::mpsc::Sender<String>| {
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
    };
    read(Box::new(out), sender.clone());
    read(Box::new(err), sender);
    receiver
}

/// The address the server says it listens on.
fn ready(lines: Receiver<String>) -> String {
    let mut log = Vec::new();
    while let Ok(line) = lines.recv_timeout(Duration::from_secs(30)) {
        if let Ok(entry) = serde_json::from_str::<Value>(&line)
            && entry["message"] == "ready"
        {
            let address = entry["addresses"].as_str().unwrap_or_default();
            // An answer means that the local socket is there too.
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(b"GET /api/v4/system/ping HTTP/1.0\r\n\r\n").unwrap();
            stream.read_exact(&mut [0]).expect("no answer to a ping");
            return format!("http://{address}");
        }
        log.push(line);
    }
    panic!("the server did not become ready: {log:#?}");
}

#[test]
fn whoever_follows_a_channel_hears_its_messages_also_after_the_server_was_killed() {
    let Some(mut real) = Real::start() else { return };
    let team = real.json("team create --name sales --display-name Sales");
    let team = team["id"].as_str().unwrap();
    let channel = real.json(&format!("channel create --team {team} --name leads --display-name Leads"));
    let channel = channel["id"].as_str().unwrap();
    let post = |real: &Real, text: &str| real.ok(&format!("post create {channel} --message {text}"));
    post(&real, "before");
    let wag = Following::start(&real.admin, &["post", "list", channel, "--follow"]);
    assert!(wag.next().ends_with("\tadmin\tbefore"));
    post(&real, "heard");
    assert!(wag.next().ends_with("\tadmin\theard"));
    real.restart();
    post(&real, "after");
    assert!(wag.next().ends_with("\tadmin\tafter"));
    real.ok(&format!("--local post list {channel} -n 2"));
    real.forbidden(&format!("post list {channel} --follow"));
}

#[test]
fn accounts_are_administered() {
    let Some(real) = Real::start() else { return };
    real.ok("user create --username dora --email dora@example.com --password-file pw --first-name Dora");
    real.no("user create --username dora --email d2@example.com --password-file pw", "[400 ");
    real.ok("user create --username eve --email eve@example.com --password-file pw --system-admin");
    assert!(real.json("user search eve")["roles"].as_str().unwrap().contains("system_admin"));
    assert_eq!(real.json("user list --all").as_array().unwrap().len(), 4);
    assert_eq!(real.json("user search dora@example.com")["username"], "dora");
    let id = real.json("user search dora")["id"].as_str().unwrap().to_owned();
    assert_eq!(real.json(&format!("user search {id}"))["username"], "dora");
    real.no("user search nobody", "there is no user `nobody`");

    real.ok("user deactivate dora");
    assert_eq!(real.json("user list --inactive")[0]["username"], "dora");
    real.forbidden("user activate dora");
    real.ok("user activate dora");
    real.ok("user email dora dora2@example.com");
    real.no("user email dora admin@example.com", "[400 ");
    real.ok("user username dora dorothea");
    real.no("user username dorothea admin", "[400 ");
    real.forbidden("user username dorothea other");
    real.ok("user change-password dorothea --password-file new-pw");
    let login = ["auth", "login", &real.url, "--name", "d", "--username", "dorothea", "--password-file"];
    real.carl.wag(&[&login[..], &["pw", "--no-activate"]].concat()).ended(1);
    real.carl.wag(&[&login[..], &["new-pw", "--no-activate"]].concat()).ended(0);
    real.forbidden("user change-password dorothea --password-file pw");
    real.no("user change-password admin --password-file new-pw --current-file new-pw", "[40");

    real.ok("user delete-sessions dorothea");
    real.forbidden("user delete-sessions dorothea");
    assert!(
        real.carl.wag(&["--server", "d", "user", "search", "dorothea"]).ended(1).err.contains("auth renew d")
    );
    real.carl.wag(&["auth", "renew", "d", "--password-file", "new-pw"]).ended(0);
    real.carl.wag(&["--server", "d", "user", "search", "dorothea"]).ended(0);

    real.ok("roles system-admin dorothea");
    real.ok("roles member dorothea");
    assert_eq!(real.json("user search dorothea")["roles"], "system_user");
    real.forbidden("roles system-admin carl");
}

#[test]
fn guests_conversions_and_mails_are_administered_where_they_are_offered() {
    let Some(real) = Real::start() else { return };
    real.ok("user create --username dora --email dora@example.com --password-file pw");
    if real.ok_if_offered("user demote dora") {
        assert_eq!(real.json("user search dora")["roles"], "system_guest");
        real.forbidden("user promote dora");
        real.ok("user promote dora");
        assert_eq!(real.json("user search dora")["roles"], "system_user");
    }
    if real.ok_if_offered("user convert dora --bot") {
        real.no("user convert nobody --bot", "no user");
        real.ok_if_offered("user convert dora --user --email dora@example.com --password-file pw");
    }
    real.ok_if_offered("user reset-password carl");
    real.ok("config set ServiceSettings.EnableAPIUserDeletion true");
    real.forbidden("user delete admin --confirm");
    if real.ok_if_offered("user delete dora --confirm") {
        real.no("user search dora", "no user");
    }
}

#[test]
fn teams_are_administered() {
    let Some(real) = Real::start() else { return };
    real.ok("team create --name sales --display-name Sales");
    real.no("team create --name sales --display-name Again", "[400 ");
    real.ok("team create --name board --display-name Board --private");
    let names = real.json("team list");
    assert_eq!(names.as_array().unwrap().len(), 2, "{names}");
    assert_eq!(real.json("team search boa")[0]["name"], "board");
    real.ok("team rename sales --display-name 'Sales and more'");
    real.forbidden("team rename sales --display-name Mine");
    real.ok("team modify sales --private");
    assert_eq!(real.json("team search sales")[0]["type"], "I");
    real.ok("team modify sales --public");
    real.forbidden("team modify sales --private");
    real.forbidden("team archive sales --confirm");
    real.ok("team archive sales --confirm");
    real.ok("team restore sales");
    real.ok("team delete sales --confirm");
    real.no("team restore sales", "there is no team");
}

#[test]
fn channels_are_administered() {
    let Some(real) = Real::start() else { return };
    real.ok("team create --name sales --display-name Sales");
    real.ok("team create --name board --display-name Board --private");
    real.ok("channel create --team sales --name leads --display-name Leads --purpose P --header H");
    real.no("channel create --team sales --name leads --display-name Leads", "[400 ");
    real.ok("channel create --team sales --name offers --display-name Offers --private");
    let list = real.ok("channel list sales").out;
    for name in ["leads", "offers", "town-square", "off-topic"] {
        assert!(list.contains(&format!("\tsales\t{name}\t")), "{name} is missing:\n{list}");
    }
    real.ok("channel search leads");
    real.no("channel search nothing", "no channel");
    real.ok("channel rename sales:leads --name prospects --display-name Prospects");
    real.no("channel rename sales:prospects --name town-square", "[400 ");
    real.ok("channel modify sales:prospects --private");
    assert_eq!(real.json("channel search prospects")[0]["type"], "P");
    real.ok("channel modify sales:prospects --public");
    real.ok("channel archive sales:prospects");
    assert!(real.ok("channel list sales").out.contains("prospects\tProspects\tpublic\tarchived"));
    real.ok("channel unarchive sales:prospects");
    real.carl.wag(&split("channel archive sales:offers")).ended(1);
    if real.ok_if_offered("channel move board sales:prospects --force") {
        real.no("channel move board board:prospects", "already");
    }
    real.ok("channel delete sales:offers --confirm");
    real.no("channel archive sales:offers", "has no channel");
}

#[test]
fn members_of_teams_and_channels_are_administered() {
    let Some(real) = Real::start() else { return };
    real.ok("team create --name sales --display-name Sales");
    real.ok("team create --name board --display-name Board --private");
    real.ok("channel create --team sales --name leads --display-name Leads");
    real.ok("channel create --team sales --name offers --display-name Offers --private");
    real.ok("team users add sales carl");
    real.no("team users add sales nobody", "no user");
    let members = real.json("team users list sales").to_string();
    assert!(members.contains("carl") && members.contains("admin"), "{members}");
    real.ok("team users modify sales carl --admin");
    real.carl.wag(&split("team rename sales --display-name Carls")).ended(0);
    real.ok("team users modify sales carl --member");
    real.forbidden("team users modify sales carl --admin");
    real.carl.wag(&split("team users add board carl")).ended(1);
    let seen = real.carl.wag(&split("channel list sales")).ended(0);
    assert!(!seen.out.contains("offers") && seen.err.contains("left out"), "{seen:?}");
    real.ok("channel users add sales:leads carl");
    assert!(real.ok("channel users list sales:leads").out.contains("carl"));
    real.ok("channel users remove sales:leads carl");
    real.no("channel users add sales:leads nobody", "no user");
    real.carl.wag(&split("channel users add sales:offers carl")).ended(1);
    real.ok("channel users remove sales:leads --all-users");
    real.ok("team users remove sales carl");
    real.carl.wag(&split("channel list sales")).ended(1);
}

#[test]
fn messages_are_written_read_and_deleted() {
    let Some(real) = Real::start() else { return };
    real.ok("team create --name sales --display-name Sales");
    let first = real.json("post create sales:town-square --message 'the first one'");
    let id = first["id"].as_str().unwrap();
    real.ok(&format!("post create sales:town-square --message answer --reply-to {id}"));
    real.ok("post create sales:town-square --message 'with a file' --attach text.txt");
    let list = real.json("post list sales:town-square -n 3");
    let messages: Vec<_> = list.as_array().unwrap().iter().map(|p| p["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["the first one", "answer", "with a file"]);
    assert_eq!(
        (list[1]["root_id"].as_str(), list[2]["file_ids"].as_array().map(Vec::len)),
        (Some(id), Some(1))
    );
    real.ok("--local post list sales:town-square -n 1");
    real.forbidden("post list sales:town-square");
    real.no("post create sales:nowhere --message x", "has no channel");
}

#[test]
fn messages_are_deleted() {
    let Some(real) = Real::start() else { return };
    real.ok("team create --name sales --display-name Sales");
    let post = real.json("post create sales:town-square --message 'the first one'");
    let id = post["id"].as_str().unwrap();
    real.ok(&format!("post delete {id} --confirm"));
    real.no(&format!("post delete {id} --confirm"), "[404 ");
}

#[test]
fn bots_are_administered() {
    let Some(real) = Real::start() else { return };
    let made = real.json("bot create builds --display-name Builds --description D --with-token");
    assert_eq!(made["token"]["token"].as_str().map(str::len), Some(26));
    real.no("bot create builds", "[400 ");
    assert_eq!(real.json("bot list")[0]["username"], "builds");
    real.ok("bot update builds --display-name 'Build server'");
    real.ok("bot disable builds");
    assert_eq!(real.json("bot list").as_array().map(Vec::len), Some(0));
    real.ok("bot enable builds");
    real.ok("bot assign builds carl");
    real.no("bot enable carl", "[404 ");
}

#[test]
fn access_tokens_are_administered() {
    let Some(real) = Real::start() else { return };
    let token = real.json("token generate admin 'a script'");
    let secret = real.admin.file("secret", token["token"].as_str().unwrap());
    let args = ["auth", "login", &real.url, "--name", "pat", "--no-activate", "--access-token-file"];
    real.admin.wag(&[&args[..], &[secret.to_str().unwrap()]].concat()).ended(0);
    real.ok("--server pat team list");
    let listed = real.json("token list admin --active");
    assert_eq!((&listed[0]["id"], listed[0].get("token")), (&token["id"], None));
    real.ok(&format!("token revoke {}", token["id"].as_str().unwrap()));
    real.no("--server pat team list", "[401 ");
    real.forbidden("token generate admin mine");
}

#[test]
fn web_hooks_are_administered() {
    let Some(real) = Real::start() else { return };
    let team = real.json("team create --name sales --display-name Sales");
    let team = team["id"].as_str().unwrap();
    let channel = real.json(&format!("channel create --team {team} --name leads --display-name Leads"));
    let channel = channel["id"].as_str().unwrap();
    let hook = real.json(&format!("webhook create-incoming --channel {channel} --display-name In"));
    let id = hook["id"].as_str().unwrap().to_owned();
    let sent = real.post(&format!("/hooks/{id}"), r#"{"text": "from a hook"}"#);
    assert!(sent.ends_with("ok"), "{sent}");
    assert!(real.ok(&format!("post list {channel} -n 1")).out.contains("from a hook"));
    real.ok(&format!("webhook modify-incoming {id} --description D --lock-to-channel"));
    assert_eq!(real.json(&format!("webhook show {id}"))["channel_locked"], true);
    real.ok(&format!("webhook modify-incoming {id} --unlock"));
    assert_eq!(real.json(&format!("webhook show {id}"))["channel_locked"], false);
    let out = real.json(&format!(
        "webhook create-outgoing --team {team} --display-name Out --url http://127.0.0.1:9/x --trigger-word go"
    ));
    let out = out["id"].as_str().unwrap().to_owned();
    real.ok(&format!("webhook modify-outgoing {out} --trigger-when start"));
    assert_eq!(real.json(&format!("webhook show {out}"))["trigger_when"], 1);
    let hooks = real.ok(&format!("webhook list {team}")).out;
    assert!(hooks.contains(&id) && hooks.contains(&out), "{hooks}");
    real.carl.wag(&split(&format!("webhook delete {out}"))).ended(1);
    real.carl.wag(&split(&format!("webhook modify-incoming {id} --description mine"))).ended(1);
    real.ok(&format!("webhook delete {id} {out}"));
    real.no(&format!("webhook show {id}"), "there is no web hook");
    real.no(&format!("webhook create-outgoing --team {team} --display-name Out --url nonsense"), "[400 ");
}

#[test]
fn slash_commands_are_administered() {
    let Some(real) = Real::start() else { return };
    let id = |thing: Value| thing["id"].as_str().unwrap().to_owned();
    let sales = id(real.json("team create --name sales --display-name Sales"));
    let support = id(real.json("team create --name support --display-name Support"));
    let create = format!("command create {sales} --trigger-word weather --url http://127.0.0.1:9/w");
    real.forbidden(&create);
    let made = id(real.json(&format!("{create} --title W --post")));
    real.no(&create, "[400 ");
    assert_eq!(real.json(&format!("command list {sales}"))[0]["trigger"], "weather");
    real.ok(&format!("command modify {sales}:weather --description D --autocomplete"));
    let shown = real.json(&format!("command show {sales}:weather"));
    assert_eq!((&shown["auto_complete"], &shown["method"]), (&true.into(), &"P".into()));
    assert_eq!(real.json(&format!("command show {made}"))["description"], "D");
    real.carl.wag(&split(&format!("command modify {made} --title mine"))).ended(1);
    let moved = real.ok_if_offered(&format!("command move {support} {sales}:weather"));
    let home = if moved { &support } else { &sales };
    real.ok(&format!("command archive {home}:weather"));
    real.no(&format!("command show {home}:weather"), "has no command");
}

#[test]
fn the_configuration_is_administered() {
    let Some(real) = Real::start() else { return };
    assert_eq!(real.ok("config get TeamSettings.SiteName").out.trim(), "Chinwag");
    real.ok("config set TeamSettings.SiteName 'Our chat'");
    assert_eq!(real.json("config get teamsettings.sitename"), "Our chat");
    real.no("config set TeamSettings.NoSuch 1", "there is no `NoSuch`");
    real.forbidden("config set TeamSettings.SiteName Theirs");
    let whole = real.json("config show");
    assert_eq!(whole["TeamSettings"]["SiteName"], "Our chat");
    real.admin.file("patch.json", r#"{"TeamSettings": {"SiteName": "Patched"}}"#);
    real.ok("config patch patch.json");
    let editor = [("EDITOR", "sed -i s/Patched/Edited/")];
    real.admin.wag_env(&editor, &["config", "edit"]).ended(0);
    assert_eq!(real.ok("config get TeamSettings.SiteName").out.trim(), "Edited");
    real.ok("config reset TeamSettings.SiteName --confirm");
    assert_eq!(real.ok("config get TeamSettings.SiteName").out.trim(), "Chinwag");
    real.ok("config validate patch.json");
    real.ok("config reload");
    real.forbidden("config reload");
}

#[test]
fn what_roles_allow_is_administered() {
    let Some(real) = Real::start() else { return };
    assert!(real.ok("permissions role list").out.contains("system_user\t"));
    assert!(real.ok("permissions role show system_user").out.lines().any(|p| p == "create_team"));
    if real.ok_if_offered("permissions remove system_user create_team") {
        real.forbidden("team create --name mine --display-name Mine");
        real.ok("permissions add system_user create_team");
        real.carl.wag(&split("team create --name mine --display-name Mine")).ended(0);
        real.forbidden("permissions remove system_user create_team");
    }
}

#[test]
fn the_servers_health_busy_state_and_log_are_at_hand() {
    let Some(real) = Real::start() else { return };
    assert_eq!(real.ok("system version").out.trim().split('.').count(), 3);
    let health = real.json("system status");
    assert_eq!((&health["status"], &health["database_status"]), (&"OK".into(), &"OK".into()));
    if real.ok_if_offered("system setbusy --seconds 60") {
        assert_eq!(real.json("system getbusy")["busy"], true);
        real.forbidden("system clearbusy");
        real.ok("system clearbusy");
        assert_eq!(real.json("system getbusy")["busy"], false);
    }
    if real.ok_if_offered("logs -n 5") {
        real.forbidden("logs");
    }
    assert!(real.ok("version").out.contains("wag\t"));
}
