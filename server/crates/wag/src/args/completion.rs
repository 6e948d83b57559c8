//! `wag completion`: the command line's shape. Behaviour is in `run/completion.rs`.

use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wag completion bash > ~/.local/share/bash-completion/completions/wag
  wag completion zsh > ~/.zfunc/_wag
  wag completion fish > ~/.config/fish/completions/wag.fish
  wag completion powershell >> $PROFILE")]
pub(crate) struct Completion {
    /// Your shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Shells wag can complete in.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Shell {
    /// GNU bash
    Bash,
    /// Z shell
    Zsh,
    /// Fish
    Fish,
    /// PowerShell
    Powershell,
}
