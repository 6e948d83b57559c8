//! `wag plugin build`: from a plugin's folder to a bundle.
//!
//! The server part is built by what its language uses: cargo (`Cargo.toml`), npm (`package.json`) or componentize-py
//! (`pyproject.toml`); a web part with a `package.json` of its own by npm. Then what the manifest names is put into a
//! folder, together with `public`, `assets` and licences, and packed.

mod rust;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use chinwag_bundle::{ArchiveLimits, Checked, MANIFEST_NAMES, Manifest, Packed, Refusal, pack};
use serde_json::json;

use super::bundle::{look_inside, told};
use super::files::{Over, Sight, write};
use super::watch::bytes;
use crate::args::plugin::author::{Build, Source};
use crate::context::Context;

/// Folders that belong into a bundle whole, where a plugin has them.
const FOLDERS: [&str; 2] = ["public", "assets"];
/// What files that belong into every bundle begin with.
const FILES: [&str; 4] = ["LICENSE", "LICENCE", "NOTICE", "README"];

/// A bundle that was built.
pub(super) struct Built {
    pub(super) packed: Packed,
    /// Where it lies.
    pub(super) file: PathBuf,
    pub(super) took: Duration,
}

pub(super) fn build_and_tell(context: &Context, flags: &Build) -> Result<()> {
    let built = build(context, &flags.what, flags.output.as_deref())?;
    let done = format!(
        "Built {} ({}, sha256 {}) in {} ms.",
        built.file.display(),
        bytes(built.packed.bytes.len() as u64),
        built.packed.bundle.digest,
        built.took.as_millis()
    );
    let milliseconds = u64::try_from(built.took.as_millis()).unwrap_or(u64::MAX);
    let thing = json!({"file": built.file, "milliseconds": milliseconds, "bundle": built.packed.bundle});
    context.output.change(&done, &thing)
}

/// Builds and packs; tells of warnings, and of every reason for a refusal.
pub(super) fn build(context: &Context, source: &Source, output: Option<&Path>) -> Result<Built> {
    let began = Instant::now();
    let folder = &source.folder;
    let manifest = told(context, folder, manifest_of(folder)?)?.value;
    let room = tempfile::tempdir().context("no folder could be made to put the bundle together in")?;
    copy_manifest(folder, room.path())?;
    if let Some(path) = manifest.server.as_ref().and_then(|server| server.component.as_deref()) {
        let built = component(context, source, path)?;
        copy(&built, &room.path().join(path))?;
    }
    if let Some(web) = &manifest.webapp {
        build_web_part(context, folder)?;
        copy_web_part(folder, &web.bundle_path, room.path())?;
    }
    copy_rest(folder, &manifest.icon_path, room.path())?;
    let packed = pack(room.path(), &ArchiveLimits::default()).and_then(|packed| {
        let bundle = Checked { value: packed.value.bundle.clone(), warnings: packed.warnings };
        let inside = look_inside(Ok(bundle), room.path())?;
        Ok(Checked { value: packed.value, warnings: inside.warnings })
    });
    let packed = told(context, folder, packed)?.value;
    let file = output.map_or_else(|| usual_place(folder, &packed.bundle.manifest), Path::to_owned);
    make_folder_of(&file)?;
    write(&file, &packed.bytes, Over::Replace, Sight::All)?;
    Ok(Built { packed, file, took: began.elapsed() })
}

fn usual_place(folder: &Path, manifest: &Manifest) -> PathBuf {
    let version = manifest.version.as_ref().map(|version| format!("-{version}")).unwrap_or_default();
    folder.join("dist").join(format!("{}{version}.tar.gz", manifest.id))
}

fn manifest_name(folder: &Path) -> Result<&'static str> {
    MANIFEST_NAMES.into_iter().find(|name| folder.join(name).is_file()).ok_or_else(|| {
        anyhow!(
            "{} is no plugin's folder: there is no {} in it (`wag plugin new` makes one)",
            folder.display(),
            MANIFEST_NAMES.join(", ")
        )
    })
}

fn manifest_of(folder: &Path) -> Result<Result<Checked<Manifest>, Refusal>> {
    let name = manifest_name(folder)?;
    let bytes = std::fs::read(folder.join(name)).with_context(|| format!("cannot read {name}"))?;
    Ok(Manifest::read(name, &bytes))
}

fn copy_manifest(folder: &Path, room: &Path) -> Result<()> {
    let name = manifest_name(folder)?;
    copy(&folder.join(name), &room.join(name))
}

