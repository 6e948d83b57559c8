//! What changed between what a plugin asked before and asks now, and the screen on which an administrator decides.

use std::fmt;

use serde::Serialize;

use super::{Capability, Grants, Risk};
use crate::manifest::Manifest;

/// The difference between two lists of capabilities.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Asked for now and not covered by anything asked before.
    pub new: Vec<Capability>,
    /// Asked for before and not covered by anything asked now.
    pub gone: Vec<Capability>,
}

/// What changed from one version's list to the next one's.
#[must_use]
pub fn changes(before: &[Capability], now: &[Capability]) -> Change {
    let without = |list: &[Capability], others: &[Capability]| {
        let alone = |one: &&Capability| !others.iter().any(|other| other.covers(one));
        list.iter().filter(alone).cloned().collect()
    };
    Change { new: without(now, before), gone: without(before, now) }
}

/// How a line of the screen stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantState {
    /// Allowed already.
    Granted,
    /// Waits for an administrator.
    Waits,
    /// Allowed, and not asked for any more.
    Gone,
}

/// One line of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GrantLine {
    /// The capability.
    pub capability: Capability,
    /// A sentence: “may call api.github.com”.
    pub words: String,
    /// How much harm it could do.
    pub risk: Risk,
    /// How it stands.
    pub state: GrantState,
    /// Whether it must be allowed by name.
    pub explicit: bool,
}

/// What an administrator sees before a plugin is enabled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GrantScreen {
    /// The plugin's id.
    pub plugin: String,
    /// Its name and version.
    pub title: String,
    /// What waits first, the riskiest first within each state.
    pub lines: Vec<GrantLine>,
}

impl GrantScreen {
    /// The screen for a manifest and what was allowed so far.
    #[must_use]
    pub fn new(manifest: &Manifest, grants: &Grants) -> Self {
        let line = |capability: &Capability, state| GrantLine {
            capability: capability.clone(),
            words: format!("may {}", capability.words()),
            risk: capability.risk(),
            state,
            explicit: capability.needs_explicit_grant(),
        };
        let asked = &manifest.capabilities;
        let mut lines: Vec<_> = asked
            .iter()
            .map(|capability| match grants.covers(capability) {
                true => line(capability, GrantState::Granted),
                false => line(capability, GrantState::Waits),
            })
            .collect();
        let allowed: Vec<_> = grants.as_slice().iter().map(|grant| grant.capability.clone()).collect();
        lines.extend(
            changes(&allowed, asked).gone.iter().map(|capability| line(capability, GrantState::Gone)),
        );
        let rank = |state| match state {
            GrantState::Waits => 0,
            GrantState::Granted => 1,
            GrantState::Gone => 2,
        };
        lines.sort_by_key(|line| (rank(line.state), std::cmp::Reverse(line.risk), line.capability.clone()));
        let version = manifest.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        Self { plugin: manifest.id.to_string(), title: format!("{}{version}", manifest.name), lines }
    }

    /// Whether somebody has to decide before this version may run.
    #[must_use]
    pub fn needs_consent(&self) -> bool {
        self.lines.iter().any(|line| line.state == GrantState::Waits)
    }

    /// What one click on “allow” allows: all that waits and need not be named.
    pub fn allowed_at_once(&self) -> impl Iterator<Item = &Capability> {
        let at_once = |line: &&GrantLine| line.state == GrantState::Waits && !line.explicit;
        self.lines.iter().filter(at_once).map(|line| &line.capability)
    }
}

impl fmt::Display for GrantScreen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plugin = &self.plugin;
        if self.lines.is_empty() {
            return writeln!(f, "{} ({plugin}) asks for nothing.", self.title);
        }
        for (state, head) in [
            (GrantState::Waits, "asks to be allowed"),
            (GrantState::Granted, "is allowed already"),
            (GrantState::Gone, "no longer asks for"),
        ] {
            let lines: Vec<_> = self.lines.iter().filter(|line| line.state == state).collect();
            if lines.is_empty() {
                continue;
            }
            writeln!(f, "{} ({plugin}) {head}:", self.title)?;
            for line in lines {
                let by_name = match line.explicit && state == GrantState::Waits {
                    true => format!(", to be allowed by name: wag plugin grant {plugin} {}", line.capability),
                    false => String::new(),
                };
                let risk = line.risk.as_str();
                writeln!(f, "  {} — {} (risk: {risk}{by_name})", line.capability, line.words)?;
            }
        }
        Ok(())
    }
}
