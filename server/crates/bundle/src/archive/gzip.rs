//! The outer shell: exactly one gzip member, nothing after it, limits on what goes in and comes out.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::GzDecoder;

use super::{ArchiveLimits, Fatal, fatal, interrupted};
use crate::code::Code;
use crate::digest::{Digest, Hashing};
use crate::finding::Finding;

/// Below this many unpacked bytes the ratio says nothing.
const RATIO_FROM: u64 = 8 * 1024 * 1024;

/// Bytes that are looked at to tell what the file is.
const HEAD_BYTES: u64 = 512;

/// The unpacked bytes of an archive.
pub(super) struct Unpacking<R: Read> {
    decoder: GzDecoder<BufReader<Limited<R>>>,
    limits: ArchiveLimits,
    unpacked: u64,
}

impl<R: Read> Unpacking<R> {
    /// Looks at the first bytes and refuses what is no gzip.
    pub(super) fn begin(source: Hashing<R>, limits: &ArchiveLimits) -> Result<Self, Fatal> {
        let mut source = Limited { source, head: Cursor::default(), left: limits.compressed, over: None };
        let mut head = Vec::new();
        let read = (&mut source).take(HEAD_BYTES).read_to_end(&mut head);
        read.map_err(|error| explain_source(&source, &error))?;
        if !head.starts_with(&[0x1f, 0x8b]) {
            return Err(Box::new(what_else(&head)));
        }
        const EXTRA: u8 = 4;
        if head.get(3).is_some_and(|flags| flags & EXTRA != 0) {
            return fatal(
                Code::ArchiveGzipExtra,
                "the gzip header has an extra field, in which another archive could hide",
            );
        }
        source.head = Cursor::new(head);
        let source = BufReader::with_capacity(64 * 1024, source);
        Ok(Self { decoder: GzDecoder::new(source), limits: *limits, unpacked: 0 })
    }

    /// Fills the buffer, or less at the end of the data.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Fatal> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.decoder.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.explain(&error)),
            }
        }
        self.unpacked += filled as u64;
        self.check_size()?;
        Ok(filled)
    }

    fn check_size(&self) -> Result<(), Fatal> {
        let limits = &self.limits;
        if self.unpacked > limits.unpacked {
            let finding =
                Finding::archive(Code::ArchiveUnpackedTooLarge, "the archive unpacks to too many bytes");
            return Err(Box::new(finding.limit(format!("{} bytes unpacked", limits.unpacked))));
        }
        let came = self.source().came(limits.compressed).max(1);
        if self.unpacked > RATIO_FROM && self.unpacked / came > limits.ratio {
            let words = format!("{came} bytes unpack to {} bytes and more", self.unpacked);
            let finding = Finding::archive(Code::ArchiveRatio, words);
            return Err(Box::new(finding.limit(format!("{} times larger", limits.ratio))));
        }
        Ok(())
    }

    /// Makes sure that nothing follows, and gives bytes in, bytes out, and the hash of what came in.
    pub(super) fn finish(mut self) -> Result<(u64, u64, Digest), Fatal> {
        let mut one = [0];
        // The checksum at the end is looked at only when the end is reached.
        if self.fill(&mut one)? != 0 {
            return fatal(Code::ArchiveAfterEnd, "data follows the end of the tar archive");
        }
        let limit = self.limits.compressed;
        let unpacked = self.unpacked;
        let mut source = self.decoder.into_inner();
        let rest = match source.fill_buf() {
            Ok(rest) => rest,
            Err(error) => return Err(explain_source(source.get_ref(), &error)),
        };
        if rest.starts_with(&[0x1f, 0x8b]) {
            return Err(several());
        }
        if !rest.is_empty() {
            let more = if rest.len() == 1 { "a byte follows" } else { "bytes follow" };
            let zip = if rest.starts_with(b"PK") { ", which look like a zip file" } else { "" };
            return fatal(Code::ArchiveTrailing, format!("{more} the end of the gzip stream{zip}"));
        }
        let source = source.into_inner();
        Ok((source.came(limit), unpacked, source.source.finish()))
    }

    /// A problem of an archive that seems to end too early, when the truth is that another gzip stream follows.
    pub(super) fn explain_end(self, problem: Fatal) -> Fatal {
        let seems_short =
            matches!(problem.code, Code::ArchiveTruncated | Code::ArchiveNoEnd | Code::ArchiveNotTar);
        let mut source = self.decoder.into_inner();
        match source.fill_buf() {
            Ok(rest) if seems_short && rest.starts_with(&[0x1f, 0x8b]) => several(),
            _ => problem,
        }
    }

    fn source(&self) -> &Limited<R> {
        self.decoder.get_ref().get_ref()
    }

    fn explain(&self, error: &io::Error) -> Fatal {
        if self.source().over.is_some() {
            return explain_source(self.source(), error);
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => truncated(),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                let words = format!("the compressed data is damaged: {error}");
                Box::new(Finding::archive(Code::ArchiveCorrupt, words))
            }
            _ => interrupted(error),
        }
    }
}

