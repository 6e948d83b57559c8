//! The house as the rules see it: its text files, its top level, its packages.
//!
//! Holds reading and nothing else: no rule is written here. A rule takes a `House` and never touches the disk, so
//! that its test can build a small house that breaks it.

use super::source::{Scanned, scan};
use anyhow::{Context, Result};
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Folders that hold results or other people's work.
const NOT_OURS: [&str; 8] =
    ["target", "node_modules", "dist", "data", "out", "__pycache__", "venv", "coverage"];
/// What a rule may want to read. Other files count only by their path.
const READ: [&str; 16] = [
    "rs", "ts", "tsx", "js", "jsx", "mjs", "cjs", "py", "css", "html", "md", "toml", "json", "yml", "yaml",
    "sql",
];
const LONGEST_READ: u64 = 4 << 20;

/// Everything the rules look at.
#[derive(Debug, Default)]
pub(crate) struct House {
    /// Every file of ours, by path from the root, in order.
    pub(crate) files: Vec<File>,
    /// Names directly in the root that are not ignored.
    pub(crate) top: BTreeSet<String>,
    /// The packages of the workspace and what they depend on.
    pub(crate) packages: Packages,
}

/// One file.
#[derive(Debug, Default)]
pub(crate) struct File {
    /// Path from the root, with `/`.
    pub(crate) path: String,
    /// Its text; empty when it is of no kind a rule reads.
    pub(crate) text: String,
    scanned: OnceCell<Scanned>,
}

impl File {
    /// A file with this text.
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), scanned: OnceCell::new() }
    }

    /// The part of its name after the last dot.
    pub(crate) fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Code and strings apart. Only sensible for Rust.
    pub(crate) fn scanned(&self) -> &Scanned {
        self.scanned.get_or_init(|| scan(&self.text))
    }
}

impl House {
    /// Read the house that stands in `root`.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let metadata = crate::command::ask(&mut crate::command::cargo(
            root,
            &["metadata", "--format-version", "1", "--filter-platform", "x86_64-unknown-linux-gnu"],
        ))?;
        let packages =
            Packages::parse(&serde_json::from_str(&metadata).context("output of `cargo metadata`")?)?;
        let mut house = Self { packages, ..Self::default() };
        let ignored = std::fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
        for entry in std::fs::read_dir(root)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if !ignored.lines().any(|line| line.trim_matches('/') == name) {
                house.top.insert(name);
            }
        }
        for name in house.top.clone() {
            house.walk(root, &name)?;
        }
        house.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(house)
    }

    /// The Rust files.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.extension() == "rs")
    }

    fn walk(&mut self, root: &Path, path: &str) -> Result<()> {
        let on_disk = root.join(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        if on_disk.is_symlink() || name == ".git" || NOT_OURS.contains(&name) || name == ".venv" {
            return Ok(());
        }
        if !on_disk.is_dir() {
            let mut file = File::new(path, "");
            let size = std::fs::metadata(&on_disk).map_or(0, |about| about.len());
            if READ.contains(&file.extension()) && size <= LONGEST_READ {
                file.text = String::from_utf8_lossy(&std::fs::read(&on_disk)?).into_owned();
            }
            self.files.push(file);
            return Ok(());
        }
        for entry in std::fs::read_dir(&on_disk)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            self.walk(root, &format!("{path}/{name}"))?;
        }
        Ok(())
    }
}

/// How a package needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// To be built, on any of its targets.
    Build,
    /// For its tests, examples and benches only.
    Test,
}

/// The packages of the workspace, and the graph of all packages under them.
#[derive(Debug, Default)]
pub(crate) struct Packages {
    /// Our packages by name, with the names of what each depends on directly.
    pub(crate) ours: BTreeMap<String, Vec<(String, Need)>>,
    /// For our packages, what they reach: each name reached, with the name through which it was first reached.
    pub(crate) reached: BTreeMap<String, BTreeMap<String, String>>,
}

impl Packages {
    /// Read the output of `cargo metadata`.
    pub(crate) fn parse(metadata: &Value) -> Result<Self> {
        let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let members: BTreeSet<String> = list(metadata, "workspace_members").iter().map(text).collect();
        let mut names = BTreeMap::new();
        let mut ours = BTreeMap::new();
        for package in list(metadata, "packages") {
            let (id, name) = (text(&package["id"]), text(&package["name"]));
            if members.contains(&id) {
                let needs = list(&package, "dependencies").iter().map(need).collect();
                ours.insert(name.clone(), needs);
            }
            names.insert(id, name);
        }
        let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for node in list(&metadata["resolve"], "nodes") {
            edges.insert(text(&node["id"]), list(&node, "dependencies").iter().map(text).collect());
        }
        let mut reached = BTreeMap::new();
        for id in &members {
            let name = names.get(id).with_context(|| format!("`cargo metadata` names no package {id}"))?;
            reached.insert(name.clone(), reach(id, &edges, &names));
        }
        Ok(Self { ours, reached })
    }
}

fn need(dependency: &Value) -> (String, Need) {
    let kind = if dependency["kind"].as_str() == Some("dev") { Need::Test } else { Need::Build };
    (dependency["name"].as_str().unwrap_or_default().to_owned(), kind)
}

fn reach(
    from: &str,
    edges: &BTreeMap<String, Vec<String>>,
    names: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let mut reached = BTreeMap::new();
    let mut seen = BTreeSet::from([from.to_owned()]);
    let mut open = vec![from.to_owned()];
    while let Some(id) = open.pop() {
        for next in edges.get(&id).into_iter().flatten() {
            if seen.insert(next.clone()) {
                reached.entry(name(next)).or_insert_with(|| name(&id));
                open.push(next.clone());
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_read_from_cargos_own_words() {
        let metadata = serde_json::json!({
            "workspace_members": ["path#app"],
            "packages": [
                {"id": "path#app", "name": "app", "dependencies": [
                    {"name": "middle", "kind": null}, {"name": "kit", "kind": "dev"}]},
                {"id": "reg#middle", "name": "middle", "dependencies": []},
                {"id": "reg#deep", "name": "deep", "dependencies": []}],
            "resolve": {"nodes": [
                {"id": "path#app", "dependencies": ["reg#middle"]},
                {"id": "reg#middle", "dependencies": ["reg#deep"]},
                {"id": "reg#deep", "dependencies": []}]}
        });
        let packages = Packages::parse(&metadata).unwrap();
        assert_eq!(packages.ours["app"], [("middle".into(), Need::Build), ("kit".into(), Need::Test)]);
        assert_eq!(packages.reached["app"]["deep"], "middle");
    }
}
