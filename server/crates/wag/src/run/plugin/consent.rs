//! `wag plugin enable|disable|grant`: what a plugin asks for, in words, and what an administrator decides.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, anyhow};
use chinwag_client::Client;
use chinwag_client::plugin::{Asked, PluginGrants, Told};
use serde_json::json;

use crate::args::Format;
use crate::args::plugin::server::{Enable, Grant};
use crate::bulk;
use crate::context::Context;
use crate::failure::Usage;
use crate::output::clean_lines;

/// Whether consent was given in advance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Consent {
    Given,
    Ask,
}

impl Consent {
    pub(super) fn from_flag(yes: bool) -> Self {
        if yes { Self::Given } else { Self::Ask }
    }
}

pub(super) async fn enable(context: &Context, flags: &Enable) -> Result<()> {
    let client = context.client()?;
    let consent = Consent::from_flag(flags.yes);
    bulk::each(context, &flags.which.plugins, async |id| {
        start(context, &client, id, consent).await?;
        context.output.change(&format!("Enabled plugin: {id}"), &json!({"id": id, "enabled": true}))
    })
    .await
}

/// Enables a plugin, after consent to what it asks for and is not allowed yet.
pub(super) async fn start(context: &Context, client: &Client, id: &str, consent: Consent) -> Result<()> {
    let grants = match client.plugin_grants(id).await {
        Ok(grants) => Some(grants),
        // A server that knows no grants has nothing to ask about; a plugin that is not there is told of below.
        Err(error) if matches!(error.status(), Some(404 | 501)) => None,
        Err(error) => return Err(error.into()),
    };
    if let Some(grants) = grants {
        decide(context, client, id, &grants, consent).await?;
    }
    client.enable_plugin(id).await.with_context(|| format!("unable to enable {id}"))
}

async fn decide(
    context: &Context,
    client: &Client,
    id: &str,
    grants: &PluginGrants,
    consent: Consent,
) -> Result<()> {
    let waits = |explicit: bool| {
        grants.asked.iter().filter(move |one| !one.granted && one.explicit == explicit).collect::<Vec<_>>()
    };
    let (together, by_name) = (waits(false), waits(true));
    if !together.is_empty() {
        let screen = clean_lines(&screen(id, &together));
        match consent {
            // A record of what was allowed.
            Consent::Given => context.output.note(&screen),
            Consent::Ask => ask(context, id, &screen)?,
        }
        let allowed = granted(grants).chain(together.iter().map(|one| one.capability.clone()));
        client.set_plugin_grants(id, &allowed.collect::<Vec<_>>()).await?;
    }
    for one in by_name {
        context.output.note(&format!(
            "note: it also asks for `{capability}` ({words}), which has to be allowed by name: wag plugin grant {id} \
             {capability}",
            capability = one.capability,
            words = one.words
        ));
    }
    Ok(())
}

/// Asks on the terminal, with what it is about, also when somebody wants it quiet.
fn ask(context: &Context, id: &str, screen: &str) -> Result<()> {
    let question = format!("{screen}\nAllow this and enable it? Type yes to go on: ");
    match crate::secret::ask(&question)?.as_deref().map(str::trim) {
        Some("yes" | "y") => Ok(()),
        Some(_) => Err(anyhow!("{id} was not enabled: you did not type yes")),
        None => {
            context.output.note(screen);
            Err(Usage(format!(
                "{id} asks for what nobody allowed yet, and there is no terminal to ask on. Add --yes to allow it, or \
                 allow parts of it first: wag plugin grant {id} CAPABILITY"
            ))
            .into())
        }
    }
}

/// What somebody decides about, the riskiest first.
fn screen(id: &str, waits: &[&Asked]) -> String {
    let mut waits = waits.to_vec();
    waits.sort_by_key(|one| (!one.new, rank(&one.risk), one.capability.clone()));
    let lines: Vec<String> = waits.iter().map(|one| format!("  It {}", line(one))).collect();
    format!("{id} asks for this:\n{}", lines.join("\n"))
}

fn rank(risk: &str) -> u8 {
    match risk {
        "high" => 0,
        "low" => 2,
        _ => 1,
    }
}

fn line(one: &Asked) -> String {
    let words = if one.words.is_empty() { format!("uses {}", one.capability) } else { one.words.clone() };
    let mut notes = vec![one.capability.clone()];
    if !one.risk.is_empty() {
        notes.push(format!("{} risk", one.risk));
    }
    if one.new {
        notes.push("new in this version".to_owned());
    }
    format!("{words}  [{}]", notes.join(", "))
}

pub(super) async fn disable(context: &Context, plugins: &[String]) -> Result<()> {
    let client = context.client()?;
    bulk::each(context, plugins, async |id| {
        client.disable_plugin(id).await.with_context(|| format!("unable to disable {id}"))?;
        context.output.change(&format!("Disabled plugin: {id}"), &json!({"id": id, "enabled": false}))
    })
    .await
}

pub(super) async fn grant(context: &Context, flags: &Grant) -> Result<()> {
    let client = context.client()?;
    let id = &flags.plugin;
    let now = client.plugin_grants(id).await?;
    if flags.list {
        return show(context, &now);
    }
    let wanted: Vec<String> = match (flags.all, flags.revoke) {
        (true, true) => granted(&now).collect(),
        (true, false) => {
            now.asked.iter().filter(|one| !one.explicit).map(|one| one.capability.clone()).collect()
        }
        (false, _) => flags.capabilities.clone(),
    };
    let mut allowed: BTreeSet<String> = granted(&now).collect();
    for capability in &wanted {
        if flags.revoke {
            if !allowed.remove(capability) {
                return Err(anyhow!(
                    "{id} is not allowed `{capability}`, so there is nothing to revoke (`wag plugin grant {id} --list` \
                     shows what it is allowed)"
                ));
            }
        } else {
            allowed.insert(capability.clone());
        }
    }
    let allowed: Vec<String> = allowed.into_iter().collect();
    let after = client.set_plugin_grants(id, &allowed).await?;
    let list = if wanted.is_empty() { "nothing".to_owned() } else { wanted.join(", ") };
    let done =
        if flags.revoke { format!("{id} may no longer: {list}") } else { format!("{id} may now: {list}") };
    context.output.change(&done, &after)
}

fn granted(grants: &PluginGrants) -> impl Iterator<Item = String> {
    grants.asked.iter().filter(|one| one.granted).map(|one| one.capability.clone())
}

fn show(context: &Context, grants: &Told<PluginGrants>) -> Result<()> {
    if context.output.format() == Format::Json {
        return context.output.json(grants);
    }
    let state = |one: &Asked| match (one.granted, one.explicit) {
        (true, _) => "allowed",
        (false, true) => "not allowed (by name only)",
        (false, false) => "not allowed",
    };
    let asked = grants.asked.iter().map(|one| (one, state(one)));
    let rows: Vec<_> = asked.chain(grants.gone.iter().map(|one| (one, "not asked for any more"))).collect();
    let cells = rows.into_iter().map(|(one, state)| {
        vec![one.capability.clone(), state.to_owned(), one.risk.clone(), one.words.clone()]
    });
    let cells: Vec<Vec<String>> = cells.collect();
    context.output.list(&cells, &["CAPABILITY", "STATE", "RISK", "WHAT IT MEANS"], Clone::clone)
}
