//! Compiled components on disk, each under a MAC, so that nothing is loaded that we did not compile ourselves.
//!
//! Holds the folder, its key and the entries. An entry is bound to the component's bytes and to the engine's
//! fingerprint (version, configuration, CPU). Whatever is broken, foreign or cut off counts as not there. Failing to
//! write is told and hurts nobody. Code stands first in its file and the MAC behind it, so that the file can be mapped
//! into memory as it is; files are made anew and renamed, never written over.

use super::made::Made;
use hmac::{Hmac, Mac};
use rand::RngCore;
use sha2::Sha256;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const MAGIC: &[u8; 8] = b"chinwag1";
const MAC: usize = 32;
/// What stands behind the code: [`MAGIC`] and the MAC.
const TAIL: usize = MAGIC.len() + MAC;
const KEY: &str = "key";
const ENTRY: &str = "cwasm";
/// A file that was being written longer ago than this never will be whole.
const STALE: Duration = Duration::from_secs(3600);

/// The folder of compiled components.
pub(crate) struct Cache {
    folder: PathBuf,
    bytes: u64,
    key: [u8; 32],
    fingerprint: [u8; 32],
}

/// What was found.
pub(crate) enum Found {
    /// A file that begins with compiled code we made.
    Code(PathBuf),
    /// An entry that is broken or was not made by us.
    Foreign,
    /// No entry.
    Nothing,
}

/// An entry that is being written. Nobody finds it until it is kept; it goes when it is dropped before.
pub(crate) struct Unfinished {
    file: File,
    path: PathBuf,
    mac: Hmac<Sha256>,
    written: u64,
    kept: bool,
}

impl Unfinished {
    pub(super) fn add(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all(piece)?;
        self.mac.update(piece);
        self.written += piece.len() as u64;
        Ok(())
    }

    /// The code in it, which must be what was added.
    pub(super) fn read_back(&mut self) -> io::Result<Vec<u8>> {
        let mut code = Vec::new();
        self.file.rewind()?;
        (&self.file).take(self.written).read_to_end(&mut code)?;
        if code.len() as u64 != self.written {
            return Err(io::Error::other("what was written is not there any more"));
        }
        Ok(code)
    }

