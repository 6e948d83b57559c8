//! The web app's packages and its build, each done only when what it is made from changed.
//!
//! Holds the two steps `run`, `test` and `dist` share. The checks and tests of the web app are phases in `test`.

use crate::command::{program, show};
use crate::place::Place;
use crate::stamp::Stamp;
use anyhow::{Context, Result};
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
    let first = !folder.join("dist/index.html").exists();
    show(&mut program(&folder, "npm", &["run", "build"]))?;
    if first {
        embed_again(place)?;
    }
    stamp.set()
}

/// Make cargo look at the files again: a build from before there were any holds none, and cargo cannot know, because
/// it watches only the files that were there.
fn embed_again(place: &Place) -> Result<()> {
    let embedder = place.root.join("server/crates/http/src/web.rs");
    let file = std::fs::File::options().append(true).open(&embedder);
    let file = file.with_context(|| format!("opening {}", embedder.display()))?;
    Ok(file.set_modified(std::time::SystemTime::now())?)
}

/// Whether a binary holds the web app that was built last: then it names its files.
pub(crate) fn is_inside(place: &Place, binary: &Path) -> Result<bool> {
    let assets = place.webapp().join("dist/assets");
    let held = std::fs::read(binary).with_context(|| format!("reading {}", binary.display()))?;
    for entry in std::fs::read_dir(&assets).with_context(|| format!("reading {}", assets.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".js") && !contains(&held, name.as_bytes()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn contains(held: &[u8], name: &[u8]) -> bool {
    let Some(first) = name.first() else { return true };
    let mut from = 0;
    while let Some(at) = held[from..].iter().position(|byte| byte == first) {
        if held[from + at..].starts_with(name) {
            return true;
        }
        from += at + 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_wherever_it_stands_and_nowhere_else() {
        assert!(contains(b"..index-aB3.js", b"index-aB3.js"));
        assert!(contains(b"iindex", b"index"));
        assert!(!contains(b"index-aB4.js", b"index-aB3.js"));
        assert!(!contains(b"ind", b"index"));
    }
}
