//! How a failure is told: one line that says what was wrong, one that says what to do, and the exit code.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use serde_json::json;

use crate::args::Format;
use crate::context::Context;

/// The command line asked for something that makes no sense; exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// Some of several things failed; each was told of when it happened.
#[derive(Debug, thiserror::Error)]
#[error("{failed} of {all} failed")]
pub(crate) struct Partly {
    pub(crate) failed: usize,
    pub(crate) all: usize,
}

/// Tells of `error` on standard error and chooses the exit code.
pub(crate) fn report(context: &Context, error: &anyhow::Error) -> ExitCode {
    if is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    // What was done before the failure is still told.
    let _ = context.output.finish();
    tell(context, error, "");
    if error.downcast_ref::<Usage>().is_some() { ExitCode::from(2) } else { ExitCode::from(1) }
}

/// Tells of a failure; `about` names the thing it happened to, when there were several.
pub(crate) fn tell(context: &Context, error: &anyhow::Error, about: &str) {
    let message = match about {
        "" => format!("{error:#}"),
        about => format!("{about}: {error:#}"),
    };
    let hint = hint(context, error);
    let text = if context.output.format() == Format::Json {
        let refusal = error.downcast_ref::<chinwag_client::Error>().and_then(|e| match e {
            chinwag_client::Error::Refused(refusal) => Some(refusal),
            _ => None,
        });
        json!({"error": {"message": message, "hint": hint, "answer": refusal}}).to_string()
    } else {
        let mark =
            if context.output.colours(&std::io::stderr()) { "\x1b[1;31merror:\x1b[0m" } else { "error:" };
        let hint = hint.map(|h| format!("\n  {h}")).unwrap_or_default();
        format!("{mark} {}{}", crate::output::clean_lines(&message), hint)
    };
    context.output.aside(|| {
        let _ = writeln!(std::io::stderr(), "{text}");
    });
}

fn hint(context: &Context, error: &anyhow::Error) -> Option<String> {
    let error = error.downcast_ref::<chinwag_client::Error>()?;
    let server = context.server_name();
    match (error, error.status()) {
        (chinwag_client::Error::Unreachable { .. }, _) => Some(
            "Is the server running, and is the address right? `wag auth list` shows the saved ones."
                .to_owned(),
        ),
        (chinwag_client::Error::NotApi { .. }, _) => {
            Some("Is this the address of a Chinwag or Mattermost server?".to_owned())
        }
        (_, Some(401)) => {
            server.map(|name| format!("Your session may have ended: run `wag auth renew {name}`."))
        }
        (chinwag_client::Error::Refused(refusal), _) if refusal.id.contains("install_id") => {
            Some("A plugin with this id is installed already; --force replaces it.".to_owned())
        }
        (_, Some(403)) if !context.globals.local => {
            Some("Log in as someone who may do this, or use --local on the server's own machine.".to_owned())
        }
        _ => None,
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
}
