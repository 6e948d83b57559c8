//! To do: an example of a slash command, the store of keys and values, and web requests from a panel of its own.
//!
//! The list itself is in `list.rs`, the command in `command.rs`, the web requests in `web.rs`. All three change the list
//! through the same functions, and every change is told to the person's other clients.

mod command;
mod list;
#[cfg(test)]
mod tests;
mod web;

use chinwag_plugin::prelude::*;

/// The plugin.
#[derive(Default)]
pub struct Todo;

impl LifecycleHooks for Todo {
    fn activate(&self) -> Result<()> {
        commands::register(command::tree())
    }
}

impl CommandHooks for Todo {
    fn execute_command(&self, args: CommandArgs) -> Result<CommandResponse> {
        command::run(&args)
    }
}

impl HttpHooks for Todo {
    fn handle(&self, request: Request) -> Response {
        web::router().handle(self, request)
    }
}

register!(Todo: Activate, ExecuteCommand, Http);
