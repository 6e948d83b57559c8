//! Packing folders.

use std::fs;
use std::path::Path;

use chinwag_bundle::{Code, check_folder, pack};

use crate::archives::{COMPONENT, MANIFEST, check, loads, small};

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "plugin.json", MANIFEST.as_bytes());
    write(folder.path(), "server/plugin.wasm", COMPONENT);
    write(folder.path(), "webapp/main.js", b"window.registerPlugin('com.example.good', {});");
    folder
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn the_same_files_give_the_same_bytes_and_they_install() {
    let (one, two) = (folder(), folder());
    let long = format!("public/{}/{}.txt", "d".repeat(120), "f".repeat(120));
    for folder in [&one, &two] {
        write(folder.path(), &long, b"deep");
        write(folder.path(), "public/caf\u{e9}.txt", b"x");
    }
    fs::File::open(two.path().join("plugin.json")).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    let packed = pack(one.path(), &small()).unwrap().value;
    assert_eq!(packed.bytes, pack(two.path(), &small()).unwrap().value.bytes);
    assert_eq!(loads(&packed.bytes), []);
    assert_eq!(check(&packed.bytes).unwrap().value, packed.bundle);
    assert!(packed.bundle.file(&long).is_some(), "long names survive");
    let looked_at = check_folder(one.path(), &small()).unwrap().value;
    assert_eq!((looked_at.files, looked_at.manifest), (packed.bundle.files, packed.bundle.manifest));
}

#[test]
fn a_folder_that_would_not_install_is_not_packed() {
    let folder = folder();
    fs::remove_file(folder.path().join("server/plugin.wasm")).unwrap();
    assert_eq!(pack(folder.path(), &small()).unwrap_err().code(), Code::ComponentMissing);
    write(folder.path(), "server/plugin.wasm", b"\x7fELF");
    assert_eq!(pack(folder.path(), &small()).unwrap_err().code(), Code::ComponentIsNative);
    let nowhere = folder.path().join("nowhere");
    assert_eq!(pack(&nowhere, &small()).unwrap_err().code(), Code::FolderUnreadable);
}

#[test]
fn all_problems_of_a_folder_come_at_once() {
    let folder = folder();
    write(folder.path(), "aux.txt", b"x");
    write(folder.path(), "a?b", b"x");
    let refusal = pack(folder.path(), &small()).unwrap_err();
    assert_eq!(refusal.codes(), [Code::NameReserved, Code::NameReserved], "{refusal}");
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_refused_and_not_followed() {
    let folder = folder();
    std::os::unix::fs::symlink("/etc", folder.path().join("etc")).unwrap();
    assert_eq!(pack(folder.path(), &small()).unwrap_err().code(), Code::EntrySymlink);
}

#[test]
fn what_lies_about_in_folders_is_left_out() {
    let folder = folder();
    for name in [".git/config", "node_modules/a/index.js", ".DS_Store", "webapp/._main.js", ".gitignore"] {
        write(folder.path(), name, b"x");
    }
    let packed = pack(folder.path(), &small()).unwrap();
    assert_eq!((packed.value.bundle.files.len(), packed.warnings), (3, Vec::new()));
}

#[test]
fn a_file_above_the_limit_is_named_with_it() {
    let folder = folder();
    write(folder.path(), "large.bin", &vec![7; 13 * 1024 * 1024]);
    let refusal = pack(folder.path(), &small()).unwrap_err();
    assert_eq!(refusal.code(), Code::EntryTooLarge);
    assert!(
        refusal.to_string().contains("large.bin") && refusal.to_string().contains("12582912"),
        "{refusal}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_tar_itself_makes_of_a_folder_loads_in_all_its_formats() {
    let folder = folder();
    let long = format!("public/{}/{}.txt", "d".repeat(90), "f".repeat(90));
    write(folder.path(), &long, b"deep");
    for format in ["gnu", "pax", "ustar", "oldgnu"] {
        let tar = std::process::Command::new("tar")
            .args(["--create", "--gzip", "--format", format, "--directory"])
            .arg(folder.path())
            .arg(".")
            .output()
            .expect("tar is part of every Linux");
        assert!(tar.status.success(), "{format}: {}", String::from_utf8_lossy(&tar.stderr));
        assert_eq!(loads(&tar.stdout), [], "{format}");
        assert!(check(&tar.stdout).unwrap().value.file(&long).is_some(), "{format}");
    }
}
