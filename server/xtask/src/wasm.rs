//! `cargo xtask wasm`: a toolchain that builds plugins, set up by itself.
//!
//! Holds the question whether one is there and the first way to get one (rustup's target). The second way, for
//! machines that cannot fetch that target, is in `wasm::debian`; `--debian` takes it in any case. What the rest of xtask gets is a [`Toolchain`]: a
//! cargo that turns a crate into a component for `wasm32-wasip2`. All guests share one target folder, because each
//! first build compiles the bindings' macro for the host.

mod debian;

use crate::command::{ask, cargo, listen, program, show};
use crate::place::Place;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// The target plugins are built for.
pub(crate) const TARGET: &str = "wasm32-wasip2";
/// The name rustup knows the second way's toolchain by.
const LINKED: &str = "chinwag-wasm";
/// rustup needs seconds when it can reach its server, and much longer when it cannot.
const RUSTUP_LIMIT: Duration = Duration::from_secs(90);
/// What a component begins with.
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

/// A cargo that can build for [`TARGET`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toolchain {
    /// The program.
    pub(crate) cargo: PathBuf,
    /// The name to type after `cargo +`, when rustup knows it.
    pub(crate) name: Option<String>,
}

impl Toolchain {
    /// This cargo, to be run in a guest's folder with the target folder all guests share.
    pub(crate) fn cargo(&self, place: &Place, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = program(folder, &self.cargo, arguments);
        clean(&mut command);
        command.env("CARGO_TARGET_DIR", guests(place));
        command
    }

    /// Build the guests of a folder in release; the components are under [`components`].
    pub(crate) fn build(&self, place: &Place, folder: &Path) -> Result<()> {
        show(&mut self.cargo(place, folder, &["build", "--release", "--target", TARGET]))
    }
}

/// The target folder of all guests.
pub(crate) fn guests(place: &Place) -> PathBuf {
    place.target.join("guests")
}

/// Where built components lie.
pub(crate) fn components(place: &Place) -> PathBuf {
    guests(place).join(TARGET).join("release")
}

