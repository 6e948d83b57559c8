//! Plugins on a server: installed, allowed, started, watched, removed. The server is the fake one; what the real one
//! answers is tried in `real.rs`.

use std::fs;

use serde_json::{Value, json};

use crate::fake::{Fake, refusal};
use crate::follow::Following;
use crate::machine::{Machine, Outcome};

const ID: &str = "com.example.welcome";

fn manifest() -> Value {
    json!({"id": ID, "name": "Welcome", "version": "1.4.0", "later_field": {"kept": true}})
}

fn asked(capability: &str, words: &str, granted: bool) -> Value {
    json!({"capability": capability, "words": words, "risk": "medium", "granted": granted, "new": false})
}

/// A server with one plugin, which asks for two things and may do one of them.
fn world() -> (Fake, Machine) {
    let fake = Fake::start();
    fake.answer("POST /plugins", 201, manifest());
    fake.answer("POST /plugins/install_from_url", 201, manifest());
    fake.answer("POST /plugins/marketplace", 201, manifest());
    fake.answer(
        "GET /plugins",
        200,
        json!({"active": [manifest()], "inactive": [{"id": "com.example.a", "name": "A"}]}),
    );
    let grants = json!({"asked": [
        asked("posts:read", "may read every public channel's messages", false),
        asked("kv", "may keep data of its own", true),
    ], "gone": [{"capability": "http:old.example.com", "words": "may call old.example.com"}]});
    fake.answer(&format!("GET /plugins/{ID}/grants"), 200, grants.clone());
    fake.answer(&format!("PUT /plugins/{ID}/grants"), 200, grants);
    for (method, rest) in [("POST", "/enable"), ("POST", "/disable"), ("DELETE", "")] {
        fake.answer(&format!("{method} /plugins/{ID}{rest}"), 200, json!({"status": "OK"}));
    }
    let machine = Machine::logged_in(&fake);
    (fake, machine)
}

fn says(outcome: &Outcome, words: &[&str]) {
    for word in words {
        assert!(outcome.out.contains(word) || outcome.err.contains(word), "`{word}`: {outcome:#?}");
    }
}

#[test]
fn bundles_are_uploaded_with_what_lies_beside_them_and_a_refusal_says_why() {
    let (fake, machine) = world();
    machine.file("welcome.tar.gz", "the bundle");
    machine.file("welcome.tar.gz.minisig", "untrusted comment: the signature");
    let added = machine.wag(&["plugin", "add", "welcome.tar.gz"]).ended(0);
    assert_eq!(added.out, "Added plugin: welcome.tar.gz (com.example.welcome 1.4.0)\n");
    let sent = fake.find("POST /plugins").raw;
    assert!(
        sent.contains("name=\"plugin\"; filename=\"plugin.tar.gz\"") && sent.contains("the bundle"),
        "{sent}"
    );
    assert!(sent.contains("the signature") && !sent.contains("name=\"force\""), "{sent}");
    let forced =
        machine.wag(&["plugin", "add", "welcome.tar.gz", "--force", "--web-part-only", "--json"]).ended(0);
    assert_eq!(forced.json()["later_field"]["kept"], true, "the server's object, whole");
    let sent = fake.find("POST /plugins").raw;
    assert!(
        sent.contains("name=\"force\"\r\n\r\ntrue") && sent.contains("name=\"web_only\"\r\n\r\ntrue"),
        "{sent}"
    );

    let id = "app.plugin.install_id.app_error";
    fake.answer("POST /plugins", 400, refusal(400, id, "A plugin with that id is there already."));
    let refused = machine.wag(&["plugin", "add", "welcome.tar.gz"]).ended(1);
    says(&refused, &["welcome.tar.gz was not installed", "is there already", "--force"]);
    let absent = machine.wag(&["plugin", "add", "absent.tar.gz"]).ended(1);
    says(&absent, &["cannot read absent.tar.gz"]);
    fs::create_dir(machine.path("folder")).unwrap();
    says(&machine.wag(&["plugin", "add", "folder"]).ended(1), &["wag plugin pack"]);
    let two = machine.wag(&["plugin", "add", "a.tar.gz", "b.tar.gz", "--signature", "s"]).ended(2);
    says(&two, &["--signature is for one bundle"]);
}

