//! The server: configuration, building the parts, signals, subcommands.

fn main() {}
