//! Rules about where things lie: the top level, the names of modules, the decisions, the paths that documents name.
//!
//! Holds the rules and their samples. What is written inside files is in `words`.

use super::Finding;
use super::house::{File, House};
use super::source::names;
use std::collections::BTreeSet;

/// All that may stand in the root. Another name needs a decision record first.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "LICENSE",
    "README.md",
    "server",
    "plugin-api",
    "wit",
    "webapp",
    "plugins-demo",
    "tests",
];
/// Names that say nothing about what a module holds.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "utility", "utilities"];
const DECISIONS: &str = "server/docs/decisions/";

/// The top level is fixed; dot-files are free, because tools want them there.
pub(super) fn top_level(house: &House) -> Vec<Finding> {
    let extra = house.top.iter().filter(|name| !name.starts_with('.') && !TOP.contains(&name.as_str()));
    extra.map(|name| Finding::new(name, "does not belong at the top level")).collect()
}

/// No module hides behind a name that fits everything.
pub(super) fn module_names(house: &House) -> Vec<Finding> {
    let code = |file: &&File| matches!(file.extension(), "rs" | "ts" | "tsx" | "js" | "mjs" | "py");
    let mut found = Vec::new();
    for file in house.files.iter().filter(code) {
        let stem = file.path.rsplit_once('.').map_or(file.path.as_str(), |(stem, _)| stem);
        if let Some(name) = stem.split('/').find(|part| EMPTY_NAMES.contains(&part.to_lowercase().as_str())) {
            found.push(Finding::new(
                &file.path,
                format!("`{name}` says nothing: name it after what it holds"),
            ));
        }
        if file.extension() == "rs" {
            let words: Vec<_> = names(&file.scanned().code).collect();
            for pair in words.windows(2).filter(|pair| pair[0].1 == "mod" && EMPTY_NAMES.contains(&pair[1].1))
            {
                let words = format!("`mod {}` says nothing: name it after what it holds", pair[1].1);
                found.push(Finding::at(&file.path, pair[0].0, words));
            }
        }
    }
    found
}

/// Decisions are numbered from 0001 without gaps or twins, and each stands in the index.
pub(super) fn decisions(house: &House) -> Vec<Finding> {
    let records: Vec<&str> = house
        .files
        .iter()
        .filter_map(|file| file.path.strip_prefix(DECISIONS))
        .filter(|name| name.ends_with(".md") && *name != "README.md" && *name != "TEMPLATE.md")
        .collect();
    let index = house.files.iter().find(|file| file.path == format!("{DECISIONS}README.md"));
    let mut found = Vec::new();
    for (position, name) in records.iter().enumerate() {
        let expected = format!("{:04}-", position + 1);
        if !name.starts_with(&expected) {
            let words = format!("decisions are numbered without gaps: here `{expected}…` was expected");
            found.push(Finding::new(format!("{DECISIONS}{name}"), words));
            break;
        }
    }
    for name in records.iter().filter(|name| !index.is_some_and(|index| index.text.contains(**name))) {
        found.push(Finding::new(format!("{DECISIONS}{name}"), "not in the index, decisions/README.md"));
    }
    found
}

/// Every file of ours that a document names exists.
pub(super) fn named_files_exist(house: &House) -> Vec<Finding> {
    let known: BTreeSet<&str> = house.files.iter().flat_map(|file| with_folders(&file.path)).collect();
    let document = |file: &&File| {
        let docs = file.path.starts_with("server/docs/") && !file.path.starts_with(DECISIONS);
        file.extension() == "md" && (docs || file.path == "README.md")
    };
    let mut found = Vec::new();
    for file in house.files.iter().filter(document) {
        for (index, line) in file.text.lines().enumerate() {
            for path in named_paths(line, &file.path) {
                if !known.contains(path.as_str()) {
                    found.push(Finding::at(
                        &file.path,
                        index + 1,
                        format!("names `{path}`, which does not exist"),
                    ));
                }
            }
        }
    }
    found
}

/// Every package is under the workspace's lints, and TypeScript is strict.
pub(super) fn strictness(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &house.files {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        let ours = file.path.starts_with("server/") || file.path.starts_with("tests/");
        let text: String = file.text.split_whitespace().collect();
        if ours
            && name == "Cargo.toml"
            && text.contains("[package]")
            && !text.contains("[lints]workspace=true")
        {
            found.push(Finding::new(
                &file.path,
                "not under the lints of the workspace: `[lints]`, `workspace = true`",
            ));
        }
        if file.path == "webapp/tsconfig.json" && !text.contains("\"strict\":true") {
            found.push(Finding::new(&file.path, "TypeScript is not strict: `\"strict\": true`"));
        }
    }
    found
}

