//! The archive as a whole: bombs, ends, other formats, uploads that stop, sizes. Groups 9, 10, 11, 15, 16 and 18.

use std::io::{self, Read, Write as _};

use chinwag_bundle::{ArchiveLimits, Bundle, Code, Digest, Staged, Take};
use flate2::{Compression, GzBuilder};

use crate::archives::{Header, Tar, check, gzip, loads, refused, small};

#[test]
fn a_bomb_is_stopped_by_its_ratio_or_its_size() {
    let zeros = vec![0; 10 * 1024 * 1024];
    refused(&Tar::good().file("bomb", &zeros).gz(), Code::ArchiveRatio, "200 times");
    let noisy: Vec<u8> = (0..13_000_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let roomy = ArchiveLimits { compressed: u64::MAX, ratio: u64::MAX, ..small() };
    let check = |archive: &[u8]| Bundle::check(archive, &roomy, Take::Whole).unwrap_err();
    let one = check(&Tar::good().file("large", &noisy).gz());
    assert_eq!(one.code(), Code::EntryTooLarge, "{one}");
    let halves = Tar::good().file("a", &noisy[..9_000_000]).file("b", &noisy[..9_000_000]);
    let all = check(&halves.gz());
    assert_eq!(all.code(), Code::ArchiveUnpackedTooLarge, "{all}");
    assert!(all.to_string().contains("16777216 bytes"), "{all}");
}

#[test]
fn a_size_that_is_claimed_and_not_there_costs_nothing() {
    let header = Header { size: b"77777777777\0".to_vec(), ..Header::new(b"huge", b'0', 0) };
    refused(&Tar::good().header(&header).gz(), Code::EntryTooLarge, "8589934591 bytes");
}

#[test]
fn an_archive_inside_an_archive_and_several_in_a_row_are_refused() {
    refused(&gzip(&Tar::good().gz()), Code::ArchiveNested, "twice");
    let good = Tar::good().gz();
    refused(&[good.clone(), good.clone()].concat(), Code::ArchiveMembers, "several gzip streams");
    let tar = Tar::good().end();
    let split: Vec<u8> = tar.chunks(64).flat_map(gzip).collect();
    refused(&split, Code::ArchiveMembers, "several gzip streams");
    let empty_members: Vec<u8> = [good, gzip(b"").repeat(1000)].concat();
    refused(&empty_members, Code::ArchiveMembers, "several gzip streams");
}

#[test]
fn a_million_tiny_entries_are_stopped_at_the_limit() {
    let many = (0..60).fold(Tar::good(), |tar, number| tar.file(format!("f{number}"), b""));
    refused(&many.gz(), Code::ArchiveEntries, "50 entries");
    let headers = (0..60).fold(Tar::good(), |tar, _| tar.header(&Header::new(b"._", b'0', 0)));
    refused(&headers.gz(), Code::ArchiveEntries, "50 entries");
}

#[test]
fn an_archive_that_is_cut_anywhere_is_refused() {
    let whole = Tar::good().gz();
    for end in 1..whole.len() {
        let refusal = check(&whole[..end]).expect_err("half an archive");
        let code = refusal.code();
        let known = [Code::ArchiveTruncated, Code::ArchiveNotGzip, Code::ArchiveNoEnd];
        assert!(known.contains(&code), "cut at {end}: {refusal}");
    }
    refused(&whole[..whole.len() / 2], Code::ArchiveTruncated, "in the middle");
    refused(b"", Code::ArchiveEmpty, "empty");
    let mut tar = Tar::good().0;
    refused(&gzip(&tar), Code::ArchiveNoEnd, "no end");
    refused(&gzip(&tar[..tar.len() - 700]), Code::ArchiveTruncated, "in the middle");
    tar.resize(tar.len() + 512, 0);
    refused(&gzip(&tar), Code::ArchiveNoEnd, "no end");
}

#[test]
fn nothing_may_follow_the_end() {
    let whole = Tar::good().gz();
    refused(&[&whole[..], b"and more"].concat(), Code::ArchiveTrailing, "bytes follow");
    refused(&[&whole[..], b"PK\x03\x04zip"].concat(), Code::ArchiveTrailing, "look like a zip");
    let mut hidden = Tar::good().end();
    hidden.extend(Tar::default().file("hidden", b"x").end());
    refused(&gzip(&hidden), Code::ArchiveAfterEnd, "follows the end");
    let mut half = Tar::good().0;
    half.resize(half.len() + 512, 0);
    half.extend(Tar::default().file("hidden", b"x").end());
    refused(&gzip(&half), Code::ArchiveAfterEnd, "where some readers stop");
    let mut filled = Tar::good().end();
    filled.resize(filled.len().next_multiple_of(10_240), 0);
    assert_eq!(loads(&gzip(&filled)), [], "tar fills up to its block");
    filled.resize(filled.len() + 2 * 1024 * 1024, 0);
    refused(&gzip(&filled), Code::ArchiveAfterEnd, "too many zeros");
}

#[test]
fn an_entry_longer_than_its_header_says_is_refused() {
    let longer = Tar::good().header(&Header::new(b"a", b'0', 3)).data(&[b'x'; 1024]);
    refused(&longer.gz(), Code::HeaderChecksum, "longer than its header says");
}

#[test]
fn damaged_compression_is_told_apart() {
    let mut crc = Tar::good().gz();
    let at = crc.len() - 6;
    crc[at] ^= 0xff;
    refused(&crc, Code::ArchiveCorrupt, "damaged");
    let mut inside = Tar::good().gz();
    let middle = inside.len() / 2;
    inside[middle] ^= 0xff;
    assert!(check(&inside).is_err());
}

#[test]
fn other_formats_are_named() {
    refused(b"PK\x03\x04\x14\0\0\0\x08\0", Code::ArchiveZip, "zip");
    refused(&Tar::good().end(), Code::ArchiveNotGzip, "not compressed");
    refused(b"BZh91AY&SY", Code::ArchiveNotGzip, "bzip2");
    refused(b"\xfd7zXZ\0", Code::ArchiveNotGzip, "xz");
    refused(b"\x28\xb5\x2f\xfd", Code::ArchiveNotGzip, "zstd");
    refused(crate::archives::COMPONENT, Code::ArchiveNotGzip, "WebAssembly file by itself");
    refused(b"<html>", Code::ArchiveNotGzip, "wag plugin pack");
}

#[test]
fn another_archive_cannot_hide_in_the_gzip_header() {
    let mut writer =
        GzBuilder::new().extra(b"PK\x05\x06 a whole zip".to_vec()).write(Vec::new(), Compression::fast());
    writer.write_all(&Tar::good().end()).unwrap();
    refused(&writer.finish().unwrap(), Code::ArchiveGzipExtra, "extra field");
    let mut writer = GzBuilder::new()
        .filename("plugin.tar")
        .comment("by hand")
        .mtime(7)
        .write(Vec::new(), Compression::fast());
    writer.write_all(&Tar::good().end()).unwrap();
    assert_eq!(loads(&writer.finish().unwrap()), []);
}

/// Gives some bytes and then fails, as a connection does that breaks.
struct Breaks<'a>(&'a [u8]);

