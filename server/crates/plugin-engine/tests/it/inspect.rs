//! What a component imports and exports, and what is refused before anything is compiled (attacks 29, 30, 34).

use crate::guests;
use chinwag_plugin_engine::{InspectError, InspectLimits, Inspection, Offered, inspect};

fn read(text: &str) -> Result<Inspection, InspectError> {
    inspect(&guests::bytes(text), &InspectLimits::default())
}

#[test]
fn a_component_tells_its_imports_and_exports_with_versions_and_functions() {
    let found = read(
        r#"(component
            (import "a:b/c@0.2.3" (instance (export "f" (func)) (export "t" (type (sub resource))) (export "g" (func))))
            (core module $m (memory 2) (func (export "run")))
            (core instance $i (instantiate $m))
            (func $run (canon lift (core func $i "run")))
            (export "lone" (func $run))
            (instance $hook (export "answer" (func $run)))
            (export "x:y/hook@1.0.0" (instance $hook)))"#,
    )
    .unwrap();
    let names = |side: &[chinwag_plugin_engine::Surface]| -> Vec<(String, String)> {
        side.iter().map(|surface| (surface.name.clone(), surface.functions.join(" "))).collect()
    };
    assert_eq!(names(&found.imports), [("a:b/c@0.2.3".to_owned(), "f g".to_owned())]);
    let wanted = [("lone", "lone"), ("x:y/hook@1.0.0", "answer")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(names(&found.exports), wanted);
    assert_eq!(found.initial_memory_bytes, 2 * 65536);
}

#[test]
fn what_is_no_component_is_refused_in_words_that_say_what_it_is() {
    let limits = InspectLimits::default();
    let words = |bytes: &[u8]| inspect(bytes, &limits).unwrap_err().to_string();
    assert!(words(b"").contains("not a WebAssembly component"));
    assert!(words(b"PK\x03\x04zip").contains("not a WebAssembly component"));
    assert!(words(b"\x7fELF\x02\x01\x01").contains("compiled module"));
    assert!(words(&guests::bytes("(module)")).contains("wasm32-wasip2"));
    let whole = guests::bytes(&guests::good());
    for end in [9, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(inspect(&whole[..end], &limits), Err(InspectError::Invalid { .. })), "cut at {end}");
    }
    let mut broken = whole.clone();
    let middle = broken.len() / 2;
    broken[middle..middle + 8].fill(0xff);
    assert!(inspect(&broken, &limits).is_err());
    assert!(inspect(&whole, &limits).is_ok());
}

#[test]
fn an_import_that_is_not_offered_is_refused_with_the_list_and_versions_match_as_the_linker_matches_them() {
    let found = read(
        r#"(component
            (import "wasi:cli/stderr@0.2.9" (instance (export "get" (func))))
            (import "old:thing/x@0.1.0" (instance (export "f" (func))))
            (import "only:types/y@9.0.0" (instance (export "t" (type (sub resource)))))
            (import "secret" (func)))"#,
    )
    .unwrap();
    let offered: Offered = ["wasi:cli/stderr@0.2.6", "old:thing/x@0.2.0"].into_iter().collect();
    let refusal = offered.check(&found).unwrap_err();
    let InspectError::UnknownImports { missing, .. } = &refusal else { panic!("{refusal}") };
    assert_eq!(missing, &["old:thing/x@0.1.0", "secret"]);
    assert!(refusal.to_string().contains("wasi:cli/stderr@0.2.6"), "it names what is offered: {refusal}");

    let offered: Offered = ["wasi:cli/stderr@0.2.6", "old:thing/x@0.1.7", "secret"].into_iter().collect();
    assert_eq!(offered.check(&found), Ok(()));
    assert_eq!(offered.serves("old:thing/x@0.1.0"), Some("old:thing/x@0.1.7"));
    let strict: Offered = ["a:b/c@0.0.1", "a:b/d@1.0.0-rc.1"].into_iter().collect();
    assert_eq!((strict.serves("a:b/c@0.0.2"), strict.serves("a:b/d@1.0.0")), (None, None));
}

#[test]
fn threads_shared_and_64_bit_memories_and_the_asynchronous_model_are_refused() {
    let module = |body: &str| format!("(component (core module {body}))");
    for body in
        ["(memory i64 1)", "(memory 1 1 shared)", "(memory 1) (func (drop (i32.atomic.load (i32.const 0))))"]
    {
        let refusal = read(&module(body)).unwrap_err();
        assert!(matches!(refusal, InspectError::Invalid { .. }), "{body}: {refusal}");
    }
    assert!(matches!(
        read("(component (core func (canon backpressure.inc)))").unwrap_err(),
        InspectError::Invalid { .. }
    ));
    assert!(read(&module("(memory 1)")).is_ok());
}

#[test]
fn compile_bombs_are_refused_by_their_size_before_they_are_compiled() {
    let limits = InspectLimits {
        bytes: 100_000,
        functions: 100,
        function_bytes: 1000,
        types: 100,
        modules: 20,
        depth: 4,
        surface: 50,
        memories: 3,
    };
    let refused = |text: &str| inspect(&guests::bytes(text), &limits).unwrap_err().to_string();
    let module = |body: &str| format!("(component (core module {body}))");
    let big = "(drop (i32.const 1))".repeat(400);
    assert!(refused(&module(&format!("(func {big})"))).contains("bytes in one function; at most 1000"));
    assert!(refused(&module(&"(func)".repeat(101))).contains("101 functions; at most 100"));
    assert!(refused(&module(&"(type (func (param i32)))".repeat(101))).contains("101 types"));
    assert!(refused(&module(&"(memory 1)".repeat(4))).contains("4 memories"));
    assert!(
        refused(&format!("(component {})", "(core module)".repeat(21))).contains("modules and components")
    );
    let nested = format!("{}{}", "(component ".repeat(12), ")".repeat(12));
    assert!(refused(&nested).contains("levels of nesting"));
    let imports: String = (0..51).map(|number| format!("(import \"f{number}\" (func))")).collect();
    assert!(refused(&format!("(component {imports})")).contains("51 imports"));
    let data =
        format!("(component (core module (memory 2) (data (i32.const 0) \"{}\")))", "x".repeat(100_000));
    assert!(refused(&data).contains("bytes; at most 100000"));
    assert!(inspect(&guests::bytes(&guests::good()), &limits).is_ok());
}
