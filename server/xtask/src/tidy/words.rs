//! Rules about what is written in files: heads, signatures, marks of unfinished work, paths of one machine.
//!
//! Holds the rules and their samples. How long things may be is in `sizes`; where files may lie is in `layout`.

use super::Finding;
use super::house::{File, House};
use super::source::functions;

/// Beginnings of paths that exist on one person's machine only. Split, so that this file does not break its rule.
const MACHINE_PATHS: &[&str] =
    &[concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/tm", "p/")];

/// Marks that say "not finished". Split for the same reason.
const UNFINISHED: &[&str] = &[concat!("to", "do!"), concat!("unimple", "mented!")];

/// Every Rust file says first what it holds.
pub(super) fn module_heads(house: &House) -> Vec<Finding> {
    let headless = |file: &&File| {
        let first = file.text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
        !first.is_some_and(|line| line.starts_with("//!") && line.trim_start_matches("//!").trim().len() > 10)
    };
    let words =
        "no `//!` head, or only a word: say what the module holds, what it must not, and where to look next";
    house.rust().filter(headless).map(|file| Finding::at(&file.path, 1, words)).collect()
}

/// No public function takes a `bool`: the call would not say what is meant.
pub(super) fn no_bool_parameters(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in house.rust() {
        for function in functions(&file.scanned().code).iter().filter(|function| function.public) {
            for parameter in &function.parameters {
                if parameter.rsplit_once(':').is_some_and(|(_, kind)| kind.trim() == "bool") {
                    let words = format!(
                        "`{}({parameter})`: give the choice a name, an enum or a second function",
                        function.name
                    );
                    found.push(Finding::at(&file.path, function.line, words));
                }
            }
        }
    }
    found
}

/// Nothing is left to be done later by a macro that panics.
pub(super) fn nothing_unfinished(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in house.rust() {
        for (index, line) in file.scanned().code.lines().enumerate() {
            if UNFINISHED.iter().any(|mark| line.contains(mark)) {
                found.push(Finding::at(
                    &file.path,
                    index + 1,
                    "unfinished code: finish it, or leave it out and say so",
                ));
            }
        }
    }
    found
}

/// No file names a path of one machine. Prose may name the folder for temporary files.
pub(super) fn no_machine_paths(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in house.files.iter().filter(|file| !file.path.ends_with("package-lock.json")) {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(start) = MACHINE_PATHS.iter().find(|start| names_path(line, start, file.extension()))
            {
                found.push(Finding::at(
                    &file.path,
                    index + 1,
                    format!("`{start}…` exists on one machine only"),
                ));
            }
        }
    }
    found
}

fn names_path(line: &str, start: &str, extension: &str) -> bool {
    if start.ends_with(concat!("m", "p/")) && extension == "md" {
        return false;
    }
    line.match_indices(start).any(|(at, _)| {
        let before = line[..at].chars().next_back().unwrap_or(' ');
        !(before.is_alphanumeric() || matches!(before, '.' | '_' | '-' | '}' | '/' | '~' | '*'))
    })
}

/// The web app exports by name, so that one thing has one name.
pub(super) fn no_default_exports(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    let source = |file: &&File| {
        file.path.starts_with("webapp/src/")
            && matches!(file.extension(), "ts" | "tsx")
            && !file.path.ends_with(".d.ts")
    };
    for file in house.files.iter().filter(source) {
        for (index, line) in file.text.lines().enumerate() {
            if line.starts_with("export default") {
                found.push(Finding::at(&file.path, index + 1, "a default export: export it by its name"));
            }
        }
    }
    found
}

#[cfg(test)]
pub(super) mod samples {
    //! Small houses that break the rules of this module, and their repaired twins.
    use super::*;

    fn code(path: &str, text: &str) -> House {
        House { files: vec![File::new(path, text)], ..House::default() }
    }

    const AT: &str = "server/crates/app/src/post.rs";

    pub(in crate::tidy) fn broken() -> Vec<(&'static str, House)> {
        vec![
            ("heads", code(AT, "use std::fmt;\n//! too late to be a head")),
            ("heads", code(AT, "")),
            ("heads", code(AT, "//!\nfn f() {}")),
            ("bool-parameters", code(AT, "pub async fn send(&self, id: Id<u8>, quiet: bool) {}")),
            ("unfinished", code(AT, concat!("fn f() { to", "do!() }"))),
            ("machine-paths", code(AT, concat!("const P: &str = \"/ho", "me/me/x\";"))),
            ("machine-paths", code("README.md", concat!("see /ro", "ot/x"))),
            ("machine-paths", code("tests/e2e/a.mjs", concat!("open('/tm", "p/x')"))),
            ("default-exports", code("webapp/src/app.tsx", "export default function App() {}")),
        ]
    }

    pub(in crate::tidy) fn sound() -> Vec<(&'static str, House)> {
        vec![
            ("heads", code(AT, "//! Holds what a post may be.\nfn f() {}")),
            ("heads", code(AT, "#![allow(x)]\n//! Holds what a post may be.")),
            (
                "bool-parameters",
                code(AT, "pub(crate) fn a(b: bool) {} pub fn c(d: Option<bool>) -> bool { true }"),
            ),
            ("unfinished", code(AT, concat!("// to", "do!\nfn f() {}"))),
            ("machine-paths", code(AT, concat!("route(\"/api/v4/ho", "me/x\")"))),
            ("machine-paths", code("server/docs/TESTING.md", concat!("under /tm", "p/x"))),
            ("default-exports", code("webapp/vite.config.ts", "export default {}")),
        ]
    }
}