/// `cargo xtask wasm`: set the toolchain up and tell its name.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let started = Instant::now();
    let place = Place::here();
    let toolchain = match arguments {
        [] => provide(&place)?,
        // So that the second way can be tried where the first one works.
        [way] if way == "--debian" => match debian::ready()? {
            Some(ready) => ready,
            None => proven(&place, debian::make(&place)?)?,
        },
        [argument, ..] => bail!("`cargo xtask wasm` takes `--debian` or nothing, and got `{argument}`"),
    };
    let name = toolchain.name.as_ref().map(|name| format!("+{name} ")).unwrap_or_default();
    println!("plugins can be built ({:.1} s):", started.elapsed().as_secs_f32());
    println!("  cargo {name}build --release --target {TARGET}");
    if toolchain.name.is_none() {
        println!("  where cargo is {}", toolchain.cargo.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// A toolchain that can build for [`TARGET`]: the one there is, or a new one.
pub(crate) fn provide(place: &Place) -> Result<Toolchain> {
    if has_target(&mut program(&place.root, "rustc", &[])) {
        return Ok(ours(place));
    }
    if let Some(ready) = debian::ready()? {
        return Ok(ready);
    }
    println!("  this Rust cannot build for {TARGET} yet: asking rustup for it (seconds, or at most 90)");
    let refused = match rustup(place) {
        None if has_target(&mut program(&place.root, "rustc", &[])) => return proven(place, ours(place)),
        refused => refused.unwrap_or_else(|| "rustup said yes, and the target is not there".to_owned()),
    };
    println!("  rustup could not ({refused}): building the target from Debian's packages (1 to 5 minutes)");
    let made = debian::make(place).with_context(|| {
        format!(
            "this Rust cannot build for {TARGET}. Type `rustup target add {TARGET}` where rustup's server can be \
             reached; it was tried and said: {refused}"
        )
    })?;
    proven(place, made)
}

/// The toolchain that started us.
fn ours(place: &Place) -> Toolchain {
    let cargo = PathBuf::from(cargo(&place.root, &[]).get_program());
    Toolchain { cargo, name: std::env::var("RUSTUP_TOOLCHAIN").ok() }
}

/// Try rustup. None when it says it is done; else why not.
fn rustup(place: &Place) -> Option<String> {
    let mut add = program(&place.root, "rustup", &["target", "add", TARGET]);
    match listen(&mut add, RUSTUP_LIMIT) {
        Err(error) => Some(format!("{error:#}")),
        Ok(heard) => heard.trouble.map(|trouble| {
            let last =
                heard.lines.iter().rev().find(|line| line.contains("error") || line.contains("could not"));
            last.cloned().unwrap_or(trouble)
        }),
    }
}

/// Whether this rustc finds the standard library of the target.
fn has_target(rustc: &mut Command) -> bool {
    clean(rustc);
    let folder = ask(rustc.args(["--print", "target-libdir", "--target", TARGET])).unwrap_or_default();
    let entries = std::fs::read_dir(folder.trim()).into_iter().flatten().flatten();
    let is_std = |name: &str| name.starts_with("libstd-") && name.ends_with(".rlib");
    entries.into_iter().any(|entry| is_std(&entry.file_name().to_string_lossy()))
}

/// Build the smallest program there is and look at what came out.
fn proven(place: &Place, toolchain: Toolchain) -> Result<Toolchain> {
    let folder = place.own().join("wasm-proof");
    write_crate(&folder, "proof", "fn main() {\n    println!(\"a component\");\n}\n")?;
    toolchain
        .build(place, &folder)
        .context("the toolchain was set up and cannot build the smallest program")?;
    let built = components(place).join("proof.wasm");
    let bytes = std::fs::read(&built).with_context(|| format!("reading {}", built.display()))?;
    if !bytes.starts_with(COMPONENT) {
        bail!("the toolchain was set up, and builds something that is no component: {}", built.display());
    }
    Ok(toolchain)
}

/// A crate that is its own workspace.
fn write_crate(folder: &Path, name: &str, main: &str) -> Result<()> {
    std::fs::create_dir_all(folder.join("src"))?;
    let manifest =
        format!("[package]\nname = \"{name}\"\nedition = \"2021\"\npublish = false\n\n[workspace]\n");
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::write(folder.join("src/main.rs"), main)?;
    Ok(())
}

/// Take away what the cargo that started us says about itself, and flags that are meant for the host's programs.
fn clean(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let about_us = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BUILD_", "CARGO_PROFILE_"];
        if about_us.iter().any(|start| name.starts_with(start)) {
            command.env_remove(name.as_ref());
        }
    }
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC", "RUSTDOC", "RUSTC_WRAPPER", "CARGO"] {
        command.env_remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rustc_without_the_target_is_told_from_one_with_it() {
        let folder = std::env::temp_dir().join(format!("xtask-wasm-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let fake = |folder: &Path| program(Path::new("."), "echo", &[&folder.to_string_lossy(), "--"]);
        let mut shell = program(Path::new("."), "sh", &["-c", "echo \"$0\"", &folder.to_string_lossy()]);
        assert!(!has_target(&mut shell), "an empty folder holds no standard library");
        std::fs::write(folder.join("libstd-0123.rlib"), "").unwrap();
        let mut shell = program(Path::new("."), "sh", &["-c", "echo \"$0\"", &folder.to_string_lossy()]);
        assert!(has_target(&mut shell));
        assert!(!has_target(&mut fake(Path::new("/nowhere"))));
        assert!(!has_target(&mut program(Path::new("."), "no-such-rustc", &[])));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn guests_share_one_folder_beside_the_servers_own() {
        let place = Place::here();
        assert!(components(&place).starts_with(guests(&place)));
        assert!(components(&place).ends_with("wasm32-wasip2/release"));
        assert_ne!(guests(&place), place.target);
    }
}
