//! What guests write to standard output and error (attack 46).

use crate::house::{House, LONG, Tried, go};
use chinwag_plugin_engine::{FaultKind, LogLine, LogStream};
use parking_lot::Mutex;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// A guest that writes `text` to `stream` so many times, by 4096 bytes at most, and then does `after`.
fn writing(stream: &str, text: &[u8], times: u32, after: &str) -> String {
    let data = text.iter().fold(String::new(), |mut data, byte| {
        write!(data, "\\{byte:02x}").expect("a string takes what is written");
        data
    });
    let length = text.len();
    format!(
        r#"(component
        (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
        (alias export $error "error" (type $error-type))
        (import "wasi:io/streams@0.2.0" (instance $streams
          (export "output-stream" (type $out (sub resource)))
          (alias outer 1 $error-type (type $e))
          (type $trouble (variant (case "last-operation-failed" (own $e)) (case "closed")))
          (export "stream-error" (type $told (eq $trouble)))
          (export "[method]output-stream.blocking-write-and-flush"
            (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result (error $told)))))))
        (alias export $streams "output-stream" (type $stream))
        (import "wasi:cli/{stream}@0.2.0" (instance $std
          (alias outer 1 $stream (type $s))
          (export "output-stream" (type $o (eq $s)))
          (export "get-{stream}" (func (result (own $o))))))
        (core module $libc (memory (export "memory") 1) (data (i32.const 64) "{data}"))
        (core instance $libc (instantiate $libc))
        (core func $get (canon lower (func $std "get-{stream}")))
        (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush")
          (memory (core memory $libc "memory"))))
        (core module $m
          (import "" "get" (func $get (result i32)))
          (import "" "write" (func $write (param i32 i32 i32 i32)))
          (func (export "go") (local $out i32) (local $left i32)
            (local.set $out (call $get)) (local.set $left (i32.const {times}))
            (loop
              (call $write (local.get $out) (i32.const 64) (i32.const {length}) (i32.const 32))
              (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
            {after}))
        (core instance $m (instantiate $m (with "" (instance (export "get" (func $get)) (export "write" (func $write))))))
        (func (export "go") (canon lift (core func $m "go"))))"#
    )
}

async fn listening(house: &House, text: &str) -> (Tried, Arc<Mutex<Vec<LogLine>>>) {
    let lines: Arc<Mutex<Vec<LogLine>>> = Arc::default();
    let kept = lines.clone();
    let sink = move |line: &LogLine| kept.lock().push(line.clone());
    let plugin = house.start(text, |spec| spec.logs = Some(Arc::new(sink))).await.unwrap();
    (plugin, lines)
}

#[tokio::test]
async fn lines_reach_the_log_without_the_powers_of_a_terminal() {
    let house = House::new().await;
    let text = b"plain\n\x1b[31mred\x1b[0m \x1b]0;title\x07bell\x07 \xff\xc2\x9b2Jend\ttab\n\xe2\x80\xaeright to left\nunended";
    let (plugin, lines) = listening(&house, &writing("stdout", text, 1, "")).await;
    go(&plugin, LONG).await.unwrap();
    let texts: Vec<String> = lines.lock().iter().map(|line| line.text.clone()).collect();
    assert_eq!(texts, ["plain", "red bell \u{fffd}end\ttab", "right to left"]);
    assert!(lines.lock().iter().all(|line| line.stream == LogStream::Stdout));
    assert_eq!(plugin.log_tail(), *lines.lock());
    plugin.stop(LONG).await;
    assert_eq!(lines.lock().last().unwrap().text, "unended", "told when its instance ends");
}

#[tokio::test]
async fn a_long_line_is_cut_and_a_flood_is_dropped_and_counted_while_others_are_served() {
    let house = House::new().await;
    let (plugin, lines) = listening(&house, &writing("stdout", &[b'x'; 4000], 3, "unreachable")).await;
    go(&plugin, LONG).await.unwrap_err();
    let line = lines.lock()[0].text.clone();
    assert!(line.len() < 4200 && line.ends_with("… and 7904 bytes more"), "{line}");

    let line = [vec![b'y'; 999], vec![b'\n']].concat();
    let (plugin, lines) = listening(&house, &writing("stderr", &line, 5000, "")).await;
    go(&plugin, LONG).await.unwrap();
    let written = lines.lock().len();
    assert_eq!(written, 262, "as many as the burst allows");
    assert_eq!(plugin.log_tail().len(), 200);
    house.clock.advance(Duration::from_secs(2));
    go(&plugin, LONG).await.unwrap();
    let told = lines.lock()[written].clone();
    assert_eq!(told.stream, LogStream::Engine);
    assert!(told.text.contains("4738000 bytes were dropped"), "{told:?}");
    house.others_are_served().await;
}

#[tokio::test]
async fn a_fault_brings_what_the_guest_last_wrote_to_standard_error() {
    let house = House::new().await;
    let (plugin, _) =
        listening(&house, &writing("stderr", b"panicked at src/lib.rs:42:\nboom\n", 1, "unreachable")).await;
    for _ in 0..2 {
        let fault = go(&plugin, LONG).await.unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Trap);
        assert_eq!(fault.stderr(), "panicked at src/lib.rs:42:\nboom", "of this call alone");
        assert!(fault.words().contains("boom"), "{fault}");
    }
}
