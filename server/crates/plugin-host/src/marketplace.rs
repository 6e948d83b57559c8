//! The marketplace: a static JSON document, `[{"manifest": {…}, "download_url": "https://…", …}]`, at
//! `PluginSettings.MarketplaceURL`, and what is installed here beside it. An entry may carry its bundle's signature as
//! `signature`: the text of the `.minisig` file, as it is or in Base64.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chinwag_model::{AppError, AppResult};
use chinwag_outside::OutRequest;
use chinwag_plugin_contract::Listed;
use semver::Version;
use serde_json::{Value, json};

use crate::{host_inner::Inner, install::is_signature};

/// Most bytes of the document.
const INDEX_MAX: u64 = 4 << 20;

/// What the marketplace has of a plugin.
pub(crate) struct Offer {
    /// Where its bundle lies.
    pub(crate) url: String,
    /// Its signature, where the entry carries one.
    pub(crate) signature: Option<String>,
}

impl Inner {
    async fn index(&self) -> AppResult<Vec<Value>> {
        let settings = self.keeping.plugin_settings();
        if !settings.enable_marketplace {
            return Err(AppError::not_implemented(
                "app.plugin.marketplace_disabled.app_error",
                "The marketplace is switched off (PluginSettings.EnableMarketplace).",
            ));
        }
        if settings.marketplace_url.is_empty() {
            return Ok(Vec::new());
        }
        let failed = |why: String| {
            AppError::new(
                500,
                "app.plugin.marketplace_client.failed_to_fetch",
                format!("The marketplace at {} could not be read: {why}", settings.marketplace_url),
            )
        };
        let mut request = OutRequest::get(&settings.marketplace_url);
        request.max_answer_bytes = Some(INDEX_MAX);
        let client = (self.http)(None).map_err(failed)?;
        let answer = client.send(request).await.map_err(|e| failed(e.to_string()))?;
        if !answer.status.is_success() {
            return Err(failed(format!("it answered {}.", answer.status)));
        }
        serde_json::from_slice(&answer.body).map_err(|e| failed(e.to_string()))
    }

    /// Entries whose name, id or description holds the words, with the version that is installed here.
    pub(crate) async fn marketplace(&self, filter: &str, listed: Listed) -> AppResult<Vec<Value>> {
        let mut entries = if listed == Listed::Everything { self.index().await? } else { Vec::new() };
        let installed = self.installed.lock().clone();
        for one in installed.values() {
            let id = one.manifest.id.as_str();
            if !entries.iter().any(|entry| entry["manifest"]["id"] == id) {
                entries.push(json!({"manifest": &*one.manifest, "download_url": "", "labels": []}));
            }
        }
        let filter = filter.to_lowercase();
        entries.retain(|entry| {
            ["id", "name", "description"].iter().any(|key| {
                entry["manifest"][key].as_str().is_some_and(|text| text.to_lowercase().contains(&filter))
            })
        });
        for entry in &mut entries {
            let id = entry["manifest"]["id"].as_str().unwrap_or_default();
            let version = installed.get(id).map(|one| one.record.version.clone()).unwrap_or_default();
            entry["installed_version"] = version.into();
        }
        entries.sort_by_key(|entry| entry["manifest"]["name"].as_str().unwrap_or_default().to_lowercase());
        Ok(entries)
    }

    /// Where an entry's bundle lies: that of the version, or of the newest.
    pub(crate) async fn offer(&self, id: &str, version: &str) -> AppResult<Offer> {
        let entries = self.index().await?;
        let fits = |entry: &&Value| {
            entry["manifest"]["id"] == id && (version.is_empty() || entry["manifest"]["version"] == version)
        };
        let newest = entries.iter().filter(fits).max_by_key(|entry| {
            entry["manifest"]["version"].as_str().and_then(|text| Version::parse(text).ok())
        });
        let url = newest.and_then(|entry| entry["download_url"].as_str()).filter(|url| !url.is_empty());
        let Some(url) = url else {
            return Err(AppError::new(
                500,
                "app.plugin.marketplace_plugins.not_found.app_error",
                format!("The marketplace has no plugin `{id}` {version}."),
            ));
        };
        let signature = newest.and_then(|entry| entry["signature"].as_str()).and_then(signature);
        Ok(Offer { url: url.to_owned(), signature })
    }
}

/// An entry's signature, if it is one of ours: indexes written for other servers carry other kinds.
fn signature(given: &str) -> Option<String> {
    if is_signature(given) {
        return Some(given.to_owned());
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(given.trim()).ok()?).ok()?;
    is_signature(&text).then_some(text)
}
