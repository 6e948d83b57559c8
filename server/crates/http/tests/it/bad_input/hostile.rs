//! Values that break programs, and the requests made of them.
//!
//! JSON is put together as text, because the worst of it (halves of surrogate pairs, numbers no machine holds) has no
//! form as a value.

use serde_json::Value;

/// What is put in place of every field: other types, the edges of numbers, texts that databases and screens choke on.
pub(super) fn in_place_of_a_field() -> Vec<String> {
    let long = format!("\"{}\"", "x".repeat(70_000));
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let fixed = [
        "null",
        "true",
        "-1",
        "0",
        "1.5",
        "1e308",
        "9007199254740993",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
        "123456789012345678901234567890",
        r#""""#,
        r#""x""#,
        r#""-1""#,
        r#""\u0000""#,
        r#""a\u0000b""#,
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#""\u202e\u200b\ufeff\u0007""#,
        r#""' OR 1=1; -- %_\\""#,
        r#""../../etc/passwd""#,
        r#""$argon2id$v=19$m=4194304""#,
        r#""aaaaaaaaaaaaaaaaaaaaaaaaaa""#,
        "[]",
        "{}",
        "[null]",
        r#"["\u0000"]"#,
        r#"{"a":{"b":["\u0000",9223372036854775807]}}"#,
    ];
    fixed.into_iter().map(str::to_owned).chain([long, deep]).collect()
}

/// Whole bodies, for routes that take one and for those that do not.
pub(super) fn whole_bodies() -> Vec<Vec<u8>> {
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(5_000), close.repeat(5_000));
    let ids: Vec<String> = (0..5_000).map(|n| format!("{n:026}")).collect();
    let texts = [
        String::new(),
        "null".into(),
        "0".into(),
        "-1".into(),
        "9223372036854775808".into(),
        "1e999".into(),
        "true".into(),
        "\"x\"".into(),
        "\"\\u0000\"".into(),
        "[]".into(),
        "{}".into(),
        "[[]]".into(),
        "[{}]".into(),
        "[null]".into(),
        "[\"\\u0000\"]".into(),
        "[\"\"]".into(),
        "{".into(),
        "{\"a\":1}{\"a\":1}".into(),
        "{\"message\":\"a\",\"message\":\"b\"}".into(),
        "{\"\\u0000\":\"\\u0000\"}".into(),
        "{\"\\ud800\":1}".into(),
        "\u{feff}{}".into(),
        "NaN".into(),
        "// nothing\n{}".into(),
        "<?xml version=\"1.0\"?><a/>".into(),
        "a=b&payload=%00".into(),
        nested("[", "]"),
        nested("{\"a\":", "}"),
        "[".repeat(100_000),
        serde_json::to_string(&ids).unwrap(),
    ];
    let bytes = [vec![0xff, 0xfe, 0x00], b"{\"message\":\"\xc3\x28\"}".to_vec(), vec![0; 1_000]];
    texts.into_iter().map(String::into_bytes).chain(bytes).collect()
}

/// Content types in turn: what a body is does not depend on what it is called, and forms are forms.
pub(super) const CONTENT_TYPES: [&str; 6] = [
    "application/json",
    "",
    "text/plain; charset=latin-1",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=b",
];

/// What stands where an address wants an id or a name (percent-encoded).
pub(super) const IN_AN_ADDRESS: [&str; 9] = [
    "%00",
    "%ff%fe",
    "x%2f..%2f..%2fetc",
    "me",
    "-1",
    "9223372036854775808",
    "aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "%F0%9F%98%80%E2%80%AE",
    "%27%20OR%201%3D1",
];

/// Numbers in a query, all at once.
const NUMBERS: [&str; 13] = [
    "page",
    "per_page",
    "limit",
    "since",
    "logs_per_page",
    "last_delete_at",
    "bookmarks_since",
    "limit_before",
    "limit_after",
    "pageSize",
    "totalsOnly",
    "fromCreateAt",
    "seconds",
];
/// Texts in a query, all at once.
const TEXTS: [&str; 16] = [
    "name",
    "term",
    "sort",
    "role",
    "roles",
    "channel_roles",
    "team_roles",
    "direction",
    "format",
    "h",
    "iid",
    "t",
    "token",
    "user_input",
    "filename",
    "fromPost",
];
/// Ids in a query, all at once.
const IDS: [&str; 9] = [
    "before",
    "after",
    "channel_id",
    "team_id",
    "in_team",
    "in_channel",
    "not_in_team",
    "not_in_channel",
    "exclude_team",
];
/// Truth values in a query, all at once.
const FLAGS: [&str; 12] = [
    "active",
    "deleted",
    "extended",
    "include_deleted",
    "include_deleted_channels",
    "include_total_count",
    "inactive",
    "only_orphaned",
    "system_console",
    "unread",
    "without_team",
    "collapsedThreads",
];

fn every(names: &[&str], value: &str) -> String {
    names.iter().map(|name| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Queries.
pub(super) fn queries() -> Vec<String> {
    let numbers =
        ["-1", "1000000000", "4294967295", "9223372036854775807", "99999999999999999999", "1e9", "%00"];
    let texts = ["%00", "a%00b", "%ff", "%25_%5C*%22", "%F0%9F%98%80", "-"];
    let ids = ["x", "%00", "aaaaaaaaaaaaaaaaaaaaaaaaaa"];
    let long = "x".repeat(5_000);
    let mut queries: Vec<String> = numbers.iter().map(|n| every(&NUMBERS, n)).collect();
    queries.extend(texts.iter().map(|t| every(&TEXTS, t)));
    queries.push(every(&TEXTS, &long[..3_000]));
    queries.extend(ids.iter().map(|id| every(&IDS, id)));
    queries.push(every(&FLAGS, "true"));
    queries.push(format!("{}&page=-1&per_page=1000000000&since=-5", every(&FLAGS, "1")));
    queries.push("&&=&=x&%&%zz=%q".into());
    queries
}

/// The body with each of its parts taken away or replaced by each hostile value in turn.
pub(super) fn spoiled(body: &Value) -> Vec<String> {
    const MARK: &str = "@@hostile@@";
    let values = in_place_of_a_field();
    let mut all = Vec::new();
    for place in places(body, String::new()) {
        let mut marked = body.clone();
        *marked.pointer_mut(&place).expect("a place") = MARK.into();
        let marked = marked.to_string();
        all.extend(values.iter().map(|value| marked.replace(&format!("\"{MARK}\""), value)));
        let mut without = body.clone();
        let (parent, key) = place.rsplit_once('/').expect("a path");
        if let Some(fields) = without.pointer_mut(parent).and_then(Value::as_object_mut) {
            let _gone = fields.remove(&key.replace("~1", "/").replace("~0", "~"));
            all.push(without.to_string());
        }
    }
    all
}

/// JSON pointers of everything inside a value.
fn places(value: &Value, here: String) -> Vec<String> {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            fields.iter().map(|(k, v)| (k.replace('~', "~0").replace('/', "~1"), v)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    let mut all = Vec::new();
    for (key, value) in inside {
        let place = format!("{here}/{key}");
        all.push(place.clone());
        all.extend(places(value, place));
    }
    all
}
