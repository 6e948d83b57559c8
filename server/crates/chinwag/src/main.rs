//! The server: subcommands. [`config`] finds the settings, [`build`] puts the parts together, [`logging`] writes
//! the log.

#![allow(clippy::print_stdout, reason = "subcommands answer on standard output")]

mod build;
mod config;
mod logging;
mod memory;
mod plugins;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Chinwag: a team chat server.
#[derive(Parser)]
#[command(name = "chinwag", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the web app until told to stop (SIGTERM, Ctrl-C).
    Serve(Serve),
    /// Bring the database's schema up to date and exit.
    Migrate(Where),
    /// Look at the configuration.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Print the version.
    Version,
    /// Compile a plugin from standard input to standard output; the server calls itself so.
    #[command(hide = true)]
    CompilePlugin,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Read the configuration, check every value, and say what is wrong.
    Check(Where),
}

/// Where configuration and data are.
#[derive(Args, Clone)]
struct Where {
    /// Configuration file; made with defaults when it is missing. Default: config.json in the data folder.
    #[arg(long, env = "CHINWAG_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the database, files and plugins.
    #[arg(long, env = "CHINWAG_DATA", value_name = "DIR", default_value = "./data")]
    data: PathBuf,
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    place: Where,
    /// Address to listen on, such as 127.0.0.1:8065 or :8065. Overrides ServiceSettings.ListenAddress.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Serve the web app from this folder instead of the one inside the binary.
    #[arg(long, value_name = "DIR", hide = true)]
    web: Option<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.command, Command::CompilePlugin) {
        return chinwag_plugin_engine::compile_child_main();
    }
    let outcome = match cli.command {
        Command::Version => {
            println!("chinwag {} (API {})", env!("CARGO_PKG_VERSION"), chinwag_app::API_VERSION);
            Ok(())
        }
        Command::CompilePlugin => Ok(()),
        Command::Config { command: ConfigCommand::Check(place) } => config::check(&place),
        Command::Migrate(place) => runtime().and_then(|rt| rt.block_on(build::migrate(&place))),
        Command::Serve(serve) => {
            memory::give_back_at_once();
            runtime().and_then(|rt| rt.block_on(serve::run(serve)))
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chinwag: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("chinwag").build()?)
}
