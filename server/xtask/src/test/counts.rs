//! How many tests passed: read from the words of each runner.
//!
//! Holds one reader a runner and the rule they share: a runner that reports no summary has not run. Reading words is
//! fragile by nature, so every reader has the words of the real runner in its test here.

use anyhow::{Result, bail};

/// What a runner counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: usize,
    /// Tests that failed, were cancelled or could not start.
    pub(crate) failed: usize,
    /// Tests the runner left out.
    pub(crate) skipped: usize,
    /// The lines in which the runner names what failed.
    pub(crate) names: Vec<String>,
    /// The lines in which the runner names what it left out, with the reason.
    pub(crate) left_out: Vec<String>,
}

/// The runners whose words are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "the table of suites decides which runners are used")]
pub(crate) enum Runner {
    /// `cargo test`: one summary a test binary.
    Cargo,
    /// `node --test`, in its own form or as TAP.
    Node,
    /// `vitest run`.
    Vitest,
    /// `pytest`.
    Pytest,
    /// `playwright test` with its `list` reporter.
    Playwright,
}

/// Read what a runner said. An error when it said nothing of tests: it did not run, whatever its exit code.
pub(crate) fn read(runner: Runner, lines: &[String]) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut summaries = 0;
    for line in lines.iter().map(|line| plain(line)) {
        let line = line.trim();
        if let Some((passed, failed, skipped)) = summary(runner, line) {
            summaries += 1;
            tally.passed += passed;
            tally.failed += failed;
            tally.skipped += skipped;
        } else if names_failure(runner, line) && !tally.names.iter().any(|known| known == line) {
            tally.names.push(line.to_owned());
        } else if names_left_out(runner, line) {
            tally.left_out.push(line.to_owned());
        }
    }
    if summaries == 0 || tally.passed + tally.failed == 0 {
        bail!("no test ran: {runner:?} gave no summary with tests in it");
    }
    Ok(tally)
}

/// Passed, failed and skipped, when this line states any of them.
fn summary(runner: Runner, line: &str) -> Option<(usize, usize, usize)> {
    match runner {
        Runner::Cargo => {
            let counts = line.strip_prefix("test result: ")?;
            Some((before(counts, "passed"), before(counts, "failed"), before(counts, "ignored")))
        }
        Runner::Node => {
            let mut words = line.strip_prefix(['#', 'ℹ'])?.split_whitespace();
            let (word, number) = (words.next()?, words.next()?.parse().ok()?);
            match word {
                "pass" => Some((number, 0, 0)),
                "fail" | "cancelled" => Some((0, number, 0)),
                "skipped" | "todo" => Some((0, 0, number)),
                _ => None,
            }
        }
        Runner::Vitest => {
            let counts = line.strip_prefix("Tests ")?;
            Some((before(counts, "passed"), before(counts, "failed"), before(counts, "skipped")))
        }
        Runner::Pytest => {
            let counts = line.trim_matches('=').trim();
            let timed = counts
                .rsplit_once(" in ")
                .is_some_and(|(_, time)| time.starts_with(|c: char| c.is_ascii_digit()));
            let counting =
                ["passed", "failed", "error", "errors", "skipped"].iter().any(|word| counts.contains(word));
            let failed = before(counts, "failed") + before(counts, "error") + before(counts, "errors");
            (timed && counting).then(|| (before(counts, "passed"), failed, before(counts, "skipped")))
        }
        Runner::Playwright => {
            let (number, word) = line.split_once(' ')?;
            let number = number.parse().ok()?;
            match word.split(" (").next()? {
                "passed" => Some((number, 0, 0)),
                // What needed a second try failed the first time, and what never ran proves nothing.
                "failed" | "flaky" | "interrupted" | "did not run" => Some((0, number, 0)),
                "skipped" => Some((0, 0, number)),
                _ => None,
            }
        }
    }
}

fn names_failure(runner: Runner, line: &str) -> bool {
    match runner {
        Runner::Cargo => line.starts_with("test ") && line.ends_with("FAILED"),
        Runner::Node => line.starts_with("not ok ") || line.starts_with("✖ "),
        Runner::Vitest => line.starts_with("FAIL "),
        Runner::Pytest => line.starts_with("FAILED ") || line.starts_with("ERROR "),
        Runner::Playwright => line.starts_with("✘ "),
    }
}

