//! `cargo xtask test`: everything that must hold, in one command with one last line.
//!
//! Holds the order of the phases, the timing table and the count. What a phase does is in `test::phases`; suites in
//! folders of their own are rows in `test::suites`; how counts are read is in `test::counts`. A phase that breaks
//! counts as one failure, and the phases after it still run, unless they have nothing to stand on.

mod counts;
mod licences;
pub(crate) mod packages;
mod phases;
mod postgres;
mod suites;
#[cfg(test)]
mod traps;

use crate::place::Place;
use anyhow::{Result, bail};
use counts::Tally;
use phases::{Bench, Phase};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How a phase went.
struct Outcome {
    name: String,
    took: Duration,
    cpu: Option<Duration>,
    expected: &'static str,
    tally: Tally,
    trouble: Option<String>,
}

/// Run all phases, or those named.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let all = phases::all();
    if arguments.iter().any(|argument| argument == "--list") {
        for phase in &all {
            println!("{:<14} {:<40} {}", phase.name, phase.title, phase.expected);
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(unknown) = arguments.iter().find(|name| !all.iter().any(|phase| phase.name == **name)) {
        let names: Vec<_> = all.iter().map(|phase| phase.name).collect();
        bail!("there is no phase `{unknown}`; there are: {}", names.join(", "));
    }
    let chosen: Vec<Phase> = all
        .into_iter()
        .filter(|phase| arguments.is_empty() || arguments.iter().any(|name| name == phase.name))
        .collect();
    let mut bench = Bench::new(Place::here());
    let started = Instant::now();
    let outcomes = work_through(&chosen, &mut bench);
    drop(bench);
    Ok(report(&outcomes, started.elapsed()))
}

fn work_through(chosen: &[Phase], bench: &mut Bench) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (index, phase) in chosen.iter().enumerate() {
        println!(
            "\n── [{}/{}] {}: {} ({})",
            index + 1,
            chosen.len(),
            phase.name,
            phase.title,
            phase.expected
        );
        let broken =
            phase.needs.iter().find(|need| outcomes.iter().any(|o| o.name == **need && o.trouble.is_some()));
        let (started, cpu_before) = (Instant::now(), cpu_of_children());
        let done = match broken {
            Some(need) => Err(anyhow::anyhow!("not run, because `{need}` broke")),
            None => phase.work.run(bench),
        };
        let mut outcome = outcome_of(phase, started.elapsed(), done);
        outcome.cpu = cpu_of_children().zip(cpu_before).map(|(after, before)| after.saturating_sub(before));
        if let Some(trouble) = &outcome.trouble {
            println!("  ✗ {}: {trouble}", phase.name);
        }
        let stop = outcome.trouble.is_some() && phase.stops;
        outcomes.push(outcome);
        if stop {
            break;
        }
    }
    outcomes
}

/// A phase fails by an error, by failed tests, or by a runner that counted no failure and yet did not end well.
fn outcome_of(phase: &Phase, took: Duration, done: Result<(Tally, Option<String>)>) -> Outcome {
    let (mut tally, trouble) = match done {
        Ok((tally, trouble)) => (tally, trouble),
        Err(error) => (Tally::default(), Some(format!("{error:#}"))),
    };
    if trouble.is_some() && tally.failed == 0 {
        tally.failed = 1;
    }
    let trouble = trouble.or_else(|| (tally.failed > 0).then(|| format!("{} failed", tally.failed)));
    Outcome { name: phase.name.to_owned(), took, cpu: None, expected: phase.expected, tally, trouble }
}

