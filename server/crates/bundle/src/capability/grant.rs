//! What an administrator allowed, the question whether that is enough, and the words when it is not.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Argument, Capability, CapabilityKind, HostPattern, Scope};

/// One thing an administrator allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What is allowed.
    pub capability: Capability,
    /// The id of the person who allowed it.
    pub granted_by: String,
    /// When, in milliseconds since 1970.
    pub granted_at: i64,
}

/// What one call needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need<'a> {
    kind: CapabilityKind,
    on: On<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On<'a> {
    Whole,
    Host { host: &'a str, port: u16 },
    Named(&'a str),
}

impl<'a> Need<'a> {
    /// A capability that takes no argument, or all of one that does.
    #[must_use]
    pub const fn of(kind: CapabilityKind) -> Self {
        Self { kind, on: On::Whole }
    }

    /// A connection to a host on the internet.
    #[must_use]
    pub const fn http(host: &'a str, port: u16) -> Self {
        Self { kind: CapabilityKind::Http, on: On::Host { host, port } }
    }

    /// A connection to a host in the own network.
    #[must_use]
    pub const fn http_private(host: &'a str, port: u16) -> Self {
        Self { kind: CapabilityKind::HttpPrivate, on: On::Host { host, port } }
    }

    /// A call of another plugin.
    #[must_use]
    pub const fn call_plugin(id: &'a str) -> Self {
        Self { kind: CapabilityKind::PluginsCall, on: On::Named(id) }
    }

    /// Reading preferences of a category.
    #[must_use]
    pub const fn read_preferences(category: &'a str) -> Self {
        Self { kind: CapabilityKind::PreferencesRead, on: On::Named(category) }
    }

    /// Changing preferences of a category.
    #[must_use]
    pub const fn write_preferences(category: &'a str) -> Self {
        Self { kind: CapabilityKind::PreferencesWrite, on: On::Named(category) }
    }

    /// The narrowest capability that is enough. `None` when no capability could allow it, such as a host whose name
    /// no manifest can write.
    #[must_use]
    pub fn capability(&self) -> Option<Capability> {
        let text = match self.on {
            On::Whole if matches!(self.kind.row().argument, Argument::Host) => format!("{}:*", self.kind),
            On::Whole => self.kind.to_string(),
            On::Host { host, port } if host.contains(':') => {
                format!("{}:[{}]:{port}", self.kind, host.trim_matches(['[', ']']))
            }
            On::Host { host, port: 443 | 80 } => format!("{}:{host}", self.kind),
            On::Host { host, port } => format!("{}:{host}:{port}", self.kind),
            On::Named(name) => format!("{}:{name}", self.kind),
        };
        Capability::parse(&text).ok()
    }
}

/// All that one plugin was allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    grants: Vec<Grant>,
    /// The kinds that are allowed as a whole, one bit each: the question costs a bit test.
    whole: u64,
}

impl Grants {
    /// The grants of a plugin.
    #[must_use]
    pub fn new(grants: Vec<Grant>) -> Self {
        let mut whole = 0;
        for grant in &grants {
            let all = match &grant.capability.scope {
                Scope::Whole => true,
                Scope::Host(host) => host.is_everything(),
                Scope::Named(_) => false,
            };
            if all {
                whole |= grant.capability.kind.bit();
            }
        }
        Self { grants, whole }
    }

    /// Whether a call may go on.
    #[must_use]
    pub fn allows(&self, need: &Need<'_>) -> bool {
        if self.whole & need.kind.bit() != 0 {
            return true;
        }
        let scopes = self.grants.iter().filter(|grant| grant.capability.kind == need.kind);
        scopes.map(|grant| &grant.capability.scope).any(|scope| match (scope, need.on) {
            (Scope::Host(pattern), On::Host { host, port }) => HostPattern::matches(pattern, host, port),
            (Scope::Named(mine), On::Named(name)) => mine == name,
            _ => false,
        })
    }

    /// Whether any grant of this kind is there, whatever its argument: whether an import of the contract may be
    /// linked at all.
    #[must_use]
    pub fn allows_some(&self, kind: CapabilityKind) -> bool {
        self.grants.iter().any(|grant| grant.capability.kind == kind)
    }

    /// What of the asked is not allowed yet.
    #[must_use]
    pub fn missing(&self, asked: &[Capability]) -> Vec<Capability> {
        asked.iter().filter(|asked| !self.covers(asked)).cloned().collect()
    }

    /// Whether all of a capability is allowed.
    #[must_use]
    pub fn covers(&self, asked: &Capability) -> bool {
        self.grants.iter().any(|grant| grant.capability.covers(asked))
    }

    /// The grants, as they were given.
    #[must_use]
    pub fn as_slice(&self) -> &[Grant] {
        &self.grants
    }
}

impl Serialize for Grants {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.grants.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Grants {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::new)
    }
}

/// Why a call did not go on: its words name the line of the manifest and the command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Denial {
    /// The plugin that called.
    pub plugin: String,
    /// What would have been enough; `None` when nothing would.
    pub needed: Option<Capability>,
    /// The kind of what it needed.
    pub kind: CapabilityKind,
    asked: Asked,
    tried: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Yes,
    No,
}

impl Denial {
    /// The denial of a need; `asked` is what the plugin's manifest asks for.
    #[must_use]
    pub fn new(plugin: &str, need: &Need<'_>, asked: &[Capability]) -> Self {
        let needed = need.capability();
        let is_asked = needed.as_ref().is_some_and(|needed| asked.iter().any(|asked| asked.covers(needed)));
        let tried = match (&needed, need.on) {
            (Some(needed), _) => needed.words(),
            (None, On::Host { host, port }) => {
                format!("call `{}` on port {port}", crate::finding::shown(host))
            }
            (None, On::Named(name)) => need.kind.row().words_with.replace("{}", &crate::finding::shown(name)),
            (None, On::Whole) => need.kind.row().words.to_owned(),
        };
        let asked = if is_asked { Asked::Yes } else { Asked::No };
        Self { plugin: plugin.to_owned(), needed, kind: need.kind, asked, tried }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plugin = &self.plugin;
        write!(f, "plugin {plugin} may not {}: ", self.tried)?;
        match (&self.needed, self.asked) {
            (None, _) => f.write_str("no capability allows this"),
            (Some(needed), Asked::Yes) => {
                write!(
                    f,
                    "it asks for `{needed}`, and an administrator allows it with `wag plugin grant {plugin} {needed}`"
                )
            }
            (Some(needed), Asked::No) => write!(
                f,
                "add \"{needed}\" to \"capabilities\" in plugin.json, then `wag plugin grant {plugin} {needed}`"
            ),
        }
    }
}