fn names_left_out(runner: Runner, line: &str) -> bool {
    match runner {
        Runner::Cargo => line.starts_with("test ") && line.contains(" ... ignored"),
        Runner::Node => line.contains(" # SKIP") || line.contains(" # TODO") || line.starts_with("﹣ "),
        Runner::Vitest => line.starts_with("↓ "),
        Runner::Pytest => line.starts_with("SKIPPED "),
        Runner::Playwright => line.starts_with("- ") && line.contains(".spec.ts:"),
    }
}

/// The number that stands before this word, or 0.
fn before(text: &str, word: &str) -> usize {
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let pair = words.windows(2).find(|pair| pair[1] == word);
    pair.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

/// A line without the codes that colour it.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(letter);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(runner: Runner, said: &str) -> (usize, usize, usize, usize) {
        let lines: Vec<String> = said.lines().map(str::to_owned).collect();
        let tally = read(runner, &lines).unwrap();
        (tally.passed, tally.failed, tally.skipped, tally.names.len())
    }

    #[test]
    fn cargo_test_is_summed_over_its_binaries_and_names_what_failed() {
        let said = "test id::tests::sorts ... ok\ntest post::edit ... FAILED\n\
            test result: FAILED. 1 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            \u{1b}[32mtest result: ok\u{1b}[0m. 30 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.2s";
        assert_eq!(counted(Runner::Cargo, said), (31, 1, 2, 1));
    }

    #[test]
    fn node_is_read_in_both_its_forms_and_what_was_cancelled_failed() {
        let tap = "not ok 2 - logs in\n# tests 5\n# suites 0\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 0\n# todo 0\n# duration_ms 9";
        assert_eq!(counted(Runner::Node, tap), (3, 2, 0, 1));
        let spec =
            "✖ logs in (3ms)\nℹ tests 4\nℹ pass 3\nℹ fail 1\nℹ cancelled 0\nℹ skipped 2\n✖ failing tests:";
        assert_eq!(counted(Runner::Node, spec), (3, 1, 2, 2));
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let said = " FAIL  src/a.test.ts > adds\n Test Files  1 failed | 4 passed (5)\n      Tests  1 failed | 41 passed | 2 skipped (44)\n   Duration  1s";
        assert_eq!(counted(Runner::Vitest, said), (41, 1, 2, 1));
    }

    #[test]
    fn pytest_counts_errors_as_failures() {
        let said = "tests/test_a.py ..F [100%]\nFAILED tests/test_a.py::test_x - assert 1\n\
                    ==== 1 failed, 12 passed, 1 skipped, 2 errors in 3.21s ====";
        assert_eq!(counted(Runner::Pytest, said), (12, 3, 1, 1));
        assert_eq!(counted(Runner::Pytest, "7 passed in 0.02s"), (7, 0, 0, 0));
    }

    #[test]
    fn playwright_counts_what_was_flaky_or_never_ran_as_failed() {
        let said = "  ✓  1 flows/begin.spec.ts:6:1 › the first visitor (2.5s)\n\
            \u{20}  ✘  2 flows/search.spec.ts:9:1 › words are found (10.1s)\n\
            \u{20}  -  3 flows/search.spec.ts:30:1 › waits for previews\n\
            \u{20} 1 failed\n    flows/search.spec.ts:9:1 › words are found ──\n\
            \u{20} 1 flaky\n  1 skipped\n  2 did not run\n  16 passed (3.3m)";
        assert_eq!(counted(Runner::Playwright, said), (16, 4, 1, 1));
        assert_eq!(counted(Runner::Playwright, "  24 passed (58.1s)"), (24, 0, 0, 0));
    }

    #[test]
    fn what_is_left_out_is_named_with_its_reason() {
        let said = "test a ... ok\ntest b ... ignored, waits for files\n\
                    test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";
        let tally = read(Runner::Cargo, &said.lines().map(str::to_owned).collect::<Vec<_>>()).unwrap();
        assert_eq!(tally.left_out, ["test b ... ignored, waits for files"]);
    }

    #[test]
    fn a_runner_that_ran_nothing_is_refused() {
        for (runner, said) in [
            (Runner::Cargo, "error: could not compile"),
            (Runner::Cargo, "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out"),
            (Runner::Node, "# tests 0\n# pass 0\n# fail 0"),
            (Runner::Vitest, "No test files found"),
            (Runner::Pytest, "no tests ran in 0.01s"),
            (Runner::Playwright, "Error: No tests found"),
        ] {
            let lines: Vec<String> = said.lines().map(str::to_owned).collect();
            let refusal = read(runner, &lines).unwrap_err().to_string();
            assert!(refusal.contains("no test ran"), "{refusal}");
        }
    }
}
