//! Ids, fields, versions, paths, limits, kinds and hooks: groups 19, 22, 23 and 24.

use chinwag_bundle::{
    AskedLimit, Checked, Code, ContractVersion, Delivery, Instances, Kind, Manifest, Policy, Refusal,
    check_server_version, check_upgrade,
};
use serde_json::{Value, json};

/// A good manifest with some fields changed; null takes one away.
pub(crate) fn with(changes: &Value) -> Value {
    let mut manifest = json!({
        "id": "com.example.a", "name": "A", "version": "1.0.0",
        "server": {"component": "plugin.wasm"}, "webapp": {"bundle_path": "main.js"},
    });
    for (name, value) in changes.as_object().unwrap() {
        manifest[name] = value.clone();
    }
    manifest
}

pub(crate) fn read(changes: &Value) -> Result<Checked<Manifest>, Refusal> {
    Manifest::from_value(&with(changes))
}

#[track_caller]
pub(crate) fn no(changes: &Value, code: Code, words: &str) {
    let refusal = read(changes).expect_err("the manifest must be refused");
    assert_eq!(refusal.code(), code, "{refusal}");
    assert!(refusal.to_string().contains(words), "`{words}` is not in: {refusal}");
}

/// Checks that it is read; gives the codes of the warnings.
#[track_caller]
pub(crate) fn warns(changes: &Value) -> Vec<Code> {
    let read = read(changes).unwrap_or_else(|refusal| panic!("the manifest must be read: {refusal}"));
    read.warnings.iter().map(|finding| finding.code).collect()
}

#[test]
fn ids_that_could_be_taken_for_something_else_are_refused() {
    no(&json!({"id": null}), Code::IdMissing, "com.example.my-plugin");
    no(&json!({"id": ""}), Code::IdMissing, "no id");
    no(&json!({"id": 7}), Code::FieldType, "a number");
    no(&json!({"id": "ab"}), Code::IdLength, "3 to 190");
    no(&json!({"id": "a".repeat(191)}), Code::IdLength, "191 characters");
    for id in ["...", "a..b", ".hidden", "trailing.", "-dash", "under_"] {
        no(&json!({"id": id}), Code::IdForm, "two dots in a row");
    }
    for id in ["com0", "con", "aux.tool", "LPT1.x"] {
        no(&json!({"id": id}), Code::IdReserved, "Windows");
    }
    for id in ["statuses", "webapp", "marketplace"] {
        no(&json!({"id": id}), Code::IdReserved, "addresses");
    }
    for id in ["a/b", "..\\x", "a b", "a%2fb", "a\u{0}b"] {
        assert!(read(&json!({"id": id})).is_err(), "{id:?}");
    }
    no(&json!({"id": "c\u{43e}m.example.a"}), Code::IdCharacters, "U+043E");
    assert_eq!(warns(&json!({"id": "Com.Example.A"})), [Code::IdLowered]);
    assert_eq!(read(&json!({"id": "Com.Example.A"})).unwrap().value.id.as_str(), "com.example.a");
}

#[test]
fn all_problems_come_at_once_each_with_its_place() {
    let refusal = read(&json!({
        "id": "x", "name": " ", "version": "v1", "homepage_url": "javascript:alert(1)", "kinds": ["robot"],
        "capabilities": ["posts:eat"], "unheard": 1, "limits": {"memory_mib": 100_000},
    }))
    .unwrap_err();
    let found: Vec<_> =
        refusal.findings().iter().map(|one| (one.code.as_str(), one.place.to_string())).collect();
    for expected in [
        ("manifest.id_length", "manifest, id"),
        ("manifest.name_missing", "manifest, name"),
        ("manifest.version", "manifest, version"),
        ("manifest.url", "manifest, homepage_url"),
        ("manifest.kind_unknown", "manifest, kinds[0]"),
        ("manifest.capability_unknown", "manifest, capabilities[0]"),
        ("manifest.out_of_range", "manifest, limits.memory_mib"),
        ("manifest.unknown_field", "manifest, unheard"),
    ] {
        assert!(
            found.iter().any(|(code, place)| (*code, place.as_str()) == expected),
            "{expected:?} not in {found:?}"
        );
    }
    assert_eq!(found.last().unwrap().0, "manifest.unknown_field", "errors come first, warnings last");
}