#[test]
fn the_server_fetches_a_bundle_from_an_address_or_from_the_marketplace() {
    let (fake, machine) = world();
    let installed =
        machine.wag(&["plugin", "install-url", "https://example.com/w.tar.gz", "--force"]).ended(0);
    says(&installed, &["Plugin Welcome successfully installed"]);
    let call =
        "POST /plugins/install_from_url?plugin_download_url=https%3A%2F%2Fexample.com%2Fw.tar.gz&force=true";
    fake.find(call);
    machine.wag(&["plugin", "marketplace", "install", ID, "--version", "1.4.0"]).ended(0);
    assert_eq!(fake.find("POST /plugins/marketplace").body, json!({"id": ID, "version": "1.4.0"}));
    let offers = json!([{"manifest": manifest(), "installed_version": "1.3.0", "download_url": "https://x"}]);
    fake.answer("GET /plugins/marketplace", 200, offers);
    let listed = machine.wag(&["plugin", "marketplace", "list", "--filter", "wel"]).ended(0);
    assert_eq!(listed.out, format!("{ID}\tWelcome\t1.4.0\t1.3.0\t\n"));
    fake.find("GET /plugins/marketplace?page=0&per_page=200&filter=wel&local_only=false");
    // A marketplace that knows no pages answers with everything each time, and that is not read for ever.
    assert_eq!(machine.wag(&["plugin", "marketplace", "list", "--all"]).ended(0).lines().len(), 1);
    let id = "app.plugin.marketplace_disabled.app_error";
    fake.answer("GET /plugins/marketplace", 501, refusal(501, id, "The marketplace is switched off."));
    says(&machine.wag(&["plugin", "marketplace", "list"]).ended(1), &["switched off"]);
}

#[test]
fn enabling_shows_what_a_plugin_asks_for_and_needs_consent() {
    let (fake, machine) = world();
    let refused = machine.wag(&["plugin", "enable", ID]).ended(2);
    says(&refused, &["may read every public channel's messages", "posts:read", "--yes"]);
    assert!(
        !refused.err.contains("data of its own"),
        "what is allowed already is not asked again: {refused:#?}"
    );
    assert!(
        !fake.calls().iter().any(|call| call.contains("enable") || call.starts_with("PUT")),
        "{:?}",
        fake.calls()
    );

    let enabled = machine.wag(&["plugin", "enable", ID, "--yes"]).ended(0);
    assert_eq!(enabled.out, format!("Enabled plugin: {ID}\n"));
    assert_eq!(
        fake.find(&format!("PUT /plugins/{ID}/grants")).body,
        json!({"granted": ["kv", "posts:read"]})
    );
    fake.find(&format!("POST /plugins/{ID}/enable"));

    let mut by_name = asked("users:email", "may read addresses", false);
    by_name["explicit"] = json!(true);
    fake.answer(&format!("GET /plugins/{ID}/grants"), 200, json!({"asked": [by_name]}));
    let before = fake.calls().len();
    let enabled = machine.wag(&["plugin", "enable", ID]).ended(0);
    says(&enabled, &[&format!("wag plugin grant {ID} users:email")]);
    assert!(
        !fake.calls()[before..].iter().any(|call| call.starts_with("PUT")),
        "nothing was allowed silently"
    );

    // A server without grants has nothing to ask about; a plugin that is not there is told of by enabling.
    let id = "app.plugin.not_installed.app_error";
    fake.answer("POST /plugins/absent/enable", 404, refusal(404, id, "There is no plugin absent."));
    says(
        &machine.wag(&["plugin", "enable", "absent"]).ended(1),
        &["unable to enable absent", "There is no plugin"],
    );
    let disabled = machine.wag(&["plugin", "disable", ID]).ended(0);
    assert_eq!(disabled.out, format!("Disabled plugin: {ID}\n"));
    fake.deny(&format!("POST /plugins/{ID}/disable"));
    says(&machine.wag(&["plugin", "disable", ID]).ended(1), &["may not do that"]);
}

