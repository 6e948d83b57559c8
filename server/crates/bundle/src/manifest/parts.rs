//! The two parts of a plugin, server and web, and the paths they name.
//!
//! Native executables are kept as data, so that a bundle that has nothing else can be told what would help.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::archive::check_path;
use crate::code::Code;
use crate::digest::is_integrity;
use crate::fields::{self, Fields, Length};
use crate::finding::{Finding, shown};

/// The part that runs in the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Server {
    /// The WebAssembly component, by its path in the bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// How many instances may live at once.
    pub instances: Instances,
    /// Whether memory is more than a cache: then there is exactly one instance, and calls wait in line.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stateful: bool,
    /// Native programs by `os-arch`, as Mattermost has them. Never run.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub executables: BTreeMap<String, String>,
    /// The native program for all other machines. Never run.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub executable: String,
}

impl Server {
    /// The paths of all native programs.
    pub fn native_programs(&self) -> impl Iterator<Item = &str> {
        let one = Some(self.executable.as_str()).filter(|path| !path.is_empty());
        self.executables.values().map(String::as_str).chain(one)
    }
}

/// How many instances of a plugin may live at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Instances {
    /// Kept ready.
    pub min: u16,
    /// Started under load.
    pub max: u16,
}

impl Instances {
    /// What a plugin has that does not say.
    pub const USUAL: Self = Self { min: 1, max: 4 };
    /// What a stateful plugin has.
    pub const ONE: Self = Self { min: 1, max: 1 };
    /// The most a plugin may ask for.
    pub const MOST: u16 = 64;
}

/// The part that runs in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Webapp {
    /// The main JavaScript file, by its path in the bundle.
    pub bundle_path: String,
    /// What the file's hash must be, as `sha256-…`; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub integrity: String,
}

pub(super) fn server(manifest: &Fields<'_>) -> Option<Server> {
    let fields = manifest.object("server")?;
    let component = Some(path(&fields, "component")).filter(|path| !path.is_empty());
    let (executables, executable) = (executables(&fields), path(&fields, "executable"));
    let stateful = fields.flag("stateful").unwrap_or(false);
    let instances = instances(&fields, stateful);
    let server = Server { component, instances, stateful, executables, executable };
    let native = server.native_programs().count();
    let named = fields.value("component").is_some();
    if native > 0 && !named {
        let words = format!(
            "the server part is {native} native program{}, and these are never run: plugins run as WebAssembly, in a sandbox",
            if native == 1 { "" } else { "s" }
        );
        manifest.find(Code::NativeOnly, "server", words);
    } else if native > 0 {
        let words = "native programs stand beside the component; they are never run";
        manifest.find(Code::NativeIgnored, "server", words);
    } else if !named {
        manifest.find(Code::ServerEmpty, "server", "the server part names no component");
    }
    fields.finish();
    Some(server)
}

fn executables(fields: &Fields<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let Some(map) = fields.object("executables") else { return all };
    for (platform, value) in map.every() {
        let at = map.path(&shown(platform));
        let text = fields::text(value, &at, Length::Text, map.found);
        if let Some(path) = text.and_then(|text| clean(&text, &at, map.found)) {
            all.insert(platform.clone(), path);
        }
    }
    all
}

fn instances(fields: &Fields<'_>, stateful: bool) -> Instances {
    let usual = if stateful { Instances::ONE } else { Instances::USUAL };
    let Some(asked) = fields.object("instances") else { return usual };
    let number = |value: Option<i64>| value.and_then(|value| u16::try_from(value).ok());
    let min = number(asked.whole("min", 0..=i64::from(Instances::MOST)));
    let max = number(asked.whole("max", 1..=i64::from(Instances::MOST)));
    let min_or = min.unwrap_or(usual.min);
    let instances = Instances { min: min_or, max: max.unwrap_or(usual.max.max(min_or)) };
    if stateful && (instances.max != 1 || instances.min > 1) {
        let words =
            format!("the plugin is stateful and asks for {} to {} instances", instances.min, instances.max);
        fields.find(Code::StatefulInstances, "instances", words);
    } else if instances.min > instances.max {
        let words = format!("at least {} and at most {} instances", instances.min, instances.max);
        fields.find(Code::InstancesOrder, "instances", words);
    }
    asked.finish();
    instances
}

pub(super) fn webapp(manifest: &Fields<'_>) -> Option<Webapp> {
    let fields = manifest.object("webapp")?;
    let named = fields.value("bundle_path").is_some_and(|value| value != "");
    let bundle_path = path(&fields, "bundle_path");
    if !named {
        let words = "the web part names no file";
        fields.found.push(
            Finding::manifest(Code::WebBundleMissing, "webapp.bundle_path", words)
                .advice("name its main JavaScript file, such as `webapp/main.js`"),
        );
    }
    let integrity = fields.text("integrity", Length::Line);
    if !integrity.is_empty() && !is_integrity(&integrity) {
        let words = format!("`{}` is not a hash of this form", shown(&integrity));
        fields
            .found
            .push(Finding::manifest(Code::IntegrityForm, "webapp.integrity", words).value(&integrity));
    }
    fields.finish();
    Some(Webapp { bundle_path, integrity })
}

/// The path of a file in the bundle, cleaned; empty when absent or refused.
pub(super) fn path(fields: &Fields<'_>, name: &'static str) -> String {
    let text = fields.text(name, Length::Text);
    clean(&text, &fields.path(name), fields.found).unwrap_or_default()
}

fn clean(text: &str, at: &str, found: &fields::Found) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    match check_path(text) {
        Ok(path) => Some(path),
        Err(reason) => {
            let words = format!("`{}` is no path of a file in the bundle: {}", shown(text), reason.words);
            found.push(Finding::manifest(Code::PathOutside, at, words).value(text));
            None
        }
    }
}