#[test]
fn unknown_fields_warn_and_say_what_was_meant() {
    let read =
        read(&json!({"capabilites": [], "server": {"component": "plugin.wasm", "Statefull": true}})).unwrap();
    let words: Vec<_> = read.warnings.iter().map(ToString::to_string).collect();
    assert!(words.iter().any(|words| words.contains("did you mean `capabilities`?")), "{words:?}");
    assert!(words.iter().any(|words| words.contains("did you mean `stateful`?")), "{words:?}");
    assert_eq!(warns(&json!({"props": {"anything": [1, {"goes": "here"}]}})), []);
}

#[test]
fn versions_are_strict_and_compared() {
    for version in ["1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "latest", "1.0.0-"] {
        no(&json!({"version": version}), Code::VersionInvalid, "three numbers");
    }
    no(&json!({"min_server_version": "10"}), Code::VersionInvalid, "min_server_version");
    assert_eq!(warns(&json!({"version": null})), [Code::VersionMissing]);
    let version = |version: &str| read(&json!({"version": version})).unwrap().value;
    let older = check_upgrade(&version("2.0.0"), &version("2.0.0-rc.1")).unwrap_err();
    assert_eq!(older.code, Code::Downgrade);
    assert!(older.to_string().contains("2.0.0-rc.1 is older than 2.0.0"), "{older}");
    assert!(check_upgrade(&version("1.9.0"), &version("1.10.0")).is_ok());
    assert!(
        check_upgrade(&version("1.0.0"), &version("1.0.0+other-build")).is_ok(),
        "the same may come again"
    );
    let demanding = read(&json!({"min_server_version": "11.2.0"})).unwrap().value;
    let refused = check_server_version(&demanding, &"11.1.9".parse().unwrap()).unwrap_err();
    assert_eq!(refused.code, Code::ServerTooOld);
    assert!(
        refused.to_string().contains("needs version 11.2.0 of the server; this one is 11.1.9"),
        "{refused}"
    );
    assert!(check_server_version(&demanding, &"11.2.0".parse().unwrap()).is_ok());
}

#[test]
fn paths_stay_in_the_bundle() {
    for path in [
        "../plugin.wasm",
        "/usr/bin/env",
        "C:\\x.wasm",
        "a/../../b",
        "server\\p.wasm",
        "\\\\host\\x",
        "folder/",
    ] {
        no(&json!({"server": {"component": path}}), Code::PathOutside, "no path of a file in the bundle");
        no(&json!({"webapp": {"bundle_path": path}}), Code::PathOutside, "webapp.bundle_path");
        no(&json!({"icon_path": path}), Code::PathOutside, "icon_path");
    }
    let native = json!({"server": {"component": "a.wasm", "executables": {"linux-amd64": "../../bin/sh"}}});
    no(&native, Code::PathOutside, "server.executables.linux-amd64");
    let cleaned = read(&json!({"server": {"component": "./server//plugin.wasm"}})).unwrap().value;
    assert_eq!(cleaned.server.unwrap().component.unwrap(), "server/plugin.wasm");
}

#[test]
fn addresses_are_of_the_web() {
    for name in ["homepage_url", "support_url", "release_notes_url"] {
        for address in [
            "javascript:alert(1)",
            "example.com",
            "ftp://example.com",
            "https://",
            "http:/example.com",
            "https://a b",
        ] {
            no(&json!({name: address}), Code::UrlInvalid, name);
        }
        assert_eq!(warns(&json!({name: "https://example.com/a?b#c"})), []);
        assert_eq!(warns(&json!({name: ""})), []);
    }
}

#[test]
fn a_plugin_has_a_part_and_native_programs_are_told_what_helps() {
    no(&json!({"server": null, "webapp": null}), Code::NoPart, "neither a server part nor a web part");
    no(&json!({"server": {}}), Code::ServerEmpty, "server.component");
    no(&json!({"webapp": {}}), Code::WebBundleMissing, "webapp/main.js");
    let native = json!({"server": {"executables": {"linux-amd64": "server/dist/plugin-linux-amd64"}}});
    no(&native, Code::NativeOnly, "wasm32-wasip2");
    no(&json!({"server": {"executable": "plugin.exe"}}), Code::NativeOnly, "--web-part-only");
    let text = serde_json::to_vec(&with(&native)).unwrap();
    let web = Manifest::read_web_part("plugin.json", &text).unwrap().value;
    assert_eq!((web.server, web.webapp.unwrap().bundle_path.as_str()), (None, "main.js"));
    let no_web = serde_json::to_vec(&with(&json!({"webapp": null}))).unwrap();
    assert_eq!(Manifest::read_web_part("plugin.json", &no_web).unwrap_err().code(), Code::NoWebPart);
    let both = json!({"server": {"component": "a.wasm", "executables": {"linux-amd64": "a"}}});
    assert_eq!(warns(&both), [Code::NativeIgnored]);
    let useless = json!({"server": null, "capabilities": ["kv"], "limits": {"memory_mib": 8}});
    assert_eq!(warns(&useless), [Code::ServerOnlyField, Code::ServerOnlyField]);
}

