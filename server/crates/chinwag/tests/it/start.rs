//! Starting, checking and stopping.

use std::{os::unix::fs::PermissionsExt, process::Command};

use crate::process::{Client, Process};

fn chinwag(args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_chinwag")).args(args).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_it_finishes_and_exits_with_0_and_what_was_written_is_there_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let server = Process::start(&data, &[]);
    let admin = Client::new(&server.url, "admin").await;
    assert_eq!(std::fs::metadata(&data).expect("the folder").permissions().mode() & 0o777, 0o700);
    assert_eq!(server.stop(), Some(0));
    let server = Process::start(&data, &[]);
    let me = admin.get(&format!("{}/users/me", server.url)).await;
    assert_eq!(me["username"], "admin", "the session outlives the server");
}

#[cfg(target_os = "linux")]
#[test]
fn memory_that_is_free_is_given_back_at_once_unless_the_operator_wants_it_otherwise() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Process::start(folder.path(), &[]);
    assert_eq!(server.environment("MIMALLOC_PURGE_DELAY").as_deref(), Some("0"));
    assert_eq!(server.stop(), Some(0));
    let server = Process::start(folder.path(), &[("MIMALLOC_PURGE_DELAY", "500")]);
    assert_eq!(server.environment("MIMALLOC_PURGE_DELAY").as_deref(), Some("500"));
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_setting_that_cannot_work_is_named_and_the_server_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let (code, _, error) = chinwag(&["config", "check", "--data", data]);
    assert!(code == Some(1) && error.contains("chinwag serve"), "{error}");
    let path = folder.path().join("config.json");
    std::fs::write(&path, r#"{"PasswordSettings": {"MinimumLength": 900}}"#).expect("a file");
    let (code, _, error) = chinwag(&["config", "check", "--data", data]);
    assert!(code == Some(1) && error.contains("900") && error.contains("MinimumLength"), "{error}");
    let (code, _, error) = chinwag(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    assert!(code == Some(1) && error.contains("900"), "{error}");
    std::fs::write(&path, "{}").expect("a file");
    let (code, out, _) = chinwag(&["config", "check", "--data", data]);
    assert!(code == Some(0) && out.contains("is good"), "{out}");
    let (code, out, _) = chinwag(&["migrate", "--data", data]);
    assert!(code == Some(0) && out.contains("schema version"), "{out}");
    let (code, out, _) = chinwag(&["version"]);
    assert!(code == Some(0) && out.starts_with("chinwag "), "{out}");
}
