//! What a plugin may ask for: the grammar and the table of capabilities.
//!
//! `name` or `name:argument`, such as `posts:read`, `kv`, `http:api.github.com`, `plugins:call:todo`. Every row of the
//! table has the words an administrator reads and a risk. What was allowed is in `capability/grant.rs`, what changed
//! between versions in `capability/change.rs`. Whether a call may go on is asked elsewhere, with [`Grants::allows`].

mod change;
mod grant;
mod host;
mod table;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use change::{Change, GrantLine, GrantScreen, GrantState, changes};
pub use grant::{Denial, Grant, Grants, Need};
pub use table::{CapabilityKind, CapabilityRow, Risk};

use crate::code::Code;
use crate::fields::{self, Fields, Length};
use crate::finding::{Finding, shown};
use crate::manifest::PluginId;
use host::HostPattern;

/// What may follow a capability's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// A host, such as `api.github.com`, `*.example.com`, `api.example.com:8443`, or `*` for all.
    Host,
    /// A host or an address in the own network, such as `jira.internal` or `10.0.0.5:8080`; no stars.
    PrivateHost,
    /// The id of another plugin, or nothing for all.
    Plugin,
    /// A category of preferences, or nothing for all.
    Category,
}

/// One capability, as a manifest asks for it and an administrator allows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Capability {
    kind: CapabilityKind,
    scope: Scope,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Scope {
    Whole,
    Host(HostPattern),
    Named(String),
}

impl Capability {
    /// A capability without an argument.
    ///
    /// # Errors
    /// When its row needs an argument.
    pub fn plain(kind: CapabilityKind) -> Result<Self, Finding> {
        Self::parse(kind.as_str())
    }

    /// Reads a capability.
    ///
    /// # Errors
    /// An unknown name, or an argument that does not fit; the finding's place is `capabilities`.
    pub fn parse(text: &str) -> Result<Self, Finding> {
        let (kind, argument) = CapabilityKind::split(text).ok_or_else(|| unknown(text))?;
        let refuse = |reason: String| {
            let words = format!("`{}` cannot be asked for: {reason}", shown(text));
            Finding::manifest(Code::CapabilityArgument, "capabilities", words).value(text)
        };
        let scope = match (kind.row().argument, argument) {
            (Argument::None, None) | (Argument::Plugin | Argument::Category, None) => Scope::Whole,
            (Argument::None, Some(_)) => return Err(refuse(format!("`{kind}` takes no argument"))),
            (Argument::Host | Argument::PrivateHost, None) => {
                return Err(refuse(format!("`{kind}` needs a host, such as `{}`", kind.row().example)));
            }
            (Argument::Host, Some(host)) => Scope::Host(HostPattern::parse(host).map_err(refuse)?),
            (Argument::PrivateHost, Some(host)) => {
                Scope::Host(HostPattern::parse_private(host).map_err(refuse)?)
            }
            (Argument::Plugin, Some(id)) => match PluginId::parse(id) {
                Ok(id) => Scope::Named(id.as_str().to_owned()),
                Err(finding) => return Err(refuse(finding.words)),
            },
            (Argument::Category, Some(category)) => Scope::Named(category_name(category).map_err(refuse)?),
        };
        Ok(Self { kind, scope })
    }

    /// Its row.
    #[must_use]
    pub const fn kind(&self) -> CapabilityKind {
        self.kind
    }

    /// What it lets a plugin do, in words that follow “may”: “call api.github.com”.
    #[must_use]
    pub fn words(&self) -> String {
        let row = self.kind.row();
        match &self.scope {
            Scope::Whole => row.words.to_owned(),
            Scope::Host(host) if host.is_everything() => row.words.to_owned(),
            Scope::Host(host) => row.words_with.replace("{}", &host.words()),
            Scope::Named(name) => row.words_with.replace("{}", name),
        }
    }

    /// How much harm it could do.
    #[must_use]
    pub fn risk(&self) -> Risk {
        match &self.scope {
            Scope::Host(host) if host.is_everything() => Risk::High,
            Scope::Named(_) => self.kind.row().risk.min(Risk::Medium),
            _ => self.kind.row().risk,
        }
    }

    /// Whether an administrator must allow it by its name, not by one click on all that is asked.
    #[must_use]
    pub fn needs_explicit_grant(&self) -> bool {
        self.kind.row().explicit || matches!(&self.scope, Scope::Host(host) if host.is_everything())
    }

    /// Whether allowing this one allows the other too: `http:*.example.com` covers `http:api.example.com`.
    #[must_use]
    pub fn covers(&self, other: &Capability) -> bool {
        self.kind == other.kind
            && match (&self.scope, &other.scope) {
                (Scope::Whole, _) => true,
                (Scope::Host(mine), Scope::Host(theirs)) => mine.covers(theirs),
                (Scope::Named(mine), Scope::Named(theirs)) => mine == theirs,
                _ => false,
            }
    }
}

fn category_name(category: &str) -> Result<String, String> {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.".contains(&byte);
    if (1..=32).contains(&category.len()) && category.bytes().all(good) {
        return Ok(category.to_owned());
    }
    Err(format!("the category `{}` is not 1 to 32 of a-z, digits, `_`, `-`, `.`", shown(category)))
}

fn unknown(text: &str) -> Finding {
    let close = CapabilityKind::all()
        .map(|kind| (strsim::normalized_damerau_levenshtein(kind.as_str(), text), kind))
        .filter(|(likeness, _)| *likeness > 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let meant = close.map(|(_, kind)| format!("; did you mean `{kind}`?")).unwrap_or_default();
    let words = format!("there is no capability `{}`{meant}", shown(text));
    let finding = Finding::manifest(Code::CapabilityUnknown, "capabilities", words).value(text);
    if text.starts_with("https:") {
        return finding.advice("write `http:` and the host alone; it covers https, which is what is used");
    }
    finding
}

/// The list in a manifest.
pub(crate) fn read_capabilities(manifest: &Fields<'_>) -> Vec<Capability> {
    let mut asked: Vec<Capability> = Vec::new();
    for (index, value) in manifest.list("capabilities").iter().enumerate() {
        let path = format!("capabilities[{index}]");
        let Some(text) = fields::text(value, &path, Length::Line, manifest.found) else { continue };
        let place = crate::Place::Manifest(path.clone());
        let capability = match Capability::parse(&text) {
            Ok(capability) => capability,
            Err(finding) => {
                manifest.found.push(Finding { place, ..finding });
                continue;
            }
        };
        if asked.contains(&capability) {
            let words = format!("`{capability}` is asked for twice");
            manifest.found.push(Finding::manifest(Code::CapabilityRepeated, path, words).value(&text));
            continue;
        }
        if capability.needs_explicit_grant() {
            let words = format!("`{capability}` lets the plugin {}", capability.words());
            manifest.found.push(Finding::manifest(Code::CapabilityExplicit, path, words).value(&text));
        }
        asked.push(capability);
    }
    asked
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        match &self.scope {
            Scope::Whole => Ok(()),
            Scope::Host(host) => write!(f, ":{host}"),
            Scope::Named(name) => write!(f, ":{name}"),
        }
    }
}

impl std::str::FromStr for Capability {
    type Err = Finding;

    fn from_str(text: &str) -> Result<Self, Finding> {
        Self::parse(text)
    }
}

impl Serialize for Capability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Capability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|finding| serde::de::Error::custom(finding.words))
    }
}
