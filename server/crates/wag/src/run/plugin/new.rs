//! `wag plugin new`: a plugin's folder, with code, manifest, tests and web part.
//!
//! The files are in `templates`; here are the names that are filled in, and the writing.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use chinwag_bundle::Manifest;
use serde_json::json;

use super::templates::{self, Template};
use crate::args::Format;
use crate::args::plugin::author::{Language, New};
use crate::context::Context;
use crate::failure::Usage;

/// What the crate's dependency says when no folder is given.
const RELEASED: &str = r#"chinwag-plugin = "0.1""#;

/// The names that are filled in.
struct Names {
    /// What people call it.
    name: String,
    /// Its identity.
    id: String,
    /// Its folder, its crate: `link-guard`.
    slug: String,
    /// The type in Rust: `LinkGuard`.
    camel: String,
    /// The word of its slash command: `linkguard`.
    trigger: String,
    /// The line of its dependency on the SDK.
    sdk: String,
}

pub(super) fn write_plugin(context: &Context, flags: &New) -> Result<()> {
    let names = names(flags)?;
    let folder = flags.folder.clone().unwrap_or_else(|| PathBuf::from(&names.slug));
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) || folder.is_file() {
        return Err(anyhow!("{} is there already, and is not written over", folder.display()));
    }
    let templates = templates::of(flags.language);
    for Template { path, text } in &templates {
        let file = folder.join(path);
        let parent = file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        std::fs::write(&file, fill(text, &names))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    let done = format!("Wrote {} ({}): {} files.", folder.display(), names.id, templates.len());
    context.output.change(&done, &json!({"folder": folder, "id": names.id, "files": templates.len()}))?;
    if context.output.format() == Format::Table {
        context
            .output
            .note(&format!("Next: cd {}, then `wag plugin dev`. README.md says more.", folder.display()));
    }
    Ok(())
}

fn names(flags: &New) -> Result<Names> {
    let words: Vec<String> = flags
        .name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let slug = words.join("-");
    if !slug.starts_with(|letter: char| letter.is_ascii_lowercase()) || slug.len() < 3 || slug.len() > 60 {
        return Err(Usage(format!(
            "`{}` makes no name for a folder and a crate: use 3 to 60 letters and digits, beginning with a letter",
            flags.name
        ))
        .into());
    }
    if flags.sdk.is_some() && flags.language != Language::Rust {
        return Err(Usage("--sdk is for plugins in Rust".to_owned()).into());
    }
    let id = flags.id.clone().unwrap_or_else(|| format!("com.example.{slug}"));
    let manifest = json!({"id": id, "name": flags.name, "version": "0.1.0", "webapp": {"bundle_path": "webapp/main.js"}});
    if let Err(refusal) = Manifest::from_value(&manifest) {
        let findings = refusal.findings();
        let first = findings.first().map(ToString::to_string).unwrap_or_default();
        return Err(Usage(first).into());
    }
    let camel = words.iter().map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_ascii_uppercase())
    });
    Ok(Names {
        name: flags.name.clone(),
        id,
        camel: camel.collect(),
        trigger: words.concat(),
        slug,
        sdk: sdk(flags)?,
    })
}

/// The dependency on the SDK: a path is written whole, so that the folder can be moved.
fn sdk(flags: &New) -> Result<String> {
    let Some(path) = &flags.sdk else { return Ok(RELEASED.to_owned()) };
    if !path.join("Cargo.toml").is_file() {
        let words =
            format!("{} is no crate: --sdk takes the folder plugin-api/rust of Chinwag", path.display());
        return Err(Usage(words).into());
    }
    let path = path.canonicalize().with_context(|| format!("cannot find {}", path.display()))?;
    // A string of JSON is one of TOML too.
    Ok(format!("chinwag-plugin = {{ path = {} }}", serde_json::to_string(&path)?))
}

fn fill(text: &str, names: &Names) -> String {
    // Inside JSON, TOML and code the name is a string: what would end it is written as an escape.
    let quoted = serde_json::to_string(&names.name).unwrap_or_default();
    text.replace("@NAME_QUOTED@", &quoted)
        .replace("@NAME@", &names.name.replace(['\n', '\r'], " "))
        .replace("@ID@", &names.id)
        .replace("@SLUG@", &names.slug)
        .replace("@CAMEL@", &names.camel)
        .replace("@TRIGGER@", &names.trigger)
        .replace("@SDK@", &names.sdk)
}
