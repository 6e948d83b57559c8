//! The configuration (`config.json`): sections and names as Mattermost has them where the meaning is the same.
//!
//! Sections and keys that are not listed here are kept as they are, so that a file from elsewhere survives a
//! round trip. Overrides by environment variables are the binary's business. Sections live in [`sections`].

mod sections;
mod service;

pub use sections::*;
pub use service::ServiceSettings;

use serde_json::Value;

impl Config {
    /// Secrets are replaced by this text when the configuration is shown; a client that sends it back changes nothing.
    pub const MASK: &str = "********************************";

    /// Places of secrets: section and key.
    pub const SECRETS: [(&str, &str); 5] = [
        ("SqlSettings", "DataSource"),
        ("FileSettings", "PublicLinkSalt"),
        ("FileSettings", "AmazonS3SecretAccessKey"),
        ("EmailSettings", "SMTPPassword"),
        ("EmailSettings", "PushNotificationServerKey"),
    ];

    /// Secret settings of plugins are stored sealed, as texts that begin so.
    pub const SEALED: &str = "sealed:";

    /// The configuration as JSON with its secrets masked.
    #[must_use]
    pub fn masked(&self) -> Value {
        let mut json = serde_json::to_value(self).unwrap_or_default();
        for (section, key) in Self::SECRETS {
            if let Some(Value::String(secret)) = json.pointer_mut(&format!("/{section}/{key}"))
                && !secret.is_empty()
            {
                Self::MASK.clone_into(secret);
            }
        }
        for (_, _, value) in plugin_settings(&mut json) {
            if value.as_str().is_some_and(|text| text.starts_with(Self::SEALED)) {
                *value = Self::MASK.into();
            }
        }
        json
    }

    /// Puts the secrets of `self` where `new` holds the mask.
    #[must_use]
    pub fn unmask(&self, mut new: Value) -> Value {
        let own = serde_json::to_value(self).unwrap_or_default();
        for (section, key) in Self::SECRETS {
            let path = format!("/{section}/{key}");
            if let Some(slot) = new.pointer_mut(&path)
                && slot.as_str() == Some(Self::MASK)
            {
                *slot = own.pointer(&path).cloned().unwrap_or_default();
            }
        }
        for (plugin, key, value) in plugin_settings(&mut new) {
            if value.as_str() == Some(Self::MASK) {
                *value = own["PluginSettings"]["Plugins"][&plugin][&key].clone();
            }
        }
        new
    }
}

/// Every setting of every plugin: plugin, key, value.
fn plugin_settings(config: &mut Value) -> impl Iterator<Item = (String, String, &mut Value)> {
    let plugins = config.pointer_mut("/PluginSettings/Plugins").and_then(Value::as_object_mut);
    plugins.into_iter().flatten().flat_map(|(plugin, settings)| {
        let settings = settings.as_object_mut().into_iter().flatten();
        settings.map(move |(key, value)| (plugin.clone(), key.clone(), value))
    })
}

/// Lays `patch` over `base`: objects are merged, everything else is replaced.
pub fn merge(base: &mut Value, patch: &Value) {
    match (base, patch) {
        (Value::Object(base), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (base, patch) => *base = patch.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_unknown_keys_survives_and_missing_keys_get_defaults() {
        let text = r#"{"ServiceSettings":{"SiteURL":"http://x","Odd":1},"FutureSettings":{"A":true}}"#;
        let config: Config = serde_json::from_str(text).unwrap();
        assert_eq!(config.ServiceSettings.listen_address, ":8065");
        let back = serde_json::to_value(&config).unwrap();
        assert_eq!(back["ServiceSettings"]["Odd"], 1);
        assert_eq!(back["FutureSettings"]["A"], true);
        assert_eq!(back["TeamSettings"]["SiteName"], "Chinwag");
    }

    #[test]
    fn a_secret_is_shown_masked_and_the_mask_sent_back_changes_nothing() {
        let mut config = Config::default();
        config.EmailSettings.smtp_password = "hunter2".into();
        let shown = config.masked();
        assert_eq!(shown["EmailSettings"]["SMTPPassword"], Config::MASK);
        let back: Config = serde_json::from_value(config.unmask(shown)).unwrap();
        assert_eq!(back, config);
    }

    #[test]
    fn a_plugins_sealed_secret_is_shown_masked_and_what_is_open_stays_open() {
        let text =
            r#"{"PluginSettings":{"Plugins":{"github":{"secret":"sealed:abc","org":"crew","many":3}}}}"#;
        let config: Config = serde_json::from_str(text).unwrap();
        let shown = config.masked();
        assert_eq!(shown["PluginSettings"]["Plugins"]["github"]["secret"], Config::MASK);
        assert_eq!(shown["PluginSettings"]["Plugins"]["github"]["org"], "crew");
        let back: Config = serde_json::from_value(config.unmask(shown)).unwrap();
        assert_eq!(back, config);
    }
}
