//! A bundle unpacked into a folder that is new and nobody else's, until it is kept or thrown away.
//!
//! Files are made, never opened: what is there already, a link most of all, is an error. Modes come from here and not
//! from the archive. Nothing is left behind when anything fails.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::archive::{self, ArchiveLimits, FileEntry, Sink};
use crate::bundle::{Bundle, Take};
use crate::code::Code;
use crate::finding::{Checked, Finding, Refusal};
use crate::manifest::MANIFEST_NAMES;

/// A bundle in its staging folder. Dropping it removes the folder.
#[derive(Debug)]
pub struct Staged {
    /// What was checked.
    pub bundle: Bundle,
    folder: TempDir,
}

impl Staged {
    /// Reads an archive, checks all of it, and unpacks it into a new folder inside `parent`, which must exist.
    ///
    /// # Errors
    /// As [`Bundle::check`], and when the disk refuses. Nothing is left in `parent` then.
    pub fn unpack(
        source: impl Read,
        parent: &Path,
        limits: &ArchiveLimits,
        take: Take,
    ) -> Result<Checked<Self>, Refusal> {
        let folder = private_folder(parent).map_err(|error| failed(parent, &error))?;
        let mut disk = Disk { root: folder.path().to_owned(), open: None };
        let contents = archive::read(source, limits, &mut disk).map_err(|finding| Refusal::from(*finding))?;
        let Checked { value: bundle, warnings } = Bundle::conclude(contents, take)?;
        let mut staged = Self { bundle, folder };
        if take == Take::WebPartOnly {
            staged.rewrite().map_err(|error| failed(parent, &error))?;
        }
        Ok(Checked { value: staged, warnings })
    }

    /// The folder in which the manifest lies.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join(&self.bundle.top)
    }

    /// Makes the staged folder the one at `target`: everything is written through to the disk, then renamed in one
    /// step. `target` must not exist, and must be on the same file system.
    ///
    /// # Errors
    /// When the disk refuses; the staging folder is removed then.
    pub fn keep(self, target: &Path) -> Result<Bundle, Refusal> {
        let keep = || {
            sync(&self.path())?;
            if fs::symlink_metadata(target).is_ok() {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, "something is there already"));
            }
            set_mode(&self.path(), Mode::Folder)?;
            fs::rename(self.path(), target)?;
            let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
            File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
        };
        keep().map_err(|error| failed(target, &error))?;
        Ok(self.bundle)
    }

    /// Writes the manifest without its server part, and removes the programs it spoke of.
    fn rewrite(&mut self) -> io::Result<()> {
        let root = self.path();
        let kept = |path: &Path| {
            let relative = path.strip_prefix(&root).ok().and_then(Path::to_str);
            relative.is_some_and(|path| self.bundle.file(path).is_some())
        };
        remove_files(&root, &kept)?;
        for name in MANIFEST_NAMES {
            let _ = fs::remove_file(root.join(name));
        }
        let text = serde_json::to_vec_pretty(&self.bundle.manifest)?;
        create(&root.join("plugin.json"))?.write_all(&text)?;
        let files = &mut self.bundle.files;
        files.retain(|file| !MANIFEST_NAMES.contains(&file.path.as_str()));
        files.push(FileEntry::of("plugin.json", &text));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(())
    }
}

fn remove_files(folder: &Path, kept: &dyn Fn(&Path) -> bool) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_files(&entry.path(), kept)?;
        } else if !kept(&entry.path()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn sync(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    File::open(folder)?.sync_all()
}

fn private_folder(parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".staging-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    builder.tempdir_in(parent)
}

fn failed(path: &Path, error: &io::Error) -> Refusal {
    let words = format!("`{}` could not be written: {error}", path.display());
    Finding::archive(Code::StagingFailed, words).into()
}

enum Mode {
    File,
    Folder,
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: Mode) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = match mode {
        Mode::File => 0o644,
        Mode::Folder => 0o755,
    };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: Mode) -> io::Result<()> {
    Ok(())
}

fn create(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    set_mode(path, Mode::File)?;
    Ok(file)
}

/// A sink that writes into a folder.
struct Disk {
    root: PathBuf,
    open: Option<File>,
}

impl Sink for Disk {
    fn folder(&mut self, path: &str) -> io::Result<()> {
        let path = self.root.join(path);
        fs::create_dir(&path)?;
        set_mode(&path, Mode::Folder)
    }

    fn file(&mut self, path: &str) -> io::Result<()> {
        self.open = Some(create(&self.root.join(path))?);
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |file| file.write_all(bytes))
    }

    fn end_file(&mut self) -> io::Result<()> {
        self.open.take().map_or(Ok(()), |mut file| file.flush())
    }
}
