//! `wag completion`: scripts that complete commands in a shell.

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::{Shell as Target, generate};

use crate::args::Cli;
use crate::args::completion::{Completion, Shell};

pub(crate) fn run(flags: &Completion) -> Result<()> {
    let target = match flags.shell {
        Shell::Bash => Target::Bash,
        Shell::Zsh => Target::Zsh,
        Shell::Fish => Target::Fish,
        Shell::Powershell => Target::PowerShell,
    };
    let mut script = Vec::new();
    generate(target, &mut Cli::command(), "wag", &mut script);
    Ok(std::io::Write::write_all(&mut std::io::stdout(), &script)?)
}
