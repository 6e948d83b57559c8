//! Every command once with success and once with a refusal: what it asks the server, and how it ends.

use serde_json::{Value, json};

use crate::fake::{ANN, BOB, Fake, HOOK, LEADS, OUTHOOK, POST, ROLE, SALES, SUPPORT, TOKEN_ID, WEATHER};
use crate::machine::Machine;

/// A command line, the call that does its work, and what its body must hold.
struct Case {
    line: String,
    call: String,
    body: Value,
}

fn case(line: &str, call: &str, body: Value) -> Case {
    let fill = |text: &str| {
        [
            ("{ann}", ANN),
            ("{bob}", BOB),
            ("{sales}", SALES),
            ("{support}", SUPPORT),
            ("{leads}", LEADS),
            ("{post}", POST),
            ("{hook}", HOOK),
            ("{outhook}", OUTHOOK),
            ("{weather}", WEATHER),
            ("{role}", ROLE),
            ("{token}", TOKEN_ID),
        ]
        .iter()
        .fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    };
    Case { line: fill(line), call: fill(call), body: serde_json::from_str(&fill(&body.to_string())).unwrap() }
}

fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(k, v)| whole.get(k).is_some_and(|w| holds(w, v)))
        }
        (whole, part) => whole == part,
    }
}

/// Runs each line against a fresh server: it succeeds, then the same is refused by the server.
fn check(cases: &[Case]) {
    for case in cases {
        let args: Vec<&str> = case.line.split(' ').collect();
        let fake = Fake::start();
        let machine = Machine::logged_in(&fake);
        machine.file("pw", "a-password\n");
        machine.file("patch.json", r#"{"TeamSettings": {"SiteName": "New"}}"#);
        let outcome = machine.wag(&args);
        assert_eq!(outcome.code, 0, "{}: {outcome:#?} {:#?}", case.line, fake.calls());
        let asked = fake.find(&case.call);
        assert!(holds(&asked.body, &case.body), "{} sent {} and not {}", case.line, asked.body, case.body);
        let as_json = machine.wag(&[&args[..], &["--json"]].concat()).ended(0);
        as_json.json();

        fake.deny(&case.call);
        let outcome = machine.wag(&args);
        assert_eq!(outcome.code, 1, "{} when refused: {outcome:#?}", case.line);
        assert!(
            outcome.err.contains("You may not do that.") && outcome.err.contains("req123"),
            "{outcome:#?}"
        );
    }
}

#[test]
fn every_user_command_does_its_work_or_tells_of_the_refusal() {
    check(&[
        case(
            "user create --username ann --email ann@example.com --password-file pw --first-name A",
            "POST /users",
            json!({"username": "ann", "email": "ann@example.com", "password": "a-password", "first_name": "A"}),
        ),
        case(
            "user create --username ann --email a@b.c --password-file pw --system-admin",
            "PUT /users/{ann}/roles",
            json!({"roles": "system_user system_admin"}),
        ),
        case(
            "user create --username ann --email a@b.c --password-file pw --guest",
            "POST /users/{ann}/demote",
            json!(null),
        ),
        case(
            "user create --username ann --email a@b.c --password-file pw --email-verified",
            "POST /users/{ann}/email/verify/member",
            json!(null),
        ),
        case("user list", "GET /users?page=0&per_page=200", json!(null)),
        case("user list --all", "GET /users?page=1&per_page=200", json!(null)),
        case(
            "user list --team sales --inactive",
            "GET /users?page=0&per_page=200&in_team={sales}&inactive=true",
            json!(null),
        ),
        case("user search ann", "GET /users/username/ann", json!(null)),
        case("user search ann@example.com", "GET /users/email/ann@example.com", json!(null)),
        case("user search {ann}", "GET /users/{ann}", json!(null)),
        case("user activate ann", "PUT /users/{ann}/active", json!({"active": true})),
        case("user deactivate ann", "PUT /users/{ann}/active", json!({"active": false})),
        case("user email ann new@example.com", "PUT /users/{ann}/patch", json!({"email": "new@example.com"})),
        case("user username ann anna", "PUT /users/{ann}/patch", json!({"username": "anna"})),
        case(
            "user change-password ann --password-file pw --current-file pw",
            "PUT /users/{ann}/password",
            json!({"current_password": "a-password", "new_password": "a-password"}),
        ),
        case(
            "user reset-password ann",
            "POST /users/password/reset/send",
            json!({"email": "ann@example.com"}),
        ),
        case(
            "user invite new@example.com sales",
            "POST /teams/{sales}/invite/email",
            json!(["new@example.com"]),
        ),
        case("user promote ann", "POST /users/{ann}/promote", json!(null)),
        case("user demote ann", "POST /users/{ann}/demote", json!(null)),
        case("user convert ann --bot", "POST /users/{ann}/convert_to_bot", json!(null)),
        case(
            "user convert bob --user --password-file pw --email b@c.d --system-admin",
            "POST /bots/{bob}/convert_to_user?set_system_admin=true",
            json!({"password": "a-password", "email": "b@c.d"}),
        ),
        case("user delete-sessions ann", "POST /users/{ann}/sessions/revoke/all", json!(null)),
        case("user delete ann --confirm", "DELETE /users/{ann}?permanent=true", json!(null)),
        case(
            "roles system-admin ann",
            "PUT /users/{ann}/roles",
            json!({"roles": "system_user system_admin"}),
        ),
        case("roles member ann", "PUT /users/{ann}/roles", json!({"roles": "system_user"})),
        case("token generate ann backup", "POST /users/{ann}/tokens", json!({"description": "backup"})),
        case("token list ann", "GET /users/{ann}/tokens?page=0&per_page=200", json!(null)),
        case("token revoke {token}", "POST /users/tokens/revoke", json!({"token_id": "{token}"})),
    ]);
}

#[test]
fn every_team_command_does_its_work_or_tells_of_the_refusal() {
    check(&[
        case(
            "team create --name sales --display-name Sales --private",
            "POST /teams",
            json!({"name": "sales", "display_name": "Sales", "type": "I"}),
        ),
        case("team list", "GET /teams?page=0&per_page=200", json!(null)),
        case("team search sal", "POST /teams/search", json!({"term": "sal"})),
        case(
            "team rename sales --display-name More",
            "PUT /teams/{sales}/patch",
            json!({"display_name": "More"}),
        ),
        case("team modify sales --private", "PUT /teams/{sales}/privacy", json!({"privacy": "I"})),
        case("team modify {sales} --public", "PUT /teams/{sales}/privacy", json!({"privacy": "O"})),
        case("team archive sales --confirm", "DELETE /teams/{sales}", json!(null)),
        case("team restore sales", "POST /teams/{sales}/restore", json!(null)),
        case("team delete sales --confirm", "DELETE /teams/{sales}?permanent=true", json!(null)),
        case("team users list sales", "GET /teams/{sales}/members?page=0&per_page=200", json!(null)),
        case(
            "team users add sales bob",
            "POST /teams/{sales}/members",
            json!({"team_id": "{sales}", "user_id": "{bob}"}),
        ),
        case("team users remove sales ann", "DELETE /teams/{sales}/members/{ann}", json!(null)),
        case(
            "team users modify sales ann --admin",
            "PUT /teams/{sales}/members/{ann}/schemeRoles",
            json!({"scheme_user": true, "scheme_admin": true}),
        ),
    ]);
}

#[test]
fn every_channel_and_post_command_does_its_work_or_tells_of_the_refusal() {
    let by_name = "GET /teams/{sales}/channels/name/leads?include_deleted=true";
    check(&[
        case(
            "channel create --team sales --name leads --display-name Leads --private --header H --purpose P",
            "POST /channels",
            json!({"team_id": "{sales}", "name": "leads", "type": "P", "header": "H", "purpose": "P"}),
        ),
        case("channel list sales", "GET /teams/{sales}/channels?page=0&per_page=200", json!(null)),
        case("channel search leads --team sales", by_name, json!(null)),
        case("channel search {leads}", "GET /channels/{leads}", json!(null)),
        case(
            "channel rename sales:leads --name more --display-name More",
            "PUT /channels/{leads}/patch",
            json!({"name": "more", "display_name": "More"}),
        ),
        case(
            "channel modify sales:leads --private",
            "PUT /channels/{leads}/privacy",
            json!({"privacy": "P"}),
        ),
        case("channel archive {leads}", "DELETE /channels/{leads}", json!(null)),
        case("channel unarchive sales:leads", "POST /channels/{leads}/restore", json!(null)),
        case(
            "channel move support sales:leads --force",
            "POST /channels/{leads}/move",
            json!({"team_id": "{support}", "force": true}),
        ),
        case("channel delete sales:leads --confirm", "DELETE /channels/{leads}?permanent=true", json!(null)),
        case(
            "channel users list sales:leads",
            "GET /channels/{leads}/members?page=0&per_page=200",
            json!(null),
        ),
        case(
            "channel users add sales:leads bob",
            "POST /channels/{leads}/members",
            json!({"user_id": "{bob}"}),
        ),
        case("channel users remove sales:leads ann", "DELETE /channels/{leads}/members/{ann}", json!(null)),
        case(
            "channel users remove sales:leads --all-users",
            "DELETE /channels/{leads}/members/{ann}",
            json!(null),
        ),
        case(
            "post create sales:leads --message hello --reply-to {post}",
            "POST /posts?set_online=false",
            json!({"channel_id": "{leads}", "message": "hello", "root_id": "{post}"}),
        ),
        case("post create sales:leads --message hello --attach pw", "POST /files", json!(null)),
        case("post list sales:leads -n 5", "GET /channels/{leads}/posts?page=0&per_page=5", json!(null)),
        case("post delete {post} --confirm", "DELETE /posts/{post}", json!(null)),
    ]);
}

#[test]
fn every_bot_hook_and_slash_command_does_its_work_or_tells_of_the_refusal() {
    check(&[
        case(
            "bot create bob --display-name B --description D",
            "POST /bots",
            json!({"username": "bob", "display_name": "B", "description": "D"}),
        ),
        case(
            "bot create bob --with-token",
            "POST /users/{bob}/tokens",
            json!({"description": "made with the bot bob"}),
        ),
        case(
            "bot list --disabled --orphaned",
            "GET /bots?page=0&per_page=200&include_deleted=true&only_orphaned=true",
            json!(null),
        ),
        case("bot update bob --display-name More", "PUT /bots/{bob}", json!({"display_name": "More"})),
        case("bot enable bob", "POST /bots/{bob}/enable", json!(null)),
        case("bot disable bob", "POST /bots/{bob}/disable", json!(null)),
        case("bot assign bob ann", "POST /bots/{bob}/assign/{ann}", json!(null)),
        case(
            "webhook create-incoming --channel sales:leads --display-name In --lock-to-channel --user ann",
            "POST /hooks/incoming",
            json!({"channel_id": "{leads}", "display_name": "In", "channel_locked": true, "user_id": "{ann}"}),
        ),
        case(
            "webhook modify-incoming {hook} --description D",
            "PUT /hooks/incoming/{hook}",
            json!({"id": "{hook}", "channel_id": "{leads}", "description": "D"}),
        ),
        case(
            "webhook create-outgoing --team sales --display-name Out --url http://x --trigger-word go",
            "POST /hooks/outgoing",
            json!({"team_id": "{sales}", "callback_urls": ["http://x"], "trigger_words": ["go"]}),
        ),
        case(
            "webhook modify-outgoing {outhook} --trigger-when start",
            "PUT /hooks/outgoing/{outhook}",
            json!({"trigger_when": 1, "trigger_words": ["go"]}),
        ),
        case("webhook list", "GET /hooks/outgoing?team_id={support}&page=0&per_page=200", json!(null)),
        case("webhook list sales", "GET /hooks/incoming?team_id={sales}&page=0&per_page=200", json!(null)),
        case("webhook show {outhook}", "GET /hooks/outgoing/{outhook}", json!(null)),
        case("webhook delete {hook}", "DELETE /hooks/incoming/{hook}", json!(null)),
        case(
            "command create sales --trigger-word /weather --url http://x --creator ann --post --autocomplete",
            "POST /commands",
            json!({"team_id": "{sales}", "trigger": "weather", "method": "P", "auto_complete": true,
                "creator_id": "{ann}"}),
        ),
        case("command list sales", "GET /commands?team_id={sales}&custom_only=true", json!(null)),
        case(
            "command modify sales:weather --title W --get",
            "PUT /commands/{weather}",
            json!({"display_name": "W", "method": "G", "url": "http://x"}),
        ),
        case(
            "command move support {weather}",
            "PUT /commands/{weather}/move",
            json!({"team_id": "{support}"}),
        ),
        case("command archive sales:weather", "DELETE /commands/{weather}", json!(null)),
        case("command show {weather}", "GET /commands/{weather}", json!(null)),
    ]);
}

#[test]
fn every_server_command_does_its_work_or_tells_of_the_refusal() {
    check(&[
        case("config get TeamSettings.SiteName", "GET /config", json!(null)),
        case(
            "config set teamsettings.sitename New",
            "PUT /config/patch",
            json!({"TeamSettings": {"SiteName": "New"}}),
        ),
        case("config show", "GET /config", json!(null)),
        case("config patch patch.json", "PUT /config/patch", json!({"TeamSettings": {"SiteName": "New"}})),
        case("config reload", "POST /config/reload", json!(null)),
        case("config validate patch.json", "GET /config", json!(null)),
        case("config reset TeamSettings.SiteName --confirm", "PUT /config", json!({"TeamSettings": {}})),
        case("permissions role list", "GET /roles", json!(null)),
        case("permissions role show system_user", "GET /roles/name/system_user", json!(null)),
        case(
            "permissions role add system_user create_team",
            "PUT /roles/{role}/patch",
            json!({"permissions": ["create_post", "create_team"]}),
        ),
        case(
            "permissions remove system_user create_post",
            "PUT /roles/{role}/patch",
            json!({"permissions": []}),
        ),
        case("system version", "GET /system/ping", json!(null)),
        case("system status", "GET /system/ping?get_server_status=true", json!(null)),
        case("system getbusy", "GET /server_busy", json!(null)),
        case("system setbusy --seconds 60", "POST /server_busy?seconds=60", json!(null)),
        case("system clearbusy", "DELETE /server_busy", json!(null)),
        case("logs -n 10", "GET /logs?page=0&logs_per_page=10", json!(null)),
    ]);
}

#[test]
fn a_setting_is_sent_as_the_type_it_has_and_a_wrong_value_is_refused_here() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    for (args, sent) in [
        (&["TeamSettings.EnableOpenServer", "true"][..], json!({"TeamSettings": {"EnableOpenServer": true}})),
        (&["TeamSettings.MaxUsersPerTeam", "-5"][..], json!({"TeamSettings": {"MaxUsersPerTeam": -5}})),
        (&["ServiceSettings.Tags", "x", "y"][..], json!({"ServiceSettings": {"Tags": ["x", "y"]}})),
        (&["ServiceSettings.Tags", "[]"][..], json!({"ServiceSettings": {"Tags": []}})),
        (&["TeamSettings.SiteName", "12"][..], json!({"TeamSettings": {"SiteName": "12"}})),
        (
            &["PluginSettings.PluginStates.demo", "{\"Enable\":true}"][..],
            json!({"PluginSettings": {"PluginStates": {"demo": {"Enable": true}}}}),
        ),
    ] {
        machine.wag(&[&["config", "set"], args].concat()).ended(0);
        assert_eq!(fake.find("PUT /config/patch").body, sent);
    }
    let before = fake.calls().iter().filter(|c| c.starts_with("PUT")).count();
    for (args, code, words) in [
        (&["TeamSettings.EnableOpenServer", "maybe"][..], 2, "true or false"),
        (&["TeamSettings.MaxUsersPerTeam", "many"][..], 2, "a number"),
        (&["TeamSettings.SiteName", "a", "b"][..], 2, "one value"),
        (&["TeamSettings.SiteNmae", "x"][..], 1, "SiteName"),
        (&["TeamSettings", "x"][..], 2, "config patch"),
    ] {
        let outcome = machine.wag(&[&["config", "set"], args].concat()).ended(code);
        assert!(outcome.err.contains(words), "{outcome:?}");
    }
    assert_eq!(fake.calls().iter().filter(|c| c.starts_with("PUT")).count(), before, "nothing was sent");
}

