//! The socket of a server on the same machine.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use crate::fake::Fake;
use crate::machine::Machine;

#[test]
fn the_local_socket_needs_no_login_and_sends_no_token() {
    let machine = Machine::new();
    let socket = machine.path("wag.socket");
    let fake = Fake::on(Some(&socket));
    std::fs::set_permissions(&socket, Permissions::from_mode(0o600)).unwrap();
    let path = socket.to_str().unwrap();
    let outcome = machine.wag(&["--local", "--local-socket", path, "user", "list"]).ended(0);
    assert_eq!(outcome.lines().len(), 2);
    assert!(fake.asked().iter().all(|a| a.authorization.is_empty()));
    machine.wag_env(&[("WAG_LOCAL_SOCKET", path)], &["--local", "roles", "system-admin", "ann"]).ended(0);
    machine
        .wag_env(&[("WAG_SERVER", "other")], &["--local", "--local-socket", path, "team", "list"])
        .ended(0);
    let proxy = [("HTTP_PROXY", "http://127.0.0.1:1"), ("ALL_PROXY", "http://127.0.0.1:1")];
    machine.wag_env(&proxy, &["--local", "--local-socket", path, "team", "list"]).ended(0);
    fake.deny("GET /teams");
    machine.wag(&["--local", "--local-socket", path, "team", "list"]).ended(1);
}

#[test]
fn the_socket_is_looked_for_in_the_data_folder_and_a_missing_one_is_explained() {
    let machine = Machine::new();
    let outcome = machine.wag(&["--local", "user", "list"]).ended(1);
    assert!(
        outcome.err.contains("./data/wag.socket") && outcome.err.contains("EnableLocalMode"),
        "{outcome:?}"
    );
    std::fs::create_dir(machine.path("data")).unwrap();
    let _fake = Fake::on(Some(&machine.path("data/wag.socket")));
    std::fs::set_permissions(machine.path("data/wag.socket"), Permissions::from_mode(0o600)).unwrap();
    machine.wag(&["--local", "user", "list"]).ended(0);
}

#[test]
fn a_socket_that_others_may_use_and_a_file_that_is_none_are_refused() {
    let machine = Machine::new();
    let socket = machine.path("wag.socket");
    let fake = Fake::on(Some(&socket));
    std::fs::set_permissions(&socket, Permissions::from_mode(0o666)).unwrap();
    let outcome = machine.wag(&["--local", "--local-socket", "wag.socket", "user", "list"]).ended(1);
    assert!(outcome.err.contains("0666") && outcome.err.contains("0600"), "{outcome:?}");
    assert!(fake.asked().is_empty());
    machine.file("plain", "");
    let outcome = machine.wag(&["--local", "--local-socket", "plain", "user", "list"]).ended(1);
    assert!(outcome.err.contains("not a socket"), "{outcome:?}");
}
