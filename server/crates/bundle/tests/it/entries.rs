//! Kinds of entries and their modes: groups 3, 4, 5, 12 and 14.

use chinwag_bundle::{Code, Staged, Take};

use crate::archives::{Header, Tar, loads, refused, small};

#[test]
fn a_symbolic_link_is_refused_before_anything_goes_through_it() {
    let through = Tar::good().entry("public", b'2').file("public/evil", b"x").gz();
    refused(&through, Code::EntrySymlink, "`public` is a symbolic link");
    refused(&Tar::good().entry("._link", b'2').gz(), Code::EntrySymlink, "symbolic link");
}

#[test]
fn hard_links_devices_and_pipes_are_refused() {
    refused(&Tar::good().entry("a", b'1').gz(), Code::EntryHardLink, "hard link");
    refused(&Tar::good().entry("a", b'3').gz(), Code::EntryDevice, "a device");
    refused(&Tar::good().entry("a", b'4').gz(), Code::EntryDevice, "a device");
    refused(&Tar::good().entry("a", b'6').gz(), Code::EntryDevice, "a pipe");
    for unknown in [b'7', b'D', b'M', b'V', b'Z', 0xff] {
        refused(&Tar::good().entry("a", unknown).gz(), Code::EntryType, "unknown type");
    }
}

#[test]
fn sparse_files_are_refused_however_they_are_written() {
    refused(&Tar::good().entry("a", b'S').gz(), Code::EntrySparse, "sparse");
    let pax = Tar::good().pax(&[("GNU.sparse.major", b"1"), ("GNU.sparse.realsize", b"1099511627776")]);
    refused(&pax.file("a", b"x").gz(), Code::EntrySparse, "sparse");
}

#[test]
fn a_folder_has_no_data() {
    let smuggles = Tar::good().header(&Header::new(b"a/", b'5', 512)).data(&[b'x'; 512]).gz();
    refused(&smuggles, Code::EntryFolderData, "512 bytes of data");
}

#[cfg(unix)]
#[test]
fn modes_and_owners_of_the_archive_are_not_taken() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let special = Header { mode: b"0004777\0", owner: b"0000000\0", ..Header::new(b"tool", b'0', 1) };
    let hidden = Header { mode: b"0000000\0", ..Header::new(b"data/", b'5', 0) };
    let archive = Tar::good().header(&special).data(b"x").header(&hidden).gz();
    assert_eq!(loads(&archive), [Code::EntryMode]);
    let parent = tempfile::tempdir().unwrap();
    let staged = Staged::unpack(archive.as_slice(), parent.path(), &small(), Take::Whole).unwrap().value;
    let look = |name: &str| std::fs::metadata(staged.path().join(name)).unwrap();
    let mine = std::fs::metadata(parent.path()).unwrap().uid();
    assert_eq!(look("tool").permissions().mode() & 0o7777, 0o644);
    assert_eq!(look("data").permissions().mode() & 0o7777, 0o755);
    assert_eq!((look("tool").uid(), look("server").permissions().mode() & 0o7777), (mine, 0o755));
    assert_eq!(look("").permissions().mode() & 0o7777, 0o700, "the staging folder is nobody else's");
}
