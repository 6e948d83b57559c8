//! `cargo xtask demo`: the plugins of `plugins-demo`, built and packed.
//!
//! Holds which there are, how each language is built, and the packing: the same files give the same bytes. A plugin
//! whose files did not change is not built again. What a bundle must look like is the server's business.

use crate::command::{exists, program, show};
use crate::place::Place;
use crate::stamp::Stamp;
use crate::{wasm, web};
use anyhow::{Context, Result, anyhow, bail};
use flate2::{Compression, GzBuilder};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Folders that are results, not sources.
const RESULTS: [&str; 5] = ["node_modules", "target", "__pycache__", ".venv", "build"];
/// What of a plugin's folder goes into its bundle, beside `plugin.json` and the component.
const PACKED: [&str; 3] = ["webapp/dist", "assets", "public"];
/// The version that was measured; a newer one may change what components import.
const COMPONENTIZE_PY: &str = "componentize-py==0.25.1";

/// What a plugin's server part is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Rust,
    JavaScript,
    Python,
}

/// A plugin of `plugins-demo`.
struct Demo {
    folder: PathBuf,
    id: String,
    version: String,
    component: String,
    language: Language,
}

/// `cargo xtask demo`: build and pack all, or those named.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let place = Place::here();
    let started = Instant::now();
    for archive in build(&place, arguments)? {
        let size = fs::metadata(&archive)?.len().div_ceil(1024);
        println!("{}  {size} KiB", archive.display());
    }
    println!("done in {:.1} s", started.elapsed().as_secs_f32());
    Ok(ExitCode::SUCCESS)
}

/// Build and pack; gives the archives.
pub(crate) fn build(place: &Place, ids: &[String]) -> Result<Vec<PathBuf>> {
    let demos = demos(place)?;
    for id in ids {
        if !demos.iter().any(|demo| demo.id == *id) {
            let known: Vec<&str> = demos.iter().map(|demo| demo.id.as_str()).collect();
            bail!("there is no plugin `{id}` in plugins-demo. There are: {}", known.join(", "));
        }
    }
    let mut archives = Vec::new();
    let mut rust_is_built = false;
    for demo in demos.iter().filter(|demo| ids.is_empty() || ids.contains(&demo.id)) {
        let archive = place.target.join("plugins").join(format!("{}-{}.tar.gz", demo.id, demo.version));
        let stamp = demo.stamp(place)?;
        if !(archive.exists() && stamp.holds()) {
            println!("  building {}", demo.id);
            if demo.language == Language::Rust && !rust_is_built {
                // All at once: cargo builds what they share once, and knows what changed.
                wasm::provide(place)?.build(place, &place.root.join("plugins-demo"))?;
                rust_is_built = true;
            }
            let component = demo.component(place).with_context(|| format!("building {}", demo.id))?;
            forget(place, &demo.id)?;
            pack(demo, &component, &archive).with_context(|| format!("packing {}", demo.id))?;
            stamp.set()?;
        }
        archives.push(archive);
    }
    Ok(archives)
}

/// Every folder of `plugins-demo` with a manifest, by name.
fn demos(place: &Place) -> Result<Vec<Demo>> {
    let root = place.root.join("plugins-demo");
    let entries = fs::read_dir(&root).with_context(|| format!("reading {}", root.display()))?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|folder| folder.join("plugin.json").exists());
    folders.sort();
    folders.into_iter().map(Demo::read).collect()
}