#[test]
fn grants_are_listed_given_and_taken() {
    let (fake, machine) = world();
    let put = format!("PUT /plugins/{ID}/grants");
    let listed = machine.wag(&["plugin", "grant", ID, "--list"]).ended(0);
    says(
        &listed,
        &["posts:read\tnot allowed\tmedium", "kv\tallowed", "http:old.example.com\tnot asked for any more"],
    );
    assert_eq!(
        machine.wag(&["plugin", "grant", ID, "--list", "--json"]).ended(0).json()["asked"][1]["granted"],
        true
    );
    machine.wag(&["plugin", "grant", ID, "posts:read"]).ended(0);
    assert_eq!(fake.find(&put).body, json!({"granted": ["kv", "posts:read"]}));
    machine.wag(&["plugin", "grant", ID, "kv", "--revoke"]).ended(0);
    assert_eq!(fake.find(&put).body, json!({"granted": []}));
    machine.wag(&["plugin", "grant", ID, "--all"]).ended(0);
    assert_eq!(fake.find(&put).body, json!({"granted": ["kv", "posts:read"]}));
    says(
        &machine.wag(&["plugin", "grant", ID, "files:read", "--revoke"]).ended(1),
        &["nothing to revoke", "--list"],
    );
    says(&machine.wag(&["plugin", "grant", ID]).ended(2), &["CAPABILITY"]);
    says(&machine.wag(&["plugin", "grant", ID, "kv", "--all"]).ended(2), &["cannot be used with"]);
    let id = "app.plugin.grants.app_error";
    fake.answer(&put, 400, refusal(400, id, "The plugin does not ask for `files:read`."));
    says(&machine.wag(&["plugin", "grant", ID, "files:read"]).ended(1), &["does not ask for"]);
}

#[test]
fn removing_keeps_the_data_unless_it_is_to_go_too() {
    let (fake, machine) = world();
    says(&machine.wag(&["plugin", "delete", ID]).ended(0), &["Deleted plugin", "its data is kept"]);
    fake.find(&format!("DELETE /plugins/{ID}?keep_data=true"));
    says(&machine.wag(&["plugin", "delete", ID, "--delete-data"]).ended(0), &["its data is deleted"]);
    fake.find(&format!("DELETE /plugins/{ID}?keep_data=false"));
    machine.wag(&["plugin", "delete", ID, "--delete-data", "--keep-data"]).ended(2);
    let outcome = machine.wag(&["plugin", "delete", ID, "absent"]).ended(1);
    says(&outcome, &["unable to delete absent", "1 of 2 failed"]);
    fake.answer(&format!("POST /plugins/{ID}/rollback"), 200, manifest());
    says(&machine.wag(&["plugin", "rollback", ID]).ended(0), &["Went back to com.example.welcome 1.4.0."]);
    says(&machine.wag(&["plugin", "rollback", "absent"]).ended(1), &["[404 "]);
}

