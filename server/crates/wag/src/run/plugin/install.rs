//! `wag plugin add|install-url|delete|rollback|list|marketplace`: what is on the server and how it gets there.
//!
//! The words for what was done are mmctl's, where it has the command.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use chinwag_client::plugin::{
    Manifest, MarketplaceFilter, MarketplacePlugin, PluginData, Replace, Told, Upload, UploadPart,
};
use chinwag_client::{Client, PAGE_ROWS};
use indicatif::ProgressBar;
use serde_json::json;

use super::files::{minisig, read};
use super::named;
use crate::args::Format;
use crate::args::plugin::server::{Add, Delete, InstallUrl, MarketInstall, MarketList};
use crate::bulk;
use crate::context::Context;
use crate::failure::Usage;
use crate::output::clean;

pub(super) async fn add(context: &Context, flags: &Add) -> Result<()> {
    if flags.signature.is_some() && flags.files.len() > 1 {
        let words = "--signature is for one bundle; several have theirs beside them, as BUNDLE.minisig";
        return Err(Usage(words.to_owned()).into());
    }
    let client = context.client()?;
    let part = if flags.web_part_only { UploadPart::Web } else { UploadPart::Whole };
    bulk::each(context, &flags.files, async |file| {
        let path = Path::new(file);
        let signature = signature(path, flags.signature.as_ref())?;
        let upload = Upload { replace: replace(flags.force), signature, part };
        let manifest = send(context, &client, path, upload).await?;
        context.output.change(&format!("Added plugin: {file} ({})", named(&manifest)), &manifest)?;
        next_step(context, &manifest);
        Ok(())
    })
    .await
}

/// The signature that was named, or the one that lies beside the bundle.
fn signature(bundle: &Path, named: Option<&PathBuf>) -> Result<Option<String>> {
    match named {
        Some(path) => read(path).map(Some),
        None if minisig(bundle).is_file() => read(&minisig(bundle)).map(Some),
        None => Ok(None),
    }
}

fn replace(force: bool) -> Replace {
    if force { Replace::Yes } else { Replace::No }
}

fn next_step(context: &Context, manifest: &Manifest) {
    if context.output.format() == Format::Table {
        context.output.note(&format!("To start it: wag plugin enable {}", manifest.id));
    }
}

/// Uploads a bundle, with a bar while it is on its way and a word while the server works on it.
pub(super) async fn send(
    context: &Context,
    client: &Client,
    path: &Path,
    upload: Upload,
) -> Result<Told<Manifest>> {
    let size = std::fs::metadata(path).map_or(0, |m| m.len());
    let shows = context.output.shows_progress();
    let bar = if shows { ProgressBar::new(size) } else { ProgressBar::hidden() };
    let template = "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
    let name = clean(&path.display().to_string());
    let bar = bar.with_style(bulk::style(template)).with_message(name.clone());
    context.output.set_bar(Some(bar.clone()));
    let sent = client
        .upload_plugin(path, upload, move |bytes| {
            bar.inc(bytes);
            if bar.position() >= size {
                bar.set_style(bulk::style("{spinner} {msg}"));
                bar.set_message(format!("{name}: the server checks and compiles it"));
                bar.enable_steady_tick(Duration::from_millis(100));
            }
        })
        .await;
    context.output.set_bar(None);
    sent.with_context(|| format!("{} was not installed", path.display()))
}

pub(super) async fn install_urls(context: &Context, flags: &InstallUrl) -> Result<()> {
    let client = context.client()?;
    bulk::each(context, &flags.urls, async |url| {
        let manifest = client
            .install_plugin_from_url(url, replace(flags.force))
            .await
            .with_context(|| format!("the server did not install {url}"))?;
        installed(context, &manifest)
    })
    .await
}

