//! The web app's packages and its build, each done only when what it is made from changed.
//!
//! Holds the two steps `run`, `test` and `dist` share. The checks and tests of the web app are phases in `test`.

use crate::command::{program, show};
use crate::place::Place;
use crate::stamp::Stamp;
use anyhow::Result;
use std::path::Path;

/// Folders of the web app that are results, not sources.
const RESULTS: [&str; 4] = ["node_modules", "dist", "coverage", "out"];

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
    let stamp = Stamp::of(folder.join("node_modules/.built"), std::slice::from_ref(&folder), &RESULTS)?;
    if stamp.holds() && folder.join("dist/index.html").exists() {
        println!("  the web app is up to date");
        return Ok(());
    }
    show(&mut program(&folder, "npm", &["run", "build"]))?;
    stamp.set()
}
