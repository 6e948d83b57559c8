//! The entries of a tar archive, one after the other, up to the two blocks of zeros that end it.

use super::gzip::{Unpacking, truncated};
use super::header::{BLOCK, EntryKind, Header};
use super::name::check_entry;
use super::names::{Names, is_left_out};
use super::{ArchiveLimits, Contents, Fatal, FileEntry, Sink, fatal, pax};
use crate::code::Code;
use crate::digest::FileHash;
use crate::document;
use crate::finding::{Finding, shown};
use crate::kind::WasmKind;
use crate::manifest::MANIFEST_NAMES;

/// Zeros that may follow the end: tars are filled up to a multiple of 10,240 bytes, some to more.
const MOST_FILLING: u64 = 1024 * 1024;

type Source<'a> = dyn Unpacked + 'a;

/// The unpacked bytes, whatever they come from.
pub(super) trait Unpacked {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Fatal>;
}

impl<R: std::io::Read> Unpacked for Unpacking<R> {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Fatal> {
        Unpacking::fill(self, buffer)
    }
}

/// Reads all entries and hands them on.
pub(super) fn walk(
    source: &mut Source<'_>,
    limits: &ArchiveLimits,
    sink: &mut dyn Sink,
) -> Result<Contents, Fatal> {
    let mut walk = Walk {
        source,
        limits,
        sink,
        contents: Contents::default(),
        names: Names::default(),
        pending: Pending::default(),
        entries: 0,
        left_out: Vec::new(),
        buffer: vec![0; 64 * 1024],
    };
    while let Some(header) = walk.header()? {
        walk.entry(&header)?;
    }
    if walk.pending.is_some() {
        return fatal(Code::PaxMalformed, "a header speaks of a next entry, and there is none");
    }
    let mut contents = walk.contents;
    if let Some(first) = walk.left_out.first() {
        let words = format!("{} entries of macOS are left out", walk.left_out.len());
        contents.warnings.push(Finding::entry(Code::EntryIgnored, first, words));
    }
    Ok(contents)
}

struct Walk<'a> {
    source: &'a mut Source<'a>,
    limits: &'a ArchiveLimits,
    sink: &'a mut dyn Sink,
    contents: Contents,
    names: Names,
    pending: Pending,
    entries: u32,
    left_out: Vec<String>,
    buffer: Vec<u8>,
}

/// What headers before an entry say of it.
#[derive(Default)]
struct Pending {
    pax: Option<pax::Fields>,
    long_name: Option<Vec<u8>>,
    long_link: bool,
}

impl Pending {
    fn is_some(&self) -> bool {
        self.pax.is_some() || self.long_name.is_some() || self.long_link
    }
}