/// Builds the server part; answers where it lies.
fn component(context: &Context, source: &Source, path: &str) -> Result<PathBuf> {
    let folder = &source.folder;
    if folder.join("Cargo.toml").is_file() {
        return rust::build(context, source);
    }
    let built = folder.join(path);
    make_folder_of(&built)?;
    if folder.join("package.json").is_file() {
        npm(context, folder)?;
    } else if folder.join("pyproject.toml").is_file() {
        python(context, folder, path)?;
    }
    if built.is_file() {
        return Ok(built);
    }
    Err(anyhow!(
        "the build made no `{path}`, which plugin.json names as the server part; a folder is built by cargo \
         (Cargo.toml), npm (package.json) or componentize-py (pyproject.toml)"
    ))
}

/// Installs what a package.json asks for, unless it was, and runs its `build`.
fn npm(context: &Context, folder: &Path) -> Result<()> {
    if !folder.join("node_modules").is_dir() {
        run(context, Command::new("npm").args(["install", "--no-audit", "--no-fund"]).current_dir(folder))?;
    }
    run(context, Command::new("npm").args(["run", "--silent", "build"]).current_dir(folder))
}

fn python(context: &Context, folder: &Path, path: &str) -> Result<()> {
    let mut command = Command::new("componentize-py");
    command.args(["-d", "wit", "-w", "plugin", "componentize", "plugin", "-o", path]);
    // Its own virtual environment, where there is one.
    let tools = folder.join(".venv").join("bin");
    if let (true, Ok(tools)) = (tools.is_dir(), tools.canonicalize()) {
        command = Command::new(tools.join("componentize-py"));
        command.args(["-d", "wit", "-w", "plugin", "componentize", "plugin", "-o", path]);
    }
    run(context, command.current_dir(folder))
}

fn build_web_part(context: &Context, folder: &Path) -> Result<()> {
    let web = folder.join("webapp");
    if web.join("package.json").is_file() { npm(context, &web) } else { Ok(()) }
}

/// Runs a builder. What it prints goes to standard error: standard output is for what wag was asked for.
fn run(context: &Context, command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let name = command.get_program().to_string_lossy().into_owned();
    let output = context
        .output
        .aside(|| command.stdin(std::process::Stdio::null()).stdout(std::io::stderr()).status());
    let status = output.with_context(|| {
        format!("`{name}` could not be started; it is needed for `{shown}`{}", remedy(&name))
    })?;
    if status.success() { Ok(()) } else { Err(anyhow!("`{shown}` failed ({status}); what it said is above")) }
}

/// What to type when a builder is not there.
fn remedy(builder: &str) -> &'static str {
    match builder {
        "npm" => "; it comes with Node.js, 20 or newer",
        "componentize-py" => {
            "; to install it here: python3 -m venv .venv && .venv/bin/pip install 'componentize-py==0.25.*'"
        }
        _ => "",
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The file the manifest names; with it the whole folder it lies in, when that holds nothing but what was built.
fn copy_web_part(folder: &Path, bundle_path: &str, room: &Path) -> Result<()> {
    let parent = Path::new(bundle_path).parent().unwrap_or(Path::new(""));
    let is_built = parent.file_name().is_some_and(|name| name == "dist" || name == "build");
    if is_built && folder.join(parent).is_dir() {
        return copy_folder(&folder.join(parent), &room.join(parent));
    }
    let file = folder.join(bundle_path);
    // What is missing is told of by the check, with the place in the manifest.
    if file.is_file() { copy(&file, &room.join(bundle_path)) } else { Ok(()) }
}

fn copy_rest(folder: &Path, icon: &str, room: &Path) -> Result<()> {
    for name in FOLDERS.into_iter().filter(|name| folder.join(name).is_dir()) {
        copy_folder(&folder.join(name), &room.join(name))?;
    }
    if !icon.is_empty() && folder.join(icon).is_file() {
        copy(&folder.join(icon), &room.join(icon))?;
    }
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if FILES.iter().any(|start| name.starts_with(start)) && entry.file_type()?.is_file() {
            copy(&entry.path(), &room.join(name))?;
        }
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in std::fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&from, &to)?;
        } else if kind.is_file() {
            copy(&from, &to)?;
        } else {
            return Err(anyhow!("{} is a link or a device, which no bundle may hold", from.display()));
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    make_folder_of(to)?;
    std::fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

fn make_folder_of(file: &Path) -> Result<()> {
    match file.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => {
            std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))
        }
        None => Ok(()),
    }
}
