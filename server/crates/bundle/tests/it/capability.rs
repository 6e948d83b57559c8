//! What plugins may ask for and what administrators allow: group 22.

use chinwag_bundle::{
    Argument, Capability, CapabilityKind, Code, Denial, Grant, GrantScreen, GrantState, Grants, Need, Risk,
    changes,
};
use serde_json::json;

use crate::manifest::{no, read, warns};

fn capability(text: &str) -> Capability {
    Capability::parse(text).unwrap_or_else(|finding| panic!("{finding}"))
}

fn list(texts: &[&str]) -> Vec<Capability> {
    texts.iter().map(|text| capability(text)).collect()
}

fn grants(texts: &[&str]) -> Grants {
    let grant = |capability| Grant { capability, granted_by: "admin".to_owned(), granted_at: 1 };
    Grants::new(list(texts).into_iter().map(grant).collect())
}

#[test]
fn every_row_is_written_as_its_example_and_read_back() {
    let names: Vec<_> = CapabilityKind::TABLE.iter().map(|row| row.name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names, sorted, "sorted, and each once");
    for (kind, row) in CapabilityKind::all().zip(CapabilityKind::TABLE) {
        let example = capability(row.example);
        assert_eq!((example.kind(), example.to_string()), (kind, row.example.to_owned()));
        assert!(
            !row.words.ends_with('.') && row.words.starts_with(|first: char| first.is_lowercase()),
            "{}",
            row.words
        );
        assert_eq!(row.words_with.is_empty(), row.argument == Argument::None, "{}", row.name);
        let is_optional = matches!(row.argument, Argument::None | Argument::Plugin | Argument::Category);
        assert_eq!(Capability::parse(row.name).is_ok(), is_optional, "{}", row.name);
    }
}

#[test]
fn an_unknown_capability_refuses_the_bundle_and_says_what_was_meant() {
    no(&json!({"capabilities": ["post:read"]}), Code::CapabilityUnknown, "did you mean `posts:read`?");
    no(&json!({"capabilities": ["https://*"]}), Code::CapabilityUnknown, "write `http:`");
    no(&json!({"capabilities": [""]}), Code::CapabilityUnknown, "capabilities[0]");
    no(&json!({"capabilities": ["POSTS:READ"]}), Code::CapabilityUnknown, "no capability");
    no(&json!({"capabilities": [7]}), Code::FieldType, "a number");
    no(&json!({"capabilities": ["kv:x"]}), Code::CapabilityArgument, "takes no argument");
    no(&json!({"capabilities": ["posts:read:town-square"]}), Code::CapabilityArgument, "takes no argument");
    assert_eq!(warns(&json!({"capabilities": ["kv", "kv"]})), [Code::CapabilityRepeated]);
}

#[test]
fn hosts_are_names_with_a_star_in_front_at_most() {
    for (text, shown) in [
        ("http:API.GitHub.com", "http:api.github.com"),
        ("http:*.example.com", "http:*.example.com"),
        ("http:api.example.com:8443", "http:api.example.com:8443"),
        ("http:api.example.com:443", "http:api.example.com"),
        ("http:xn--bcher-kva.example", "http:xn--bcher-kva.example"),
        ("http:*", "http:*"),
        ("http-private:jira", "http-private:jira"),
        ("http-private:10.0.0.5:8080", "http-private:10.0.0.5:8080"),
        ("http-private:[fd00:0::1]:8080", "http-private:[fd00::1]:8080"),
    ] {
        assert_eq!(capability(text).to_string(), shown);
    }
    for bad in [
        "http",
        "http:",
        "http:https://example.com",
        "http:example.com/path",
        "http:user@example.com",
        "http:*.com",
        "http:*.*.com",
        "http:a.*.com",
        "http:ex*mple.com",
        "http:localhost",
        "http:127.0.0.1",
        "http:exam ple.com",
        "http:b\u{fc}cher.example",
        "http:-a.example",
        "http:a..example",
        "http:example.com:0",
        "http:example.com:99999",
        "http:example.com:",
        "http:*:8080",
        "http:**",
        "http-private:*",
        "http-private:*.internal",
        "http-private:",
        "http-private:[::zz]",
        "http-private:[::1]x",
        "http:example.com.",
        "http:[::1]",
    ] {
        let refused = Capability::parse(bad).expect_err(bad);
        assert_eq!(refused.code, Code::CapabilityArgument, "{bad}");
    }
}

