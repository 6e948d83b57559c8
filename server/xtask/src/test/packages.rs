//! What only the tests need from the system: a browser, PostgreSQL, Python's virtual environments.
//!
//! Holds the look-up and the installation. Packages are installed when the system's package manager is apt and we
//! may use it (as root, or with sudo that asks no password); otherwise the exact command is the error.

use crate::command::{ask, exists, program, show};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// What was found.
pub(crate) struct Packages {
    /// A Chromium or Chrome to drive.
    pub(crate) browser: PathBuf,
    /// The folder with `initdb` and `postgres`.
    pub(crate) postgres: PathBuf,
    /// A Python 3 that can make virtual environments.
    pub(crate) python: String,
}

/// Find everything, installing what is missing if we may.
pub(crate) fn provide(root: &Path) -> Result<Packages> {
    let missing = missing();
    if !missing.is_empty() {
        install(root, &missing)?;
    }
    match (browser(), postgres_folder(), python()) {
        (Some(browser), Some(postgres), Some(python)) => {
            println!("  browser {}\n  PostgreSQL in {}\n  {python}", browser.display(), postgres.display());
            Ok(Packages { browser, postgres, python })
        }
        _ => bail!("still missing after installing: {}", self::missing().join(", ")),
    }
}

/// The Debian packages that would provide what is not here.
fn missing() -> Vec<&'static str> {
    let mut packages = Vec::new();
    if browser().is_none() {
        packages.push("chromium");
    }
    if postgres_folder().is_none() {
        packages.push("postgresql");
    }
    if python().is_none() {
        packages.push("python3-venv");
    }
    packages
}

fn install(root: &Path, packages: &[&str]) -> Result<()> {
    let by_hand = format!("sudo apt-get update && sudo apt-get install -y {}", packages.join(" "));
    if !exists("apt-get") {
        bail!(
            "the tests need {}; install them with your package manager (on Debian: `{by_hand}`)",
            packages.join(", ")
        );
    }
    let prefix: &[&str] = if is_root() {
        &[]
    } else if ask(&mut program(root, "sudo", &["-n", "true"])).is_ok() {
        &["sudo", "-n"]
    } else {
        bail!("the tests need packages that only an administrator may install. Type:\n    {by_hand}");
    };
    let apt = |arguments: &[&str]| {
        let line = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
        show(&mut program(root, line[0], &line[1..]))
    };
    println!("  installing {} (1 to 5 minutes)", packages.join(", "));
    apt(&["update", "--quiet"])?;
    apt(&[&["install", "--quiet", "--yes", "--no-install-recommends"], packages].concat())
}

/// Whether we are the system's administrator: then PostgreSQL must run as somebody else.
pub(crate) fn is_root() -> bool {
    ask(&mut program(Path::new("."), "id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}

fn browser() -> Option<PathBuf> {
    if let Some(told) =
        std::env::var_os("CHINWAG_TEST_CHROMIUM").map(PathBuf::from).filter(|path| path.exists())
    {
        return Some(told);
    }
    let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    let on_mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    names.iter().find_map(|name| on_path(name)).or_else(|| on_mac.exists().then_some(on_mac))
}

/// The folder of the newest PostgreSQL server here.
pub(crate) fn postgres_folder() -> Option<PathBuf> {
    let beside = |folder: &Path| folder.join("initdb").exists() && folder.join("postgres").exists();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| beside(folder))
        .collect();
    debian.sort();
    let found = on_path("initdb")
        .and_then(|initdb| Some(initdb.parent()?.to_path_buf()))
        .filter(|folder| beside(folder));
    debian.pop().or(found)
}

fn python() -> Option<String> {
    let able =
        |name: &&str| ask(&mut program(Path::new("."), name, &["-c", "import venv, ensurepip"])).is_ok();
    ["python3", "/usr/bin/python3"].into_iter().find(able).map(str::to_owned)
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
