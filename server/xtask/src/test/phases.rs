//! The phases of `cargo xtask test`, and the bench they work at.
//!
//! Holds the table in the order of running: what is quick and often wrong first. Everything is built in one profile
//! and one set of features (`--workspace`), because each further set would build the big dependencies again.

use super::counts::{self, Runner, Tally};
use super::licences;
use super::packages::{self, Packages};
use super::postgres::Postgres;
use super::suites::{self, SUITES, Suite};
use crate::command::{ask, cargo, listen, program, show};
use crate::place::Place;
use crate::{demo, tidy, tools, wasm, web};
use anyhow::{Result, anyhow, bail};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// A runner that takes longer than this hangs.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// What a phase says at its end: its count, and what was wrong beside failed tests.
pub(crate) type Done = Result<(Tally, Option<String>)>;

/// One phase.
pub(crate) struct Phase {
    /// What it is called on the command line and in the table.
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) title: &'static str,
    /// How long it may take on two cores.
    pub(crate) expected: &'static str,
    /// Phases without which it has nothing to stand on.
    pub(crate) needs: &'static [&'static str],
    /// Whether nothing can go on when it breaks.
    pub(crate) stops: bool,
    /// How it is done.
    pub(crate) work: Work,
}

/// How a phase is done.
pub(crate) enum Work {
    /// By this function.
    Step(fn(&mut Bench) -> Done),
    /// By running a suite.
    Suite(&'static Suite),
}

impl Work {
    /// Do it.
    pub(crate) fn run(&self, bench: &mut Bench) -> Done {
        match self {
            Work::Step(step) => step(bench),
            Work::Suite(suite) => suites::run(suite, bench),
        }
    }
}

/// What phases share. What is dear is made when it is first asked for, so that a phase can also run alone.
pub(crate) struct Bench {
    /// Where things lie.
    pub(crate) place: Place,
    packages: Option<Packages>,
    postgres: Option<Postgres>,
}

impl Bench {
    /// An empty bench.
    pub(crate) fn new(place: Place) -> Self {
        Self { place, packages: None, postgres: None }
    }

    /// The system's packages, looked up or installed.
    pub(crate) fn packages(&mut self) -> Result<&Packages> {
        if self.packages.is_none() {
            self.packages = Some(packages::provide(&self.place.root)?);
        }
        self.packages.as_ref().ok_or_else(|| anyhow!("no packages"))
    }

    /// What a test finds in its environment (server/docs/TESTING.md).
    pub(crate) fn surroundings(&mut self) -> Result<Vec<(&'static str, OsString)>> {
        let (browser, programs) = (self.packages()?.browser.clone(), self.packages()?.postgres.clone());
        if self.postgres.is_none() {
            println!("  starting a PostgreSQL for the tests");
            self.postgres = Some(Postgres::start(&programs)?);
        }
        let url = self.postgres.as_ref().map(|postgres| postgres.url.clone()).unwrap_or_default();
        Ok(vec![
            ("CHINWAG_TEST_POSTGRES_URL", url.into()),
            ("CHINWAG_TEST_CHROMIUM", browser.into()),
            ("CHINWAG_TEST_SERVER", self.place.binary("debug", "chinwag").into()),
            ("CHINWAG_TEST_WAG", self.place.binary("debug", "wag").into()),
            ("CHINWAG_TEST_PLUGINS", self.place.target.join("plugins").into()),
            ("CHINWAG_TEST_SDK", self.place.root.join("plugin-api/rust").into()),
            ("CHINWAG_TEST_GUESTS", wasm::guests(&self.place).into()),
        ])
    }

