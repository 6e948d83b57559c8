//! `wag permissions`: what each role allows.

use anyhow::{Context as _, Result, anyhow};
use chinwag_client::Client;
use chinwag_model::permission;
use chinwag_model::role::Role as Set;

use crate::args::Format;
use crate::args::permissions::{Change, Permissions, Role};
use crate::context::Context;
use crate::failure::Usage;
use crate::output::mark;

pub(crate) async fn run(context: &Context, command: Permissions) -> Result<()> {
    let client = context.client()?;
    match command {
        Permissions::Add(change) | Permissions::Role(Role::Add(change)) => {
            add(context, &client, change).await
        }
        Permissions::Remove(change) | Permissions::Role(Role::Remove(change)) => {
            remove(context, &client, change).await
        }
        Permissions::Role(Role::List) => {
            let mut roles = client.roles().await?;
            roles.sort_by(|a, b| a.name.cmp(&b.name));
            let columns = ["NAME", "DISPLAY NAME", "PERMISSIONS", "BUILT IN", "DESCRIPTION"];
            context.output.list(&roles, &columns, |role| {
                vec![
                    role.name.clone(),
                    role.display_name.clone(),
                    role.permissions.len().to_string(),
                    mark(role.built_in),
                    role.description.clone(),
                ]
            })
        }
        Permissions::Role(Role::Show(which)) => show(context, &named(&client, &which.role).await?),
    }
}

async fn named(client: &Client, name: &str) -> Result<Set> {
    client.role_by_name(name).await.map_err(|error| match error.is_missing() {
        true => anyhow!("there is no role `{name}` (`wag permissions role list` shows them)"),
        false => error.into(),
    })
}

fn show(context: &Context, role: &Set) -> Result<()> {
    let mut permissions = role.permissions.clone();
    permissions.sort();
    if context.output.format() == Format::Plain {
        return permissions.iter().try_for_each(|p| context.output.line(&crate::output::clean(p)));
    }
    let fields = vec![
        ("id", role.id.to_string()),
        ("name", role.name.clone()),
        ("display name", role.display_name.clone()),
        ("description", role.description.clone()),
        ("built in", mark(role.built_in)),
        ("permissions", permissions.join("\n")),
    ];
    context.output.one(role, fields)
}

async fn add(context: &Context, client: &Client, change: Change) -> Result<()> {
    let role = named(client, &change.role).await?;
    // The system administrator's role allows everything there is, on this server's version.
    let all = client.role_by_name("system_admin").await.context("cannot ask which permissions there are")?;
    for wanted in &change.permissions {
        if !all.permissions.contains(wanted) && !permission::ALL.contains(&wanted.as_str()) {
            let near = all.permissions.iter().filter(|p| p.contains(wanted.trim_end_matches('s'))).take(5);
            let near: Vec<_> = near.map(String::as_str).collect();
            let near =
                if near.is_empty() { String::new() } else { format!(": there is {}", near.join(", ")) };
            return Err(Usage(format!("there is no permission `{wanted}`{near}")).into());
        }
    }
    let mut permissions = role.permissions.clone();
    for wanted in change.permissions {
        if !permissions.contains(&wanted) {
            permissions.push(wanted);
        }
    }
    set(context, client, &role, permissions).await
}

async fn remove(context: &Context, client: &Client, change: Change) -> Result<()> {
    let role = named(client, &change.role).await?;
    for unwanted in &change.permissions {
        if !role.permissions.contains(unwanted) {
            return Err(anyhow!(
                "{} does not have the permission `{unwanted}`; nothing was changed",
                role.name
            ));
        }
    }
    let left = role.permissions.iter().filter(|p| !change.permissions.contains(p)).cloned().collect();
    set(context, client, &role, left).await
}

async fn set(context: &Context, client: &Client, role: &Set, permissions: Vec<String>) -> Result<()> {
    if permissions == role.permissions {
        return context.output.change(&format!("{} allows that already.", role.name), role);
    }
    let now = client.set_permissions(role.id, &permissions).await?;
    context.output.change(&format!("{} now has {} permissions.", now.name, now.permissions.len()), &now)
}