#[test]
fn plugins_are_listed_with_their_states_and_figures() {
    let (fake, machine) = world();
    let listed = machine.wag(&["plugin", "list"]).ended(0);
    assert_eq!(
        listed.lines(),
        ["com.example.a\tA\t\tdisabled", "com.example.welcome\tWelcome\t1.4.0\tenabled"]
    );
    assert_eq!(machine.wag(&["plugin", "list", "--json"]).ended(0).json()["active"][0]["id"], ID);

    let running = json!({"plugin_id": ID, "version": "1.4.0", "state": 2, "previous_version": "1.3.0"});
    let failed =
        json!({"plugin_id": "com.example.a", "state": 4, "error": "it\u{1b} trapped", "cluster_id": "n1"});
    fake.answer("GET /plugins/statuses", 200, json!([running, failed]));
    let status = machine.wag(&["plugin", "status"]).ended(1);
    assert_eq!(status.lines()[1], "com.example.a\tfailed to stay running\t\tn1\t\tit  trapped");
    says(&status, &["failed: com.example.a"]);
    let status = machine.wag(&["plugin", "status", ID]).ended(0);
    assert_eq!(status.lines(), [format!("{ID}\trunning\t1.4.0\t\t1.3.0\t")]);
    says(&machine.wag(&["plugin", "status", "absent"]).ended(1), &["there is no plugin `absent`"]);

    let figures = json!({"calls": 12, "p50_us": 15, "p99_us": 2300, "faults": 1, "memory_bytes": 3_145_728, "instances": 2});
    fake.answer(&format!("GET /plugins/{ID}/figures"), 200, figures);
    let top = machine.wag(&["plugin", "top"]).ended(0);
    assert_eq!(top.lines(), [format!("{ID}\t12\t15 µs\t2.3 ms\t1\t3.0 MiB\t2")]);
    assert_eq!(machine.wag(&["plugin", "top", "--json"]).ended(0).json()[0]["figures"]["p99_us"], 2300);
    says(&machine.wag(&["plugin", "top", "absent"]).ended(1), &["[404 "]);
}

#[test]
fn a_plugins_log_is_printed_and_followed_without_saying_anything_twice() {
    let (fake, machine) = world();
    let call = format!("GET /plugins/{ID}/logs");
    let line = |at: i64, text: &str| json!({"at": at, "level": "info", "message": text, "fields": {"n": 1}});
    let one = line(1_700_000_000_000, "started");
    fake.answer(&call, 200, json!({"lines": [one]}));
    let printed = machine.wag(&["plugin", "logs", ID, "--lines", "5"]).ended(0);
    assert_eq!(printed.out, "2023-11-14 22:13:20Z\tinfo\tstarted\tn=1\n");
    fake.find(&format!("{call}?lines=5"));
    assert_eq!(machine.wag(&["plugin", "logs", ID, "--json"]).ended(0).json(), json!([one]));
    let following = Following::start(&machine, &["plugin", "logs", ID, "-f"]);
    assert!(following.next().ends_with("started\tn=1"));
    fake.answer(&call, 200, json!({"lines": [one, line(1_700_000_001_000, "counted")]}));
    assert!(following.next().ends_with("counted\tn=1"), "the old line is not printed again");
    machine.wag(&["plugin", "logs", ID, "--lines", "0"]).ended(2);
    says(&machine.wag(&["plugin", "logs", "absent", "-f"]).ended(1), &["[404 "]);
}

#[test]
fn a_bench_counts_its_requests_and_says_what_the_server_saw() {
    let (fake, machine) = world();
    let figures =
        json!({"calls": 0, "p50_us": 15, "p99_us": 20, "faults": 0, "memory_bytes": 1024, "instances": 1});
    fake.answer(&format!("GET /plugins/{ID}/figures"), 200, figures);
    fake.answer(&format!("GET /plugins/{ID}/count"), 200, json!("7"));
    let bench = ["plugin", "bench", ID, "--path", "count", "--calls", "20", "--at-once", "3"];
    let told = machine.wag(&[&bench[..], &["--json"]].concat()).ended(0).json();
    assert_eq!((&told["requests"], &told["failed"]), (&20.into(), &0.into()));
    assert!(told["p99_us"].as_u64() >= told["p50_us"].as_u64() && told["server"]["p50_us"] == 15, "{told}");
    let asked = fake.calls().into_iter().filter(|call| call.ends_with("/count")).count();
    assert_eq!(asked, 21, "one to see whether it answers at all");
    says(&machine.wag(&bench).ended(0), &["requests\t20 (3 at once), 0 failed", "in the plugin"]);
    says(&machine.wag(&["plugin", "bench", ID]).ended(1), &["answers 404", "--path"]);
}