    /// Run a test runner and count.
    pub(crate) fn count(&self, command: &mut Command, runner: Runner) -> Done {
        let heard = listen(command, LIMIT)?;
        match counts::read(runner, &heard.lines) {
            Ok(tally) => Ok((tally, heard.trouble)),
            Err(error) => {
                bail!("{}{error}", heard.trouble.map(|trouble| format!("{trouble}; ")).unwrap_or_default())
            }
        }
    }
}

/// Every phase, in order.
pub(crate) fn all() -> Vec<Phase> {
    let step = |name, title, expected, needs, work| Phase {
        name,
        title,
        expected,
        needs,
        stops: false,
        work: Work::Step(work),
    };
    let mut phases = vec![
        Phase {
            stops: true,
            ..step("tools", "what must be installed", "1 s; minutes if installing", &[], |bench| {
                tools::check(&bench.place)?;
                ask(&mut cargo(&bench.place.root, &["clippy", "--version"]))
                    .and_then(|_| ask(&mut cargo(&bench.place.root, &["fmt", "--version"])))
                    .map_err(|_| {
                        anyhow!("rustfmt or clippy is missing: `rustup component add rustfmt clippy`")
                    })?;
                bench.packages()?;
                passed()
            })
        },
        step("format", "rustfmt", "2 s", &[], |bench| {
            shown(cargo(&bench.place.root, &["fmt", "--all", "--check"]))
        }),
        step("tidy", "the rules of the house", "2 s", &[], |_| {
            if tidy::run(&[])? == ExitCode::SUCCESS { passed() } else { bail!("the house is not tidy") }
        }),
        step("web-install", "packages of the web app", "cold 1 min, warm 1 s", &[], |bench| {
            web::install(&bench.place.webapp())?;
            passed()
        }),
        step("web-check", "TypeScript and eslint", "30 s", &["web-install"], |bench| {
            shown(program(&bench.place.webapp(), "npm", &["run", "check"]))
        }),
        step("web-test", "unit tests of the web app", "30 s", &["web-install"], |bench| {
            bench.count(&mut program(&bench.place.webapp(), "npm", &["test"]), Runner::Vitest)
        }),
        step("web-build", "the web app's files", "30 s, warm 1 s", &["web-install"], |bench| {
            web::build(&bench.place)?;
            passed()
        }),
    ];
    phases.extend(rust_phases());
    phases.extend(SUITES.iter().map(|suite| Phase {
        name: suite.name,
        title: suite.title,
        expected: suite.expected,
        needs: suite.needs,
        stops: false,
        work: Work::Suite(suite),
    }));
    phases
}

fn rust_phases() -> Vec<Phase> {
    let step = |name, title, expected, needs, work| Phase {
        name,
        title,
        expected,
        needs,
        stops: false,
        work: Work::Step(work),
    };
    vec![
        step("licences", "cargo deny", "cold 3 min, warm 3 s", &[], |bench| {
            licences::check(&bench.place)?;
            passed()
        }),
        step("wasm", "what builds plugins", "cold 1 to 5 min, warm 1 s", &[], |bench| {
            wasm::provide(&bench.place)?;
            passed()
        }),
        step("demo", "the demo plugins, built and packed", "cold 4 min, warm 1 s", &["wasm"], |bench| {
            demo::build(&bench.place, &[])?;
            passed()
        }),
        step(
            "demo-test",
            "tests of the demo plugins and of what they are written with",
            "cold 2 min",
            &[],
            |bench| {
                let mut tests =
                    cargo(&bench.place.root.join("plugins-demo"), &["test", "--workspace", "--no-fail-fast"]);
                tests.env("CARGO_TARGET_DIR", bench.place.target.join("plugin-tests"));
                bench.count(&mut tests, Runner::Cargo)
            },
        ),
        step(
            "build",
            "all binaries and tests, dev profile, with clippy's lints",
            "cold 9 min, warm 10 s",
            &[],
            |bench| {
                shown(linted(
                    bench,
                    &["build", "--workspace", "--lib", "--bins", "--tests", "--benches", "--examples"],
                ))
            },
        ),
        step("rust", "unit, crate and doc tests", "4 min", &["build"], |bench| {
            let mut tests = linted(bench, &["test", "--workspace", "--no-fail-fast"]);
            tests.envs(bench.surroundings()?);
            bench.count(&mut tests, Runner::Cargo)
        }),
        step("postgres", "the whole server again, on PostgreSQL", "3 min", &["build"], |bench| {
            let mut tests = linted(bench, &["test", "--workspace", "--no-fail-fast", "--test", "it"]);
            tests.envs(bench.surroundings()?).env("CHINWAG_TEST_DATABASE", "postgres");
            bench.count(&mut tests, Runner::Cargo)
        }),
        step("fuzz", "fuzz targets: corpus, and a bounded run", "1 min", &["build"], |bench| {
            let mut tests = linted(bench, &["test", "--workspace", "--no-fail-fast", "--test", "short_run"]);
            tests.env_remove("CHINWAG_TEST_DATABASE");
            bench.count(&mut tests, Runner::Cargo)
        }),
    ]
}

/// cargo with clippy in the compiler's place for the workspace's own crates: they are checked in the pass that builds
/// them, where `cargo clippy` would check every dependency once more. By its configuration and not by a variable, so
/// that a cargo which a test starts does not inherit it.
fn linted(bench: &Bench, arguments: &[&str]) -> Command {
    let driver = std::env::var_os("CARGO")
        .map(|cargo| PathBuf::from(cargo).with_file_name("clippy-driver"))
        .filter(|driver| driver.exists())
        .unwrap_or_else(|| "clippy-driver".into());
    let wrapper = format!("build.rustc-workspace-wrapper='{}'", driver.display());
    let mut command = cargo(&bench.place.root, &[&["--config", wrapper.as_str()], arguments].concat());
    // clippy-driver splits its arguments at this word.
    command.env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
    command
}

fn passed() -> Done {
    Ok((Tally::default(), None))
}

fn shown(mut command: Command) -> Done {
    show(&mut command)?;
    passed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_have_names_of_their_own_and_need_only_what_ran_before() {
        let phases = all();
        for (index, phase) in phases.iter().enumerate() {
            let before = &phases[..index];
            assert!(!before.iter().any(|other| other.name == phase.name), "two phases `{}`", phase.name);
            for need in phase.needs {
                assert!(
                    before.iter().any(|other| other.name == *need),
                    "`{}` needs `{need}` before it",
                    phase.name
                );
            }
        }
    }
}
