//! The configuration in force, where it is kept, and how it is changed.

use std::{path::PathBuf, sync::Arc};

use arc_swap::ArcSwap;
use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult,
    config::{Config, merge},
};
use parking_lot::Mutex;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::App;

/// Settings, the file they are saved in (if any), and overrides that win over the file and are never saved.
pub struct ConfigFile {
    path: Option<PathBuf>,
    /// What the file says.
    saved: Mutex<Config>,
    /// Laid over what the file says (environment variables).
    overrides: Value,
    current: ArcSwap<InForce>,
}

struct InForce {
    config: Arc<Config>,
    hash: String,
}

impl InForce {
    fn new(config: Config) -> Self {
        let json = serde_json::to_vec(&config).unwrap_or_default();
        Self { hash: hex::encode(&Sha256::digest(json)[..16]), config: Arc::new(config) }
    }
}

impl ConfigFile {
    /// Settings that are saved nowhere (tests).
    #[must_use]
    pub fn in_memory(config: Config) -> Self {
        Self {
            path: None,
            overrides: Value::Null,
            current: ArcSwap::from_pointee(InForce::new(config.clone())),
            saved: Mutex::new(config),
        }
    }

    /// Settings of a file. `overrides` is an object of sections; see [`merge`].
    ///
    /// # Errors
    /// When the overrides do not fit the settings' types.
    pub fn of_file(path: PathBuf, config: Config, overrides: Value) -> Result<Self, serde_json::Error> {
        let current = InForce::new(overlay(&config, &overrides)?);
        Ok(Self {
            path: Some(path),
            overrides,
            current: ArcSwap::from_pointee(current),
            saved: Mutex::new(config),
        })
    }

    /// The settings in force.
    #[must_use]
    pub fn current(&self) -> Arc<Config> {
        self.current.load().config.clone()
    }

    /// Which keys the environment sets: an object of sections of `true`s.
    #[must_use]
    pub fn overridden(&self) -> Value {
        let mut marks = self.overrides.clone();
        if let Value::Object(sections) = &mut marks {
            for section in sections.values_mut().filter_map(Value::as_object_mut) {
                section.values_mut().for_each(|value| *value = Value::Bool(true));
            }
        }
        if marks.is_null() { Value::Object(serde_json::Map::new()) } else { marks }
    }

    /// Makes `new` the saved settings and puts them into force.
    fn replace(&self, new: Config) -> AppResult<()> {
        let mut saved = self.saved.lock();
        let current = overlay(&new, &self.overrides).map_err(AppError::internal)?;
        if let Some(path) = &self.path {
            write_file(path, &new).map_err(|e| {
                AppError::new(
                    500,
                    "app.config.save.app_error",
                    format!("The configuration could not be saved: {e}."),
                )
            })?;
        }
        *saved = new;
        self.current.store(Arc::new(InForce::new(current)));
        Ok(())
    }

    /// Reads the file again.
    fn reload(&self) -> AppResult<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let refuse = |e: String| {
            AppError::bad_request(
                "app.config.load.app_error",
                format!("The configuration file could not be read: {e}. The settings in force stay."),
            )
        };
        let text = std::fs::read_to_string(path).map_err(|e| refuse(e.to_string()))?;
        let new: Config = serde_json::from_str(&text).map_err(|e| refuse(e.to_string()))?;
        check_config(&new)?;
        let current = overlay(&new, &self.overrides).map_err(AppError::internal)?;
        *self.saved.lock() = new;
        self.current.store(Arc::new(InForce::new(current)));
        Ok(())
    }
}

fn overlay(config: &Config, overrides: &Value) -> Result<Config, serde_json::Error> {
    if overrides.is_null() {
        return Ok(config.clone());
    }
    let mut json = serde_json::to_value(config)?;
    merge(&mut json, overrides);
    serde_json::from_value(json)
}

/// Writes beside the file and renames, so that a crash leaves the old or the new one.
fn write_file(path: &std::path::Path, config: &Config) -> std::io::Result<()> {
    let beside = path.with_extension("json.new");
    std::fs::write(&beside, serde_json::to_vec_pretty(config)?)?;
    std::fs::rename(beside, path)
}

/// Checks settings for values that cannot work.
///
/// # Errors
/// 400 with section, key, value and what is allowed.
pub fn check_config(config: &Config) -> AppResult<()> {
    let refuse = |key: &str, value: &str, allowed: &str| {
        Err(AppError::bad_request(
            "model.config.is_valid.app_error",
            format!("Setting {key} is `{value}`; it must be {allowed}."),
        ))
    };
    let service = &config.ServiceSettings;
    let site = service.site_url.as_str();
    if !site.is_empty() && url::Url::parse(site).map_or(true, |u| !matches!(u.scheme(), "http" | "https")) {
        return refuse(
            "ServiceSettings.SiteURL",
            site,
            "empty or an address that begins with http:// or https://",
        );
    }
    for (key, value) in durations(config) {
        if value < 0 {
            return refuse(key, &value.to_string(), "0 or more");
        }
    }
    let min = config.PasswordSettings.minimum_length;
    if !(5..=72).contains(&min) {
        return refuse("PasswordSettings.MinimumLength", &min.to_string(), "5 to 72");
    }
    if config.FileSettings.max_file_size <= 0 {
        return refuse(
            "FileSettings.MaxFileSize",
            &config.FileSettings.max_file_size.to_string(),
            "more than 0 bytes",
        );
    }
    if config.TeamSettings.max_users_per_team <= 0 {
        return refuse(
            "TeamSettings.MaxUsersPerTeam",
            &config.TeamSettings.max_users_per_team.to_string(),
            "more than 0",
        );
    }
    let threads = service.collapsed_threads.as_str();
    if !["disabled", "default_off", "default_on", "always_on"].contains(&threads) {
        return refuse(
            "ServiceSettings.CollapsedThreads",
            threads,
            "disabled, default_off, default_on or always_on",
        );
    }
    if config.TeamSettings.site_name.chars().count() > 30 {
        return refuse("TeamSettings.SiteName", &config.TeamSettings.site_name, "at most 30 characters");
    }
    Ok(())
}