impl Demo {
    fn read(folder: PathBuf) -> Result<Self> {
        let file = folder.join("plugin.json");
        let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        let manifest: Value =
            serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))?;
        let field = |path: &str| {
            let found = manifest.pointer(path).and_then(Value::as_str).map(str::to_owned);
            found.ok_or_else(|| anyhow!("{} names no {}", file.display(), &path[1..]))
        };
        let language = if folder.join("Cargo.toml").exists() {
            Language::Rust
        } else if folder.join("package.json").exists() {
            Language::JavaScript
        } else if folder.join("app.py").exists() {
            Language::Python
        } else {
            bail!("{} has neither Cargo.toml nor package.json nor app.py", folder.display());
        };
        let (id, version, component) = (field("/id")?, field("/version")?, field("/server/component")?);
        Ok(Self { folder, id, version, component, language })
    }

    /// Its own files, those of the contract, and what it is built with.
    fn stamp(&self, place: &Place) -> Result<Stamp> {
        let mut inputs = vec![self.folder.clone(), place.root.join("wit/0.1")];
        let helpers = match self.language {
            Language::Rust => "plugin-api/rust",
            Language::JavaScript => "plugin-api/js",
            Language::Python => "plugin-api/python",
        };
        inputs.push(place.root.join(helpers));
        if self.language == Language::Rust {
            inputs
                .extend(["Cargo.toml", "Cargo.lock"].map(|name| place.root.join("plugins-demo").join(name)));
        }
        Stamp::of(place.target.join("plugins").join(format!(".{}", self.id)), &inputs, &RESULTS)
    }

    /// Build the component and say where it lies.
    fn component(&self, place: &Place) -> Result<PathBuf> {
        match self.language {
            // Built already, with the others.
            Language::Rust => {
                let name = package_name(&self.folder.join("Cargo.toml"))?.replace('-', "_");
                Ok(wasm::components(place).join(format!("{name}.wasm")))
            }
            Language::JavaScript => self.javascript(place),
            Language::Python => self.python(place),
        }
    }

    fn javascript(&self, place: &Place) -> Result<PathBuf> {
        web::install(&self.folder)?;
        let out = built(place, &self.id)?;
        let (to, wit) = (out.to_string_lossy(), self.folder.join("wit"));
        let wit = gathered(place, &wit, &self.id)?;
        let wit = wit.to_string_lossy();
        // The helpers lie outside of the plugin's folder, so modules are looked for from the root on.
        let root = place.root.to_string_lossy();
        let from = ["--no-install", "componentize-qjs", "-j", "src/plugin.js", "--module-root", &root];
        // Not `--stub-wasi`, here and below: it makes a trap of every standard interface, of clocks and chance too.
        let into = ["-w", &wit, "-n", "plugin", "-o", &to, "--sync"];
        show(&mut program(&self.folder, "npx", &[from.as_slice(), &into].concat()))?;
        Ok(out)
    }

    fn python(&self, place: &Place) -> Result<PathBuf> {
        let program_path = componentize_py(place)?;
        let out = built(place, &self.id)?;
        let wit = gathered(place, &self.folder.join("wit"), &self.id)?;
        let (to, wit) = (out.to_string_lossy(), wit.to_string_lossy());
        let helpers = place.root.join("plugin-api/python");
        let helpers = helpers.to_string_lossy();
        let from = ["-d", &wit, "-w", "plugin", "componentize", "app", "-p", ".", "-p", &helpers];
        show(&mut program(&self.folder, program_path, &[from.as_slice(), &["-o", &to]].concat()))?;
        Ok(out)
    }
}

/// The program that makes components of Python, installed if need be.
fn componentize_py(place: &Place) -> Result<PathBuf> {
    let tools = place.own().join("componentize-py");
    let program_path = tools.join("bin/componentize-py");
    if !program_path.exists() {
        if !exists("python3") {
            bail!("the plugin is written in Python: install python3 with its module venv and try again");
        }
        println!("  installing {COMPONENTIZE_PY} (17 MB)");
        let folder = tools.to_string_lossy();
        show(&mut program(&place.root, "python3", &["-m", "venv", &folder])).context(
            "python3 has no module venv: on Debian and Ubuntu `sudo apt-get install -y python3-venv`",
        )?;
        let pip = tools.join("bin/pip");
        show(&mut program(
            &place.root,
            pip,
            &["install", "--quiet", "--disable-pip-version-check", COMPONENTIZE_PY],
        ))?;
    }
    Ok(program_path)
}

/// Get what the demo plugins are built with, and build nothing yet: the wasm target, packages, programs.
pub(crate) fn fetch(place: &Place) -> Result<()> {
    for demo in demos(place)? {
        match demo.language {
            Language::Rust => wasm::provide(place).map(drop),
            Language::JavaScript => web::install(&demo.folder).map(drop),
            Language::Python => componentize_py(place).map(drop),
        }
        .with_context(|| format!("getting what {} is built with", demo.id))?;
    }
    Ok(())
}

/// Where the component of a plugin that is not Rust is built.
fn built(place: &Place, id: &str) -> Result<PathBuf> {
    let folder = place.target.join("plugins/built");
    fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("{id}.wasm")))
}