#[test]
fn what_opens_everything_must_be_allowed_by_name() {
    assert_eq!(warns(&json!({"capabilities": ["http:*", "http:a.example.com"]})), [Code::CapabilityExplicit]);
    for explicit in
        ["http:*", "http-private:10.0.0.5", "sessions", "users:write", "config:write", "roles:write"]
    {
        assert!(capability(explicit).needs_explicit_grant(), "{explicit}");
        assert_eq!(capability(explicit).risk(), Risk::High, "{explicit}");
    }
    for usual in ["http:api.github.com", "http:*.example.com", "posts:read", "posts:moderate", "kv"] {
        assert!(!capability(usual).needs_explicit_grant(), "{usual}");
    }
}

#[test]
fn a_wider_capability_covers_a_narrower_one_and_never_the_reverse() {
    for (wide, narrow) in [
        ("http:*", "http:api.github.com"),
        ("http:*", "http:api.github.com:8443"),
        ("http:*", "http:*.example.com"),
        ("http:*.example.com", "http:api.example.com"),
        ("http:*.example.com", "http:a.b.example.com"),
        ("http:*.example.com", "http:*.b.example.com"),
        ("plugins:call", "plugins:call:com.example.todo"),
        ("preferences:read", "preferences:read:theme"),
    ] {
        assert!(capability(wide).covers(&capability(narrow)), "{wide} covers {narrow}");
        assert!(!capability(narrow).covers(&capability(wide)), "{narrow} does not cover {wide}");
    }
    for (one, other) in [
        ("http:*.example.com", "http:example.com"),
        ("http:*.example.com", "http:evilexample.com"),
        ("http:*.example.com", "http:example.com.evil.net"),
        ("http:*.example.com", "http:api.example.com:8443"),
        ("http:api.github.com", "http:github.com"),
        ("http:*", "http-private:jira"),
        ("posts:read", "posts:read-private"),
        ("posts:write", "posts:read"),
        ("plugins:call:a.b.c", "plugins:call:a.b.d"),
        ("preferences:read", "preferences:write:theme"),
    ] {
        assert!(!capability(one).covers(&capability(other)), "{one} does not cover {other}");
    }
}

#[test]
fn a_call_goes_on_with_its_grant_and_not_without() {
    let granted = grants(&[
        "posts:read",
        "http:*.example.com",
        "http:one.net:8443",
        "http-private:[fd00::1]:8080",
        "plugins:call:com.example.todo",
        "preferences:read",
    ]);
    for need in [
        Need::of(CapabilityKind::PostsRead),
        Need::http("api.example.com", 443),
        Need::http("API.Example.com.", 80),
        Need::http("one.net", 8443),
        Need::http_private("fd00::1", 8080),
        Need::http_private("[fd00::1]", 8080),
        Need::call_plugin("com.example.todo"),
        Need::read_preferences("theme"),
    ] {
        assert!(granted.allows(&need), "{need:?}");
    }
    for need in [
        Need::of(CapabilityKind::PostsWrite),
        Need::of(CapabilityKind::PostsReadPrivate),
        Need::of(CapabilityKind::Http),
        Need::of(CapabilityKind::PluginsCall),
        Need::http("example.com", 443),
        Need::http("api.example.com", 8443),
        Need::http("api.example.com.evil.net", 443),
        Need::http("evilexample.com", 443),
        Need::http("one.net", 443),
        Need::http("", 443),
        Need::http_private("api.example.com", 443),
        Need::call_plugin("com.example.other"),
        Need::write_preferences("theme"),
    ] {
        assert!(!granted.allows(&need), "{need:?}");
        assert!(!Grants::default().allows(&need), "{need:?}");
    }
    let all = grants(&["http:*"]);
    assert!(all.allows(&Need::http("anything.at.all", 1234)) && !all.allows(&Need::http_private("jira", 80)));
    assert!(granted.allows_some(CapabilityKind::Http) && !granted.allows_some(CapabilityKind::Mail));
    assert_eq!(granted.missing(&list(&["posts:read", "kv", "http:a.example.com"])), list(&["kv"]));
}

