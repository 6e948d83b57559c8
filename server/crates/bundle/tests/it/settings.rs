//! Settings: the schema with its nine types, and the values. Group 25.

use chinwag_bundle::{Code, SettingType, SettingsSchema};
use serde_json::{Value, json};

use crate::manifest::{no, read, warns};

fn one(setting: &Value) -> Value {
    json!({"settings_schema": {"settings": [setting]}})
}

fn schema(settings: &Value) -> SettingsSchema {
    read(&json!({"settings_schema": {"settings": settings}})).unwrap().value.settings_schema.unwrap()
}

#[test]
fn all_nine_types_are_known_and_others_are_not() {
    for kind in SettingType::ALL {
        let options = json!([{"display_name": "A", "value": "a"}]);
        let has_options = matches!(kind, SettingType::Dropdown | SettingType::Radio);
        let mut setting = json!({"key": "k", "display_name": "K", "type": kind.as_str(), "help_text": "h"});
        if has_options {
            setting["options"] = options.clone();
        }
        assert_eq!(warns(&one(&setting)), [], "{}", kind.as_str());
        if !has_options {
            setting["options"] = options;
            no(&one(&setting), Code::SettingFieldMisplaced, "no `options`");
        }
    }
    no(&one(&json!({"key": "k", "type": "colour"})), Code::SettingTypeUnknown, "longtext");
    no(&one(&json!({"key": "k"})), Code::SettingTypeUnknown, "no type");
    no(&one(&json!({"type": "bool"})), Code::SettingKeyMissing, "settings_schema.settings[0].key");
    no(
        &json!({"settings_schema": {"sections": [{"settings": []}]}}),
        Code::SettingKeyMissing,
        "sections[0].key",
    );
}

#[test]
fn fields_go_with_their_types() {
    let setting =
        |kind: &str, field: &str, value: Value| one(&json!({"key": "k", "type": kind, field: value}));
    for kind in ["bool", "dropdown", "radio"] {
        let mut bad = setting(kind, "placeholder", json!("p"));
        if kind != "bool" {
            bad["settings_schema"]["settings"][0]["options"] = json!([{"display_name": "A", "value": "a"}]);
        }
        no(&bad, Code::SettingFieldMisplaced, "no `placeholder`");
    }
    for kind in ["generated", "text", "longtext", "number", "username", "custom"] {
        assert_eq!(warns(&setting(kind, "placeholder", json!("p"))), []);
    }
    no(
        &setting("text", "regenerate_help_text", json!("r")),
        Code::SettingFieldMisplaced,
        "regenerate_help_text",
    );
    assert_eq!(warns(&setting("generated", "regenerate_help_text", json!("r"))), []);
    no(&setting("text", "min", json!(1)), Code::SettingFieldMisplaced, "no `min`");
    no(&setting("number", "pattern", json!("a")), Code::SettingFieldMisplaced, "no `pattern`");
    no(&setting("text", "hosting", json!("moon")), Code::SettingHosting, "on-prem");
    no(&one(&json!({"key": "k", "type": "radio"})), Code::SettingOptions, "nothing to choose from");
    let halves = json!({"key": "k", "type": "radio", "options": [{"display_name": "A"}, {"value": "b"}]});
    no(&one(&halves), Code::SettingOptions, "no value");
    no(&one(&json!({"key": "k", "type": "number", "min": 5, "max": 1})), Code::FieldRange, "greater");
}

#[test]
fn keys_are_told_apart_without_looking_at_case() {
    let twice = json!([{"key": "Token", "type": "text"}, {"key": "token", "type": "text"}]);
    no(&json!({"settings_schema": {"settings": twice}}), Code::SettingKeyRepeated, "settings[0].key too");
    let sections = json!([
        {"key": "a", "settings": [{"key": "x", "type": "text"}]},
        {"key": "b", "settings": [{"key": "X", "type": "text"}]},
    ]);
    no(
        &json!({"settings_schema": {"sections": sections}}),
        Code::SettingKeyRepeated,
        "sections[1].settings[0].key",
    );
    let same = json!([{"key": "a"}, {"key": "A"}]);
    no(&json!({"settings_schema": {"sections": same}}), Code::SettingKeyRepeated, "sections[1].key");
    let both =
        json!({"settings": [{"key": "x", "type": "text"}], "sections": [{"key": "s", "settings": []}]});
    assert_eq!(warns(&json!({"settings_schema": both})), [Code::SettingBothForms]);
}

