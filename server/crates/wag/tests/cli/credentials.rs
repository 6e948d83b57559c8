//! Logging in, and the file that remembers it.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::fake::{Fake, SECRET, refusal};
use crate::machine::{Machine, mode};

#[test]
fn a_login_is_kept_readable_by_its_owner_alone_and_the_password_is_not_kept() {
    let (fake, machine) = (Fake::start(), Machine::new());
    let password = machine.file("pw", "hunter2-and-more\nsecond line\n");
    let password = password.to_str().unwrap();
    let args = ["auth", "login", &fake.url, "--username", "bob", "--password-file", password];
    let outcome = machine.wag(&args).ended(0);
    assert!(outcome.out.contains("as bob"), "{outcome:?}");
    let sent = fake.find("POST /users/login");
    assert_eq!(sent.body, json!({"login_id": "bob", "password": "hunter2-and-more", "token": ""}));
    let kept = std::fs::read_to_string(machine.credentials()).unwrap();
    assert!(kept.contains(SECRET) && !kept.contains("hunter2"), "{kept}");
    assert_eq!(mode(&machine.credentials()), 0o600);
    assert_eq!(mode(machine.credentials().parent().unwrap()), 0o700);
    for output in [outcome.out, outcome.err, machine.wag(&["auth", "list", "--json"]).out] {
        assert!(!output.contains(SECRET) && !output.contains("hunter2"), "{output}");
    }
    machine.wag(&["user", "list"]).ended(0);
    assert_eq!(fake.asked().last().unwrap().authorization, format!("Bearer {SECRET}"));
}

#[test]
fn a_password_can_come_from_standard_input_and_one_in_the_arguments_is_warned_of() {
    let (fake, machine) = (Fake::start(), Machine::new());
    let args = ["auth", "login", &fake.url, "--username", "bob", "--password-file", "-"];
    machine.wag_input("from-stdin\n", &args).ended(0);
    assert_eq!(fake.find("POST /users/login").body["password"], "from-stdin");
    let args = ["auth", "login", &fake.url, "--username", "bob", "--password", "from-argv"];
    let outcome = machine.wag(&args).ended(0);
    assert!(outcome.err.contains("warning") && outcome.err.contains("--password-file"), "{outcome:?}");
}

#[test]
fn a_refused_login_keeps_nothing_and_says_why() {
    let (fake, machine) = (Fake::start(), Machine::new());
    let wrong = refusal(401, "api.user.login.invalid_credentials", "Enter a valid password.");
    fake.answer("POST /users/login", 401, wrong);
    let args = ["auth", "login", &fake.url, "--username", "bob", "--password-file", "-"];
    let outcome = machine.wag_input("wrong\n", &args).ended(1);
    assert!(outcome.err.contains("Enter a valid password."), "{outcome:?}");
    assert!(!machine.credentials().exists());
    let outcome = machine.wag(&["auth", "login", &fake.url, "--username", "bob"]).ended(2);
    assert!(outcome.err.contains("--password-file"), "no terminal to ask on: {outcome:?}");
}

#[test]
fn credentials_that_others_can_read_are_refused() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    for bits in [0o644, 0o640, 0o604, 0o660] {
        std::fs::set_permissions(machine.credentials(), Permissions::from_mode(bits)).unwrap();
        let asked = fake.asked().len();
        let outcome = machine.wag(&["user", "list"]).ended(1);
        assert!(
            outcome.err.contains("chmod 600") && outcome.err.contains(&format!("{bits:04o}")),
            "{outcome:?}"
        );
        assert_eq!(fake.asked().len(), asked, "nothing may be sent");
    }
    std::fs::set_permissions(machine.credentials(), Permissions::from_mode(0o600)).unwrap();
    machine.wag(&["user", "list"]).ended(0);
}

#[test]
fn a_folder_in_which_others_may_write_is_refused() {
    let (fake, machine) = (Fake::start(), Machine::new());
    let dir = machine.path("shared");
    std::fs::create_dir(&dir).unwrap();
    std::fs::set_permissions(&dir, Permissions::from_mode(0o777)).unwrap();
    let dir = dir.to_str().unwrap();
    let args = ["--config", dir, "auth", "login", &fake.url, "--access-token-file", "-"];
    assert!(machine.wag_input(SECRET, &args).ended(1).err.contains("chmod 700"));
}

