//! Puts load on an API v4 server on this machine, and says how fast it was and what it cost.
//!
//! Here: the command line. `stage` makes team, channels and users through the API; `wire` and `socket` are the
//! HTTP and WebSocket clients, written for little CPU because they share the cores with the server; `meter` and
//! `process` measure; one module for each subcommand. See `README.md` for what each number means.

mod connect;
mod drive;
mod fanout;
mod generate;
mod meter;
mod mixed;
mod options;
mod process;
mod socket;
mod stage;
mod start;
mod target;
mod wire;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use options::{Command, Options};

fn main() -> ExitCode {
    let options = Options::parse();
    match measure(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is closed.
            let _unseen = writeln!(std::io::stderr(), "load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    let report = local.block_on(&runtime, run(options))?;
    report.print(options)
}

async fn run(options: &Options) -> Result<meter::Report> {
    match &options.command {
        Command::Post(post) => mixed::post(options, post).await,
        Command::Read(read) => mixed::read(options, read).await,
        Command::Mixed(mix) => mixed::mixed(options, mix).await,
        Command::Fanout(fanout) => fanout::run(options, fanout).await,
        Command::Connect(connect) => connect::run(options, connect).await,
        Command::Start(start) => start::run(options, start).await,
        Command::Generate(generate) => generate::run(options, generate).await,
    }
}
