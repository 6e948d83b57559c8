//! What is the plugin's own: context, log, settings, keys and values.

use chinwag_bundle::CapabilityKind as C;
use chinwag_plugin_contract::{KvChange, KvOnlyIf, KvWrite};

use crate::{
    CONTRACT,
    bindings::chinwag::plugin::{config, context, kv, log, types::Error},
    guest::{Guest, error, refuse},
};

const KEY_MAX: usize = 150;
const VALUE_MAX: usize = 1 << 20;
const CHANGES_MAX: usize = 100;
const MESSAGE_MAX: usize = 8 << 10;

impl context::Host for Guest {
    async fn current(&mut self) -> context::About {
        let asked = &self.asked;
        context::About {
            request_id: asked.request_id.clone(),
            session_id: asked.session_id.clone(),
            user_id: asked.user_id.to_string(),
            ip_address: asked.ip.clone(),
            user_agent: asked.user_agent.clone(),
            accept_language: asked.accept_language.clone(),
            origin: asked.origin.clone(),
            depth: asked.depth.into(),
        }
    }

    async fn server_info(&mut self) -> context::Server {
        context::Server {
            contract: CONTRACT.into(),
            api_version: crate::API_VERSION.into(),
            site_url: self.own.chat.site_url(),
            plugin_id: self.own.id.to_string(),
            plugin_version: self.own.manifest.version.as_ref().map(ToString::to_string).unwrap_or_default(),
            server_id: self.own.chat.server_id().await.unwrap_or_default(),
        }
    }
}

impl log::Host for Guest {
    async fn write(&mut self, level: log::Level, mut message: String, fields: Vec<(String, String)>) {
        let size = message.len() + fields.iter().map(|(k, v)| k.len() + v.len()).sum::<usize>();
        if !self.own.rates.log.take(size as f64) {
            return;
        }
        if message.len() > MESSAGE_MAX {
            let cut = (0..=MESSAGE_MAX).rev().find(|at| message.is_char_boundary(*at)).unwrap_or(0);
            message.truncate(cut);
        }
        message.retain(|c| !c.is_control() || c == '\n' || c == '\t');
        let plugin = self.own.id.as_str();
        let shown = fields.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(" ");
        let name = match level {
            log::Level::Debug => {
                tracing::debug!(plugin.id = plugin, fields = shown, "{message}");
                "debug"
            }
            log::Level::Info => {
                tracing::info!(plugin.id = plugin, fields = shown, "{message}");
                "info"
            }
            log::Level::Warn => {
                tracing::warn!(plugin.id = plugin, fields = shown, "{message}");
                "warn"
            }
            log::Level::Error => {
                tracing::error!(plugin.id = plugin, fields = shown, "{message}");
                "error"
            }
        };
        self.own.log.add(self.own.keeping.now(), name, &message, &fields);
    }
}

impl config::Host for Guest {
    async fn get(&mut self) -> String {
        self.own.settings()
    }

    async fn set(&mut self, settings: String) -> Result<(), Error> {
        let value = super::people::json(&settings)?;
        if !value.is_object() {
            return Err(refuse(400, "plugin.settings.app_error", "Settings are a JSON object."));
        }
        let Some(host) = self.own.host.upgrade() else { return Ok(()) };
        host.save_settings(&self.own.manifest, value).await.map_err(error)
    }

    async fn server(&mut self) -> Result<String, Error> {
        self.may(C::ConfigRead)?;
        Ok(self.own.chat.server_configuration().to_string())
    }
}

fn check_key(key: &str) -> Result<(), Error> {
    if key.is_empty() || key.len() > KEY_MAX || key.contains('\0') {
        let shown: String = key.chars().take(40).collect();
        return Err(refuse(
            400,
            "plugin.kv.key.app_error",
            format!("`{shown}` ({} bytes) is no key: 1 to {KEY_MAX} bytes without NUL.", key.len()),
        ));
    }
    Ok(())
}

