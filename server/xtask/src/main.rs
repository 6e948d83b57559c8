//! The commands of the house: `cargo xtask run`, `test`, `tidy`, `wasm`, `demo`, `prepare` and `dist`.
//!
//! Holds the choice of command and its exit code. The work is in the module of the same name; what they share is
//! `command` (start a program), `place` (where things lie), `stamp` (was this done already), `tools` (is it
//! installed) and `web` (the web app's build). Nothing here is linked into the server.
#![expect(clippy::print_stdout, reason = "a command of the house speaks to the person who typed it")]

mod command;
mod demo;
mod dist;
mod place;
mod run;
mod stamp;
mod test;
mod tidy;
mod tools;
mod wasm;
mod web;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [-- ARGUMENTS OF `chinwag serve`]
    Build the server, wag and the web app in release and start the server on http://localhost:8065.
cargo xtask test [PHASE ...]
    Run every test and check of the house, or only the phases named. `cargo xtask test --list` lists them.
cargo xtask tidy
    Check the rules of the house (server/docs/STYLE.md). Takes a second.
cargo xtask wasm [--debian]
    Set up what builds plugins (the Rust target wasm32-wasip2) and say how to use it. With --debian from Debian's
    packages, as is done by itself where rustup cannot fetch the target.
cargo xtask demo [ID ...]
    Build the plugins of plugins-demo, or only those named, into target/plugins/ID-VERSION.tar.gz.
cargo xtask prepare
    Build the web app and fetch what the demo plugins are built with. `run` does this beside its first build.
cargo xtask dist
    Build the release binaries and pack them into an archive under target/dist.";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let done = match command.as_str() {
        "run" => run::run(&rest),
        "test" => test::run(&rest),
        "tidy" => tidy::run(&rest),
        "wasm" => wasm::run(&rest),
        "demo" => demo::run(&rest),
        "prepare" => run::prepare(),
        "dist" => dist::run(&rest),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(anyhow::anyhow!("there is no command `{other}`\n\n{HELP}")),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}
