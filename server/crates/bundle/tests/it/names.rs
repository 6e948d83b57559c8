//! Names of entries: groups 1, 2, 6 and 13.

use chinwag_bundle::Code;

use crate::archives::{Header, Tar, loads, refused};

#[track_caller]
fn name(name: &[u8], code: Code, words: &str) {
    refused(&Tar::good().file(name, b"x").gz(), code, words);
}

#[test]
fn names_that_lead_out_of_the_bundle_are_refused() {
    for bad in ["../evil", "a/../../evil", "a/..", "..", "./../evil"] {
        name(bad.as_bytes(), Code::NameTraversal, "`..`");
    }
    for bad in ["..\\evil", "a\\..\\..\\evil"] {
        name(bad.as_bytes(), Code::NameTraversal, "`..`");
    }
    name(b"a\\b", Code::NameBackslash, "separates folders on Windows");
    assert_eq!(loads(&Tar::good().file("a/..b/c..d", b"x").gz()), []);
}

#[test]
fn absolute_names_drives_and_shares_are_refused() {
    for bad in ["/etc/passwd", "//server/share", "C:/evil", "c:evil", "\\\\server\\share\\x"] {
        name(bad.as_bytes(), Code::NameAbsolute, "absolute");
    }
}

#[test]
fn the_prefix_of_a_header_is_part_of_the_name() {
    let header = Header { prefix: b"../..".to_vec(), ..Header::new(b"evil", b'0', 0) };
    refused(&Tar::good().header(&header).gz(), Code::NameTraversal, "../../evil");
    let header = Header { prefix: b"public/pictures".to_vec(), ..Header::new(b"a.png", b'0', 0) };
    assert_eq!(loads(&Tar::good().header(&header).gz()), []);
}

#[test]
fn a_name_is_there_once() {
    let twice = Tar::good().file("a.txt", b"1").file("a.txt", b"2").gz();
    refused(&twice, Code::NameDuplicate, "there twice");
    let dotted = Tar::good().file("a.txt", b"1").file("./a.txt", b"2").gz();
    refused(&dotted, Code::NameDuplicate, "there twice");
    assert_eq!(loads(&Tar::good().folder("server/").folder("webapp").folder("webapp/").gz()), []);
}

#[test]
fn names_that_are_one_on_some_machines_are_refused() {
    let case = Tar::good().file("Readme.txt", b"1").file("README.TXT", b"2").gz();
    refused(&case, Code::NameCaseClash, "Readme.txt");
    let folders = Tar::good().file("Assets/a", b"1").file("assets/b", b"2").gz();
    refused(&folders, Code::NameCaseClash, "Assets");
    let sharp = Tar::good().file("straße", b"1").file("STRASSE", b"2").gz();
    refused(&sharp, Code::NameCaseClash, "straße");
    let accents = Tar::good().file("caf\u{e9}.txt", b"1").file("cafe\u{301}.txt", b"2").gz();
    refused(&accents, Code::NameUnicodeClash, "other Unicode characters");
    assert_eq!(loads(&Tar::good().file("caf\u{e9}.txt", b"1").file("cafe.txt", b"2").gz()), []);
}

#[test]
fn a_name_is_a_file_or_a_folder() {
    let below = Tar::good().file("a", b"1").file("a/b", b"2").gz();
    refused(&below, Code::NameFileAndFolder, "a file and a folder");
    let above = Tar::good().file("a/b", b"2").file("a", b"1").gz();
    refused(&above, Code::NameFileAndFolder, "a file and a folder");
}

#[test]
fn long_names_are_refused_with_the_limit() {
    let part = "x".repeat(90);
    let long = [part.as_str(); 50].join("/");
    refused(&Tar::good().long_name(long.as_bytes()).file("x", b"").gz(), Code::NameTooLong, "512 bytes");
    let one = "y".repeat(300);
    refused(
        &Tar::good().pax(&[("path", one.as_bytes())]).file("x", b"").gz(),
        Code::NameTooLong,
        "255 bytes",
    );
    let deep = ["d"; 30].join("/");
    refused(&Tar::good().file(&deep, b"").gz(), Code::NameTooDeep, "24 folders");
    let fits = [part.as_str(); 5].join("/");
    assert_eq!(loads(&Tar::good().long_name(fits.as_bytes()).file("x", b"").gz()), []);
}

#[test]
fn names_nobody_can_read_or_windows_cannot_store_are_refused() {
    name(b"a\nb", Code::NameControl, "\\u{a}");
    name(b"a\x1b[2Jb", Code::NameControl, "\\u{1b}");
    name("invoice\u{202e}gpj.exe".as_bytes(), Code::NameControl, "\\u{202e}");
    name(b"a\0evil", Code::NameControl, "after a NUL");
    let inner = Tar::good().pax(&[("path", b"a\0b")]).file("x", b"").gz();
    refused(&inner, Code::NameControl, "\\u{0}");
    name(b"caf\xe9", Code::NameNotUtf8, "UTF-8");
    for bad in ["con", "AUX.txt", "a/nul", "com1.tar.gz", "Lpt9", "COM\u{b2}", "conin$", "prn "] {
        name(bad.as_bytes(), Code::NameReserved, "Windows");
    }
    for bad in ["a.", "b ", "x/y./z", "a?b", "a|b", "stream.txt:evil"] {
        name(bad.as_bytes(), Code::NameReserved, "Windows");
    }
    for good in ["console.js", "com.example.js", "common/x", "lpt.js", "com10"] {
        assert_eq!(loads(&Tar::good().file(good, b"x").gz()), []);
    }
}

#[test]
fn an_entry_has_a_name() {
    name(b"", Code::NameEmpty, "empty");
    refused(&Tar::good().file("a/", b"x").gz(), Code::NameEmpty, "without a name");
    assert_eq!(loads(&Tar::good().folder("./").gz()), [], "the root itself may be an entry");
}
