//! Headers that speak of the next entry, and headers that are damaged: groups 7 and 8.

use chinwag_bundle::Code;

use crate::archives::{Header, Tar, check, gzip, loads, pax_fields, refused};

#[test]
fn two_headers_that_give_different_sizes_are_refused_in_both_orders() {
    let inner = Tar::default().file("evil", b"smuggled").0;
    let pax_larger = Tar::good().pax(&[("size", b"1024")]).header(&Header::new(b"a", b'0', 0)).data(&inner);
    refused(&pax_larger.gz(), Code::SizeMismatch, "0 bytes by one header and 1024 by another");
    let pax_smaller = Tar::good().pax(&[("size", b"0")]).file("a", &inner);
    refused(&pax_smaller.gz(), Code::SizeMismatch, "0 by another");
    assert_eq!(loads(&Tar::good().pax(&[("size", b"3")]).file("a", b"abc").gz()), []);
}

#[test]
fn malformed_pax_headers_are_refused_and_not_skipped() {
    for data in [
        &b"no length\n"[..],
        b"99 path=short\n",
        b"12 path=abcd\n\n",
        b"5 a=b",
        b"0 \n",
        b"6 path\n",
        b"5 =b\n",
        b"-9 path=a\n",
        b"99999999999999999999 path=a\n",
    ] {
        let header = Header::new(b"PaxHeader/x", b'x', data.len() as u64);
        refused(&Tar::good().header(&header).data(data).file("a", b"").gz(), Code::PaxMalformed, "malformed");
    }
    let two = Tar::good().pax(&[("path", b"a")]).pax(&[("path", b"b")]).file("c", b"");
    refused(&two.gz(), Code::PaxMalformed, "two pax headers");
    let differing = Tar::good().pax(&[("path", b"a"), ("path", b"b")]).file("c", b"");
    refused(&differing.gz(), Code::PaxMalformed, "two different paths");
    refused(&Tar::good().pax(&[("path", b"a")]).gz(), Code::PaxMalformed, "there is none");
    let size = Tar::good().pax(&[("size", b"1e3")]).file("c", b"");
    refused(&size.gz(), Code::PaxMalformed, "size");
    let large = Header::new(b"PaxHeader/x", b'x', 1 << 30);
    refused(&Tar::good().header(&large).gz(), Code::PaxTooLarge, "262144 bytes");
}

#[test]
fn a_global_header_may_comment_but_not_rename() {
    let global = |fields: &[(&str, &[u8])]| {
        let data = pax_fields(fields);
        let tar =
            Tar::default().header(&Header::new(b"pax_global_header", b'g', data.len() as u64)).data(&data);
        Tar([tar.0, Tar::good().0].concat()).gz()
    };
    assert_eq!(loads(&global(&[("comment", b"0123456789abcdef")])), [], "as git archive writes it");
    refused(&global(&[("path", b"evil")]), Code::PaxNotAllowed, "`path` for all entries");
    refused(&global(&[("size", b"9")]), Code::PaxNotAllowed, "`size` for all entries");
}

#[test]
fn long_names_name_one_entry_once() {
    let long = format!("public/{}", "n".repeat(200));
    assert_eq!(loads(&Tar::good().long_name(long.as_bytes()).file("public/nnn", b"x").gz()), []);
    let two = Tar::good().long_name(b"a").long_name(b"b").file("c", b"");
    refused(&two.gz(), Code::LongName, "two long names");
    let both = Tar::good().long_name(b"a").pax(&[("path", b"b")]).file("c", b"");
    refused(&both.gz(), Code::LongName, "different names");
    let huge = Header::new(b"././@LongLink", b'L', 1 << 33);
    refused(&Tar::good().header(&huge).gz(), Code::LongName, "65536 bytes");
    refused(&Tar::good().long_name(b"../../evil").file("c", b"").gz(), Code::NameTraversal, "`..`");
    let link = Tar::good().header(&Header::new(b"././@LongLink", b'K', 5)).data(b"evil\0").file("c", b"");
    refused(&link.gz(), Code::LongName, "no link");
    refused(&Tar::good().long_name(b"a").gz(), Code::PaxMalformed, "there is none");
}

#[test]
fn what_macos_adds_is_left_out_and_harms_nothing() {
    let fields: &[(&str, &[u8])] = &[
        ("mtime", b"1700000000.123456789"),
        ("LIBARCHIVE.xattr.com.apple.quarantine", b"MDA4MTs2\n\0\xff="),
        ("SCHILY.xattr.com.apple.provenance", b"\x01\x02\x00\xab\ncd"),
    ];
    let archive = Tar::default()
        .file("._plugin.json", b"\0\x05\x16\x07")
        .pax(fields)
        .file("plugin.json", crate::archives::MANIFEST.as_bytes())
        .pax(fields)
        .file("server/plugin.wasm", crate::archives::COMPONENT)
        .file("server/._plugin.wasm", b"x")
        .file("webapp/main.js", b"1")
        .file("webapp/.DS_Store", b"x")
        .folder("__MACOSX/")
        .file("__MACOSX/._webapp", b"x")
        .gz();
    assert_eq!(loads(&archive), [Code::EntryIgnored]);
    let bundle = check(&archive).unwrap().value;
    let paths: Vec<_> = bundle.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["plugin.json", "server/plugin.wasm", "webapp/main.js"]);
}

#[test]
fn damaged_headers_are_refused() {
    let good = Tar::good().file("a", b"x");
    let at = Tar::good().0.len();
    let mut flipped = good.clone();
    flipped.0[at] = b'b';
    refused(&flipped.gz(), Code::HeaderChecksum, "checksum");
    for size in [
        &b"-0000000001\0"[..],
        b"9999999999 \0",
        b"00000000010x",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    ] {
        let header = Header { size: size.to_vec(), ..Header::new(b"a", b'0', 0) };
        refused(&Tar::good().header(&header).gz(), Code::HeaderNumber, "size");
    }
    let header = Header { magic: b"evil!!!!", ..Header::new(b"a", b'0', 0) };
    refused(&Tar::good().header(&header).gz(), Code::ArchiveNotTar, "mark");
    for magic in [&b"ustar  \0"[..], b"\0\0\0\0\0\0\0\0"] {
        let header = Header { magic, ..Header::new(b"a", b'0', 0) };
        assert_eq!(loads(&Tar::good().header(&header).gz()), [], "GNU's and the old form");
    }
    let base256 = Header { size: b"\x80\0\0\0\0\0\0\0\0\0\0\x02".to_vec(), ..Header::new(b"a", b'0', 0) };
    assert_eq!(loads(&Tar::good().header(&base256).data(b"xy").gz()), []);
    refused(&gzip(b"just a text"), Code::ArchiveNotTar, "no tar archive");
    refused(&gzip(&[b'x'; 2048]), Code::ArchiveNotTar, "no tar archive");
}