impl Guest {
    fn kv_write(&self, key: String, value: Vec<u8>, options: kv::SetOptions) -> Result<KvWrite, Error> {
        check_key(&key)?;
        if value.len() > VALUE_MAX {
            return Err(refuse(
                413,
                "plugin.kv.value.app_error",
                format!("The value of `{key}` has {} bytes; {VALUE_MAX} is the most.", value.len()),
            ));
        }
        let expire_at = match options.expire_seconds {
            0 => 0,
            seconds => self.own.keeping.now() + i64::try_from(seconds).unwrap_or(i64::MAX / 2000) * 1000,
        };
        let only_if = match options.only_if {
            kv::Condition::Always => KvOnlyIf::Always,
            kv::Condition::Absent => KvOnlyIf::Absent,
            kv::Condition::Equals(old) => KvOnlyIf::Is(old),
        };
        Ok(KvWrite { key, value, expire_at, only_if })
    }

    async fn kv_apply(&mut self, changes: Vec<KvChange>) -> Result<bool, Error> {
        if !self.own.rates.writes.take(changes.len() as f64) {
            return Err(refuse(429, "plugin.rate.app_error", "Too many writes; wait a little."));
        }
        self.own.keeping.kv_apply(self.own.id.as_str(), changes, self.own.kv_quota()).await.map_err(error)
    }
}

impl kv::Host for Guest {
    async fn get(&mut self, key: String) -> Result<Option<Vec<u8>>, Error> {
        self.may(C::Kv)?;
        check_key(&key)?;
        let mut found = self.own.keeping.kv_get(self.own.id.as_str(), vec![key]).await.map_err(error)?;
        Ok(found.pop().flatten())
    }

    async fn get_many(&mut self, keys: Vec<String>) -> Result<Vec<Option<Vec<u8>>>, Error> {
        self.may(C::Kv)?;
        keys.iter().try_for_each(|key| check_key(key))?;
        if keys.len() > CHANGES_MAX {
            return Err(too_many(keys.len()));
        }
        self.own.keeping.kv_get(self.own.id.as_str(), keys).await.map_err(error)
    }

    async fn set(&mut self, key: String, value: Vec<u8>, options: kv::SetOptions) -> Result<bool, Error> {
        self.may(C::Kv)?;
        let write = self.kv_write(key, value, options)?;
        self.kv_apply(vec![KvChange::Set(write)]).await
    }

    async fn delete(&mut self, key: String) -> Result<bool, Error> {
        self.may(C::Kv)?;
        check_key(&key)?;
        let there = self.own.keeping.kv_get(self.own.id.as_str(), vec![key.clone()]).await.map_err(error)?;
        self.kv_apply(vec![KvChange::Delete(key)]).await?;
        Ok(there.first().is_some_and(Option::is_some))
    }

    async fn keys(&mut self, prefix: String, after: String, limit: u32) -> Result<Vec<String>, Error> {
        self.may(C::Kv)?;
        if prefix.contains('\0') || after.contains('\0') {
            return Err(refuse(400, "plugin.kv.key.app_error", "Keys have no NUL."));
        }
        self.own.keeping.kv_keys(self.own.id.as_str(), &prefix, &after, limit).await.map_err(error)
    }

    async fn batch(&mut self, changes: Vec<kv::Change>) -> Result<bool, Error> {
        self.may(C::Kv)?;
        if changes.len() > CHANGES_MAX {
            return Err(too_many(changes.len()));
        }
        let mut all = Vec::with_capacity(changes.len());
        for change in changes {
            all.push(match change {
                kv::Change::Set((key, value, options)) => KvChange::Set(self.kv_write(key, value, options)?),
                kv::Change::Delete(key) => {
                    check_key(&key)?;
                    KvChange::Delete(key)
                }
            });
        }
        self.kv_apply(all).await
    }

    async fn delete_prefix(&mut self, prefix: String) -> Result<u64, Error> {
        self.may(C::Kv)?;
        if prefix.contains('\0') {
            return Err(refuse(400, "plugin.kv.key.app_error", "Keys have no NUL."));
        }
        self.own.keeping.kv_delete_prefix(self.own.id.as_str(), &prefix).await.map_err(error)
    }
}

fn too_many(given: usize) -> Error {
    refuse(400, "plugin.kv.many.app_error", format!("{given} at once; {CHANGES_MAX} is the most."))
}
