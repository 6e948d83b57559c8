//! What a component's names say. The components are written by hand: a component is sections of a number, a length and
//! a content.

use chinwag_bundle::{Code, Component, Manifest, check_hooks};

use crate::archives::COMPONENT;

const PREAMBLE: &[u8] = b"\0asm\x0d\0\x01\0";

fn section(number: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    assert!(length < 128, "one byte is the length");
    [&[number, length][..], content].concat()
}

fn named(name: &str) -> Vec<u8> {
    [&[0, u8::try_from(name.len()).unwrap()][..], name.as_bytes()].concat()
}

/// A component that imports one interface and exports another, both empty instances.
fn component(imports: &str, exports: &str) -> Vec<u8> {
    // One type: an instance type without declarations. An import of it, and its export again as instance 0.
    let types = section(7, &[1, 0x42, 0]);
    let import = section(10, &[&[1][..], &named(imports), &[5, 0]].concat());
    let export = section(11, &[&[1][..], &named(exports), &[5, 0, 0]].concat());
    [PREAMBLE, &types, &import, &export].concat()
}

#[test]
fn a_component_tells_the_hooks_it_answers_and_what_it_uses() {
    let bytes = component("chinwag:plugin/kv@0.1.0", "chinwag:plugin/hook-message-will-be-posted@0.1.0");
    let read = Component::read(&bytes).unwrap();
    assert_eq!(read.hooks.iter().collect::<Vec<_>>(), ["message-will-be-posted"]);
    assert_eq!(read.uses.iter().collect::<Vec<_>>(), ["kv"]);
    assert_eq!(read.contracts.iter().collect::<Vec<_>>(), ["0.1.0"]);
    assert!(!read.answers_http && !read.sends_http && !read.runs);
    let web = component("wasi:http/outgoing-handler@0.2.6", "wasi:http/incoming-handler@0.2.6");
    let web = Component::read(&web).unwrap();
    assert!(
        web.answers_http && web.sends_http && web.hooks.is_empty() && web.contracts.is_empty(),
        "{web:?}"
    );
    let hooks = read.hooks.iter().map(String::as_str).collect::<Vec<_>>();
    let manifest = r#"{"id": "com.example.a", "name": "A", "version": "1.0.0", "server": {"component": "a.wasm"},
        "hooks": {"message-will-be-posted": {"policy": "closed"}, "activate": {"priority": 1}}}"#;
    let manifest = Manifest::read("plugin.json", manifest.as_bytes()).unwrap().value;
    let warned: Vec<_> = check_hooks(&manifest, &hooks).into_iter().map(|finding| finding.words).collect();
    assert_eq!(warned, ["the component does not export the hook `activate`"]);
}

#[test]
fn a_component_that_ends_too_early_or_is_none_is_refused_and_says_where() {
    let whole = component("chinwag:plugin/kv@0.1.0", "chinwag:plugin/hook-activate@0.1.0");
    for length in PREAMBLE.len() + 1..whole.len() {
        match Component::read(&whole[..length]) {
            Err(finding) => {
                assert_eq!(finding.code, Code::ComponentBroken);
                assert!(finding.words.contains("broken at byte"), "{finding}");
            }
            // Between two sections nobody can tell.
            Ok(read) => assert!(read.hooks.is_empty(), "{length} of {} bytes are whole", whole.len()),
        }
    }
    assert_eq!(Component::read(b"\0asm\x01\0\0\0").unwrap_err().code, Code::ComponentIsModule);
    assert_eq!(Component::read(b"hello").unwrap_err().code, Code::ComponentBroken);
    assert_eq!(Component::read(PREAMBLE).unwrap(), Component::default());
    assert!(COMPONENT.starts_with(PREAMBLE));
}
