//! `wag plugin dev`: build, upload and enable a plugin, again after each change of its files.

use std::path::{Component, Path};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use chinwag_client::Client;
use chinwag_client::plugin::{Replace, Upload, UploadPart};
use notify::{EventKind, RecursiveMode, Watcher};
use serde_json::json;
use tokio::sync::mpsc;

use super::build::build;
use super::consent::{Consent, start};
use super::install::send;
use super::named;
use crate::args::Format;
use crate::args::plugin::author::Dev;
use crate::context::Context;
use crate::failure;

/// Editors write a file in several steps; the next change within this time belongs to the same save.
const SETTLES: Duration = Duration::from_millis(120);
/// Folders whose changes are made by building, or by others than the author.
const NOT_WATCHED: [&str; 6] = ["target", "dist", "node_modules", ".git", ".venv", "__pycache__"];

pub(super) async fn develop(context: &Context, flags: &Dev) -> Result<()> {
    let client = context.client()?;
    if flags.once {
        return round(context, &client, flags).await;
    }
    let (sender, mut changes) = mpsc::unbounded_channel();
    let root = flags.what.folder.canonicalize().context("cannot find the plugin's folder")?;
    let watched = root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| is_change(&event, &watched)) {
            // When nobody listens any more, wag is ending.
            let _ = sender.send(());
        }
    })
    .context("this machine cannot watch files")?;
    watcher.watch(&root, RecursiveMode::Recursive).context("the plugin's folder cannot be watched")?;
    loop {
        // What is wrong with the code is no reason to end: the next save may mend it.
        if let Err(error) = round(context, &client, flags).await {
            failure::tell(context, &error, "");
        }
        context
            .output
            .note(&format!("Waiting for changes in {} (Ctrl-C ends it).", flags.what.folder.display()));
        if changes.recv().await.is_none() {
            return Ok(());
        }
        while let Ok(Some(())) = tokio::time::timeout(SETTLES, changes.recv()).await {}
    }
}

/// Whether somebody changed a file that the plugin is built of.
fn is_change(event: &notify::Event, root: &Path) -> bool {
    let is_of_kind = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_));
    is_of_kind && event.paths.iter().any(|path| is_source(path.strip_prefix(root).unwrap_or(path)))
}

fn is_source(path: &Path) -> bool {
    let folders = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let mut parts: Vec<_> = folders.collect();
    let Some(name) = parts.pop() else { return false };
    let is_built = parts.iter().chain([&name]).any(|part| NOT_WATCHED.contains(&part.as_ref()));
    let is_backup = name.ends_with('~') || name.ends_with(".swp") || name.starts_with(".#") || name == "4913";
    let is_lock = name == "Cargo.lock" || name == "package-lock.json";
    !(is_built || is_backup || is_lock || name.ends_with(".wasm"))
}

async fn round(context: &Context, client: &Client, flags: &Dev) -> Result<()> {
    let began = Instant::now();
    let built = build(context, &flags.what, None)?;
    let built_at = began.elapsed();
    let upload = Upload { replace: Replace::Yes, signature: None, part: UploadPart::Whole };
    let manifest = send(context, client, &built.file, upload).await?;
    let sent_at = began.elapsed();
    start(context, client, &manifest.id, Consent::from_flag(flags.yes)).await?;
    let all = began.elapsed();
    let (sent, enabled) = (sent_at - built_at, all - sent_at);
    let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    if context.output.format() == Format::Json {
        let thing = json!({
            "id": manifest.id, "version": manifest.version, "built_ms": milliseconds(built_at),
            "installed_ms": milliseconds(sent), "enabled_ms": milliseconds(enabled), "all_ms": milliseconds(all),
        });
        // One document a round, at once: whoever reads along does not wait for the end.
        return context.output.line(&serde_json::to_string(&thing)?);
    }
    context.output.line(&format!(
        "{} runs after {} ms: built in {}, installed in {}, enabled in {}.",
        crate::output::clean(&named(&manifest)),
        milliseconds(all),
        milliseconds(built_at),
        milliseconds(sent),
        milliseconds(enabled)
    ))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::is_source;

    #[test]
    fn what_a_build_writes_does_not_start_the_next_one() {
        for path in
            ["src/lib.rs", "plugin.json", "webapp/main.js", "assets/words.txt", "Cargo.toml", "plugin.py"]
        {
            assert!(is_source(Path::new(path)), "{path}");
        }
        for path in [
            "",
            "target/debug/x",
            "dist/a.tar.gz",
            "webapp/dist/main.js",
            "webapp/node_modules/x/index.js",
            "server/plugin.wasm",
            "src/.lib.rs.swp",
            "src/lib.rs~",
            "Cargo.lock",
            ".git/index",
        ] {
            assert!(!is_source(Path::new(path)), "{path}");
        }
    }
}