/// The plugin's world beside the contract it names, in one folder, as the tools of other languages want it.
fn gathered(place: &Place, world: &Path, id: &str) -> Result<PathBuf> {
    let folder = place.target.join("plugins/wit").join(id);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let contract = folder.join("deps/chinwag-plugin");
    fs::create_dir_all(&contract)?;
    for (from, to) in [(world, &folder), (&place.root.join("wit/0.1"), &contract)] {
        for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), to.join(entry.file_name()))?;
            }
        }
    }
    Ok(folder)
}

/// The name in a Cargo.toml.
fn package_name(manifest: &Path) -> Result<String> {
    let text = fs::read_to_string(manifest).with_context(|| format!("reading {}", manifest.display()))?;
    let line = text.lines().find_map(|line| line.strip_prefix("name = "));
    line.map(|name| name.trim_matches('"').to_owned())
        .ok_or_else(|| anyhow!("{} names no package", manifest.display()))
}

/// Take away archives of other versions: the folder is offered to administrators as it is.
fn forget(place: &Place, id: &str) -> Result<()> {
    let folder = place.target.join("plugins");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(&folder)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let version = name.strip_prefix(&format!("{id}-")).and_then(|rest| rest.strip_suffix(".tar.gz"));
        if version.is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit())) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Write the archive: entries by name, no times, no owners.
fn pack(demo: &Demo, component: &Path, archive: &Path) -> Result<()> {
    let mut entries = vec![
        ("plugin.json".to_owned(), demo.folder.join("plugin.json")),
        (demo.component.clone(), component.to_path_buf()),
    ];
    for part in PACKED {
        collect(&demo.folder.join(part), part, &mut entries)?;
    }
    entries.sort();
    let encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    let mut builder = tar::Builder::new(encoder);
    for (name, path) in &entries {
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        builder.append_data(&mut header, name, bytes.as_slice())?;
    }
    let bytes = builder.into_inner()?.finish()?;
    // First beside, then in one step: whoever looks sees the old one or the new one.
    let beside = archive.with_extension("new");
    fs::write(&beside, bytes)?;
    fs::rename(&beside, archive).with_context(|| format!("writing {}", archive.display()))
}

fn collect(folder: &Path, name: &str, entries: &mut Vec<(String, PathBuf)>) -> Result<()> {
    let Ok(found) = fs::read_dir(folder) else { return Ok(()) };
    for entry in found.flatten() {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &name, entries)?;
        } else {
            entries.push((name, entry.path()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_archive_and_the_component_lies_where_the_manifest_says() {
        let folder = std::env::temp_dir().join(format!("xtask-demo-{}", std::process::id()));
        fs::create_dir_all(folder.join("webapp/dist")).unwrap();
        fs::write(folder.join("Cargo.toml"), "[package]\nname = \"some-demo\"\n").unwrap();
        let manifest = r#"{"id":"some","version":"1.0.0","server":{"component":"server/plugin.wasm"}}"#;
        fs::write(folder.join("plugin.json"), manifest).unwrap();
        fs::write(folder.join("webapp/dist/main.js"), "1").unwrap();
        fs::write(folder.join("built.wasm"), "wasm").unwrap();
        let demo = Demo::read(folder.clone()).unwrap();
        let (one, two) = (folder.join("one.tar.gz"), folder.join("two.tar.gz"));
        pack(&demo, &folder.join("built.wasm"), &one).unwrap();
        pack(&demo, &folder.join("built.wasm"), &two).unwrap();
        let bytes = fs::read(&one).unwrap();
        assert_eq!(bytes, fs::read(&two).unwrap());
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes.as_slice()));
        let names =
            archive.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string());
        assert_eq!(names.collect::<Vec<_>>(), ["plugin.json", "server/plugin.wasm", "webapp/dist/main.js"]);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_folder_that_is_no_plugin_says_what_it_lacks() {
        let folder = std::env::temp_dir().join(format!("xtask-no-demo-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("plugin.json"), r#"{"id":"some","version":"1.0.0"}"#).unwrap();
        let refusal = Demo::read(folder.clone()).err().unwrap().to_string();
        assert!(refusal.contains("neither Cargo.toml nor package.json nor app.py"), "{refusal}");
        fs::write(folder.join("app.py"), "").unwrap();
        let refusal = Demo::read(folder.clone()).err().unwrap().to_string();
        assert!(refusal.contains("server/component"), "{refusal}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