impl Walk<'_> {
    /// The next header, or nothing at the end.
    fn header(&mut self) -> Result<Option<Header>, Fatal> {
        let mut block = [0; BLOCK];
        let mut read = self.source.fill(&mut block)?;
        let first = self.entries == 0 && !self.pending.is_some();
        if read == BLOCK && block == [0; BLOCK] {
            read = self.source.fill(&mut block)?;
            if read < BLOCK {
                return self.no_end(read);
            }
            if block != [0; BLOCK] {
                return fatal(
                    Code::ArchiveAfterEnd,
                    "an entry follows a block of zeros, where some readers stop",
                );
            }
            self.filling()?;
            return Ok(None);
        }
        if first && block.starts_with(&[0x1f, 0x8b]) {
            return fatal(Code::ArchiveNested, "the archive is compressed twice");
        }
        if read < BLOCK {
            if first {
                return fatal(Code::ArchiveNotTar, "what was compressed is no tar archive");
            }
            return self.no_end(read);
        }
        match Header::read(&block) {
            Err(finding) if first && finding.code == Code::HeaderChecksum => {
                fatal(Code::ArchiveNotTar, "what was compressed is no tar archive")
            }
            header => header.map(Some),
        }
    }

    fn no_end<T>(&self, read: usize) -> Result<T, Fatal> {
        if read == 0 {
            return fatal(Code::ArchiveNoEnd, "the tar archive has no end");
        }
        Err(truncated())
    }

    fn filling(&mut self) -> Result<(), Fatal> {
        let mut filled = 0;
        loop {
            let read = self.source.fill(&mut self.buffer)?;
            if self.buffer[..read].iter().any(|byte| *byte != 0) {
                return fatal(Code::ArchiveAfterEnd, "data follows the end of the tar archive");
            }
            filled += read as u64;
            if filled > MOST_FILLING {
                let finding = Finding::archive(Code::ArchiveAfterEnd, "too many zeros follow the end");
                return Err(Box::new(finding.limit(format!("{MOST_FILLING} bytes"))));
            }
            if read < self.buffer.len() {
                return Ok(());
            }
        }
    }

    fn entry(&mut self, header: &Header) -> Result<(), Fatal> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            let finding = Finding::archive(Code::ArchiveEntries, "the archive has too many entries");
            return Err(Box::new(finding.limit(format!("{} entries", self.limits.entries))));
        }
        match header.kind {
            EntryKind::Pax => {
                if self.pending.pax.is_some() {
                    return fatal(Code::PaxMalformed, "two pax headers stand before one entry");
                }
                let data = self.small(header.size, pax::MOST_BYTES, Code::PaxTooLarge)?;
                self.pending.pax = Some(pax::read(&data)?);
                Ok(())
            }
            EntryKind::PaxGlobal => {
                if self.pending.is_some() {
                    return fatal(
                        Code::PaxMalformed,
                        "a global header stands between a header and its entry",
                    );
                }
                let data = self.small(header.size, pax::MOST_BYTES, Code::PaxTooLarge)?;
                pax::check_global(&data)
            }
            EntryKind::LongName => {
                if self.pending.long_name.is_some() {
                    return fatal(Code::LongName, "two long names stand before one entry");
                }
                let mut name = self.small(header.size, 64 * 1024, Code::LongName)?;
                if name.last() == Some(&0) {
                    name.pop();
                }
                self.pending.long_name = Some(name);
                Ok(())
            }
            EntryKind::LongLink => {
                self.small(header.size, 64 * 1024, Code::LongName)?;
                self.pending.long_link = true;
                Ok(())
            }
            kind => self.thing(header, kind),
        }
    }

    /// An entry that is not about another one.
    fn thing(&mut self, header: &Header, kind: EntryKind) -> Result<(), Fatal> {
        let pending = std::mem::take(&mut self.pending);
        let pax = pending.pax.unwrap_or_default();
        let name = match (pax.path, pending.long_name) {
            (Some(path), Some(long)) if path != long => {
                let words = "two headers give one entry different names";
                return Err(Box::new(Finding::entry(Code::LongName, &String::from_utf8_lossy(&path), words)));
            }
            (Some(name), _) | (None, Some(name)) => name,
            (None, None) => header.name.clone(),
        };
        let lossy = String::from_utf8_lossy(&name).into_owned();
        refuse_kind(kind, &lossy)?;
        if pax.is_sparse {
            return refuse_kind(EntryKind::Sparse, &lossy);
        }
        if pax.size.is_some_and(|size| size != header.size) {
            let words = format!(
                "`{}` has {} bytes by one header and {} by another",
                shown(&lossy),
                header.size,
                pax.size.unwrap_or_default()
            );
            return Err(Box::new(Finding::entry(Code::SizeMismatch, &lossy, words)));
        }
        if pending.long_link {
            let words = "a link's target stands before an entry that is no link";
            return Err(Box::new(Finding::entry(Code::LongName, &lossy, words)));
        }
        let path = check_entry(&name, self.limits).map_err(Box::new)?;
        if header.has_special_mode {
            let words = format!("`{}` asks to run as its owner", shown(&lossy));
            self.contents.warnings.push(Finding::entry(Code::EntryMode, &lossy, words));
        }
        match kind {
            EntryKind::Folder => self.folder(&path, header.size),
            _ => self.file(&path, &lossy, header.size),
        }
    }

    fn folder(&mut self, path: &str, size: u64) -> Result<(), Fatal> {
        if size != 0 {
            let words =
                format!("the folder `{path}` has {size} bytes of data, which some readers take for entries");
            return Err(Box::new(Finding::entry(Code::EntryFolderData, path, words)));
        }
        if path.is_empty() || is_left_out(path) {
            return Ok(());
        }
        let new = self.names.folder(path).map_err(|bad| Box::new(bad.finding(path)))?;
        self.make_folders(&new)
    }

    fn make_folders(&mut self, new: &[String]) -> Result<(), Fatal> {
        for folder in new {
            self.sink.folder(folder).map_err(|error| staging_failed(folder, &error))?;
        }
        Ok(())
    }

    fn file(&mut self, path: &str, name: &str, size: u64) -> Result<(), Fatal> {
        if path.is_empty() || name.ends_with('/') {
            let words = format!("`{}` is a file without a name", shown(name));
            return Err(Box::new(Finding::entry(Code::NameEmpty, name, words)));
        }
        if size > self.limits.file {
            let words = format!("`{path}` has {size} bytes");
            let finding = Finding::entry(Code::EntryTooLarge, path, words).value(size);
            return Err(Box::new(finding.limit(format!("{} bytes a file", self.limits.file))));
        }
        if is_left_out(path) {
            self.left_out.push(path.to_owned());
            return self.data(size, |_, _| Ok(()));
        }
        let new = self.names.file(path).map_err(|bad| Box::new(bad.finding(path)))?;
        self.make_folders(&new)?;
        self.sink.file(path).map_err(|error| staging_failed(path, &error))?;
        let mut hash = FileHash::default();
        let mut manifest = is_manifest(path).then(Vec::new);
        let mut head = Vec::new();
        self.data(size, |walk, bytes| {
            hash.update(bytes);
            head.extend(bytes.iter().take(WasmKind::HEAD_BYTES - head.len()));
            if let Some(manifest) = &mut manifest
                && manifest.len() as u64 <= document::MOST_BYTES
            {
                manifest.extend_from_slice(bytes);
            }
            walk.sink.data(bytes).map_err(|error| staging_failed(path, &error))
        })?;
        self.sink.end_file().map_err(|error| staging_failed(path, &error))?;
        let (sha256, fnv1a64) = hash.finish();
        let kind = WasmKind::of(&head);
        self.contents.files.push(FileEntry { path: path.to_owned(), size, sha256, fnv1a64, kind });
        if let Some(manifest) = manifest {
            self.contents.manifests.push((path.to_owned(), manifest));
        }
        Ok(())
    }

    /// The data of an entry, in pieces, and the filling behind it.
    fn data(
        &mut self,
        size: u64,
        mut take: impl FnMut(&mut Self, &[u8]) -> Result<(), Fatal>,
    ) -> Result<(), Fatal> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut left = size;
        while left > 0 {
            let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if self.source.fill(&mut buffer[..most])? < most {
                return Err(truncated());
            }
            take(self, &buffer[..most])?;
            left -= most as u64;
        }
        let filling = filling_after(size);
        if self.source.fill(&mut buffer[..filling])? < filling {
            return Err(truncated());
        }
        self.buffer = buffer;
        Ok(())
    }

    /// The data of a header that is about another entry.
    fn small(&mut self, size: u64, most: u64, code: Code) -> Result<Vec<u8>, Fatal> {
        if size > most {
            let finding = Finding::archive(code, format!("a header has {size} bytes")).value(size);
            return Err(Box::new(finding.limit(format!("{most} bytes"))));
        }
        let mut all = Vec::new();
        self.data(size, |_, bytes| {
            all.extend_from_slice(bytes);
            Ok(())
        })?;
        Ok(all)
    }
}

