//! The manifest's text: group 21.

use std::fmt::Write as _;

use chinwag_bundle::{Checked, Code, Manifest, Refusal};

use crate::archives::{Tar, refused};

fn json(text: &str) -> Result<Checked<Manifest>, Refusal> {
    Manifest::read("plugin.json", text.as_bytes())
}

fn yaml(text: &str) -> Result<Checked<Manifest>, Refusal> {
    Manifest::read("plugin.yaml", text.as_bytes())
}

#[track_caller]
fn no(read: Result<Checked<Manifest>, Refusal>, code: Code, words: &str) {
    let refusal = read.expect_err("the text must be refused");
    assert!(refusal.codes().contains(&code), "{code} is not in: {refusal}");
    assert!(refusal.to_string().contains(words), "`{words}` is not in: {refusal}");
}

const GOOD: &str =
    r#"{"id": "com.example.a", "name": "A", "version": "1.0.0", "webapp": {"bundle_path": "main.js"}}"#;

#[test]
fn json_and_yaml_say_the_same() {
    let from_json = json(GOOD).unwrap();
    let from_yaml =
        yaml("# a comment\nid: com.example.a\nname: A\nversion: 1.0.0\nwebapp:\n  bundle_path: main.js\n")
            .unwrap();
    assert_eq!(from_json, from_yaml);
    assert_eq!(from_json.warnings, []);
    assert_eq!(yaml(GOOD).unwrap(), from_json, "JSON is YAML");
}

#[test]
fn depth_is_limited_in_both() {
    let deep = format!(r#"{{"id": {}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    no(json(&deep), Code::DocumentTooDeep, "32 levels");
    no(yaml(&deep), Code::DocumentTooDeep, "32 levels");
    let objects = format!("{}1{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000));
    no(json(&objects), Code::DocumentTooDeep, "32 levels");
    no(yaml(&objects), Code::DocumentTooDeep, "32 levels");
}

#[test]
fn a_long_text_is_refused_by_its_length() {
    let long = format!(r#"{{"id": "{}"}}"#, "x".repeat(2 * 1024 * 1024));
    no(json(&long), Code::DocumentTooLarge, "1048576 bytes");
    no(yaml(&long), Code::DocumentTooLarge, "1048576 bytes");
    let zeros = format!(r#"{{"id": "{}"}}"#, "x".repeat(4 * 1024 * 1024));
    refused(&Tar::default().file("plugin.json", zeros.as_bytes()).gz(), Code::DocumentTooLarge, "4194314");
    let many = format!(r#"{{"props": {{"a": [{}1]}}}}"#, "1,".repeat(200_000));
    no(json(&many), Code::DocumentTooLarge, "100000 values");
    no(yaml(&many), Code::DocumentTooLarge, "100000 values");
}

#[test]
fn a_key_is_there_once() {
    no(
        json(r#"{"id": "aaa", "id": "bbb"}"#),
        Code::DocumentDuplicateKey,
        "manifest, id: the key is there twice",
    );
    let inside = r#"{"settings_schema": {"settings": [{"key": "a", "key": "b"}]}}"#;
    no(json(inside), Code::DocumentDuplicateKey, "settings_schema.settings[0].key");
    no(yaml("id: aaa\nname: x\nid: bbb\n"), Code::DocumentDuplicateKey, "again in line 3");
    let many = format!("{{{}}}", r#""a":1,"#.repeat(1000).trim_end_matches(','));
    assert!(json(&many).is_err() && yaml(&many).is_err());
}

#[test]
fn what_is_not_json_is_explained_by_its_place() {
    no(json("{\"id\": NaN}"), Code::DocumentSyntax, "line 1");
    no(json("{\"id\": \"a\",}"), Code::DocumentSyntax, "not JSON at line 1");
    no(json("{} {}"), Code::DocumentSyntax, "line 1");
    no(json("{\"id\": \"\\ud800\"}"), Code::DocumentSyntax, "line 1");
    no(json("{\n  // mine\n  \"id\": \"aaa\"\n}"), Code::DocumentComment, "JSON has no comments");
    no(json("{\"id\": \"aaa\" /* mine */}"), Code::DocumentComment, "plugin.yaml");
    no(json(""), Code::DocumentSyntax, "line 1");
    no(json("[1]"), Code::DocumentNotObject, "a list");
    no(yaml("just words"), Code::DocumentNotObject, "a text");
    no(yaml(""), Code::DocumentNotObject, "null");
    no(yaml("a: [1, 2"), Code::DocumentSyntax, "not YAML at line");
    no(yaml("a:\n\t- b"), Code::DocumentSyntax, "not YAML at line");
}

#[test]
fn a_byte_order_mark_is_overlooked_and_other_encodings_are_not() {
    let read = Manifest::read("plugin.json", format!("\u{feff}{GOOD}").as_bytes()).unwrap();
    assert_eq!(read.warnings[0].code, Code::DocumentByteOrderMark);
    let utf16: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(Manifest::read("plugin.json", &utf16).is_err());
    no(Manifest::read("plugin.json", b"{\n\"name\": \"caf\xe9\"}"), Code::DocumentNotUtf8, "line 2");
    assert!(yaml("name: a\0b\n").is_err());
}

#[test]
fn a_billion_laughs_are_stopped_and_honest_anchors_work() {
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        writeln!(laughs, "a{level}: &a{level} [{}]", vec![before; 10].join(", ")).unwrap();
    }
    no(yaml(&laughs), Code::DocumentAliases, "10000 values");
    no(yaml("a: &a [*a]\n"), Code::DocumentAliases, "encloses it");
    assert!(yaml("a: *nowhere\n").is_err());
    let honest = "id: com.example.a\nname: &name A\nversion: 1.0.0\ndescription: *name\nwebapp: {bundle_path: main.js}\n";
    assert_eq!(yaml(honest).unwrap().value.description, "A");
}

#[test]
fn yaml_that_is_more_than_plain_is_refused() {
    no(yaml("id: aaa\n---\nid: bbb\n"), Code::DocumentNotPlain, "second document");
    no(yaml("id: !!python/object:os.system ls\n"), Code::DocumentNotPlain, "tag");
    no(yaml("id: !mine x\n"), Code::DocumentNotPlain, "tag");
    no(yaml("? [a, b]\n: c\n"), Code::DocumentNotPlain, "not a text");
    no(yaml("version: 1.0\nname: A\nid: aaa\n"), Code::FieldType, "put it in quotes: \"1.0\"");
    let read =
        yaml("id: aaa\nname: yes\nversion: 1.0.0\nwebapp: {bundle_path: !!str main.js}\n").unwrap().value;
    assert_eq!(read.name, "yes", "`yes` is a text");
}
