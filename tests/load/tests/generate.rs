//! A generated database holds what was asked for, agrees with itself, and is never mixed with anything else.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use chinwag_model::SystemClock;
use chinwag_store::{Options, Place, Store, post::Replies};

fn generate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_load")).args(["generate", "--json"]).args(arguments).output().unwrap()
}

async fn open(file: &Path) -> Store {
    let place = Place::File(file.to_owned());
    let (sink, clock) = (Arc::new(|_| {}), Arc::new(SystemClock));
    Store::open(Options { place, synchronous_full: false, connections: 1, sink, clock }).await.unwrap()
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    store.read(move |tx| Box::pin(tx.number(sql, &[]))).await.unwrap()
}

#[tokio::test]
async fn a_generated_database_has_the_wanted_size_and_counters_that_agree() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("chat.db");
    let path = file.to_str().unwrap();
    let sizes = ["--posts", "6000", "--people", "60", "--channels", "40"];
    let output = generate(&[&["--sqlite", path], &sizes[..]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();

    let store = open(&file).await;
    assert_eq!(number(&store, "SELECT COUNT(*) FROM posts").await, 6000);
    assert_eq!(number(&store, "SELECT COUNT(*) FROM users").await, 60);
    assert_eq!(number(&store, "SELECT COUNT(*) FROM channels").await, 40);
    let wrong = "SELECT COUNT(*) FROM channels c WHERE c.total_msg_count <> (SELECT COUNT(*) FROM posts p WHERE p.channel_id = c.id)
        OR c.last_post_at <> (SELECT COALESCE(MAX(p.create_at), 0) FROM posts p WHERE p.channel_id = c.id)";
    assert_eq!(number(&store, wrong).await, 0, "channels whose counters are wrong");
    let unread = "SELECT COUNT(*) FROM channel_members m JOIN channels c ON c.id = m.channel_id
        WHERE m.msg_count <> c.total_msg_count OR m.msg_count_root <> c.total_msg_count_root";
    assert_eq!(number(&store, unread).await, 0, "members who have not read everything");
    let strangers = "SELECT COUNT(*) FROM posts p WHERE NOT EXISTS
        (SELECT 1 FROM channel_members m WHERE m.channel_id = p.channel_id AND m.user_id = p.user_id)";
    assert_eq!(number(&store, strangers).await, 0, "posts by people who are not in the channel");

    let town_square = report["facts"]["town_square"].as_str().unwrap().split(' ').next().unwrap().to_owned();
    let id = town_square.parse().unwrap();
    let page = store
        .read(move |tx| Box::pin(chinwag_store::post::page(tx, id, Replies::With, 60, 0)))
        .await
        .unwrap();
    assert_eq!(page.len(), 60);
    assert!(page.is_sorted_by(|newer, older| newer.id >= older.id && newer.create_at >= older.create_at));
    store.close().await;

    let again = generate(&[&["--sqlite", path], &sizes[..]].concat());
    let words = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(!again.status.success() && words.contains("60 users already"), "{words}");
}

#[test]
fn databases_elsewhere_and_missing_targets_are_refused() {
    for (arguments, part) in [
        (vec![], "--sqlite FILE"),
        (vec!["--postgres", "postgres://chat@192.0.2.5/chat"], "this machine only"),
        (vec!["--postgres", "chat"], "postgres://"),
        (vec!["--postgres", "postgres://chat@127.0.0.1:1/chat"], "could not be opened"),
        (vec!["--sqlite", "/nonexistent/folder/chat.db"], "could not be opened"),
        (vec!["--sqlite", "x", "--posts", "0"], "--posts"),
    ] {
        let output = generate(&arguments);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && words.contains(part), "{arguments:?}: {words}");
    }
}