fn installed(context: &Context, manifest: &Told<Manifest>) -> Result<()> {
    let name = if manifest.name.is_empty() { &manifest.id } else { &manifest.name };
    let done = format!("Plugin {name} successfully installed ({})", named(manifest));
    context.output.change(&done, manifest)?;
    next_step(context, manifest);
    Ok(())
}

pub(super) async fn delete(context: &Context, flags: &Delete) -> Result<()> {
    let client = context.client()?;
    let data = what_becomes_of_data(flags)?;
    bulk::each(context, &flags.which.plugins, async |id| {
        client.remove_plugin(id, data).await.with_context(|| format!("unable to delete {id}"))?;
        let kept = if data == PluginData::Keep { "its data is kept" } else { "its data is deleted" };
        let done = format!("Deleted plugin: {id} ({kept})");
        context.output.change(&done, &json!({"id": id, "keep_data": data == PluginData::Keep}))
    })
    .await
}

/// Without a flag and without anybody to ask, nothing is lost.
fn what_becomes_of_data(flags: &Delete) -> Result<PluginData> {
    if flags.keep_data {
        return Ok(PluginData::Keep);
    }
    if flags.delete_data {
        return Ok(PluginData::Drop);
    }
    let question =
        "Delete its data (keys, settings, grants) too? Type yes to delete it, anything else keeps it: ";
    let answer = crate::secret::ask(question)?;
    let is_yes = answer.is_some_and(|answer| answer.trim() == "yes");
    Ok(if is_yes { PluginData::Drop } else { PluginData::Keep })
}

pub(super) async fn roll_back(context: &Context, id: &str) -> Result<()> {
    let manifest = context.client()?.roll_back_plugin(id).await?;
    context.output.change(&format!("Went back to {}.", named(&manifest)), &manifest)
}

pub(super) async fn list(context: &Context) -> Result<()> {
    let plugins = context.client()?.plugins().await?;
    if context.output.format() == Format::Json {
        return context.output.json(&plugins);
    }
    let rows = |list: &[Told<Manifest>], state| {
        list.iter().map(|plugin| (plugin.clone(), state)).collect::<Vec<(_, &str)>>()
    };
    let mut rows = [rows(&plugins.active, "enabled"), rows(&plugins.inactive, "disabled")].concat();
    rows.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    context.output.list(&rows, &["ID", "NAME", "VERSION", "STATE"], |(plugin, state)| {
        vec![plugin.id.clone(), plugin.name.clone(), plugin.version.clone(), (*state).to_owned()]
    })
}

pub(super) async fn offers(context: &Context, flags: &MarketList) -> Result<()> {
    let client = context.client()?;
    let filter = MarketplaceFilter { words: &flags.filter, local_only: flags.local_only };
    let offers = if flags.page.all {
        every_offer(&client, filter).await?
    } else {
        client.marketplace(filter, flags.page.page, flags.page.per_page).await?
    };
    let columns = ["ID", "NAME", "VERSION", "INSTALLED", "DESCRIPTION"];
    context.output.list(&offers, &columns, |offer| {
        let manifest = &offer.manifest;
        vec![
            manifest.id.clone(),
            manifest.name.clone(),
            manifest.version.clone(),
            offer.installed_version.clone(),
            manifest.description.clone(),
        ]
    })
}

/// Pages until one is not full: a marketplace may know no pages, and answer with everything each time.
async fn every_offer(client: &Client, filter: MarketplaceFilter<'_>) -> Result<Vec<Told<MarketplacePlugin>>> {
    let mut all = Vec::new();
    loop {
        let page = client.marketplace(filter, all.len() / PAGE_ROWS, PAGE_ROWS).await?;
        let rows = page.len();
        all.extend(page);
        if rows != PAGE_ROWS {
            return Ok(all);
        }
    }
}

pub(super) async fn from_marketplace(context: &Context, flags: &MarketInstall) -> Result<()> {
    let client = context.client()?;
    let manifest = client.install_from_marketplace(&flags.plugin, &flags.version).await?;
    installed(context, &manifest)
}
