//! A tour: calls made one after the other, each with what came of it.

use chinwag_plugin::prelude::*;

/// Where a tour takes place, and what came of it so far.
pub(crate) struct Tour {
    /// Who asked for it, and where.
    pub(crate) here: CommandArgs,
    /// The account the plugin acts as.
    pub(crate) bot: String,
    lines: Vec<String>,
}

impl Tour {
    pub(crate) fn new(here: CommandArgs, bot: String) -> Self {
        Self { here, bot, lines: Vec::new() }
    }

    /// Writes down what came of a call, and passes it on.
    pub(crate) fn step<T>(&mut self, call: &str, came: Result<T>) -> Result<T> {
        match &came {
            Ok(_) => self.lines.push(format!("- `{call}` ✓")),
            Err(error) => self.lines.push(format!("- `{call}` ✗ {error}")),
        }
        came
    }

    /// The same for a call that may well be refused on this server.
    pub(crate) fn attempt<T>(&mut self, call: &str, came: Result<T>) -> Option<T> {
        self.step(call, came).ok()
    }

    /// What came of all.
    pub(crate) fn lines(&self) -> String {
        self.lines.join("\n")
    }

    /// A name nobody has yet.
    pub(crate) fn new_name(&self, what: &str) -> String {
        format!("demo-{what}-{}", now() % 100_000_000)
    }
}
