//! The server part of a plugin in Rust: which cargo builds it, and where the component lies afterwards.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, anyhow};
use serde_json::Value;

use super::shown;
use crate::args::plugin::author::Source;
use crate::context::Context;

/// What plugins are built for.
const TARGET: &str = "wasm32-wasip2";
/// The toolchain that `cargo xtask wasm` of Chinwag's own tree links, where rustup cannot fetch the target.
const LINKED: &str = "chinwag-wasm";
/// What a cargo or rustc that started wag says about itself, and what the flags of the machine's own programs are.
const NOT_FOR_PLUGINS: [&str; 8] = [
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTDOC",
    "CARGO",
    "CARGO_BUILD_TARGET",
    "CARGO_MANIFEST_DIR",
];

/// Builds the crate in a folder; answers where its component lies.
pub(super) fn build(context: &Context, source: &Source) -> Result<PathBuf> {
    let folder = &source.folder;
    let mut command = cargo(folder)?;
    command.args(["build", "--target", TARGET, "--message-format", "json-render-diagnostics"]);
    if !source.debug {
        command.arg("--release");
    }
    let shown = shown(&command);
    let mut child = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cargo could not be started; it is needed for `{shown}`"))?;
    let manifest = folder.join("Cargo.toml").canonicalize().context("cannot find Cargo.toml")?;
    let mut built = Vec::new();
    for line in BufReader::new(child.stdout.take().context("cargo has no output")?).lines() {
        built.extend(artifact(&line.context("cargo's messages could not be read")?, &manifest));
    }
    let status = child.wait().context("cargo did not end")?;
    if !status.success() {
        return Err(anyhow!("`{shown}` failed ({status}); what it said is above"));
    }
    context.output.aside(|| match built.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(anyhow!(
            "`{shown}` made no component: the crate needs `crate-type = [\"cdylib\"]` in its `[lib]` section"
        )),
        several => Err(anyhow!("`{shown}` made {} components, and a plugin has one", several.len())),
    })
}

/// The component that a message of cargo's says was made of the crate in question.
fn artifact(line: &str, manifest: &Path) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    let is_cdylib = message["target"]["crate_types"].as_array()?.iter().any(|kind| kind == "cdylib");
    let is_ours = message["reason"] == "compiler-artifact"
        && Path::new(message["manifest_path"].as_str()?).canonicalize().ok()? == manifest;
    let files = message["filenames"].as_array()?.iter().filter_map(Value::as_str);
    files.filter(|_| is_cdylib && is_ours).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
}

/// A cargo that can build for the target: the usual one, or the one that Chinwag's own tree set up.
fn cargo(folder: &Path) -> Result<Command> {
    if has_target(folder) {
        return Ok(clean(Command::new("cargo")));
    }
    if is_linked(folder) {
        let mut command = clean(Command::new("cargo"));
        command.env_remove("RUSTUP_TOOLCHAIN").arg(format!("+{LINKED}"));
        return Ok(command);
    }
    Err(anyhow!(
        "this Rust cannot build for {TARGET}. Type `rustup target add {TARGET}`; where rustup's server cannot be \
         reached, `cargo xtask wasm` in Chinwag's source tree builds a toolchain `{LINKED}`, which wag uses"
    ))
}

/// Whether the compiler finds the standard library of the target.
fn has_target(folder: &Path) -> bool {
    let mut rustc = clean(Command::new("rustc"));
    let answer = said(rustc.args(["--print", "target-libdir", "--target", TARGET]).current_dir(folder));
    let Some(answer) = answer else { return false };
    let entries = std::fs::read_dir(answer.trim()).into_iter().flatten().flatten();
    let is_std = |name: &str| name.starts_with("libstd-") && name.ends_with(".rlib");
    entries.into_iter().any(|entry| is_std(&entry.file_name().to_string_lossy()))
}

fn is_linked(folder: &Path) -> bool {
    let list = said(Command::new("rustup").args(["toolchain", "list"]).current_dir(folder));
    list.unwrap_or_default().lines().any(|line| line.split_whitespace().next() == Some(LINKED))
}

fn said(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn clean(mut command: Command) -> Command {
    for name in NOT_FOR_PLUGINS {
        command.env_remove(name);
    }
    command
}
