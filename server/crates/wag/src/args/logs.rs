//! `wag logs`: the command line's shape. Behaviour is in `run/logs.rs`.

use clap::Args;

#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  wag logs\n  wag logs -n 1000")]
pub(crate) struct Logs {
    /// How many lines
    #[arg(long, short, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) number: u32,
}
