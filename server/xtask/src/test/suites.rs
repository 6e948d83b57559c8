//! Tests that live in folders of their own under `tests/`: one row each.
//!
//! Holds the table and how a row is set up and run. To add a suite, add its folder and its row; what a suite finds in
//! its environment is written down in server/docs/TESTING.md. A row whose folder is missing is a failure, never a
//! silence.

use super::counts::Runner;
use super::phases::{Bench, Done};
use crate::command::{program, show};
use crate::stamp::Stamp;
use crate::web;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// One suite.
#[derive(Debug)]
pub(crate) struct Suite {
    /// The name of its phase.
    pub(crate) name: &'static str,
    /// What it proves.
    pub(crate) title: &'static str,
    /// How long it usually takes on two cores.
    pub(crate) expected: &'static str,
    /// Phases without which it has nothing to stand on.
    pub(crate) needs: &'static [&'static str],
    /// Where it lies, from the root.
    pub(crate) folder: &'static str,
    /// What it needs beside the server.
    pub(crate) set_up: SetUp,
    /// The command, run in its folder. `{python}` stands for the Python of its virtual environment.
    pub(crate) run: &'static [&'static str],
    /// Whose words its output is.
    pub(crate) runner: Runner,
}

/// What a suite needs beside the server.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "a suite of each kind is foreseen; the table decides which are used")]
pub(crate) enum SetUp {
    /// The packages of its `package-lock.json`.
    Npm,
    /// A virtual environment with what its `requirements.txt` names.
    Python,
}

/// All suites, in the order they run.
pub(crate) const SUITES: &[Suite] = &[
    Suite {
        name: "clients-js",
        title: "the published JavaScript clients against the real server",
        expected: "1 min",
        needs: &["build"],
        folder: "tests/clients-js",
        set_up: SetUp::Npm,
        run: &["node", "--test"],
        runner: Runner::Node,
    },
    Suite {
        name: "plugins",
        title: "the demo plugins and hostile ones, by REST and WebSocket, on the real server",
        expected: "5 min",
        needs: &["build", "demo"],
        folder: "tests/clients-js",
        set_up: SetUp::Npm,
        run: &[
            "node",
            "--test",
            "plugins/install.js",
            "plugins/use.js",
            "plugins/trouble.js",
            "plugins/grants.js",
            "plugins/outgoing.js",
            "plugins/hostile.js",
            "plugins/dropin.js",
            "plugins/crash.js",
            "plugins/cycles.js",
        ],
        runner: Runner::Node,
    },
    Suite {
        name: "clients-py",
        title: "the published Python client against the real server",
        expected: "1 min",
        needs: &["build"],
        folder: "tests/clients-py",
        set_up: SetUp::Python,
        run: &["{python}", "-m", "pytest", "-q"],
        runner: Runner::Pytest,
    },
    // Its flows with plugins need the bundles of the phase `demo`.
    Suite {
        name: "e2e",
        title: "the web app in a browser against the real server, two people at once",
        expected: "8 min",
        needs: &["build", "web-build", "demo"],
        folder: "tests/e2e",
        set_up: SetUp::Npm,
        run: &["npm", "test"],
        runner: Runner::Playwright,
    },
];

/// Set a suite up and run it.
pub(crate) fn run(suite: &Suite, bench: &mut Bench) -> Done {
    let folder = bench.place.root.join(suite.folder);
    if !folder.is_dir() {
        bail!("its folder {} does not exist", suite.folder);
    }
    let server = bench.place.binary("debug", "chinwag");
    if !server.exists() {
        bail!("{} is not built: run the phase `build` first", server.display());
    }
    let python = set_up(suite, bench, &folder)?;
    let words: Vec<String> =
        suite.run.iter().map(|word| word.replace("{python}", &python.to_string_lossy())).collect();
    let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let mut command = program(&folder, &words[0], &arguments);
    command.envs(bench.surroundings()?);
    bench.count(&mut command, suite.runner)
}

fn set_up(suite: &Suite, bench: &mut Bench, folder: &Path) -> Result<PathBuf> {
    match suite.set_up {
        SetUp::Npm => {
            web::install(folder)?;
            Ok(PathBuf::new())
        }
        SetUp::Python => virtual_environment(suite, bench, folder),
    }
}

fn virtual_environment(suite: &Suite, bench: &mut Bench, folder: &Path) -> Result<PathBuf> {
    let home = bench.place.own().join(format!("venv-{}", suite.name));
    let python = home.join("bin/python");
    let stamp = Stamp::of(home.join("installed"), &[folder.join("requirements.txt")], &[])?;
    if stamp.holds() && python.exists() {
        println!("  packages are up to date");
        return Ok(python);
    }
    let maker = bench.packages()?.python.clone();
    show(&mut program(folder, maker, &["-m", "venv", "--clear", &home.to_string_lossy()]))?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        "requirements.txt",
    ];
    show(&mut program(folder, &python, &install))?;
    stamp.set()?;
    Ok(python)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;

    #[test]
    fn every_row_has_its_folder_and_the_lock_file_its_set_up_reads() {
        for suite in SUITES {
            let folder = Place::here().root.join(suite.folder);
            let list = match suite.set_up {
                SetUp::Npm => "package-lock.json",
                SetUp::Python => "requirements.txt",
            };
            assert!(folder.join(list).exists(), "{} has no {list}", suite.folder);
        }
    }

    #[test]
    fn a_suite_without_its_folder_is_a_failure_and_says_which() {
        let suite = Suite {
            name: "gone",
            title: "",
            expected: "",
            needs: &[],
            folder: "tests/gone",
            set_up: SetUp::Npm,
            run: &["true"],
            runner: Runner::Node,
        };
        let refusal = run(&suite, &mut Bench::new(Place::here())).unwrap_err().to_string();
        assert!(refusal.contains("tests/gone"), "{refusal}");
    }
}
