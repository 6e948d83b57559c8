//! What was asked, counted: one key a hook, so that hooks do not wait for each other.

use std::collections::BTreeMap;

use chinwag_plugin::prelude::*;
use serde::Deserialize;

const PREFIX: &str = "seen:";

#[derive(Deserialize, Default)]
#[serde(default)]
struct Settings {
    record: bool,
}

/// Counts a hook, when the administrator wants it. That counting failed is no reason to fail the hook.
pub(crate) fn count(hook: &str) {
    if !config::read::<Settings>().unwrap_or_default().record {
        return;
    }
    let counted = kv::update(&format!("{PREFIX}{hook}"), |count: &mut u64| {
        *count += 1;
        Ok(())
    });
    if let Err(error) = counted {
        log::warn!("a hook was not counted: {error}"; hook);
    }
}

/// How often each hook was asked.
pub(crate) fn all() -> Result<BTreeMap<String, u64>> {
    let keys = kv::keys(PREFIX)?;
    let mut all = BTreeMap::new();
    for some in keys.chunks(100) {
        for (key, count) in some.iter().zip(kv::get_many::<u64>(some)?) {
            all.insert(key.trim_start_matches(PREFIX).to_owned(), count.unwrap_or_default());
        }
    }
    Ok(all)
}
