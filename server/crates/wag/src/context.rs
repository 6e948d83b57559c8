//! What every command needs: the global flags, the printer, and a connection to the chosen server.

use std::cell::RefCell;
use std::time::Duration;

use anyhow::Result;
use chinwag_client::{Address, Client};

use crate::args::Globals;
use crate::credential::Store;
use crate::failure::Usage;
use crate::output::Output;

/// One run of wag.
pub(crate) struct Context {
    pub(crate) globals: Globals,
    pub(crate) output: Output,
    /// The saved server in use, for messages.
    server: RefCell<Option<String>>,
}

impl Context {
    pub(crate) fn new(globals: Globals) -> Self {
        let output = Output::new(&globals);
        Self { globals, output, server: RefCell::new(None) }
    }

    pub(crate) fn patience(&self) -> Duration {
        Duration::from_secs(self.globals.timeout)
    }

    pub(crate) fn store(&self) -> Result<Store> {
        Store::open(self.globals.config.as_deref())
    }

    /// The name the server in use is saved under; none over the local socket.
    pub(crate) fn server_name(&self) -> Option<String> {
        self.server.borrow().clone()
    }

    /// A connection to the server the flags choose: the local one, a named one, or the current one.
    pub(crate) fn client(&self) -> Result<Client> {
        if self.globals.local {
            let address = Address::local(&self.globals.local_socket)?;
            return Ok(Client::new(address, self.patience())?);
        }
        let (name, saved) = self.store()?.chosen(self.globals.server.as_deref())?;
        let client = Client::new(Address::web(&saved.url)?, self.patience())?.with_token(saved.token);
        *self.server.borrow_mut() = Some(name);
        Ok(client)
    }

    /// Asks before something that cannot be undone; `confirmed` is the flag that answers in advance.
    pub(crate) fn sure(&self, confirmed: Confirmed, what: &str) -> Result<()> {
        if confirmed == Confirmed::Yes {
            return Ok(());
        }
        let answer = crate::secret::ask(&format!("{what} This cannot be undone. Type yes to go on: "))?;
        match answer.as_deref().map(str::trim) {
            Some("yes") => Ok(()),
            Some(_) => Err(anyhow::anyhow!("nothing was done: you did not type yes")),
            None => Err(Usage(format!("{what} Add --confirm to do this without a terminal.")).into()),
        }
    }
}

/// Whether the flag `--confirm` was given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmed {
    Yes,
    Ask,
}

impl From<crate::args::Confirm> for Confirmed {
    fn from(flag: crate::args::Confirm) -> Self {
        if flag.confirm { Self::Yes } else { Self::Ask }
    }
}