pub(super) fn truncated() -> Fatal {
    Box::new(Finding::archive(Code::ArchiveTruncated, "the archive ends in the middle"))
}

fn several() -> Fatal {
    Box::new(Finding::archive(Code::ArchiveMembers, "the file is several gzip streams, one after the other"))
}

fn explain_source<R>(source: &Limited<R>, error: &io::Error) -> Fatal {
    match source.over {
        Some(limit) => {
            let finding = Finding::archive(Code::ArchiveTooLarge, "the archive has too many bytes");
            Box::new(finding.limit(format!("{limit} bytes")))
        }
        None => interrupted(error),
    }
}

/// What a file is that is no gzip.
fn what_else(head: &[u8]) -> Finding {
    let name = match head {
        [] => return Finding::archive(Code::ArchiveEmpty, "the file is empty"),
        [b'P', b'K', 3 | 5 | 7, ..] => {
            return Finding::archive(Code::ArchiveZip, "the file is a zip archive");
        }
        [0x42, 0x5a, b'h', ..] => "compressed by bzip2",
        [0xfd, b'7', b'z', b'X', b'Z', ..] => "compressed by xz",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "compressed by zstd",
        [b'7', b'z', 0xbc, 0xaf, ..] => "a 7z archive",
        [0, b'a', b's', b'm', ..] => "a WebAssembly file by itself, without a manifest",
        [b'{', ..] => "a text that begins like JSON",
        _ if head.get(257..262) == Some(b"ustar") => "a tar archive that is not compressed",
        _ => "something else",
    };
    Finding::archive(Code::ArchiveNotGzip, format!("the file is not compressed by gzip; it is {name}"))
}

/// A source that refuses to give more than allowed.
struct Limited<R> {
    source: Hashing<R>,
    /// Bytes that were looked at and have to be read once more.
    head: Cursor<Vec<u8>>,
    left: u64,
    /// The limit, once it is broken.
    over: Option<u64>,
}

impl<R> Limited<R> {
    fn came(&self, limit: u64) -> u64 {
        limit - self.left
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let looked_at = self.head.read(buffer)?;
        if looked_at > 0 || buffer.is_empty() {
            return Ok(looked_at);
        }
        if self.over.is_some() {
            return Err(io::Error::other("too many bytes"));
        }
        if self.left == 0 {
            // One byte more tells whether the archive ends exactly here.
            let mut one = [0];
            if self.source.read(&mut one)? == 0 {
                return Ok(0);
            }
            self.over = Some(self.source.passed() - 1);
            return Err(io::Error::other("too many bytes"));
        }
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.source.read(&mut buffer[..most])?;
        self.left -= read as u64;
        Ok(read)
    }
}
