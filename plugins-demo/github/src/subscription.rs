//! Which channel wants to hear of which repository.

use chinwag_plugin::prelude::*;

const PREFIX: &str = "repository:";

/// `owner/name` in lower case, as GitHub compares them.
pub(crate) fn repository(text: &str) -> Result<String> {
    let good = |part: &str| {
        // Two dots would lead to another place of the address that is asked.
        (1..=100).contains(&part.len())
            && !part.starts_with('.')
            && part.bytes().all(|one| one.is_ascii_alphanumeric() || b"-_.".contains(&one))
    };
    match text.split_once('/') {
        Some((owner, name)) if good(owner) && good(name) && text.len() <= 130 => {
            Ok(text.to_ascii_lowercase())
        }
        _ => {
            Err(Error::bad_request("github.repository", format!("`{text}` is no repository: `owner/name`.")))
        }
    }
}

fn key(repository: &str) -> String {
    format!("{PREFIX}{}", repository.to_ascii_lowercase())
}

pub(crate) fn channels_of(repository: &str) -> Result<Vec<String>> {
    Ok(kv::get(&key(repository))?.unwrap_or_default())
}

pub(crate) fn add(repository: &str, channel_id: &str) -> Result<()> {
    let added = kv::update(&key(repository), |channels: &mut Vec<String>| {
        if !channels.iter().any(|one| one == channel_id) {
            channels.push(channel_id.to_owned());
        }
        Ok(())
    });
    added.map(drop)
}

pub(crate) fn remove(repository: &str, channel_id: &str) -> Result<()> {
    let left = kv::update(&key(repository), |channels: &mut Vec<String>| {
        let before = channels.len();
        channels.retain(|one| one != channel_id);
        if channels.len() == before {
            let words = format!("This channel does not hear of {repository}.");
            return Err(Error::not_found("github.subscription", words));
        }
        Ok(())
    })?;
    if left.is_empty() {
        kv::delete(&key(repository))?;
    }
    Ok(())
}

/// What a channel hears of.
pub(crate) fn of_channel(channel_id: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for key in kv::keys(PREFIX)? {
        let repository = key.trim_start_matches(PREFIX);
        if channels_of(repository)?.iter().any(|one| one == channel_id) {
            found.push(repository.to_owned());
        }
    }
    Ok(found)
}
