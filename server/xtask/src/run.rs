//! `cargo xtask run`: from a checkout to a server that answers.
//!
//! Holds the order of the steps and what is said about them. Each step is skipped when its result is there already,
//! so a second start takes seconds. The first time, what waits for the network is done beside cargo ([`beside`]). The
//! server replaces this process: signals and the exit code are its own.

use crate::command::{cargo, kill_family, line_of, program, show};
use crate::place::Place;
use crate::{demo, tools, web};
use anyhow::{Context, Result, anyhow, bail};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// What the release build makes.
const RELEASE: [&str; 6] = ["build", "--release", "--package", "chinwag", "--package", "wag"];

/// Build everything in release and serve. Arguments after `--` go to `chinwag serve`.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let extra = match arguments.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => arguments,
    };
    let place = Place::here();
    println!(
        "Chinwag: building and starting the server. The first time takes about 15 minutes on two cores.\n"
    );
    build(&place)?;
    let mut server = serve(&place, extra);
    offer_plugins(&place, &mut server);
    println!("\n[5/5] Starting the server. Its data is under ./data unless you say otherwise.");
    println!("{}", next_steps(extra));
    Err(replace(&mut server))
}

/// Build the web app and the release binaries, saying what is done and how long it may take.
pub(crate) fn build(place: &Place) -> Result<()> {
    step("[1/5] Looking for the tools (a second).", || tools::check(place))?;
    let binary = place.binary("release", "chinwag");
    let title =
        "[3/5] Building the server and wag in release (cold: 10 to 14 minutes; cargo shows its progress).";
    if binary.exists() {
        step("[2/5] Building the web app (cold: 1 to 2 minutes).", || web_app(place))?;
    } else {
        println!("[2/5] Building the web app beside the next step (cold: 1 to 2 minutes).");
    }
    step(title, || {
        if !binary.exists() {
            beside(place, &mut cargo(&place.root, &RELEASE))?;
        }
        // After the step above this asks cargo whether all is as it should be: a second.
        show(&mut cargo(&place.root, &RELEASE))?;
        if !web::is_inside(place, &binary)? {
            bail!(
                "the binary holds another web app than webapp/dist, or none: \
                 `touch server/crates/http/src/web.rs` and try again"
            );
        }
        Ok(())
    })
}

/// Run the long build, and beside it, with its words kept for the end, what mostly waits for the network: the web app,
/// which the server's last crate takes in minutes later, and the tools of the demo plugins. Either one's failure ends
/// both: nobody waits ten minutes to hear that the web app cannot be built.
fn beside(place: &Place, build: &mut Command) -> Result<()> {
    let mut prepare = program(&place.root, std::env::current_exe()?, &["prepare"]);
    let prepare = prepare.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let prepare = prepare.spawn().context("cannot start `xtask prepare`")?;
    println!("  $ {}", line_of(build));
    let mut build = build.spawn().with_context(|| format!("cannot start `{}`", line_of(build)))?;
    let (preparing, building) = (prepare.id(), build.id());
    let build_ended = Arc::new(AtomicBool::new(false));
    let ended = build_ended.clone();
    // What it said, when it failed by itself.
    let waiting = std::thread::spawn(move || -> Result<Option<String>> {
        let done = prepare.wait_with_output()?;
        if done.status.success() || ended.load(Ordering::SeqCst) {
            return Ok(None);
        }
        kill_family(building);
        Ok(Some(String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned()))
    });
    let built = build.wait()?;
    // Cargo may fail because it came to the last crate before the web app was there; then it is asked again.
    let has_web_app = place.webapp().join("dist/index.html").exists();
    if !built.success() && has_web_app {
        build_ended.store(true, Ordering::SeqCst);
        kill_family(preparing);
    }
    let failure = waiting.join().map_err(|_| anyhow!("the web app's build was not waited for"))??;
    if let Some(said) = failure {
        bail!("building the web app beside the server failed:\n{said}");
    }
    if !built.success() && has_web_app {
        bail!("cargo could not build the server ({built}): it says why above");
    }
    Ok(())
}