#[test]
fn instances_and_state_agree() {
    let server = |server: Value| {
        let mut server = server;
        server["component"] = json!("a.wasm");
        json!({"server": server})
    };
    let instances = |changes: Value| read(&server(changes)).unwrap().value.server.unwrap().instances;
    assert_eq!(instances(json!({})), Instances::USUAL);
    assert_eq!(instances(json!({"stateful": true})), Instances::ONE);
    assert_eq!(instances(json!({"instances": {"min": 8}})), Instances { min: 8, max: 8 });
    assert_eq!(instances(json!({"instances": {"min": 0, "max": 2}})), Instances { min: 0, max: 2 });
    no(&server(json!({"stateful": true, "instances": {"max": 4}})), Code::StatefulInstances, "exactly one");
    no(&server(json!({"instances": {"min": 3, "max": 2}})), Code::InstancesOrder, "at least 3 and at most 2");
    no(&server(json!({"instances": {"max": 65}})), Code::FieldRange, "1 to 64");
    no(&server(json!({"instances": {"max": -1}})), Code::FieldRange, "1 to 64");
    no(&server(json!({"instances": {"max": 1.5}})), Code::FieldType, "whole number");
    no(&server(json!({"stateful": "yes"})), Code::FieldType, "true or false");
}

#[test]
fn limits_are_asked_for_within_their_ranges() {
    let limits = read(&json!({"limits": {"memory_mib": 128, "hook_ms": 1000}})).unwrap().value.limits;
    assert_eq!(limits.get(AskedLimit::MemoryMib), 128);
    assert_eq!((limits.asked(AskedLimit::KvMib), limits.get(AskedLimit::KvMib)), (None, 64));
    for row in AskedLimit::TABLE {
        let range = format!("{} to {}", row.least, row.most);
        no(&json!({"limits": {row.name: u64::from(row.most) + 1}}), Code::FieldRange, &range);
        no(&json!({"limits": {row.name: i64::from(row.least) - 1}}), Code::FieldRange, &range);
        no(&json!({"limits": {row.name: u64::MAX}}), Code::FieldRange, &range);
        assert_eq!(warns(&json!({"limits": {row.name: row.most}})), []);
        assert!((row.least..=row.most).contains(&row.usual), "{}", row.name);
    }
    assert_eq!(warns(&json!({"limits": {"memory_mb": 64}})), [Code::FieldUnknown]);
}

#[test]
fn kinds_are_five_and_a_component_is_a_hook_by_itself() {
    let kinds = |changes: &Value| read(changes).unwrap().value.kinds;
    assert_eq!(kinds(&json!({})), [Kind::Hook]);
    assert_eq!(kinds(&json!({"server": null})), []);
    let all = ["hook", "step", "processor", "receiver", "handler"];
    assert_eq!(kinds(&json!({"kinds": all})), Kind::ALL);
    no(&json!({"kinds": ["robot"]}), Code::KindUnknown, "hook, step, processor, receiver and handler");
    no(&json!({"kinds": "hook"}), Code::FieldType, "a list");
    assert_eq!(warns(&json!({"kinds": ["step", "step"]})), [Code::KindRepeated]);
}

#[test]
fn hooks_have_a_policy_an_order_and_a_way_of_delivery() {
    let manifest = read(&json!({
        "priority": 5, "policy": "closed",
        "hooks": {
            "message-will-be-posted": {"priority": -10, "policy": "open"},
            "message-has-been-posted": {"durable": true},
        },
    }));
    let manifest = manifest.unwrap().value;
    let first = manifest.hook("message-will-be-posted");
    assert_eq!((first.priority, first.policy, first.delivery), (-10, Policy::Open, Delivery::Mailbox));
    let second = manifest.hook("message-has-been-posted");
    assert_eq!((second.priority, second.policy, second.delivery), (5, Policy::Closed, Delivery::Durable));
    let other = read(&json!({})).unwrap().value.hook("channel-created");
    assert_eq!((other.priority, other.policy, other.delivery), (0, Policy::Open, Delivery::Mailbox));
    no(&json!({"hooks": {"x": {"policy": "ajar"}}}), Code::PolicyUnknown, "`open`");
    no(&json!({"hooks": {"MessageWillBePosted": {}}}), Code::HookName, "message-will-be-posted");
    no(&json!({"hooks": {"x": {"priority": 1001}}}), Code::FieldRange, "-1000 to 1000");
    assert_eq!(warns(&json!({"hooks": {"x": {"retries": 3}}})), [Code::FieldUnknown]);
}

