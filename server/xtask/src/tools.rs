//! What must be installed before anything can be built, and the exact remedy when it is not.
//!
//! Holds the tools both commands need: Rust, Node.js, npm, a C compiler. What only the tests need is in
//! `test::packages`.

use crate::command::{ask, exists, program};
use crate::place::Place;
use anyhow::{Context, Result, bail};

/// The oldest Node.js the web app's tools run on, and how to get one.
const NODE: (u32, u32) = (20, 19);
const NODE_REMEDY: &str = "with nvm: `nvm install 22`; on Debian 13, Ubuntu 25.04 or newer: \
                           `sudo apt-get install -y nodejs npm`; on macOS: `brew install node`";
const C_REMEDY: &str = "on Debian and Ubuntu: `sudo apt-get install -y build-essential`; \
                        on Fedora: `sudo dnf install -y gcc`; on macOS: `xcode-select --install`";

/// Check that the server and the web app can be built here; the error says what to type.
pub(crate) fn check(place: &Place) -> Result<()> {
    let mut missing = Vec::new();
    let wanted = rust_wanted(place)?;
    match version(place, "rustc") {
        Some((found, line)) if found >= wanted => println!("  {line}"),
        Some((_, line)) => missing
            .push(format!("Rust {}.{} or newer, found {line}: `rustup update stable`", wanted.0, wanted.1)),
        None => {
            missing.push("rustc does not answer: install Rust with rustup, then open a new shell".to_owned())
        }
    }
    match version(place, "node") {
        Some((found, line)) if found >= NODE => println!("  node {line}"),
        Some((_, line)) => {
            missing.push(format!("Node.js {}.{} or newer, found {line}: {NODE_REMEDY}", NODE.0, NODE.1))
        }
        None => missing.push(format!("Node.js {}.{} or newer: {NODE_REMEDY}", NODE.0, NODE.1)),
    }
    match version(place, "npm") {
        Some((_, line)) => println!("  npm {line}"),
        None => missing.push(format!("npm: {NODE_REMEDY}")),
    }
    match c_compiler() {
        Some(name) => println!("  C compiler {name}"),
        None => missing.push(format!("a C compiler: {C_REMEDY}")),
    }
    if !missing.is_empty() {
        bail!("this machine lacks\n  - {}", missing.join("\n  - "));
    }
    Ok(())
}

fn rust_wanted(place: &Place) -> Result<(u32, u32)> {
    let manifest = std::fs::read_to_string(place.root.join("Cargo.toml")).context("reading Cargo.toml")?;
    let line = manifest.lines().find(|line| line.starts_with("rust-version")).unwrap_or_default();
    numbers(line).context("Cargo.toml states no rust-version")
}

/// What `name --version` says: the first two numbers, and its first line.
fn version(place: &Place, name: &str) -> Option<((u32, u32), String)> {
    let said = ask(&mut program(&place.root, name, &["--version"])).ok()?;
    let line = said.lines().next()?.trim().to_owned();
    Some((numbers(&line)?, line))
}

fn numbers(line: &str) -> Option<(u32, u32)> {
    let start = line.find(|letter: char| letter.is_ascii_digit())?;
    let mut parts = line[start..].split(|letter: char| !letter.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn c_compiler() -> Option<String> {
    let told = std::env::var("CC").ok();
    let names = told.as_deref().into_iter().chain(["cc", "gcc", "clang"]);
    names.map(str::to_owned).find(|name| exists(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_programs_print_them() {
        assert_eq!(numbers("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95)));
        assert_eq!(numbers("v20.20.2"), Some((20, 20)));
        assert_eq!(numbers("rust-version = \"1.95\""), Some((1, 95)));
        assert_eq!(numbers("no version"), None);
    }

    #[test]
    fn the_house_states_the_rust_it_needs() {
        assert!(rust_wanted(&Place::here()).unwrap() >= (1, 95));
    }
}
