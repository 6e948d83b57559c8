//! What a plugin wishes for its hooks: order, what happens when it fails, durable delivery.
//!
//! Which hooks there are is the contract's business; here a hook is a name. `upgrade.rs` compares the names with what
//! a component exports.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::code::Code;
use crate::fields::{Fields, Length};
use crate::finding::{Finding, shown};

/// What happens to the request when a plugin's hook fails or is late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// The request goes on without it.
    #[default]
    Open,
    /// The request is refused, and the plugin named.
    Closed,
}

/// How events reach a hook that nobody waits for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Through a bounded mailbox; lost when the server stops or the mailbox is full.
    #[default]
    Mailbox,
    /// From a cursor in the database: at least once, in order.
    Durable,
}

/// What a plugin wishes for one hook.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HookWish {
    /// What happens when it fails.
    pub policy: Policy,
    /// Its place among plugins: smaller numbers come first, then ids in their order.
    pub priority: i32,
    /// How events reach it.
    pub delivery: Delivery,
}

/// The wishes for hooks that have no line of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct HookDefaults {
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<Policy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<i32>,
}

/// The line of one hook.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct HookEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<Policy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    durable: Option<bool>,
}

pub(super) fn wish(entry: Option<&HookEntry>, defaults: &HookDefaults) -> HookWish {
    let entry = entry.copied().unwrap_or_default();
    HookWish {
        policy: entry.policy.or(defaults.policy).unwrap_or_default(),
        priority: entry.priority.or(defaults.priority).unwrap_or_default(),
        delivery: if entry.durable == Some(true) { Delivery::Durable } else { Delivery::Mailbox },
    }
}

pub(super) fn of(manifest: &Fields<'_>) -> (HookDefaults, BTreeMap<String, HookEntry>) {
    let defaults = HookDefaults { policy: policy(manifest), priority: priority(manifest) };
    let mut hooks = BTreeMap::new();
    let Some(map) = manifest.object("hooks") else { return (defaults, hooks) };
    for (name, value) in map.every() {
        let path = map.path(&shown(name));
        if !is_hook_name(name) {
            let words = format!("`{}` is not the form of a hook's name", shown(name));
            map.found.push(Finding::manifest(Code::HookName, &path, words).value(name));
        }
        let Some(fields) = Fields::of(value, path, map.found) else { continue };
        let entry = HookEntry {
            policy: policy(&fields),
            priority: priority(&fields),
            durable: fields.flag("durable"),
        };
        fields.finish();
        hooks.insert(name.clone(), entry);
    }
    (defaults, hooks)
}

fn policy(fields: &Fields<'_>) -> Option<Policy> {
    let text = fields.text("policy", Length::Line);
    match text.as_str() {
        "" => None,
        "open" => Some(Policy::Open),
        "closed" => Some(Policy::Closed),
        other => {
            let words = format!("there is no policy `{}`", shown(other));
            let finding = Finding::manifest(Code::PolicyUnknown, fields.path("policy"), words);
            fields.found.push(finding.value(other));
            None
        }
    }
}

fn priority(fields: &Fields<'_>) -> Option<i32> {
    fields.whole("priority", -1000..=1000).and_then(|priority| i32::try_from(priority).ok())
}

fn is_hook_name(name: &str) -> bool {
    let word = |word: &str| {
        word.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.len() <= 64 && name.split('-').all(word)
}
