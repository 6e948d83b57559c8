//! Reading what must not be seen or remembered: passwords and tokens, from a file, standard input or the
//! terminal. Also asks plain questions there.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::args::Password;
use crate::context::Context;
use crate::failure::Usage;

/// Longer than any password or token a server takes.
const LONGEST: u64 = 4096;

/// The first line of a file; `-` is standard input.
pub(crate) fn from_file(path: &Path, what: &str) -> Result<String> {
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).with_context(|| format!("cannot read the {what} from {}", path.display()))?)
    };
    let mut line = String::new();
    BufReader::new(source.take(LONGEST))
        .read_line(&mut line)
        .with_context(|| format!("cannot read the {what} from {}", path.display()))?;
    let line = line.trim_end_matches(['\n', '\r']);
    if line.is_empty() {
        return Err(anyhow::anyhow!(
            "the first line of {} is empty: the {what} belongs there",
            path.display()
        ));
    }
    Ok(line.to_owned())
}

/// A password from where the flags say, else asked for. `twice` guards new passwords against typing mistakes.
pub(crate) fn password(context: &Context, from: &Password, asking: Asking<'_>) -> Result<String> {
    if let Some(path) = &from.password_file {
        return from_file(path, "password");
    }
    if let Some(password) = &from.password {
        context.output.note(
            "warning: a password on the command line is seen by other users of this machine and kept in your \
             shell's history; use --password-file instead",
        );
        return Ok(password.clone());
    }
    let (prompt, again) = match asking {
        Asking::Known(prompt) => (prompt, None),
        Asking::New(prompt) => (prompt, Some("The same again: ")),
    };
    let first = prompt_hidden(prompt)?;
    if first.is_empty() {
        return Err(Usage("an empty password was given".to_owned()).into());
    }
    if let Some(again) = again
        && prompt_hidden(again)? != first
    {
        return Err(Usage("the two passwords differ: nothing was done".to_owned()).into());
    }
    Ok(first)
}

/// How to ask for a password, with the prompt.
#[derive(Clone, Copy)]
pub(crate) enum Asking<'a> {
    /// One that exists.
    Known(&'a str),
    /// One being chosen: asked for twice.
    New(&'a str),
}

fn prompt_hidden(prompt: &str) -> Result<String> {
    // Where nobody types, asking on the controlling terminal would only hang a script.
    let answer = std::io::stdin().is_terminal().then(|| rpassword::prompt_password(prompt));
    match answer {
        Some(Ok(password)) => Ok(password),
        _ => Err(Usage(
            "a password is needed and there is no terminal to ask on: use --password-file FILE (`-` is standard \
             input)"
                .to_owned(),
        )
        .into()),
    }
}

/// Asks on the terminal; nothing if there is none.
pub(crate) fn ask(prompt: &str) -> Result<Option<String>> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    write!(std::io::stderr(), "{prompt}")?;
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(Some(answer.trim_end_matches(['\n', '\r']).to_owned()))
}