impl Read for Breaks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::new(io::ErrorKind::ConnectionReset, "the sender went away")),
            read => Ok(read),
        }
    }
}

#[test]
fn an_upload_that_stops_half_way_leaves_nothing() {
    let whole = Tar::good().gz();
    let parent = tempfile::tempdir().unwrap();
    for end in [0, 5, whole.len() / 2, whole.len()] {
        let refusal =
            Staged::unpack(Breaks(&whole[..end]), parent.path(), &small(), Take::Whole).unwrap_err();
        assert_eq!(refusal.code(), Code::ArchiveInterrupted, "after {end} bytes: {refusal}");
        assert!(refusal.to_string().contains("the sender went away"), "{refusal}");
    }
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
}

/// Gives one byte at a time.
struct Drips<'a>(&'a [u8]);

impl Read for Drips<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let one = buffer.len().min(1);
        self.0.read(&mut buffer[..one])
    }
}

#[test]
fn how_the_bytes_come_makes_no_difference() {
    let whole = Tar::good().gz();
    let bundle = Bundle::check(Drips(&whole), &small(), Take::Whole).unwrap().value;
    assert_eq!(bundle, check(&whole).unwrap().value);
    assert_eq!(bundle.digest, Digest::of(&whole));
    assert_eq!(bundle.size, whole.len() as u64);
}

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..length).map(next).collect()
}

/// Never ends, and counts what was taken of it.
struct Endless<'a> {
    start: &'a [u8],
    taken: &'a mut u64,
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.start.read(buffer)? {
            0 => {
                buffer.fill(0x55);
                buffer.len()
            }
            read => read,
        };
        *self.taken += read as u64;
        Ok(read)
    }
}

#[test]
fn an_upload_without_a_length_is_stopped_at_the_limit() {
    let noise = noise(1_000_000);
    let start = Tar::good().file("noise", &noise).gz();
    assert!(start.len() > 512 * 1024, "it must be larger than the limit");
    let mut taken = 0;
    let source = Endless { start: &start, taken: &mut taken };
    let refusal = Bundle::check(source, &small(), Take::Whole).unwrap_err();
    assert_eq!(refusal.code(), Code::ArchiveTooLarge, "{refusal}");
    assert!(refusal.to_string().contains("262144 bytes"), "{refusal}");
    assert!(taken <= 256 * 1024 + 1, "{taken} bytes were taken");
    let exact = ArchiveLimits { compressed: start.len() as u64, ..small() };
    assert!(Bundle::check(start.as_slice(), &exact, Take::Whole).is_ok(), "the limit itself is allowed");
}
