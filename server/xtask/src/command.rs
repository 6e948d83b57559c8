//! Start a program: let it speak for itself, or read what it says while it says it.
//!
//! Holds the two ways and the time limit of the second. Says nothing about what the words mean (`test::counts`).

use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What a program that was listened to left behind.
#[derive(Debug)]
pub(crate) struct Heard {
    /// Every line of standard output and standard error, in the order they came.
    pub(crate) lines: Vec<String>,
    /// Why it did not end well: its exit status, or that it ran out of time.
    pub(crate) trouble: Option<String>,
}

/// `program arguments…`, to be run in `folder`.
pub(crate) fn program(folder: &Path, program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command
}

/// The cargo that started us, to be run in `root`.
///
/// It does not inherit what cargo told us about our own package: some build scripts (ring's) watch those variables,
/// and would build again each time xtask and a person take turns.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = program(root, cargo, arguments);
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.to_string_lossy().starts_with(start)) {
            command.env_remove(name);
        }
    }
    command
}

/// Run it with the terminal in its hands; an error unless it succeeds.
pub(crate) fn show(command: &mut Command) -> Result<()> {
    println!("  $ {}", line_of(command));
    let status = command.status().with_context(|| format!("cannot start `{}`", line_of(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line_of(command));
    }
    Ok(())
}

/// Run it silently and give its standard output; an error, with what it said, unless it succeeds.
pub(crate) fn ask(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start `{}`", line_of(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        bail!("`{}` failed ({}): {said}", line_of(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Run it, print each line as it comes, and keep them. After `limit` it and all it started are killed.
pub(crate) fn listen(command: &mut Command, limit: Duration) -> Result<Heard> {
    println!("  $ {}", line_of(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", line_of(command)))?;
    let (sender, lines) = mpsc::channel();
    for pipe in [child.stdout.take().map(boxed), child.stderr.take().map(boxed)].into_iter().flatten() {
        let sender = sender.clone();
        std::thread::spawn(move || forward(pipe, &sender));
    }
    drop(sender);

    let end = Instant::now() + limit;
    let mut kept = Vec::new();
    loop {
        match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                println!("{line}");
                kept.push(line);
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                kill_family(child.id());
                let _ = child.wait();
                let minutes = limit.as_secs() / 60;
                return Ok(Heard { lines: kept, trouble: Some(format!("stopped after {minutes} minutes")) });
            }
        }
    }
    let status = child.wait()?;
    Ok(Heard { lines: kept, trouble: (!status.success()).then(|| status.to_string()) })
}

/// Whether a program of this name answers `--version`.
pub(crate) fn exists(name: &str) -> bool {
    Command::new(name)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn boxed(pipe: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(pipe)
}

fn forward(pipe: Box<dyn Read + Send>, sender: &mpsc::Sender<String>) {
    let mut reader = BufReader::new(pipe);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
        let line = String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned();
        if sender.send(line).is_err() {
            return;
        }
        bytes.clear();
    }
}

/// Kill a process and all that descend from it: a test runner that hangs has children that hang.
pub(crate) fn kill_family(root: u32) {
    let listing = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output();
    let table =
        listing.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let pairs: Vec<(u32, u32)> = table.lines().filter_map(pair).collect();
    let mut family = vec![root];
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(pairs.iter().filter(|(_, above)| *above == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    let names: Vec<String> = family.iter().map(u32::to_string).collect();
    let _ = Command::new("kill").arg("-KILL").args(names).stderr(Stdio::null()).status();
}

fn pair(line: &str) -> Option<(u32, u32)> {
    let mut words = line.split_whitespace();
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}

/// The line a person would type.
pub(crate) fn line_of(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut line = name.to_string_lossy().into_owned();
    for argument in command.get_args() {
        let _ = write!(line, " {}", argument.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        program(Path::new("."), "sh", &["-c", script])
    }

    #[test]
    fn listening_keeps_both_streams_and_the_exit_status() {
        let heard = listen(&mut shell("echo out; echo err >&2; exit 3"), Duration::from_secs(20)).unwrap();
        let mut lines = heard.lines.clone();
        lines.sort();
        assert_eq!(lines, ["err", "out"]);
        assert!(heard.trouble.unwrap().contains('3'));
        assert_eq!(listen(&mut shell("true"), Duration::from_secs(20)).unwrap().trouble, None);
    }

    #[test]
    fn a_program_that_hangs_is_stopped_with_its_children() {
        let before = Instant::now();
        let heard =
            listen(&mut shell("sleep 60 & sleep 60; echo never"), Duration::from_millis(300)).unwrap();
        assert!(heard.trouble.unwrap().contains("stopped after"));
        assert!(before.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn asking_gives_the_output_or_the_reason() {
        assert_eq!(ask(&mut shell("echo yes")).unwrap(), "yes\n");
        let refusal = ask(&mut shell("echo no such thing >&2; exit 1")).unwrap_err().to_string();
        assert!(refusal.contains("no such thing"), "{refusal}");
    }
}
