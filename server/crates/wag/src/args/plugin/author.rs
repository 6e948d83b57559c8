//! Flags of the commands for authors: `new`, `build`, `dev`, `bench`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
pub(crate) struct New {
    /// What people will call it; its folder and its id are made of this
    pub(crate) name: String,
    /// What it is written in
    #[arg(long, value_enum, default_value_t = Language::Rust)]
    pub(crate) language: Language,
    /// Its identity [default: com.example.NAME]
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// The folder to make [default: NAME here]
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    /// Build against the Rust SDK in this folder [default: the released crate]
    #[arg(long, value_name = "PATH")]
    pub(crate) sdk: Option<PathBuf>,
}

/// What a plugin is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Rust, with the crate chinwag-plugin
    Rust,
    /// JavaScript, run by QuickJS inside the component
    Javascript,
    /// Python, run by CPython inside the component
    Python,
}

#[derive(Args, Debug)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) what: Source,
    /// Where to write the bundle [default: DIR/dist/ID-VERSION.tar.gz]
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// A plugin's folder and how it is built.
#[derive(Args, Clone, Debug)]
pub(crate) struct Source {
    /// The plugin's folder
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    /// Build fast instead of building fast code (Rust)
    #[arg(long)]
    pub(crate) debug: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Dev {
    #[command(flatten)]
    pub(crate) what: Source,
    /// Allow what it asks for without asking
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
    /// Do it once and end
    #[arg(long)]
    pub(crate) once: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Bench {
    /// The plugin's id
    #[arg(value_name = "ID")]
    pub(crate) plugin: String,
    /// What to ask it for
    #[arg(long, default_value = "/", value_name = "PATH")]
    pub(crate) path: String,
    /// Requests in all
    #[arg(long, short = 'n', default_value_t = 1000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) calls: u32,
    /// Requests at the same time
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub(crate) at_once: u32,
}
