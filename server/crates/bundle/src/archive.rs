//! Reading a `.tar.gz` that a stranger sent: once, streaming, with limits, trusting nothing.
//!
//! Own reading of headers on purpose: libraries are lenient where two readers would see two different archives, and
//! that is where entries are smuggled. gzip is unpacked by flate2 in `archive/gzip.rs`, headers are read in
//! `archive/header.rs` and `archive/pax.rs`, the order of things in `archive/walk.rs`, names in `archive/name.rs` and
//! `archive/names.rs`. What comes out goes to a [`Sink`]; what it means is in `bundle.rs`.

mod gzip;
mod header;
mod name;
mod names;
mod pax;
mod walk;

use std::io::{self, Read};

use serde::Serialize;

use crate::code::Code;
use crate::digest::{Digest, Hashing};
use crate::finding::Finding;
use crate::kind::WasmKind;

pub(crate) use name::{check_folder_entry, check_path, is_reserved_on_windows};
pub(crate) use names::{Names, is_left_out};

/// How much an archive may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// Bytes as they come.
    pub compressed: u64,
    /// Bytes unpacked, in all.
    pub unpacked: u64,
    /// Bytes of one file.
    pub file: u64,
    /// Entries, those that are left out too.
    pub entries: u32,
    /// Bytes of one path.
    pub path_bytes: usize,
    /// Folders inside each other, the file itself included.
    pub depth: usize,
    /// How many times larger it may become, once it is larger than 8 MiB.
    pub ratio: u64,
}

impl Default for ArchiveLimits {
    fn default() -> Self {
        Self {
            compressed: 100 * 1024 * 1024,
            unpacked: 512 * 1024 * 1024,
            file: 256 * 1024 * 1024,
            entries: 10_000,
            path_bytes: 512,
            depth: 24,
            ratio: 200,
        }
    }
}

/// A file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileEntry {
    /// Its path from the bundle's root.
    pub path: String,
    /// Its bytes.
    pub size: u64,
    /// The hash of its content.
    pub sha256: Digest,
    /// The hash web bundles are named by.
    #[serde(skip)]
    pub fnv1a64: u64,
    /// What its first bytes say it is.
    #[serde(skip)]
    pub kind: WasmKind,
}

impl FileEntry {
    /// The entry of a file with this content.
    pub(crate) fn of(path: &str, bytes: &[u8]) -> Self {
        let head = &bytes[..bytes.len().min(WasmKind::HEAD_BYTES)];
        Self {
            path: path.to_owned(),
            size: bytes.len() as u64,
            sha256: Digest::of(bytes),
            fnv1a64: crate::digest::fnv1a64(bytes),
            kind: WasmKind::of(head),
        }
    }
}

/// Where the content of an archive goes. Paths are checked, relative, with `/`; folders come before what is in them.
pub(crate) trait Sink {
    fn folder(&mut self, path: &str) -> io::Result<()>;
    fn file(&mut self, path: &str) -> io::Result<()>;
    fn data(&mut self, bytes: &[u8]) -> io::Result<()>;
    fn end_file(&mut self) -> io::Result<()>;
}

/// A sink that keeps nothing.
pub(crate) struct Nowhere;

impl Sink for Nowhere {
    fn folder(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }
    fn file(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }
    fn data(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
    fn end_file(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was in an archive.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// The files, in the order they came, with paths as in the archive.
    pub(crate) files: Vec<FileEntry>,
    /// Manifests at the top or in a folder at the top: path and bytes.
    pub(crate) manifests: Vec<(String, Vec<u8>)>,
    /// Problems that do not refuse it.
    pub(crate) warnings: Vec<Finding>,
    /// Bytes of the archive.
    pub(crate) compressed: u64,
    /// Bytes unpacked.
    pub(crate) unpacked: u64,
    /// The hash of all the archive's bytes.
    pub(crate) digest: Digest,
}

/// A problem that ends the reading.
pub(crate) type Fatal = Box<Finding>;

pub(crate) fn fatal<T>(code: Code, words: impl Into<String>) -> Result<T, Fatal> {
    Err(Box::new(Finding::archive(code, words)))
}

/// Reads an archive to its last byte.
pub(crate) fn read(
    source: impl Read,
    limits: &ArchiveLimits,
    sink: &mut dyn Sink,
) -> Result<Contents, Fatal> {
    let mut unpacking = gzip::Unpacking::begin(Hashing::new(source), limits)?;
    let mut contents = match walk::walk(&mut unpacking, limits, sink) {
        Ok(contents) => contents,
        Err(problem) => return Err(unpacking.explain_end(problem)),
    };
    let (compressed, unpacked, digest) = unpacking.finish()?;
    (contents.compressed, contents.unpacked, contents.digest) = (compressed, unpacked, digest);
    Ok(contents)
}

/// A read that failed, told apart: the sender stopped, or the data ends too early.
pub(crate) fn interrupted(error: &io::Error) -> Fatal {
    let words = format!("the archive could not be read to its end: {error}");
    Box::new(Finding::archive(Code::ArchiveInterrupted, words))
}
