//! Guests as text: the parts every component needs, around the few lines that are its own.

use std::fmt::Write as _;

/// The functions a guest may call, as it finds them in its core module.
const DOORS: &str = r#"
  (import "test:host/doors@0.1.0" (instance $doors
    (export "wait" (func (param "ms" u32)))
    (export "tick" (func))
    (export "take" (func (param "bytes" (list u8))))
    (export "ask" (func (param "who" u32) (result u32)))
    (export "panic" (func))
    (export "fail" (func))
  ))
  (core module $libc (memory (export "memory") 1))
  (core instance $libc (instantiate $libc))
  (core func $wait (canon lower (func $doors "wait")))
  (core func $tick (canon lower (func $doors "tick")))
  (core func $take (canon lower (func $doors "take") (memory (core memory $libc "memory"))))
  (core func $ask (canon lower (func $doors "ask")))
  (core func $panic (canon lower (func $doors "panic")))
  (core func $fail (canon lower (func $doors "fail")))
  (core instance $lowered
    (export "wait" (func $wait)) (export "tick" (func $tick)) (export "take" (func $take))
    (export "ask" (func $ask)) (export "panic" (func $panic)) (export "fail" (func $fail)))
"#;

const CORE_IMPORTS: &str = r#"
    (import "libc" "memory" (memory 1))
    (import "doors" "wait" (func $wait (param i32)))
    (import "doors" "tick" (func $tick))
    (import "doors" "take" (func $take (param i32 i32)))
    (import "doors" "ask" (func $ask (param i32) (result i32)))
    (import "doors" "panic" (func $panic))
    (import "doors" "fail" (func $fail))
"#;

/// A component whose core module holds `core` (it may call the doors and use their memory) and which exports the
/// core functions named, each with its type in the component's words and options of its lifting.
pub(crate) fn guest(core: &str, exports: &[(&str, &str)]) -> String {
    let mut lifted = String::new();
    for (name, kind) in exports {
        let options = if kind.contains("list") || kind.contains("string") || kind.contains("variant") {
            "(memory (core memory $libc \"memory\"))"
        } else {
            ""
        };
        writeln!(
            lifted,
            "  (func (export \"{name}\") {kind} (canon lift (core func $made \"{name}\") {options}))"
        )
        .expect("a string takes what is written");
    }
    format!(
        "(component{DOORS}  (core module $module{CORE_IMPORTS}{core})\n  (core instance $made (instantiate $module \
         (with \"libc\" (instance $libc)) (with \"doors\" (instance $lowered))))\n{lifted})"
    )
}

/// A guest whose one export `go` takes and gives nothing.
pub(crate) fn going(body: &str) -> String {
    guest(&format!("(func (export \"go\") {body})"), &[("go", "")])
}

/// The good plugin: doubles a number.
pub(crate) fn good() -> String {
    let double = "(func (export \"double\") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))";
    guest(double, &[("double", "(param \"n\" u32) (result u32)")])
}

/// Bytes of a component.
pub(crate) fn bytes(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