fn report(outcomes: &[Outcome], took: Duration) -> ExitCode {
    if outcomes.iter().any(|outcome| !outcome.tally.left_out.is_empty()) {
        println!("\nWhat was left out:");
    }
    for line in outcomes.iter().flat_map(|outcome| &outcome.tally.left_out) {
        println!("  {line}");
    }
    let troubled: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.trouble.is_some()).collect();
    if !troubled.is_empty() {
        println!("\nWhat failed:");
    }
    for outcome in &troubled {
        println!("  {}: {}", outcome.name, outcome.trouble.as_deref().unwrap_or_default());
        outcome.tally.names.iter().for_each(|name| println!("    {name}"));
    }
    println!(
        "\n{:<14} {:>9} {:>9}  {:<26} {:>6} {:>6} {:>7}",
        "phase", "took", "CPU", "expected", "passed", "failed", "skipped"
    );
    for Outcome { name, took, cpu, expected, tally, .. } in outcomes {
        let (passed, failed, skipped) = (tally.passed, tally.failed, tally.skipped);
        let (took, cpu) = (clock(*took), cpu.map(clock).unwrap_or_default());
        println!("{name:<14} {took:>9} {cpu:>9}  {expected:<26} {passed:>6} {failed:>6} {skipped:>7}");
    }
    let passed: usize = outcomes.iter().map(|outcome| outcome.tally.passed).sum();
    let failed: usize = outcomes.iter().map(|outcome| outcome.tally.failed).sum();
    println!("{:<14} {:>9}\n", "all", clock(took));
    println!("{passed} passed, {failed} failed");
    ExitCode::from(u8::from(failed > 0))
}

/// What all programs that were started and have ended used of the processors; nothing where there is no `/proc`.
fn cpu_of_children() -> Option<Duration> {
    /// Linux tells times in hundredths of a second on every architecture (`getconf CLK_TCK`).
    const TICK: Duration = Duration::from_millis(10);
    let line = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in brackets, which may hold anything; `cutime` is the 16th.
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<u32>().ok();
    Some(TICK * (ticks(13)? + ticks(14)?))
}

fn clock(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{:.1} s", took.as_secs_f32())
    } else {
        format!("{}:{:02} min", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phases::Work;

    fn phase(
        name: &'static str,
        needs: &'static [&'static str],
        work: fn(&mut Bench) -> phases::Done,
    ) -> Phase {
        Phase { name, title: "", expected: "", needs, stops: false, work: Work::Step(work) }
    }

    fn counted(passed: usize, failed: usize) -> phases::Done {
        Ok((Tally { passed, failed, ..Tally::default() }, None))
    }

    #[test]
    fn a_phase_that_breaks_counts_as_a_failure_and_takes_along_only_what_needs_it() {
        let chosen = [
            phase("one", &[], |_| Err(anyhow::anyhow!("does not compile"))),
            phase("two", &["one"], |_| counted(5, 0)),
            phase("three", &[], |_| counted(7, 0)),
        ];
        let outcomes = work_through(&chosen, &mut Bench::new(Place::here()));
        let tallies: Vec<_> =
            outcomes.iter().map(|outcome| (outcome.tally.passed, outcome.tally.failed)).collect();
        assert_eq!(tallies, [(0, 1), (0, 1), (7, 0)]);
    }

    #[test]
    fn a_runner_that_ends_badly_without_counting_a_failure_is_a_failure() {
        let ended = phase("one", &[], |_| {
            Ok((Tally { passed: 3, ..Tally::default() }, Some("exit status: 101".into())))
        });
        let outcomes = work_through(&[ended], &mut Bench::new(Place::here()));
        assert_eq!((outcomes[0].tally.passed, outcomes[0].tally.failed), (3, 1));
        assert_eq!(report(&outcomes, Duration::ZERO), ExitCode::FAILURE);
    }

    #[test]
    fn the_table_knows_what_a_phase_used_of_the_processors() {
        let busy = phase("busy", &[], |_| {
            let count = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
            crate::command::ask(std::process::Command::new("sh").args(["-c", count]))?;
            counted(1, 0)
        });
        let outcomes = work_through(&[busy], &mut Bench::new(Place::here()));
        let linux = cfg!(target_os = "linux");
        assert_eq!(outcomes[0].cpu.is_some_and(|cpu| cpu > Duration::ZERO), linux);
    }

    #[test]
    fn a_failed_test_fails_the_command_and_passed_ones_do_not() {
        let good = work_through(&[phase("one", &[], |_| counted(2, 0))], &mut Bench::new(Place::here()));
        assert_eq!(report(&good, Duration::ZERO), ExitCode::SUCCESS);
        let bad = work_through(&[phase("one", &[], |_| counted(2, 1))], &mut Bench::new(Place::here()));
        assert_eq!(report(&bad, Duration::ZERO), ExitCode::FAILURE);
    }
}