#[test]
fn a_denial_names_the_line_and_the_command() {
    let asked = list(&["posts:read", "http:api.github.com"]);
    let denial = |need: &Need<'_>| Denial::new("com.example.a", need, &asked).to_string();
    assert_eq!(
        denial(&Need::of(CapabilityKind::PostsWrite)),
        "plugin com.example.a may not post messages, and change and delete its own: add \"posts:write\" to \
         \"capabilities\" in plugin.json, then `wag plugin grant com.example.a posts:write`"
    );
    let host = denial(&Need::http("example.com", 8443));
    assert!(host.contains("may not call example.com on port 8443: add \"http:example.com:8443\""), "{host}");
    let asked_for = denial(&Need::http("api.github.com", 443));
    assert!(
        asked_for
            .contains("an administrator allows it with `wag plugin grant com.example.a http:api.github.com`"),
        "{asked_for}"
    );
    let nowhere = denial(&Need::http("local\nhost", 443));
    assert!(nowhere.contains("no capability allows this") && !nowhere.contains('\n'), "{nowhere}");
    let plugin = denial(&Need::call_plugin("com.example.todo"));
    assert!(plugin.contains("may not call the plugin com.example.todo"), "{plugin}");
}

#[test]
fn changes_between_versions_count_what_is_really_new() {
    let before = list(&["posts:read", "http:*.example.com", "kv"]);
    let now = list(&["posts:read", "http:api.example.com", "posts:write"]);
    let change = changes(&before, &now);
    assert_eq!(change.new, list(&["posts:write"]), "a narrower host is nothing new");
    assert_eq!(change.gone, list(&["http:*.example.com", "kv"]));
    assert_eq!(changes(&now, &now), chinwag_bundle::Change::default());
}

#[test]
fn the_screen_says_in_words_what_waits_what_is_allowed_and_what_went() {
    let manifest =
        read(&json!({"capabilities": ["kv", "posts:read", "http:api.github.com", "http:*"]})).unwrap().value;
    let screen = GrantScreen::new(&manifest, &grants(&["kv", "mail"]));
    assert!(screen.needs_consent());
    let lines: Vec<_> = screen.lines.iter().map(|line| (line.capability.to_string(), line.state)).collect();
    let expected = [
        ("http:*", GrantState::Waits),
        ("posts:read", GrantState::Waits),
        ("http:api.github.com", GrantState::Waits),
        ("kv", GrantState::Granted),
        ("mail", GrantState::Gone),
    ];
    let mut expected: Vec<_> = expected.map(|(name, state)| (name.to_owned(), state)).into();
    expected[1..3].sort_by_key(|(name, _)| capability(name));
    assert_eq!(lines, expected);
    assert_eq!(screen.allowed_at_once().count(), 2, "`http:*` is allowed by name only");
    let text = screen.to_string();
    for words in [
        "A 1.0.0 (com.example.a) asks to be allowed:",
        "may read every public channel's messages",
        "may call api.github.com",
        "may call every host on the internet (risk: high, to be allowed by name: wag plugin grant com.example.a http:*)",
        "is allowed already",
        "no longer asks for",
    ] {
        assert!(text.contains(words), "`{words}` is not in: {text}");
    }
    let nothing = GrantScreen::new(&read(&json!({})).unwrap().value, &Grants::default());
    assert!(!nothing.needs_consent() && nothing.to_string().contains("asks for nothing"));
}

#[test]
fn grants_are_stored_and_read_back() {
    let granted = grants(&["http:*.example.com:8443", "kv"]);
    let text = serde_json::to_string(&granted).unwrap();
    let again: Grants = serde_json::from_str(&text).unwrap();
    assert_eq!(again, granted);
    assert!(again.allows(&Need::of(CapabilityKind::Kv)));
    let unknown = text.replace("\"kv\"", "\"everything\"");
    assert!(
        serde_json::from_str::<Grants>(&unknown)
            .unwrap_err()
            .to_string()
            .contains("no capability `everything`")
    );
}