#[test]
fn the_editor_changes_the_configuration_and_a_mistake_loses_no_text() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let edit = |editor: &str| machine.wag_env(&[("EDITOR", editor)], &["config", "edit"]);
    edit("sed -i s/Ours/Theirs/").ended(0);
    assert_eq!(fake.find("PUT /config").body["TeamSettings"]["SiteName"], "Theirs");
    let before = fake.calls().len();
    assert!(edit("true").ended(0).err.contains("nothing was changed"));
    edit("false").ended(1);
    let outcome = edit("sed -i 1d").ended(1);
    let kept = outcome.err.split_whitespace().find(|w| w.contains("wag-config-")).unwrap();
    let kept = kept.trim_end_matches(':');
    assert!(std::fs::read_to_string(kept).unwrap().contains("Ours"), "{outcome:?}");
    assert_eq!(crate::machine::mode(std::path::Path::new(kept)), 0o600);
    std::fs::remove_file(kept).unwrap();
    assert!(fake.calls()[before..].iter().all(|c| c == "GET /config"));
}

#[test]
fn a_configuration_file_is_compared_with_what_the_server_knows() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    machine.file(
        "bad.json",
        r#"{"TeamSettings": {"SiteName": 5, "Nonsense": 1}, "OddSettings": {}, "ServiceSettings": []}"#,
    );
    let outcome = machine.wag(&["config", "validate", "bad.json"]).ended(1);
    let mut settings: Vec<_> =
        outcome.lines().iter().map(|l| l.split('\t').next().unwrap().to_owned()).collect();
    settings.sort();
    assert_eq!(
        settings,
        ["OddSettings", "ServiceSettings", "TeamSettings.Nonsense", "TeamSettings.SiteName"]
    );
    machine.file("broken.json", "{");
    assert!(machine.wag(&["config", "validate", "broken.json"]).ended(1).err.contains("not JSON"));
}

