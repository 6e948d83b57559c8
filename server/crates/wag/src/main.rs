//! `wag`: the command line that administers a server.
//!
//! Reads the command line ([`args`]), does the thing ([`run`]), and turns what happened into an exit code.
//! It knows the API only through `chinwag-client`.

mod args;
mod bulk;
mod context;
mod credential;
mod failure;
mod output;
mod resolve;
mod run;
mod secret;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::context::Context;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not mistakes: clap gives them exit code 0.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let context = Context::new(cli.globals);
    let outcome = Box::pin(run::run(&context, cli.command)).await;
    let outcome = outcome.and_then(|()| context.output.finish());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&context, &error),
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use crate::args::Cli;

    /// Words as a shell splits them, enough for our examples: single quotes, redirections cut off.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quoted = false;
        for letter in line.chars() {
            match letter {
                '\'' => quoted = !quoted,
                ' ' if !quoted => words.push(String::new()),
                '<' | '>' if !quoted => break,
                other => words.last_mut().unwrap().push(other),
            }
        }
        words.retain(|w| !w.is_empty());
        words
    }

    fn check_examples(command: &clap::Command, path: &str) {
        let path = format!("{path} {}", command.get_name());
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        for line in help.lines().filter_map(|l| l.strip_prefix("  ")).filter(|l| l.starts_with("wag ")) {
            Cli::try_parse_from(words(line)).unwrap_or_else(|e| panic!("example `{line}` of{path}: {e}"));
        }
        for sub in command.get_subcommands() {
            check_examples(sub, &path);
        }
    }

    #[test]
    fn every_example_in_the_help_is_a_command_line_that_works() {
        check_examples(&Cli::command(), "");
    }

    #[test]
    fn the_command_tree_has_no_contradictions() {
        Cli::command().debug_assert();
    }
}
