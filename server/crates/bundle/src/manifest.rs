//! The manifest: what a plugin is called, what it consists of, what it asks for.
//!
//! Mattermost's fields under their names, with `server.component`, `capabilities`, `limits`, `kinds`, `hooks` and
//! `contract` of our own. Reading finds all problems at once. Parts lie in `manifest/`; the text is read in
//! `document.rs`; capabilities have their own table in `capability.rs`.

mod client;
mod hooks;
mod id;
mod limits;
mod parts;
mod settings;
mod settings_check;
mod settings_value;

use std::collections::BTreeMap;

use semver::Version;
use serde::Serialize;
use serde_json::{Map, Value};

pub use client::{ClientManifest, ClientWebapp};
pub use hooks::{Delivery, HookWish, Policy};
pub use id::PluginId;
pub use limits::{AskedLimit, AskedLimits, LimitRow};
pub use parts::{Instances, Server, Webapp};
pub use settings::{Hosting, Setting, SettingOption, SettingSection, SettingType, SettingsSchema};

use crate::capability::{Capability, read_capabilities};
use crate::code::Code;
use crate::document::{self, Language};
use crate::fields::{Fields, Found, Length};
use crate::finding::{Checked, Finding, Refusal, conclude};

/// The names a manifest may have.
pub const MANIFEST_NAMES: [&str; 3] = ["plugin.yml", "plugin.yaml", "plugin.json"];

/// A plugin's manifest, checked.
///
/// It is written as the JSON it was read from: reading what was written gives the same manifest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// The plugin's identity: folder, part of addresses, name space of its data.
    pub id: PluginId,
    /// The name people see.
    pub name: String,
    /// One line about it; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its page; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub homepage_url: String,
    /// Where problems are reported; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub support_url: String,
    /// What is new in this version; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub release_notes_url: String,
    /// A picture in the bundle; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub icon_path: String,
    /// The plugin's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// The oldest server it runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_server_version: Option<Version>,
    /// The line of the contract it was built for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractVersion>,
    /// The part that runs in the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<Server>,
    /// The part that runs in the browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webapp: Option<Webapp>,
    /// The settings an administrator fills in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings_schema: Option<SettingsSchema>,
    /// Anything else its author wants to say.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub props: Map<String, Value>,
    /// What it asks to be allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<Capability>,
    /// The limits it asks for.
    #[serde(skip_serializing_if = "AskedLimits::is_empty")]
    pub limits: AskedLimits,
    /// What it is used as.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// The usual wishes of its hooks.
    #[serde(flatten)]
    pub(crate) hook_defaults: hooks::HookDefaults,
    /// Wishes of single hooks, by the hook's name in the contract.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) hooks: BTreeMap<String, hooks::HookEntry>,
}

/// What a plugin is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It answers hooks of the chat.
    Hook,
    /// It does one piece of work in a job.
    Step,
    /// It works on the result of a finished attempt.
    Processor,
    /// It turns web requests into events.
    Receiver,
    /// It takes items from a queue.
    Handler,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] = [Kind::Hook, Kind::Step, Kind::Processor, Kind::Receiver, Kind::Handler];

    /// The word in the manifest.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Hook => "hook",
            Kind::Step => "step",
            Kind::Processor => "processor",
            Kind::Receiver => "receiver",
            Kind::Handler => "handler",
        }
    }
}

/// A line of the contract: `0.1`, or with a patch `0.1.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContractVersion {
    /// Changes when plugins have to be changed.
    pub major: u16,
    /// Changes when something was added; while `major` is 0 it may also take away.
    pub minor: u16,
    /// Changes when nothing an author sees did.
    pub patch: u16,
}

impl ContractVersion {
    /// Reads `0.1` or `0.1.0`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| {
            let plain =
                text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
            text.parse::<u16>().ok().filter(|_| plain)
        };
        let mut parts = text.split('.').map(number);
        let (major, minor) = (parts.next()??, parts.next()??);
        let patch = match parts.next() {
            Some(patch) => patch?,
            None => 0,
        };
        parts.next().is_none().then_some(Self { major, minor, patch })
    }
}