fn with_folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain(std::iter::once(path))
}

/// The paths of ours in a line of a document: in back-quotes from the root or from `server/crates`, and the targets
/// of links, from the document.
fn named_paths(line: &str, document: &str) -> Vec<String> {
    let quoted = line.split('`').skip(1).step_by(2).filter_map(quoted_path);
    let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let links = links.filter(|target| !target.contains(':') && !target.starts_with('#'));
    quoted.chain(links.map(|target| resolve(target.split('#').next().unwrap_or(target), document))).collect()
}

fn quoted_path(text: &str) -> Option<String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/_-.".contains(letter);
    let path = text.split(':').next().unwrap_or(text).trim_end_matches('/');
    if !path.contains('/') || !path.chars().all(plain) || path.starts_with(['/', '.']) {
        return None;
    }
    let first = path.split('/').next()?;
    if TOP.contains(&first) {
        return Some(path.to_owned());
    }
    path.ends_with(".rs").then(|| format!("server/crates/{path}"))
}

fn resolve(target: &str, document: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
pub(super) mod samples {
    //! Small houses that break the rules of this module, and their repaired twins.
    use super::*;

    fn files(files: &[(&str, &str)]) -> House {
        House {
            files: files.iter().map(|(path, text)| File::new(*path, *text)).collect(),
            ..House::default()
        }
    }

    fn top(names: &[&str]) -> House {
        House { top: names.iter().map(|name| (*name).to_owned()).collect(), ..House::default() }
    }

    const INDEX: &str = "server/docs/decisions/README.md";
    const ONE: &str = "server/docs/decisions/0001-a.md";
    const TWO: &str = "server/docs/decisions/0002-b.md";
    const THREE: &str = "server/docs/decisions/0003-c.md";
    const MAP: &str = "server/docs/ARCHITECTURE.md";
    const POST: &str = "server/crates/app/src/post.rs";

    pub(in crate::tidy) fn broken() -> Vec<(&'static str, House)> {
        vec![
            ("top-level", top(&["Cargo.toml", "scripts"])),
            ("module-names", files(&[("server/crates/app/src/utils.rs", "")])),
            ("module-names", files(&[("webapp/src/helpers/date.ts", "")])),
            ("module-names", files(&[(POST, "pub mod common {\n}")])),
            ("decisions", files(&[(ONE, ""), (THREE, ""), (INDEX, "0001-a.md 0003-c.md")])),
            ("decisions", files(&[(TWO, ""), (INDEX, "0002-b.md")])),
            ("decisions", files(&[(ONE, ""), (TWO, ""), (INDEX, "0001-a.md")])),
            ("strictness", files(&[("server/crates/app/Cargo.toml", "[package]\nname = \"x\"")])),
            ("strictness", files(&[("webapp/tsconfig.json", "{\"strict\": false}")])),
            ("named-files", files(&[(MAP, "see `server/crates/app/src/gone.rs`"), (POST, "")])),
            ("named-files", files(&[(MAP, "see `app/src/gone.rs`"), (POST, "")])),
            ("named-files", files(&[("README.md", "see [x](server/docs/GONE.md)"), (POST, "")])),
        ]
    }

    pub(in crate::tidy) fn sound() -> Vec<(&'static str, House)> {
        vec![
            ("top-level", top(&["Cargo.toml", "LICENSE", ".git", ".ci", "server", "wit"])),
            ("module-names", files(&[(POST, "mod community;"), ("webapp/src/commons.ts", "")])),
            ("decisions", files(&[(ONE, ""), (TWO, ""), (INDEX, "0001-a.md, 0002-b.md")])),
            (
                "strictness",
                files(&[("tests/Cargo.toml", "[package]\nname = \"x\"\n[lints]\nworkspace = true")]),
            ),
            ("strictness", files(&[("webapp/tsconfig.json", "{ \"strict\": true }")])),
            (
                "named-files",
                files(&[
                    (MAP, "`app/src/post.rs`, `server/crates/app/`, `GET /x`, [i](decisions/README.md)"),
                    (POST, ""),
                    (INDEX, ""),
                ]),
            ),
        ]
    }
}
