//! Writing plugins: new, build, dev. The builders are stand-ins on the PATH that do what cargo and npm are asked for;
//! the templates are built with the real ones where `CHINWAG_TEST_SDK` holds the path of the SDK's crate.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::json;

use crate::fake::Fake;
use crate::follow::Following;
use crate::machine::{Machine, Outcome};

const ID: &str = "com.example.link-guard";

/// A cargo whose component is the smallest there is, and a rustc whose standard library for the target lies in `std`.
const CARGO: &str = r#"#!/bin/sh
echo "$@" >> "$HOME/cargo-args"
if [ -e "$PWD/fails" ]; then echo "error: expected one of" >&2; exit 101; fi
printf '\0asm\15\0\1\0' > "$PWD/made.wasm"
printf '{"reason":"compiler-artifact","manifest_path":"%s/Cargo.toml","target":{"crate_types":["cdylib"]},"filenames":["%s/made.wasm"]}\n' "$PWD" "$PWD"
"#;

fn tool(machine: &Machine, name: &str, script: &str) {
    let path = machine.path("tools").join(name);
    fs::create_dir_all(machine.path("tools")).unwrap();
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A machine with stand-ins for the builders.
fn with_tools(machine: Machine) -> Machine {
    fs::create_dir(machine.path("std")).unwrap();
    machine.file("std/libstd-0123.rlib", "");
    tool(&machine, "cargo", CARGO);
    tool(&machine, "rustc", "#!/bin/sh\necho \"$HOME/std\"\n");
    tool(&machine, "rustup", "#!/bin/sh\necho stable\n");
    tool(
        &machine,
        "npm",
        "#!/bin/sh\necho \"$@\" >> \"$HOME/npm-args\"\nprintf '\\0asm\\15\\0\\1\\0' > server/plugin.wasm\n",
    );
    machine
}

fn path(machine: &Machine) -> String {
    format!("{}:{}", machine.path("tools").display(), std::env::var("PATH").unwrap_or_default())
}

fn run(machine: &Machine, args: &[&str]) -> Outcome {
    machine.wag_env(&[("PATH", &path(machine))], args)
}

#[test]
fn a_new_plugin_in_each_language_is_built_into_a_bundle_that_checks() {
    for (language, code, builder) in [
        ("rust", "src/lib.rs", "cargo-args"),
        ("javascript", "src/plugin.js", "npm-args"),
        ("python", "plugin.py", "python-args"),
    ] {
        let machine = with_tools(Machine::new());
        let script = "#!/bin/sh\necho \"$@\" >> \"$HOME/python-args\"\nprintf '\\0asm\\15\\0\\1\\0' > server/plugin.wasm\n";
        tool(&machine, "componentize-py", script);
        let made = run(&machine, &["plugin", "new", "Link \"Guard\"", "--language", language]).ended(0);
        assert!(made.out.starts_with("Wrote link-guard (com.example.link-guard)"), "{made:#?}");
        for file in [code, "plugin.json", "README.md", ".gitignore", "webapp/main.js"] {
            let text = fs::read_to_string(machine.path("link-guard").join(file)).unwrap();
            for left in ["@NAME", "@ID", "@SLUG", "@CAMEL", "@TRIGGER", "@SDK"] {
                assert!(!text.contains(left), "{file}: {text}");
            }
        }
        let again = run(&machine, &["plugin", "new", "Link \"Guard\"", "--language", language]).ended(1);
        assert!(again.err.contains("is there already"), "{again:#?}");
        let built = run(&machine, &["plugin", "build", "link-guard", "--json"]).ended(0).json();
        assert_eq!(built["bundle"]["manifest"]["name"], "Link \"Guard\"", "{language}");
        assert!(machine.path(builder).is_file(), "{language} is built by its own builder");
        let bundle = built["file"].as_str().unwrap();
        assert!(bundle.ends_with("link-guard/dist/com.example.link-guard-0.1.0.tar.gz"), "{bundle}");
        let checked = run(&machine, &["plugin", "check", bundle]).ended(0);
        assert!(checked.out.contains("(commands, "), "{checked:#?}");
        let files: Vec<_> = built["bundle"]["files"].as_array().unwrap().iter().map(|f| &f["path"]).collect();
        let wanted =
            ["README.md", "plugin.json", "public/README.txt", "server/plugin.wasm", "webapp/main.js"];
        assert_eq!(files, wanted, "{language}: sources and tools stay out of the bundle");
    }
}

#[test]
fn a_name_that_makes_no_plugin_is_refused() {
    let machine = Machine::new();
    for (args, words) in [
        (&["plugin", "new", "7"][..], "beginning with a letter"),
        (&["plugin", "new", "todo", "--id", "a b"][..], "letters a-z"),
        (&["plugin", "new", "todo", "--sdk", "nowhere"][..], "plugin-api/rust"),
        (
            &["plugin", "new", "todo", "--sdk", ".", "--language", "python"][..],
            "--sdk is for plugins in Rust",
        ),
        (&["plugin", "new", "todo", "--language", "cobol"][..], "javascript"),
    ] {
        let refused = machine.wag(args).ended(2);
        assert!(refused.err.contains(words), "`{words}`: {refused:#?}");
    }
    assert!(!machine.path("todo").exists());
    fs::create_dir_all(machine.path("sdk")).unwrap();
    machine.file("sdk/Cargo.toml", "");
    machine.wag(&["plugin", "new", "todo", "--sdk", "sdk"]).ended(0);
    let cargo = fs::read_to_string(machine.path("todo/Cargo.toml")).unwrap();
    let sdk = machine.path("sdk").canonicalize().unwrap();
    assert!(
        cargo.contains(&format!("chinwag-plugin = {{ path = {:?} }}", sdk.display().to_string())),
        "{cargo}"
    );
}

#[test]
fn a_build_that_fails_says_which_step_and_what_to_do() {
    let machine = with_tools(Machine::new());
    let none = run(&machine, &["plugin", "build"]).ended(1);
    assert!(none.err.contains("no plugin's folder") && none.err.contains("wag plugin new"), "{none:#?}");
    run(&machine, &["plugin", "new", "link guard"]).ended(0);
    run(&machine, &["plugin", "build", "link-guard", "--debug", "-o", "out/mine.tar.gz"]).ended(0);
    let asked = fs::read_to_string(machine.path("cargo-args")).unwrap();
    assert_eq!(asked, "build --target wasm32-wasip2 --message-format json-render-diagnostics\n");
    assert!(machine.path("out/mine.tar.gz").is_file());
    machine.file("link-guard/fails", "");
    let failed = run(&machine, &["plugin", "build", "link-guard"]).ended(1);
    assert!(failed.err.contains("error: expected one of") && failed.err.contains("failed"), "{failed:#?}");
    fs::remove_file(machine.path("link-guard/fails")).unwrap();

    // Without the target the linked toolchain is taken, and without that one is told how to get either.
    fs::remove_file(machine.path("std/libstd-0123.rlib")).unwrap();
    let without = run(&machine, &["plugin", "build", "link-guard"]).ended(1);
    assert!(without.err.contains("rustup target add wasm32-wasip2"), "{without:#?}");
    tool(&machine, "rustup", "#!/bin/sh\necho stable\necho chinwag-wasm\n");
    run(&machine, &["plugin", "build", "link-guard"]).ended(0);
    let asked = fs::read_to_string(machine.path("cargo-args")).unwrap();
    assert!(asked.ends_with(
        "+chinwag-wasm build --target wasm32-wasip2 --message-format json-render-diagnostics --release\n"
    ));

    let wrong =
        fs::read_to_string(machine.path("link-guard/plugin.json")).unwrap().replace("commands", "comands");
    machine.file("link-guard/plugin.json", &wrong);
    let refused = run(&machine, &["plugin", "build", "link-guard"]).ended(1);
    assert!(refused.err.contains("did you mean `commands`?"), "{refused:#?}");
}

#[test]
fn saving_a_file_brings_the_new_plugin_to_the_server() {
    let fake = Fake::start();
    fake.answer("POST /plugins", 201, json!({"id": ID, "name": "Link Guard", "version": "0.1.0"}));
    fake.answer(&format!("POST /plugins/{ID}/enable"), 200, json!({"status": "OK"}));
    let machine = with_tools(Machine::logged_in(&fake));
    run(&machine, &["plugin", "new", "link guard"]).ended(0);
    let once = run(&machine, &["plugin", "dev", "link-guard", "--once"]).ended(0);
    assert!(
        once.out.starts_with("com.example.link-guard 0.1.0 runs after ")
            && once.out.contains(" ms: built in ")
    );
    assert!(fake.find("POST /plugins").raw.contains("name=\"force\"\r\n\r\ntrue"));

    let following =
        Following::start_env(&machine, &[("PATH", &path(&machine))], &["plugin", "dev", "link-guard"]);
    assert!(following.next().contains("runs after"));
    let before = fake.calls().len();
    let code: PathBuf = machine.path("link-guard/src/lib.rs");
    let text = fs::read_to_string(&code).unwrap();
    fs::write(&code, format!("{text}\n// changed\n")).unwrap();
    assert!(following.next().contains("runs after"), "a save is enough");
    let calls = fake.calls()[before..].to_vec();
    assert!(calls.iter().any(|call| call == "POST /plugins"), "{calls:?}");
    machine.file("link-guard/fails", "");
    assert!(following.note("what it said is above").contains("failed"), "and a build that fails is no end");
    fs::remove_file(machine.path("link-guard/fails")).unwrap();
    assert!(following.next().contains("runs after"));
}

/// The template in Rust, built and tested as its reader is told to. Needs the SDK's crate and a toolchain for the target;
/// what other guests were built with is taken from where `CHINWAG_TEST_GUESTS` says, else it takes minutes.
#[test]
fn the_template_in_rust_passes_its_tests_and_becomes_a_component() {
    let Some(sdk) = std::env::var_os("CHINWAG_TEST_SDK") else {
        eprintln!("skipped: CHINWAG_TEST_SDK does not say where the SDK's crate is");
        return;
    };
    let machine = Machine::new();
    let kept = ["RUSTUP_HOME", "CARGO_HOME", "RUSTUP_TOOLCHAIN", "HOME"];
    let kept: Vec<_> =
        kept.iter().filter_map(|name| std::env::var(name).ok().map(|value| (*name, value))).collect();
    let mut env: Vec<_> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let guests = std::env::var("CHINWAG_TEST_GUESTS").ok();
    env.extend(guests.as_deref().map(|guests| ("CARGO_TARGET_DIR", guests)));
    machine.wag_env(&env, &["plugin", "new", "link guard", "--sdk", sdk.to_str().unwrap()]).ended(0);
    let mut tests = std::process::Command::new("cargo");
    assert!(
        tests
            .args(["test", "--quiet"])
            .envs(guests.as_ref().map(|guests| ("CARGO_TARGET_DIR", guests)))
            .current_dir(machine.path("link-guard"))
            .status()
            .unwrap()
            .success()
    );
    machine.wag_env(&env, &["plugin", "build", "link-guard"]).ended(0);
    let bundle = "link-guard/dist/com.example.link-guard-0.1.0.tar.gz";
    let checked = machine.wag(&["plugin", "check", bundle, "--json"]).ended(0).json();
    assert_eq!(checked["component"]["hooks"], json!(["activate", "execute-command"]));
    assert_eq!(checked["component"]["answers_http"], true);
}
