//! GitHub: an example of web requests from outside whose sender is proven by a signature, of web requests to outside,
//! and of settings with secrets.
//!
//! `webhook.rs` takes what GitHub sends, `event.rs` puts it into words, `api.rs` asks GitHub, `command.rs` is `/github`,
//! `subscription.rs` knows which channel wants to hear of which repository.

mod api;
mod command;
mod event;
mod subscription;
#[cfg(test)]
mod tests;
mod webhook;

use chinwag_plugin::prelude::*;
use serde::Deserialize;

/// What the administrator set.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Settings {
    webhook_secret: String,
    token: String,
}

/// The plugin.
#[derive(Default)]
pub struct GitHub;

pub(crate) fn bot() -> Result<String> {
    Ok(bots::ensure("github", "GitHub", "Tells what happens in repositories.")?.user_id)
}

impl LifecycleHooks for GitHub {
    fn activate(&self) -> Result<()> {
        bot()?;
        commands::register(command::tree())
    }
}

impl CommandHooks for GitHub {
    fn execute_command(&self, args: CommandArgs) -> Result<CommandResponse> {
        command::run(&args)
    }
}

impl HttpHooks for GitHub {
    fn handle(&self, request: Request) -> Response {
        Router::new()
            .post("/webhook", |_, request| webhook::take(request))
            .for_users()
            .get("/issues/{owner}/{repository}/{number}", |_, request| {
                let repository = format!("{}/{}", request.param("owner"), request.param("repository"));
                Response::json(&api::issue(&repository, request.param("number"))?)
            })
            .handle(self, request)
    }
}

register!(GitHub: Activate, ExecuteCommand, Http);
