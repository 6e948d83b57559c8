//! `cargo xtask tidy`: the rules of the house as a test.
//!
//! Holds the list of rules, the list of excuses and the report. Each rule is a function from a `House` to findings
//! and lies in the module of its subject: `edges`, `layout`, `sizes`, `words`. Rules have samples that break them; a
//! rule without one fails the tests here, so none can be a rule that cannot fail.

mod edges;
mod house;
mod layout;
mod sizes;
mod source;
mod words;

use crate::place::Place;
use anyhow::{Result, bail};
use house::House;
use std::process::ExitCode;
use std::time::Instant;

/// A place where a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: Option<usize>,
    words: String,
}

impl Finding {
    fn new(path: impl Into<String>, words: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, words: words.into() }
    }

    fn at(path: &str, line: usize, words: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: Some(line), words: words.into() }
    }
}

/// A rule: its name in excuses and reports, and its function.
type Rule = (&'static str, fn(&House) -> Vec<Finding>);

const RULES: &[Rule] = &[
    ("edges", edges::edges),
    ("never-knows", edges::never_knows),
    ("engine", edges::engine_walled_in),
    ("sql", edges::sql_stays_in_store),
    ("heads", words::module_heads),
    ("bool-parameters", words::no_bool_parameters),
    ("unfinished", words::nothing_unfinished),
    ("machine-paths", words::no_machine_paths),
    ("default-exports", words::no_default_exports),
    ("file-sizes", sizes::files),
    ("function-sizes", sizes::rust_functions),
    ("top-level", layout::top_level),
    ("module-names", layout::module_names),
    ("strictness", layout::strictness),
    ("decisions", layout::decisions),
    ("named-files", layout::named_files_exist),
];

/// What is excused: rule, path, reason. An excuse that excuses nothing is itself a finding.
const EXCUSES: &[(&str, &str, &str)] = &[(
    "function-sizes",
    "server/crates/app/src/client_config.rs",
    "a table, one line a key that clients read; nothing in it branches",
)];

/// Check the house and report.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    if let Some(argument) = arguments.first() {
        bail!("`cargo xtask tidy` takes no arguments, and got `{argument}`");
    }
    let started = Instant::now();
    let house = House::read(&Place::here().root)?;
    let found = judge(&house, EXCUSES);
    for (rule, finding) in &found {
        let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
        println!("{}{line}: [{rule}] {}", finding.path, finding.words);
    }
    let (files, took) = (house.files.len(), started.elapsed().as_secs_f32());
    if found.is_empty() {
        println!("tidy: {} rules hold over {files} files ({took:.1} s)", RULES.len());
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "tidy: {} findings in {files} files ({took:.1} s); server/docs/STYLE.md explains the rules",
        found.len()
    );
    Ok(ExitCode::FAILURE)
}

fn judge(house: &House, excuses: &[(&str, &str, &str)]) -> Vec<(&'static str, Finding)> {
    let mut used = vec![false; excuses.len()];
    let mut found = Vec::new();
    for (rule, check) in RULES {
        for finding in check(house) {
            let excuse = excuses.iter().position(|(name, path, _)| name == rule && *path == finding.path);
            match excuse {
                Some(index) => used[index] = true,
                None => found.push((*rule, finding)),
            }
        }
    }
    for ((rule, path, _), _) in excuses.iter().zip(used).filter(|(_, used)| !used) {
        let words = format!("excused from `{rule}` without need: take the line out of EXCUSES");
        found.push(("excuses", Finding::new(*path, words)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &str) -> fn(&House) -> Vec<Finding> {
        let (_, check) =
            RULES.iter().find(|(name, _)| *name == rule).expect("a sample names a rule that exists");
        *check
    }

    fn broken() -> Vec<(&'static str, House)> {
        [
            edges::samples::broken(),
            words::samples::broken(),
            sizes::samples::broken(),
            layout::samples::broken(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn sound() -> Vec<(&'static str, House)> {
        [edges::samples::sound(), words::samples::sound(), sizes::samples::sound(), layout::samples::sound()]
            .into_iter()
            .flatten()
            .collect()
    }

    #[test]
    fn every_rule_finds_what_breaks_it_and_lets_the_sound_pass() {
        for (rule, house) in broken() {
            assert!(!check(rule)(&house).is_empty(), "`{rule}` missed what is wrong in {house:?}");
        }
        for (rule, house) in sound() {
            assert_eq!(check(rule)(&house), [], "`{rule}` complains about a sound house");
        }
    }

    #[test]
    fn no_rule_is_without_a_sample_of_each_sort() {
        for (rule, _) in RULES {
            assert!(broken().iter().any(|(name, _)| name == rule), "`{rule}` has no sample that breaks it");
            assert!(sound().iter().any(|(name, _)| name == rule), "`{rule}` has no sound sample");
        }
    }

    #[test]
    fn an_excuse_covers_one_rule_in_one_file_and_must_be_needed() {
        let text = "// x\n".repeat(801);
        let house = House { files: vec![house::File::new("webapp/src/table.ts", text)], ..House::default() };
        assert_eq!(judge(&house, &[])[0].0, "file-sizes");
        assert_eq!(judge(&house, &[("file-sizes", "webapp/src/table.ts", "a table")]), []);
        let stale = judge(&House::default(), &[("file-sizes", "webapp/src/table.ts", "a table")]);
        assert_eq!(stale[0].0, "excuses");
    }

    #[test]
    fn this_house_is_tidy_to_read() {
        let house = House::read(&Place::here().root).expect("the house can be read");
        assert!(house.files.iter().any(|file| file.path == "server/xtask/src/tidy.rs"));
        assert!(house.packages.ours.contains_key("xtask"), "{:?}", house.packages.ours.keys());
    }
}
