//! `wag plugin check|pack`: bundles and folders, looked at by the very code the server runs, without a server.

use std::collections::BTreeSet;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use chinwag_bundle::{
    ArchiveLimits, Bundle, Checked, Code, Component, Finding, GrantScreen, Grants, Refusal, Staged, Take,
    check_folder, check_hooks, pack,
};
use serde_json::json;

use super::files::{Over, Sight, open, write};
use super::watch::bytes;
use crate::args::Format;
use crate::args::plugin::bundle::{Check, Pack};
use crate::bulk;
use crate::context::Context;
use crate::failure::Usage;

pub(super) async fn check(context: &Context, flags: &Check) -> Result<()> {
    bulk::each(context, &flags.paths, async |path| check_one(context, flags, Path::new(path))).await
}

fn check_one(context: &Context, flags: &Check, path: &Path) -> Result<()> {
    let limits = ArchiveLimits::default();
    let take = if flags.web_part_only { Take::WebPartOnly } else { Take::Whole };
    let checked = if path.is_dir() {
        if flags.web_part_only {
            return Err(Usage("--web-part-only is for bundles; this is a folder".to_owned()).into());
        }
        let checked = look_inside(check_folder(path, &limits), path);
        told(context, path, checked)?
    } else {
        // Unpacked into a folder that is gone afterwards, because the component is read too.
        let room = tempfile::tempdir().context("no folder could be made to unpack the bundle into")?;
        let staged = Staged::unpack(BufReader::new(open(path)?), room.path(), &limits, take);
        let checked = match staged {
            Ok(Checked { value: staged, warnings }) => {
                look_inside(Ok(Checked { value: staged.bundle.clone(), warnings }), &staged.path())
            }
            Err(refusal) => Err(refusal),
        };
        told(context, path, checked)?
    };
    show(context, path, &checked)
}

/// A bundle, and what its component says about itself.
type Insides = (Bundle, Option<Component>);

/// Reads the names in the component, and warns of hooks the manifest speaks of and the component does not answer.
pub(super) fn look_inside(
    checked: Result<Checked<Bundle>, Refusal>,
    folder: &Path,
) -> Result<Checked<Insides>, Refusal> {
    let Checked { value: bundle, mut warnings } = checked?;
    let Some(path) = bundle.manifest.server.as_ref().and_then(|server| server.component.as_deref()) else {
        return Ok(Checked { value: (bundle, None), warnings });
    };
    let bytes = std::fs::read(folder.join(path)).map_err(|error| {
        Finding::archive(Code::FolderUnreadable, format!("`{path}` could not be read: {error}"))
    })?;
    let component = Component::read(&bytes)?;
    let hooks: Vec<&str> = component.hooks.iter().map(String::as_str).collect();
    warnings.extend(check_hooks(&bundle.manifest, &hooks));
    Ok(Checked { value: (bundle, Some(component)), warnings })
}

/// The thing itself when it is good; warnings are told, and so is every reason for a refusal.
pub(super) fn told<T>(
    context: &Context,
    path: &Path,
    checked: Result<Checked<T>, Refusal>,
) -> Result<Checked<T>> {
    let (findings, refused) = match &checked {
        Ok(checked) => (checked.warnings.as_slice(), false),
        Err(refusal) => (refusal.findings(), true),
    };
    if context.output.format() == Format::Json {
        if refused {
            context.output.change("", &json!({"ok": false, "path": path, "findings": findings}))?;
        }
    } else {
        for finding in findings {
            let severity = if finding.is_error() { "error" } else { "warning" };
            context.output.note(&format!("{severity}: {finding}"));
        }
    }
    checked.map_err(|refusal| {
        let errors = findings_that_refuse(refusal.findings());
        anyhow!("{} would be refused: {errors}", path.display())
    })
}

fn findings_that_refuse(findings: &[Finding]) -> String {
    let errors: Vec<_> = findings.iter().filter(|finding| finding.is_error()).collect();
    match errors.as_slice() {
        [one] => one.words.clone(),
        several => format!("{} errors, the first of them: {}", several.len(), several[0].words),
    }
}

fn show(context: &Context, path: &Path, checked: &Checked<Insides>) -> Result<()> {
    let (bundle, component) = &checked.value;
    let manifest = &bundle.manifest;
    let screen = GrantScreen::new(manifest, &Grants::default());
    let thing = json!({
        "ok": true, "path": path, "findings": checked.warnings, "bundle": bundle, "component": component, "grants": screen
    });
    if context.output.format() == Format::Json {
        return context.output.change("", &thing);
    }
    let kinds: Vec<_> = manifest.kinds.iter().map(|kind| kind.as_str()).collect();
    let asks: Vec<_> = screen
        .lines
        .iter()
        .map(|line| format!("{} ({}, {} risk)", line.words, line.capability, line.risk.as_str()))
        .collect();
    let version = manifest.version.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut fields = vec![
        ("id", manifest.id.to_string()),
        ("name", manifest.name.clone()),
        ("version", version),
        ("kinds", kinds.join(", ")),
    ];
    if let Some(component) = component {
        fields.extend(insides(component));
    }
    if let Some(web) = &bundle.web {
        fields.push(("web part", web.digest.integrity()));
    }
    fields.push(("files", format!("{}, {} unpacked", bundle.files.len(), bytes(bundle.unpacked))));
    if bundle.size > 0 {
        fields.push(("size", bytes(bundle.size)));
        fields.push(("sha256", bundle.digest.to_string()));
    }
    match context.output.format() {
        _ if asks.is_empty() => fields.push(("asks for", "nothing".to_owned())),
        // A line each, for programs that read lines.
        Format::Plain => fields.extend(asks.into_iter().map(|ask| ("asks for", ask))),
        _ => fields.push(("asks for", asks.join("\n"))),
    }
    context.output.one(&thing, fields)
}

/// What a component says about itself.
fn insides(component: &Component) -> Vec<(&'static str, String)> {
    let list = |set: &BTreeSet<String>| set.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let mut also = Vec::new();
    if component.answers_http {
        also.push("web requests");
    }
    if component.runs {
        also.push("runs as a command");
    }
    let hooks = if component.hooks.is_empty() { "none".to_owned() } else { list(&component.hooks) };
    let mut fields = vec![("hooks", hooks)];
    if !also.is_empty() {
        fields.push(("answers", also.join(", ")));
    }
    if !component.uses.is_empty() {
        fields.push(("uses", list(&component.uses)));
    }
    if !component.contracts.is_empty() {
        fields.push(("contract", list(&component.contracts)));
    }
    fields
}

pub(super) fn pack_folder(context: &Context, flags: Pack) -> Result<()> {
    let packed = told(context, &flags.folder, pack(&flags.folder, &ArchiveLimits::default()))?.value;
    let manifest = &packed.bundle.manifest;
    let usual = || match &manifest.version {
        Some(version) => PathBuf::from(format!("{}-{version}.tar.gz", manifest.id)),
        None => PathBuf::from(format!("{}.tar.gz", manifest.id)),
    };
    let output = flags.output.unwrap_or_else(usual);
    write(&output, &packed.bytes, if flags.force { Over::Replace } else { Over::Refuse }, Sight::All)?;
    let done = format!(
        "Wrote {} ({} bytes, sha256 {}).",
        output.display(),
        packed.bytes.len(),
        packed.bundle.digest
    );
    let thing = json!({"file": output, "bundle": packed.bundle});
    context.output.change(&done, &thing)
}
