//! Packing a folder into a bundle: checked first, and the same bytes for the same files.
//!
//! Entries are sorted, with fixed times, owners and modes, so that whoever builds the same files gets the same digest.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};

use crate::archive::{ArchiveLimits, Contents, FileEntry, Names, check_folder_entry, is_left_out};
use crate::bundle::{Bundle, Take};
use crate::code::Code;
use crate::digest::FileHash;
use crate::document;
use crate::finding::{Checked, Finding, Refusal, conclude};
use crate::kind::WasmKind;
use crate::manifest::MANIFEST_NAMES;

/// A bundle that was packed.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    /// The archive.
    pub bytes: Vec<u8>,
    /// What is in it, as the server will see it.
    pub bundle: Bundle,
}

/// Names that are never packed: what version control, editors and systems leave in folders.
const NEVER_PACKED: [&str; 8] =
    [".git", ".gitignore", ".gitattributes", ".hg", ".svn", ".DS_Store", "Thumbs.db", "node_modules"];

/// Checks a folder as if it were unpacked from an archive.
///
/// # Errors
/// All problems of names, sizes, manifest and the files it names.
pub fn check_folder(folder: &Path, limits: &ArchiveLimits) -> Result<Checked<Bundle>, Refusal> {
    let (contents, _) = walk(folder, limits)?;
    Bundle::conclude(contents, Take::Whole)
}

/// Checks a folder and packs it. The archive is read once more as the server would, so that what was packed installs.
///
/// # Errors
/// As [`check_folder`], and when the archive would break a limit.
pub fn pack(folder: &Path, limits: &ArchiveLimits) -> Result<Checked<Packed>, Refusal> {
    let (contents, paths) = walk(folder, limits)?;
    let warnings = Bundle::conclude(contents, Take::Whole)?.warnings;
    let bytes = write(folder, &paths).map_err(|error| unreadable(folder, &error))?;
    let bundle = Bundle::check(bytes.as_slice(), limits, Take::Whole)?.value;
    Ok(Checked { value: Packed { bytes, bundle }, warnings })
}

/// A path inside the folder, and where it is on the disk. Folders come before what is in them.
struct Found {
    path: String,
    on_disk: PathBuf,
    is_folder: Is,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    File,
    Folder,
}

fn walk(folder: &Path, limits: &ArchiveLimits) -> Result<(Contents, Vec<Found>), Refusal> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    collect(folder, "", limits, &mut found, &mut problems).map_err(|error| unreadable(folder, &error))?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    let mut names = Names::default();
    let mut contents = Contents::default();
    for one in &found {
        let added = match one.is_folder {
            Is::Folder => names.folder(&one.path),
            Is::File => names.file(&one.path),
        };
        if let Err(bad) = added {
            problems.push(bad.finding(&one.path));
        }
        if one.is_folder == Is::File {
            read_file(one, limits, &mut contents, &mut problems)
                .map_err(|error| unreadable(&one.on_disk, &error))?;
        }
    }
    if contents.unpacked > limits.unpacked {
        let words = format!("the files have {} bytes in all", contents.unpacked);
        let finding = Finding::archive(Code::ArchiveUnpackedTooLarge, words);
        problems.push(finding.limit(format!("{} bytes unpacked", limits.unpacked)));
    }
    if !problems.is_empty() {
        return conclude(None, problems).map(|checked: Checked<_>| checked.value);
    }
    Ok((contents, found))
}