fn filling_after(size: u64) -> usize {
    let over = usize::try_from(size % BLOCK as u64).unwrap_or(0);
    (BLOCK - over) % BLOCK
}

fn is_manifest(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    !folder.contains('/') && MANIFEST_NAMES.contains(&name)
}

fn refuse_kind(kind: EntryKind, name: &str) -> Result<(), Fatal> {
    let (code, what) = match kind {
        EntryKind::File | EntryKind::Folder => return Ok(()),
        EntryKind::Symlink => (Code::EntrySymlink, "a symbolic link".to_owned()),
        EntryKind::HardLink => (Code::EntryHardLink, "a hard link".to_owned()),
        EntryKind::CharacterDevice | EntryKind::BlockDevice => (Code::EntryDevice, "a device".to_owned()),
        EntryKind::Fifo => (Code::EntryDevice, "a pipe".to_owned()),
        EntryKind::Sparse => {
            (Code::EntrySparse, "a sparse file, which unpacks to more than it holds".to_owned())
        }
        EntryKind::Other(byte) => (Code::EntryType, format!("of the unknown type `{}`", byte.escape_ascii())),
        EntryKind::Pax | EntryKind::PaxGlobal | EntryKind::LongName | EntryKind::LongLink => return Ok(()),
    };
    let words = format!("`{}` is {what}", shown(name));
    Err(Box::new(Finding::entry(code, name, words)))
}

fn staging_failed(path: &str, error: &std::io::Error) -> Fatal {
    let words = format!("`{path}` could not be written: {error}");
    Box::new(Finding::entry(Code::StagingFailed, path, words))
}
