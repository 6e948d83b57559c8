//! Each target with its whole corpus and a bounded number of inputs made of it, the same ones every time.
//!
//! `CHINWAG_FUZZ_INPUTS=n` asks for n inputs of each, `CHINWAG_FUZZ_SEED=n` for others.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::{fs, panic, path::PathBuf};

use chinwag_fuzz::{TARGETS, mutate::Mutator};

/// Inputs beyond the corpus, where nothing else is said: a few seconds each without optimisation.
const INPUTS: [(&str, u32); 6] = [
    ("request_body", 2_500),
    ("websocket_frames", 20_000),
    ("search_query", 800),
    ("message", 500),
    ("bundle_archive", 1_500),
    ("plugin_manifest", 5_000),
];

fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut all: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap()))
        .collect();
    all.sort();
    all
}

/// Runs one input; a failure says which it was and leaves it where it can be taken into the corpus.
fn run(name: &str, target: fn(&[u8]), input: &[u8], which: &str) {
    if let Err(failure) = panic::catch_unwind(|| target(input)) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
        fs::create_dir_all(&folder).unwrap();
        let kept = folder.join(format!("{name}-{which}"));
        fs::write(&kept, input).unwrap();
        println!("{name}, {which}: {:?}\nkept as {}", String::from_utf8_lossy(input), kept.display());
        panic::resume_unwind(failure);
    }
}

fn short_run(name: &str) {
    let (_, target) = TARGETS.into_iter().find(|(known, _)| *known == name).unwrap();
    let number = |variable: &str| std::env::var(variable).ok().and_then(|text| text.parse::<u64>().ok());
    let usual = INPUTS.into_iter().find(|(known, _)| *known == name).map_or(0, |(_, count)| count);
    let count = number("CHINWAG_FUZZ_INPUTS").unwrap_or(u64::from(usual));
    let seeds = corpus(name);
    assert!(seeds.len() >= 5, "the corpus of {name} has {} inputs only", seeds.len());
    for (file, input) in &seeds {
        run(name, target, input, file);
    }
    let seed = number("CHINWAG_FUZZ_SEED").unwrap_or(1);
    let mut mutator = Mutator::new(seed, seeds.into_iter().map(|(_, input)| input).collect());
    for n in 0..count {
        run(name, target, &mutator.make(), &format!("seed{seed}-input{n}"));
    }
}

#[test]
fn no_body_of_a_request_makes_the_server_fail() {
    short_run("request_body");
}

#[test]
fn no_frame_of_a_websocket_makes_the_server_fail() {
    short_run("websocket_frames");
}

#[test]
fn no_search_makes_the_server_fail() {
    short_run("search_query");
}

#[test]
fn no_message_makes_the_server_fail() {
    short_run("message");
}

#[test]
fn no_archive_of_a_plugin_makes_the_reader_fail_or_leaves_anything_behind() {
    short_run("bundle_archive");
}

#[test]
fn no_manifest_of_a_plugin_makes_the_reader_fail() {
    short_run("plugin_manifest");
}
