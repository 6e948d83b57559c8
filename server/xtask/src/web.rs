//! The web app's packages and its build, each done only when what it is made from changed.
//!
//! Holds the two steps `run`, `test` and `dist` share. The checks and tests of the web app are phases in `test`.

use crate::command::{program, show};
use crate::place::Place;
use crate::stamp::Stamp;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// What the web app is built from, beside its packages. A name that is not there is left out.
const SOURCES: [&str; 8] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.json",
    "scripts",
];

/// Install the packages a folder's lock file names, unless they are there. Says whether there was work to do.
pub(crate) fn install(folder: &Path) -> Result<bool> {
    let lock = folder.join("package-lock.json");
    let stamp = Stamp::of(folder.join("node_modules/.installed"), &[lock], &[])?;
    if stamp.holds() {
        println!("  packages are up to date");
        return Ok(false);
    }
    show(&mut program(folder, "npm", &["ci", "--no-audit", "--no-fund"]))?;
    stamp.set()?;
    Ok(true)
}

/// Build the web app into `webapp/dist`, unless that is what was built last.
pub(crate) fn build(place: &Place) -> Result<()> {
    let folder = place.webapp();
    let sources: Vec<PathBuf> =
        SOURCES.iter().map(|name| folder.join(name)).filter(|path| path.exists()).collect();
    let stamp = Stamp::of(folder.join("node_modules/.built"), &sources, &[])?;
    if stamp.holds() && folder.join("dist/index.html").exists() {
        println!("  the web app is up to date");
        return Ok(());
    }
    show(&mut program(&folder, "npm", &["run", "build"]))?;
    stamp.set()
}