/// `cargo xtask prepare`: the web app, and what the demo plugins are built with. A tool of theirs that cannot be had
/// is told and no error: the step that builds them says what to do.
pub(crate) fn prepare() -> Result<ExitCode> {
    let place = Place::here();
    web_app(&place)?;
    if let Err(error) = demo::fetch(&place) {
        println!("  the demo plugins' tools are not all there: {error:#}");
    }
    Ok(ExitCode::SUCCESS)
}

fn web_app(place: &Place) -> Result<()> {
    web::install(&place.webapp())?;
    web::build(place)
}

/// The demo plugins come with the server, installed and switched off. Chat does not need them: when they cannot be
/// built, that is said and the server starts.
fn offer_plugins(place: &Place, server: &mut Command) {
    let title = "[4/5] Building the demo plugins (cold: 1 to 2 minutes; warm: a second).";
    let built = step(title, || demo::build(place, &[]).map(drop));
    if let Err(error) = built {
        println!("  not all demo plugins could be built, the server starts without those: {error:#}");
        println!("  `cargo xtask demo` tries again.");
    }
    server.env("CHINWAG_PREPACKAGED_PLUGINS", place.target.join("plugins"));
}

fn step(title: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("{title}");
    let started = Instant::now();
    work()?;
    println!("  done in {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}

fn serve(place: &Place, extra: &[String]) -> Command {
    let mut server = program(&place.root, place.binary("release", "chinwag"), &["serve"]);
    let named = |flag: &str| {
        extra.iter().any(|argument| argument == flag || argument.starts_with(&format!("{flag}=")))
    };
    if !named("--data") && !named("--config") {
        server.args(["--data", "./data"]);
    }
    server.args(extra);
    server
}

fn next_steps(extra: &[String]) -> String {
    let address = address(extra);
    format!(
        "\n  Open      {address} and create the first account: it becomes the administrator.\n  \
         Command   target/release/wag --help, in another terminal (`wag auth login {address}`).\n  \
         Read on   README.md for what there is, server/docs/OPERATING.md to run it for others.\n  \
         Stop      Ctrl-C: requests under way are finished first.\n"
    )
}

/// Where a browser finds the server that is started with these arguments.
fn address(extra: &[String]) -> String {
    let after = extra.iter().position(|argument| argument == "--listen").and_then(|at| extra.get(at + 1));
    let joined = extra.iter().find_map(|argument| argument.strip_prefix("--listen="));
    match after.map(String::as_str).or(joined) {
        None => "http://localhost:8065".to_owned(),
        Some(port) if port.starts_with(':') => format!("http://localhost{port}"),
        Some(address) => {
            format!("http://{}", address.replace("0.0.0.0:", "localhost:").replace("[::]:", "localhost:"))
        }
    }
}

#[cfg(unix)]
fn replace(server: &mut Command) -> anyhow::Error {
    use std::os::unix::process::CommandExt;
    let error = server.exec();
    anyhow!("cannot start {}: {error}", server.get_program().to_string_lossy())
}

#[cfg(not(unix))]
fn replace(server: &mut Command) -> anyhow::Error {
    match server.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => anyhow!("cannot start {}: {error}", server.get_program().to_string_lossy()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(extra: &[&str]) -> Vec<String> {
        let extra: Vec<String> = extra.iter().map(|part| (*part).to_owned()).collect();
        serve(&Place::here(), &extra).get_args().map(|part| part.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn the_data_lies_under_data_unless_something_else_is_said() {
        assert_eq!(arguments(&[]), ["serve", "--data", "./data"]);
        assert_eq!(arguments(&["--data=elsewhere"]), ["serve", "--data=elsewhere"]);
        assert_eq!(
            arguments(&["--listen", "127.0.0.1:1"]),
            ["serve", "--data", "./data", "--listen", "127.0.0.1:1"]
        );
    }

    #[test]
    fn the_address_told_is_one_a_browser_can_open() {
        let told = |extra: &[&str]| address(&extra.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>());
        assert_eq!(told(&[]), "http://localhost:8065");
        assert_eq!(told(&["--listen", ":9000"]), "http://localhost:9000");
        assert_eq!(told(&["--listen=0.0.0.0:9000"]), "http://localhost:9000");
        assert_eq!(told(&["--listen", "127.0.0.1:9000"]), "http://127.0.0.1:9000");
    }
}
