//! libFuzzer's way to `chinwag_fuzz::bundle::plugin_manifest`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| chinwag_fuzz::bundle::plugin_manifest(data));
