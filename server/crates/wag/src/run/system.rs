//! `wag system` and `wag version`: the server's health, version and busy state.

use anyhow::{Result, anyhow};
use chinwag_client::Error;
use serde_json::json;

use crate::args::Format;
use crate::args::system::System;
use crate::context::Context;
use crate::output::time;

pub(crate) async fn run(context: &Context, command: System) -> Result<()> {
    let client = context.client()?;
    let output = &context.output;
    match command {
        System::Version => {
            let version = short(&client.server_version().await?);
            match output.format() {
                Format::Json => output.json(&json!({"version": version})),
                _ => output.line(&crate::output::clean(&version)),
            }
        }
        System::Status => status(context, &client).await,
        System::Getbusy => {
            let busy = client.busy().await?;
            let until = if busy.busy { time(busy.expires.saturating_mul(1000)) } else { String::new() };
            let word = if busy.busy { "busy" } else { "not busy" };
            output.one(&busy, vec![("state", word.to_owned()), ("until", until)])
        }
        System::Setbusy(flags) => {
            client.set_busy(flags.seconds).await?;
            let thing = json!({"busy": true, "seconds": flags.seconds});
            output.change(&format!("The server is marked busy for {} s.", flags.seconds), &thing)
        }
        System::Clearbusy => {
            client.clear_busy().await?;
            output.change("The server is no longer marked busy.", &json!({"busy": false}))
        }
    }
}

async fn status(context: &Context, client: &chinwag_client::Client) -> Result<()> {
    let health = client.health().await.map_err(|error| match error {
        // An ill server says 500 and which part is ill.
        Error::NotApi { status: 500, excerpt, .. } => anyhow!("the server is not well: {excerpt}"),
        other => other.into(),
    })?;
    let fields = vec![
        ("server", health.status.clone()),
        ("database", health.database_status.clone()),
        ("file store", health.filestore_status.clone()),
    ];
    let ill: Vec<String> = fields
        .iter()
        .filter(|(_, state)| !state.is_empty() && state != "OK")
        .map(|(name, state)| format!("{name}: {state}"))
        .collect();
    context.output.one(&health, fields)?;
    if ill.is_empty() { Ok(()) } else { Err(anyhow!("the server is not well ({})", ill.join(", "))) }
}

/// The version for people: the first three numbers of `X-Version-Id`.
fn short(version_id: &str) -> String {
    version_id.split('.').take(3).collect::<Vec<_>>().join(".")
}

/// The versions of both sides; without a server, ours alone.
pub(crate) async fn versions(context: &Context) -> Result<()> {
    let ours = env!("CARGO_PKG_VERSION");
    let server = match context.client() {
        Ok(client) => client.server_version().await.map(|v| short(&v)).map_err(anyhow::Error::from),
        Err(error) => Err(error),
    };
    let text = match &server {
        Ok(version) => version.clone(),
        Err(error) => {
            context.output.note(&format!("note: the server's version is unknown: {error:#}"));
            "unknown".to_owned()
        }
    };
    let thing = json!({"wag": ours, "server": server.ok()});
    context.output.one(&thing, vec![("wag", ours.to_owned()), ("server", text)])
}