fn collect(
    folder: &Path,
    above: &str,
    limits: &ArchiveLimits,
    found: &mut Vec<Found>,
    problems: &mut Vec<Finding>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let (bytes, lossy) = (name.as_encoded_bytes(), name.to_string_lossy());
        if NEVER_PACKED.contains(&lossy.as_ref()) || is_left_out(&lossy) {
            continue;
        }
        if found.len() as u64 >= u64::from(limits.entries) {
            let finding = Finding::archive(Code::ArchiveEntries, "the folder has too many files");
            problems.push(finding.limit(format!("{} entries", limits.entries)));
            return Ok(());
        }
        let path = match check_folder_entry(above, bytes, limits) {
            Ok(path) => path,
            Err(finding) => {
                problems.push(finding);
                continue;
            }
        };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            found.push(Found { path: path.clone(), on_disk: entry.path(), is_folder: Is::Folder });
            collect(&entry.path(), &path, limits, found, problems)?;
        } else if kind.is_file() {
            found.push(Found { path, on_disk: entry.path(), is_folder: Is::File });
        } else {
            let (code, what) = if kind.is_symlink() {
                (Code::EntrySymlink, "a symbolic link")
            } else {
                (Code::EntryDevice, "no file")
            };
            problems.push(Finding::entry(code, &path, format!("`{path}` is {what}")));
        }
    }
    Ok(())
}

fn read_file(
    one: &Found,
    limits: &ArchiveLimits,
    contents: &mut Contents,
    problems: &mut Vec<Finding>,
) -> io::Result<()> {
    let size = fs::metadata(&one.on_disk)?.len();
    if size > limits.file {
        let finding =
            Finding::entry(Code::EntryTooLarge, &one.path, format!("`{}` has {size} bytes", one.path));
        problems.push(finding.value(size).limit(format!("{} bytes a file", limits.file)));
        return Ok(());
    }
    let mut file = fs::File::open(&one.on_disk)?;
    let (mut hash, mut head, mut size) = (FileHash::default(), Vec::new(), 0);
    let mut manifest = MANIFEST_NAMES.contains(&one.path.as_str()).then(Vec::new);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        let bytes = &buffer[..read];
        hash.update(bytes);
        head.extend(bytes.iter().take(WasmKind::HEAD_BYTES - head.len()));
        size += read as u64;
        if let Some(manifest) =
            manifest.as_mut().filter(|manifest| manifest.len() as u64 <= document::MOST_BYTES)
        {
            manifest.extend_from_slice(bytes);
        }
    }
    let (sha256, fnv1a64) = hash.finish();
    contents.unpacked += size;
    contents.files.push(FileEntry {
        path: one.path.clone(),
        size,
        sha256,
        fnv1a64,
        kind: WasmKind::of(&head),
    });
    contents.manifests.extend(manifest.map(|bytes| (one.path.clone(), bytes)));
    Ok(())
}

fn write(folder: &Path, found: &[Found]) -> io::Result<Vec<u8>> {
    // Operating system 255 is “unknown”, so that all machines write the same header.
    let gzip = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
    let mut tar = tar::Builder::new(gzip);
    tar.mode(tar::HeaderMode::Deterministic);
    for one in found {
        let mut header = tar::Header::new_ustar();
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        match one.is_folder {
            Is::Folder => {
                header.set_entry_type(tar::EntryType::Directory);
                header.set_mode(0o755);
                header.set_size(0);
                append(&mut tar, header, &format!("{}/", one.path), &[])?;
            }
            Is::File => {
                let bytes = fs::read(folder.join(&one.path))?;
                header.set_entry_type(tar::EntryType::Regular);
                header.set_mode(0o644);
                header.set_size(bytes.len() as u64);
                append(&mut tar, header, &one.path, &bytes)?;
            }
        }
    }
    let mut gzip = tar.into_inner()?;
    gzip.flush()?;
    gzip.finish()
}

/// Appends an entry; a name that is too long for its header gets a pax header before it.
fn append(
    tar: &mut tar::Builder<impl Write>,
    mut header: tar::Header,
    path: &str,
    bytes: &[u8],
) -> io::Result<()> {
    if header.set_path(path).is_err() {
        tar.append_pax_extensions([("path", path.as_bytes())])?;
        let short: String = path.chars().filter(char::is_ascii).take(90).collect();
        header.set_path(short.trim_matches('/'))?;
    }
    header.set_cksum();
    tar.append(&header, bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Refusal {
    let words = format!("`{}` could not be read: {error}", path.display());
    Finding::archive(Code::FolderUnreadable, words).into()
}
