//! The files bundles, keys and signatures lie in.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

pub(super) fn minisig(bundle: &Path) -> PathBuf {
    with_ending(bundle, "minisig")
}

pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

pub(super) fn open(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("cannot read {}", path.display()))
}

pub(super) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    Refuse,
    Replace,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    All,
    Mine,
}

pub(super) fn write(path: &Path, bytes: &[u8], over: Over, sight: Sight) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true);
    match over {
        Over::Refuse => options.create_new(true),
        Over::Replace => options.create(true).truncate(true),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(if sight == Sight::Mine { 0o600 } else { 0o644 });
    }
    let cannot = || match over {
        Over::Refuse if path.exists() => {
            format!("{} is there already, and is not replaced", path.display())
        }
        _ => format!("cannot write {}", path.display()),
    };
    let mut file = options.open(path).with_context(cannot)?;
    file.write_all(bytes).with_context(|| format!("cannot write {}", path.display()))
}