#[test]
fn a_permission_that_does_not_exist_is_not_given() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let outcome = machine.wag(&["permissions", "add", "system_user", "create_teams"]).ended(2);
    assert!(outcome.err.contains("there is create_team"), "{outcome:?}");
    machine.wag(&["permissions", "remove", "system_user", "create_team"]).ended(1);
    assert!(machine.wag(&["permissions", "role", "show", "nobody"]).ended(1).err.contains("role list"));
    assert!(!fake.calls().iter().any(|c| c.starts_with("PUT")));
}

#[test]
fn a_file_and_a_text_from_standard_input_are_posted() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    machine.file("report.txt", &"line of the report\n".repeat(20_000));
    let args = ["post", "create", "sales:leads", "--message", "-", "--attach", "report.txt"];
    machine.wag_input("from a pipe", &args).ended(0);
    let upload = fake.find("POST /files").raw;
    assert!(upload.contains("filename=\"report.txt\"") && upload.contains(LEADS), "{}", &upload[..400]);
    assert_eq!(upload.matches("line of the report").count(), 20_000);
    let body = fake.find("POST /posts?set_online=false").body;
    assert_eq!((body["message"].as_str(), body["file_ids"][0].as_str()), (Some("from a pipe"), Some(POST)));
    let args = ["post", "create", "sales:leads", "--message", "x", "--attach", "missing.txt"];
    assert!(machine.wag(&args).ended(1).err.contains("missing.txt"));
}