impl std::fmt::Display for ContractVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl Serialize for ContractVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Manifest {
    /// Reads and checks a manifest; `name` is its file name and decides the language (`.json`, else YAML).
    ///
    /// # Errors
    /// All problems at once, each with its place, when at least one of them is an error.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Checked<Self>, Refusal> {
        let mut findings = Vec::new();
        match document::read(Self::language(name), bytes, &mut findings) {
            Some(value) => Self::finish(&value, findings),
            None => conclude(None, findings),
        }
    }

    /// Checks a manifest that is a tree of values already.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub fn from_value(value: &Value) -> Result<Checked<Self>, Refusal> {
        Self::finish(value, Vec::new())
    }

    /// Reads and checks the web part of a manifest alone, as if it had never spoken of a server part.
    ///
    /// # Errors
    /// As [`Manifest::read`], and when there is no web part.
    pub fn read_web_part(name: &str, bytes: &[u8]) -> Result<Checked<Self>, Refusal> {
        let mut findings = Vec::new();
        let Some(mut value) = document::read(Self::language(name), bytes, &mut findings) else {
            return conclude(None, findings);
        };
        if let Value::Object(map) = &mut value {
            for field in
                ["server", "capabilities", "limits", "kinds", "hooks", "policy", "priority", "contract"]
            {
                map.remove(field);
            }
            if map.get("webapp").is_none_or(Value::is_null) {
                findings.push(Finding::manifest(Code::NoWebPart, "webapp", "the plugin has no web part"));
                return conclude(None, findings);
            }
        }
        Self::finish(&value, findings)
    }

    /// What the plugin wishes for one hook, its own line first, the usual wishes next.
    #[must_use]
    pub fn hook(&self, name: &str) -> HookWish {
        hooks::wish(self.hooks.get(name), &self.hook_defaults)
    }

    /// The hooks that have a line of their own.
    pub fn declared_hooks(&self) -> impl Iterator<Item = &str> {
        self.hooks.keys().map(String::as_str)
    }

    fn language(name: &str) -> Language {
        if name.ends_with(".json") { Language::Json } else { Language::Yaml }
    }

    fn finish(value: &Value, mut findings: Vec<Finding>) -> Result<Checked<Self>, Refusal> {
        let found = Found::default();
        let manifest = Self::of(value, &found);
        findings.extend(found.into_inner());
        conclude(manifest, findings)
    }

    fn of(value: &Value, found: &Found) -> Option<Self> {
        let fields = Fields::of(value, String::new(), found)?;
        let id = PluginId::of(&fields);
        let name = fields.text("name", Length::Line).trim().to_owned();
        if name.is_empty() {
            fields.find(Code::NameMissing, "name", "the plugin has no name");
        }
        let server = parts::server(&fields);
        let capabilities = read_capabilities(&fields);
        let limits = AskedLimits::of(&fields);
        let kinds = kinds(&fields, server.as_ref().is_some_and(|server| server.component.is_some()));
        let (hook_defaults, hooks) = hooks::of(&fields);
        let manifest = Self {
            name,
            description: fields.text("description", Length::Text),
            homepage_url: address(&fields, "homepage_url"),
            support_url: address(&fields, "support_url"),
            release_notes_url: address(&fields, "release_notes_url"),
            icon_path: parts::path(&fields, "icon_path"),
            version: version(&fields, "version"),
            min_server_version: version(&fields, "min_server_version"),
            contract: contract(&fields),
            server,
            webapp: parts::webapp(&fields),
            settings_schema: settings::schema(&fields),
            props: props(&fields),
            capabilities,
            limits,
            kinds,
            hook_defaults,
            hooks,
            id: id.unwrap_or_else(PluginId::placeholder),
        };
        if manifest.version.is_none() && fields.value("version").is_none() {
            fields.find(Code::VersionMissing, "version", "the plugin has no version");
        }
        manifest.check_parts(&fields);
        fields.finish();
        Some(manifest)
    }

    fn check_parts(&self, fields: &Fields<'_>) {
        let has_server = fields.value("server").is_some();
        if !has_server && fields.value("webapp").is_none() {
            fields.find(Code::NoPart, "", "the plugin has neither a server part nor a web part");
        }
        if has_server {
            return;
        }
        for (name, present) in [
            ("capabilities", !self.capabilities.is_empty()),
            ("limits", !self.limits.is_empty()),
            ("kinds", !self.kinds.is_empty()),
            ("hooks", !self.hooks.is_empty()),
        ] {
            if present {
                let words = format!("`{name}` is about a server part, and there is none");
                fields.find(Code::ServerOnlyField, name, words);
            }
        }
    }
}

fn address(fields: &Fields<'_>, name: &'static str) -> String {
    let text = fields.text(name, Length::Text);
    if text.is_empty() {
        return text;
    }
    let good = url::Url::parse(&text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())
    });
    let whole = text.starts_with("http://") || text.starts_with("https://");
    if !good || !whole || text.contains(char::is_whitespace) {
        let words = format!("`{}` is not a web address", crate::finding::shown(&text));
        fields.found.push(Finding::manifest(Code::UrlInvalid, fields.path(name), words).value(&text));
    }
    text
}

fn version(fields: &Fields<'_>, name: &'static str) -> Option<Version> {
    let text = fields.text(name, Length::Line);
    if text.is_empty() {
        return None;
    }
    match Version::parse(&text) {
        Ok(version) => Some(version),
        Err(error) => {
            let words = format!("`{}` is not a version: {error}", crate::finding::shown(&text));
            fields.found.push(Finding::manifest(Code::VersionInvalid, fields.path(name), words).value(&text));
            None
        }
    }
}

fn contract(fields: &Fields<'_>) -> Option<ContractVersion> {
    let text = fields.text("contract", Length::Line);
    let contract = ContractVersion::parse(&text);
    if contract.is_none() && !text.is_empty() {
        let words = format!("`{}` is not a line of the contract", crate::finding::shown(&text));
        fields.found.push(Finding::manifest(Code::ContractInvalid, "contract", words).value(&text));
    }
    contract
}

fn props(fields: &Fields<'_>) -> Map<String, Value> {
    match fields.value("props") {
        Some(Value::Object(map)) => map.clone(),
        Some(other) => {
            fields.found.push(crate::fields::wrong_type("props", "an object", other));
            Map::new()
        }
        None => Map::new(),
    }
}

fn kinds(fields: &Fields<'_>, has_component: bool) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for (index, value) in fields.list("kinds").iter().enumerate() {
        let path = format!("kinds[{index}]");
        let Some(text) = crate::fields::text(value, &path, Length::Line, fields.found) else { continue };
        match Kind::ALL.into_iter().find(|kind| kind.as_str() == text) {
            Some(kind) if kinds.contains(&kind) => {
                let words = format!("the kind `{text}` is named twice");
                fields.found.push(Finding::manifest(Code::KindRepeated, path, words).value(&text));
            }
            Some(kind) => kinds.push(kind),
            None => {
                let words = format!("there is no kind `{}`", crate::finding::shown(&text));
                fields.found.push(Finding::manifest(Code::KindUnknown, path, words).value(&text));
            }
        }
    }
    if kinds.is_empty() && has_component {
        kinds.push(Kind::Hook);
    }
    kinds
}