#[test]
fn the_contract_is_a_line_of_numbers() {
    let contract = |text: &str| read(&json!({"contract": text})).map(|read| read.value.contract.unwrap());
    let line = |major, minor, patch| ContractVersion { major, minor, patch };
    assert_eq!(contract("0.1").unwrap(), line(0, 1, 0));
    assert_eq!(contract("2.10.3").unwrap(), line(2, 10, 3));
    for bad in ["1", "v1.0", "1.0.0.0", "1.x", "01.0", "1.0-rc", "99999.0"] {
        assert_eq!(contract(bad).unwrap_err().code(), Code::ContractInvalid, "{bad}");
    }
}

#[test]
fn texts_are_one_line_or_several_and_not_endless() {
    no(&json!({"name": "A\nB"}), Code::FieldControl, "\\u{a}");
    no(&json!({"description": "A\u{1b}[31m"}), Code::FieldControl, "\\u{1b}");
    no(&json!({"name": "x".repeat(300)}), Code::FieldTooLong, "256 characters");
    assert_eq!(warns(&json!({"description": "two\nlines"})), []);
    let refusal = read(&json!({"name": "x".repeat(300)})).unwrap_err();
    assert!(refusal.findings()[0].value.as_ref().unwrap().chars().count() <= 121, "long values are cut");
}

#[test]
fn browsers_get_no_server_part_and_the_served_name() {
    let changes = json!({
        "description": "secret plans", "homepage_url": "https://example.com", "props": {"x": 1},
        "settings_schema": {"header": "h", "settings": []}, "capabilities": ["kv"],
    });
    let manifest = read(&changes).unwrap().value;
    let script = b"window.registerPlugin()";
    let web = chinwag_bundle::WebBundle {
        digest: chinwag_bundle::Digest::of(script),
        fnv1a64: chinwag_bundle::fnv1a64(script),
    };
    let sent = serde_json::to_value(manifest.for_clients(Some(&web))).unwrap();
    let hash = format!("{:016x}", web.fnv1a64);
    let path = format!("/static/com.example.a/com.example.a_{hash}_bundle.js");
    assert_eq!(sent["webapp"], json!({"bundle_path": path, "integrity": web.digest.integrity()}));
    for absent in ["description", "server", "capabilities", "limits", "kinds"] {
        assert_eq!(sent.get(absent), None, "{absent}");
    }
    assert_eq!(
        (&sent["id"], &sent["version"], &sent["props"]["x"]),
        (&json!("com.example.a"), &json!("1.0.0"), &json!(1))
    );
    assert_eq!(sent["settings_schema"]["header"], "h");
    let without = serde_json::to_value(manifest.for_clients(Some(&web)).without_settings()).unwrap();
    assert_eq!(without.get("settings_schema"), None);
}

#[test]
fn a_manifest_that_was_written_reads_the_same() {
    let manifest = read(&json!({
        "server": {"component": "a.wasm", "stateful": true}, "contract": "0.1", "priority": 3, "policy": "closed",
        "hooks": {"x": {"durable": true}}, "limits": {"kv_mib": 7}, "kinds": ["step", "hook"], "props": {"p": [null]},
        "capabilities": ["http:*.example.com:8443", "plugins:call:other.one", "kv"],
        "settings_schema": {"sections": [{"key": "s", "custom": true, "settings": [
            {"key": "k", "type": "radio", "options": [{"display_name": "A", "value": "a"}], "default": "a"},
            {"key": "n", "type": "number", "min": -1, "max": 5, "placeholder": "p", "hosting": "on-prem"},
        ]}]},
    }));
    let manifest = manifest.unwrap().value;
    let again = Manifest::from_value(&serde_json::to_value(&manifest).unwrap()).unwrap();
    assert_eq!(again.value, manifest);
    assert_eq!(again.warnings, []);
}