#[test]
fn nobody_is_logged_in_at_first_and_wag_says_what_to_run() {
    let machine = Machine::new();
    for args in [&["user", "list"][..], &["auth", "current"], &["system", "status"]] {
        let outcome = machine.wag(args).ended(1);
        assert!(outcome.err.contains("not logged in: run `wag auth login URL`"), "{outcome:?}");
    }
    assert!(machine.wag(&["auth", "set", "home"]).ended(1).err.contains("--name home"));
    machine.wag(&["auth", "list"]).ended(0);
}

#[test]
fn one_chooses_between_several_servers() {
    let (one, two) = (Fake::start(), Fake::start());
    let machine = Machine::logged_in(&one);
    let args = ["auth", "login", &two.url, "--name", "home", "--access-token-file", "-", "--no-activate"];
    machine.wag_input(SECRET, &args).ended(0);
    assert_eq!(machine.wag(&["auth", "current", "--json"]).json()["name"], "work");
    let before = two.asked().len();
    machine.wag(&["--server", "home", "user", "list"]).ended(0);
    assert!(two.asked().len() > before);
    machine.wag(&["auth", "use", "home"]).ended(0);
    assert_eq!(machine.wag(&["auth", "current", "--json"]).json()["name"], "home");
    let outcome = machine.wag(&["--server", "nowhere", "user", "list"]).ended(1);
    assert!(outcome.err.contains("`home`, `work`"), "{outcome:?}");
    let list = machine.wag(&["auth", "list", "--json"]).json();
    assert_eq!((list[0]["name"].as_str(), list[0]["current"].as_bool()), (Some("home"), Some(true)));
}

#[test]
fn forgetting_a_server_ends_its_session_but_no_access_token() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    let args = ["auth", "login", &fake.url, "--name", "home", "--username", "bob", "--password-file", "-"];
    machine.wag_input("pw\n", &args).ended(0);
    machine.wag(&["auth", "delete", "work"]).ended(0);
    assert!(!fake.calls().contains(&"POST /users/logout".to_owned()), "the access token is not ours to end");
    assert!(machine.wag(&["auth", "clean"]).ended(2).err.contains("--confirm"));
    machine.wag(&["auth", "clean", "--confirm"]).ended(0);
    fake.find("POST /users/logout");
    assert_eq!(machine.wag(&["auth", "list", "--json"]).json(), json!([]));
    machine.wag(&["auth", "delete", "work"]).ended(1);
}

#[test]
fn an_ended_session_is_renewed_with_the_password_alone() {
    let (fake, machine) = (Fake::start(), Machine::new());
    let args = ["auth", "login", &fake.url, "--name", "work", "--username", "bob", "--password-file", "-"];
    machine.wag_input("pw\n", &args).ended(0);
    fake.answer("GET /users", 401, refusal(401, "api.context.session_expired.app_error", "Log in again."));
    assert!(machine.wag(&["user", "list"]).ended(1).err.contains("wag auth renew work"));
    machine.wag_input("new-pw\n", &["auth", "renew", "work", "--password-file", "-"]).ended(0);
    assert_eq!(fake.find("POST /users/login").body["login_id"], "bob");
    assert_eq!(fake.find("POST /users/login").body["password"], "new-pw");
    machine.wag(&["auth", "renew", "elsewhere"]).ended(1);
}

#[test]
fn a_damaged_file_is_told_of_and_not_overwritten() {
    let fake = Fake::start();
    let machine = Machine::logged_in(&fake);
    std::fs::write(machine.credentials(), "{\"version\": 1, \"serv").unwrap();
    let args = ["auth", "login", &fake.url, "--access-token-file", "-"];
    assert!(machine.wag_input(SECRET, &args).ended(1).err.contains("damaged"));
    assert!(std::fs::read_to_string(machine.credentials()).unwrap().ends_with("serv"));
}