/// Lengths of time and counts that mean nothing below zero.
fn durations(config: &Config) -> [(&'static str, i64); 12] {
    let (service, team) = (&config.ServiceSettings, &config.TeamSettings);
    [
        ("ServiceSettings.ReadTimeout", service.read_timeout),
        ("ServiceSettings.WriteTimeout", service.write_timeout),
        ("ServiceSettings.IdleTimeout", service.idle_timeout),
        ("ServiceSettings.MaximumLoginAttempts", service.maximum_login_attempts),
        ("ServiceSettings.SessionLengthWebInHours", service.session_length_web_in_hours),
        ("ServiceSettings.SessionLengthMobileInHours", service.session_length_mobile_in_hours),
        ("ServiceSettings.SessionIdleTimeoutInMinutes", service.session_idle_timeout_in_minutes),
        ("ServiceSettings.MaximumPayloadSizeBytes", service.maximum_payload_size_bytes),
        (
            "ServiceSettings.TimeBetweenUserTypingUpdatesMilliseconds",
            service.time_between_user_typing_updates_milliseconds,
        ),
        ("TeamSettings.UserStatusAwayTimeout", team.user_status_away_timeout),
        ("TeamSettings.MaxChannelsPerTeam", team.max_channels_per_team),
        ("TeamSettings.MaxNotificationsPerChannel", team.max_notifications_per_channel),
    ]
}

impl App {
    /// The settings in force.
    #[must_use]
    pub fn config(&self) -> Arc<Config> {
        self.inner.parts.config.current()
    }

    /// Which settings the environment fixes.
    #[must_use]
    pub fn config_environment(&self) -> Value {
        self.inner.parts.config.overridden()
    }

    /// Replaces the settings; `new` is a whole configuration as JSON, masked secrets keep their values.
    ///
    /// # Errors
    /// 400 when a value has the wrong type or cannot work.
    pub fn do_replace_config(&self, new: Value) -> AppResult<Arc<Config>> {
        let new = self.read_config(new)?;
        self.save(new)?;
        Ok(self.config())
    }

    /// The settings as they are saved, without what the environment lays over them.
    pub(crate) fn saved_config(&self) -> Config {
        self.inner.parts.config.saved.lock().clone()
    }

    /// A whole configuration as JSON, checked; masked secrets keep their values.
    pub(crate) fn read_config(&self, new: Value) -> AppResult<Config> {
        let new: Config = serde_json::from_value(self.saved_config().unmask(new)).map_err(|e| {
            AppError::bad_request(
                "api.config.update_config.app_error",
                format!("The configuration cannot be read: {e}."),
            )
        })?;
        check_config(&new)?;
        Ok(new)
    }

    /// Lays `patch` over the settings.
    ///
    /// # Errors
    /// As [`do_replace_config`](Self::do_replace_config).
    pub fn do_patch_config(&self, patch: &Value) -> AppResult<Arc<Config>> {
        let old = self.inner.parts.config.saved.lock().clone();
        let mut new = serde_json::to_value(&old).map_err(AppError::internal)?;
        merge(&mut new, &old.unmask(patch.clone()));
        self.do_replace_config(new)
    }

    /// Reads the file again.
    ///
    /// # Errors
    /// 400 when it cannot be read; the settings in force stay.
    pub fn do_reload_config(&self) -> AppResult<()> {
        self.inner.parts.config.reload()?;
        self.announce_config();
        Ok(())
    }

    /// Sets or (null) takes out an entry of `PluginSettings.<map>` by a plugin's id.
    pub(crate) fn change_plugin_settings(&self, map: &str, plugin: &str, value: Value) -> AppResult<()> {
        let mut new = self.inner.parts.config.saved.lock().clone();
        let settings = Arc::make_mut(&mut new.PluginSettings);
        let entries = match map {
            "PluginStates" => &mut settings.plugin_states,
            _ => &mut settings.plugins,
        };
        if value.is_null() {
            entries.remove(plugin);
        } else {
            entries.insert(plugin.to_owned(), value);
        }
        self.save(new)
    }

    fn save(&self, mut new: Config) -> AppResult<()> {
        let old = self.saved_config().PluginSettings;
        self.hooks()
            .settings_will_be_saved(&old.plugins, &mut Arc::make_mut(&mut new.PluginSettings).plugins)?;
        self.inner.parts.config.replace(new)?;
        self.announce_config();
        Ok(())
    }

    fn announce_config(&self) {
        self.hooks().configuration_saved();
        let event = Event::new("config_changed").with(
            "config",
            Value::Object(self.client_config().into_iter().map(|(k, v)| (k, Value::String(v))).collect()),
        );
        self.publish(vec![event]);
    }

    /// 32 hexadecimal digits that change with the settings; part of `X-Version-Id`.
    #[must_use]
    pub fn config_hash(&self) -> String {
        self.inner.parts.config.current.load().hash.clone()
    }
}
