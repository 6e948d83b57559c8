//! Plugins without a server: checked, packed, signed, verified.

use std::fs;

use crate::machine::{Machine, mode};

const MANIFEST: &str = r#"{
    "id": "com.example.good", "name": "Good", "version": "1.2.0",
    "server": {"component": "plugin.wasm"},
    "capabilities": ["posts:read", "http:api.github.com"]
}"#;

fn with_folder(manifest: &str) -> Machine {
    let machine = Machine::new();
    fs::create_dir(machine.path("good")).unwrap();
    machine.file("good/plugin.json", manifest);
    fs::write(machine.path("good/plugin.wasm"), b"\0asm\x0d\0\x01\0").unwrap();
    machine
}

#[test]
fn a_folder_is_checked_and_packed_and_the_bundle_checks_the_same() {
    let machine = with_folder(MANIFEST);
    let checked = machine.wag(&["plugin", "check", "good"]).ended(0);
    for words in
        ["com.example.good", "1.2.0", "may read every public channel's messages", "may call api.github.com"]
    {
        assert!(checked.out.contains(words), "`{words}`: {checked:#?}");
    }
    machine.wag(&["plugin", "pack", "good"]).ended(0);
    let first = fs::read(machine.path("com.example.good-1.2.0.tar.gz")).unwrap();
    let refused = machine.wag(&["plugin", "pack", "good"]).ended(1);
    assert!(refused.err.contains("is there already"), "{refused:#?}");
    machine.wag(&["plugin", "pack", "good", "--force"]).ended(0);
    assert_eq!(fs::read(machine.path("com.example.good-1.2.0.tar.gz")).unwrap(), first);
    let told = machine.wag(&["plugin", "check", "com.example.good-1.2.0.tar.gz", "--json"]).ended(0).json();
    assert_eq!((&told["ok"], &told["bundle"]["manifest"]["id"]), (&true.into(), &"com.example.good".into()));
    assert_eq!(told["grants"]["lines"].as_array().unwrap().len(), 2);
    fs::write(machine.path("good/plugin.wasm"), b"\0asm\x0d\0\x01\0 and more").unwrap();
    let broken = machine.wag(&["plugin", "check", "good"]).ended(1);
    assert!(broken.err.contains("the component is broken at byte 10"), "{broken:#?}");
    let both =
        machine.wag(&["plugin", "check", "good", "com.example.good-1.2.0.tar.gz", "--json"]).ended(1).json();
    assert_eq!((&both[0]["ok"], &both[1]["ok"]), (&false.into(), &true.into()), "each is told of");
}

#[test]
fn what_the_server_would_refuse_is_refused_with_every_reason() {
    let bad = MANIFEST
        .replace("posts:read", "post:read")
        .replace("1.2.0", "v1")
        .replace("plugin.wasm", "other.wasm");
    let machine = with_folder(&bad);
    let refused = machine.wag(&["plugin", "check", "good"]).ended(1);
    for words in [
        "did you mean `posts:read`?",
        "[manifest.capability_unknown]",
        "[manifest.version]",
        "would be refused: 2 errors",
    ] {
        assert!(refused.err.contains(words), "`{words}`: {refused:#?}");
    }
    let told = machine.wag(&["plugin", "check", "good", "--json"]).ended(1).json();
    let codes: Vec<_> = told["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["manifest.capability_unknown", "manifest.version"]);
    machine.wag(&["plugin", "pack", "good"]).ended(1);
    let zip = machine.file("plugin.zip", "PK\u{3}\u{4}");
    let refused = machine.wag(&["plugin", "check", zip.to_str().unwrap()]).ended(1);
    assert!(refused.err.contains("zip") && refused.err.contains("wag plugin pack"), "{refused:#?}");
    let absent = machine.wag(&["plugin", "check", "absent.tar.gz"]).ended(1);
    assert!(absent.err.contains("cannot read absent.tar.gz"), "{absent:#?}");
}

#[test]
fn a_bundle_is_signed_and_verified_and_a_changed_one_is_not() {
    let machine = with_folder(MANIFEST);
    machine.wag(&["plugin", "pack", "good", "--output", "good.tar.gz"]).ended(0);
    machine.wag(&["plugin", "keygen", "release", "--no-password"]).ended(0);
    assert_eq!(mode(&machine.path("release.key")), 0o600);
    let again = machine.wag(&["plugin", "keygen", "release", "--no-password"]).ended(1);
    assert!(again.err.contains("is there already"), "{again:#?}");
    machine.wag(&["plugin", "sign", "good.tar.gz", "--key", "release.key", "--no-password"]).ended(0);
    let verified = machine.wag(&["plugin", "verify", "good.tar.gz", "--public-key", "release.pub"]).ended(0);
    assert!(verified.out.contains("file:good.tar.gz"), "{verified:#?}");
    let mut bytes = fs::read(machine.path("good.tar.gz")).unwrap();
    bytes[10] ^= 1;
    fs::write(machine.path("good.tar.gz"), bytes).unwrap();
    let refused = machine.wag(&["plugin", "verify", "good.tar.gz", "--public-key", "release.pub"]).ended(1);
    assert!(refused.err.contains("not over these bytes"), "{refused:#?}");
}

#[test]
fn a_key_with_a_password_asks_for_it() {
    let machine = with_folder(MANIFEST);
    machine.wag(&["plugin", "pack", "good", "--output", "good.tar.gz"]).ended(0);
    let (right, wrong) = (machine.file("right", "open sesame\n"), machine.file("wrong", "close sesame\n"));
    let (right, wrong) = (right.to_str().unwrap(), wrong.to_str().unwrap());
    machine.wag(&["plugin", "keygen", "mine", "--password-file", right]).ended(0);
    let sign = |password: &str| {
        machine.wag(&["plugin", "sign", "good.tar.gz", "--key", "mine.key", "--password-file", password])
    };
    assert!(sign(wrong).ended(1).err.contains("not its password"));
    sign(right).ended(0);
    let nobody = machine.wag(&["plugin", "sign", "good.tar.gz", "--key", "mine.key"]).ended(2);
    assert!(nobody.err.contains("--password-file"), "{nobody:#?}");
}
