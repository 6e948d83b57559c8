//! libFuzzer's way to `chinwag_fuzz::targets::request_body`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| chinwag_fuzz::targets::request_body(data));
