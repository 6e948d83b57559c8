//! libFuzzer's way to `chinwag_fuzz::targets::search_query`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| chinwag_fuzz::targets::search_query(data));