    fn keep(&mut self, entry: &Path) -> io::Result<()> {
        self.file.write_all(MAGIC)?;
        self.file.write_all(&self.mac.clone().finalize().into_bytes())?;
        fs::rename(&self.path, entry)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Cache {
    /// Use a folder, making it and its key if need be. The folder and the key are for the owner alone.
    pub(crate) fn open(folder: &Path, bytes: u64, fingerprint: [u8; 32]) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        owners_alone(folder, 0o700)?;
        let key = key(&folder.join(KEY))?;
        let cache = Self { folder: folder.to_owned(), bytes, key, fingerprint };
        cache.remove_stale();
        Ok(cache)
    }

    /// Look for the compiled form of a component.
    pub(crate) fn get(&self, sha256: [u8; 32]) -> Found {
        let path = self.entry(sha256);
        match self.vouched(&path, sha256) {
            Ok(true) => Found::Code(path),
            Ok(false) => {
                tracing::warn!("{} is broken or not ours: it is compiled again", path.display());
                let _ = fs::remove_file(&path);
                Found::Foreign
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Found::Nothing,
            Err(error) => {
                tracing::warn!("cannot read {}: {error}", path.display());
                Found::Nothing
            }
        }
    }

    /// Whether the MAC of an entry is right. Its time becomes now: the time of its last use, for `shrink`.
    fn vouched(&self, path: &Path, sha256: [u8; 32]) -> io::Result<bool> {
        let mut file = File::options().read(true).append(true).open(path)?;
        let Some(code) = file.metadata()?.len().checked_sub(TAIL as u64).filter(|code| *code > 0) else {
            return Ok(false);
        };
        file.rewind()?;
        let mut mac = self.mac(sha256);
        let mut left = code;
        let mut piece = vec![0; 256 << 10];
        while left > 0 {
            let wanted = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            file.read_exact(&mut piece[..wanted])?;
            mac.update(&piece[..wanted]);
            left -= wanted as u64;
        }
        let mut tail = [0; TAIL];
        file.read_exact(&mut tail)?;
        let ours = tail.starts_with(MAGIC) && mac.verify_slice(&tail[MAGIC.len()..]).is_ok();
        if ours {
            let _ = file.set_modified(SystemTime::now());
        }
        Ok(ours)
    }

    /// Where the compiled form of a component goes while it comes: to a file, or to memory when that cannot be.
    pub(crate) fn begin(&self, sha256: [u8; 32]) -> Made {
        let path = self.folder.join(format!("{:016x}.unfinished", rand::rng().next_u64()));
        match create_alone(&path) {
            Ok(file) => Made::File(Unfinished { file, path, mac: self.mac(sha256), written: 0, kept: false }),
            Err(error) => {
                tracing::warn!("a compiled plugin is not kept in {}: {error}", self.folder.display());
                Made::Memory(Vec::new())
            }
        }
    }

    /// Keep the compiled form of a component.
    pub(crate) fn put(&self, sha256: [u8; 32], made: &mut Made) {
        if let Made::File(unfinished) = made
            && let Err(error) = unfinished.keep(&self.entry(sha256))
        {
            tracing::warn!("a compiled plugin is not kept in {}: {error}", self.folder.display());
        }
        if let Err(error) = self.shrink() {
            tracing::warn!("cannot tidy {}: {error}", self.folder.display());
        }
    }

    fn entry(&self, sha256: [u8; 32]) -> PathBuf {
        let name = format!("{}-{}.{ENTRY}", hex::encode(sha256), hex::encode(&self.fingerprint[..8]));
        self.folder.join(name)
    }

    /// The MAC of an entry, before its code.
    fn mac(&self, sha256: [u8; 32]) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.key).expect("a key of any length is taken");
        mac.update(&self.fingerprint);
        mac.update(&sha256);
        mac
    }

    /// Remove what was not used for longest until the rest fits.
    fn shrink(&self) -> io::Result<()> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == ENTRY)
                && let Ok(about) = fs::metadata(&path)
            {
                entries.push((about.modified()?, about.len(), path));
            }
        }
        entries.sort();
        let mut sum: u64 = entries.iter().map(|(_, bytes, _)| bytes).sum();
        // The youngest stays, even when it is too big alone: it was just made.
        entries.pop();
        for (_, bytes, path) in entries {
            if sum <= self.bytes {
                break;
            }
            fs::remove_file(&path)?;
            sum -= bytes;
        }
        Ok(())
    }

    fn remove_stale(&self) {
        for path in fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let age =
                fs::metadata(&path).and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
            if path.extension().is_some_and(|ending| ending == "unfinished")
                && age.is_some_and(|age| age > STALE)
            {
                let _ = fs::remove_file(&path);
            }
        }
    }
}

/// The key in its file. One that others could read or write is thrown away, and with it everything it vouched for.
fn key(path: &Path) -> io::Result<[u8; 32]> {
    let mut key = [0; 32];
    if trusted(path) {
        let mut file = File::open(path)?;
        if file.read_exact(&mut key).is_ok() {
            return Ok(key);
        }
    }
    match fs::remove_file(path) {
        Ok(()) => tracing::warn!("{} was not ours alone: it is made anew", path.display()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    rand::rng().fill_bytes(&mut key);
    create_alone(path)?.write_all(&key)?;
    Ok(key)
}

#[cfg(unix)]
fn trusted(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(path).is_ok_and(|about| {
        about.is_file() && about.mode() & 0o077 == 0 && about.uid() == rustix::process::geteuid().as_raw()
    })
}

#[cfg(not(unix))]
fn trusted(path: &Path) -> bool {
    path.is_file()
}

/// A new file that only its owner may read and write.
fn create_alone(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn owners_alone(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn owners_alone(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}