#[test]
fn a_secret_has_no_default_and_other_defaults_fit() {
    let secret = json!({"key": "k", "type": "text", "secret": true, "default": "hunter2"});
    no(&one(&secret), Code::SettingSecretDefault, "everybody who has the bundle could read it");
    let words = read(&one(&secret)).unwrap_err().to_string();
    assert!(!words.contains("hunter2"), "the secret is not repeated: {words}");
    assert_eq!(warns(&one(&json!({"key": "k", "type": "text", "secret": true, "default": ""}))), []);
    for (kind, default) in [("bool", json!("true")), ("number", json!("many")), ("text", json!(5))] {
        assert_eq!(
            warns(&one(&json!({"key": "k", "type": kind, "default": default}))),
            [Code::SettingDefault]
        );
    }
    let radio = json!({"key": "k", "type": "radio", "options": [{"display_name": "A", "value": "a"}], "default": "b"});
    assert_eq!(warns(&one(&radio)), [Code::SettingDefault]);
}

#[test]
fn patterns_cannot_explode() {
    let pattern = |pattern: &str| one(&json!({"key": "k", "type": "text", "pattern": pattern}));
    no(&pattern("((((a{100}){100}){100}){100})"), Code::SettingPattern, "too much memory");
    no(&pattern("(?=a)b"), Code::SettingPattern, "look-around");
    no(&pattern("(a)\\1"), Code::SettingPattern, "back-references");
    no(&pattern("a)|(b"), Code::SettingPattern, "cannot be used");
    no(&pattern(&"a".repeat(600)), Code::SettingPattern, "at most 512");
    assert_eq!(warns(&pattern("(a+)+b")), [], "it would explode elsewhere, and cannot here");
    let schema = schema(&json!([{"key": "k", "type": "text", "pattern": "(a+)+b"}]));
    let value = json!({"k": "a".repeat(50_000)});
    let found = schema.check_values(value.as_object().unwrap());
    assert_eq!(found[0].code, Code::SettingValue);
}

#[test]
fn values_are_checked_by_their_setting() {
    let schema = schema(&json!([
        {"key": "Url", "type": "text", "display_name": "Address", "pattern": "https://[^ ]+", "required": true},
        {"key": "Count", "type": "number", "min": 1, "max": 10},
        {"key": "Mode", "type": "dropdown", "options": [{"display_name": "A", "value": "a"}]},
        {"key": "On", "type": "bool"},
        {"key": "Token", "type": "text", "secret": true, "max_length": 5},
        {"key": "Free", "type": "custom"},
    ]));
    let check = |values: Value| {
        let found = schema.check_values(values.as_object().unwrap());
        found.into_iter().map(|finding| finding.to_string()).collect::<Vec<_>>()
    };
    let good = json!({"url": "https://x", "count": "7", "mode": "a", "on": false, "token": "abcde", "free": {"a": 1}, "else": 1});
    assert_eq!(check(good), [""; 0]);
    let missing = check(json!({"url": ""}));
    assert!(
        missing.len() == 1 && missing[0].contains("“Address” cannot have this value: it must have a value"),
        "{missing:?}"
    );
    let bad = check(
        json!({"url": "see https://x", "count": 11, "mode": "z", "on": "no", "token": "abcdef-secret"}),
    );
    assert_eq!(bad.len(), 5, "{bad:?}");
    for (words, expected) in
        bad.iter().zip(["must match", "1 to 10", "one of: a", "true or false", "at most 5"])
    {
        assert!(words.contains(expected), "{words}");
    }
    assert!(!bad[4].contains("abcdef"), "a secret value is not repeated: {}", bad[4]);
}
