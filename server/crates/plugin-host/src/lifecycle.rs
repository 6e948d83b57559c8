//! What administrators do: list, enable, disable, remove, go back, grant. And the platform's own beginning and end.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use arc_swap::ArcSwap;
use async_trait::async_trait;
use bytes::Bytes;
use chinwag_bundle::{AskedLimit, Capability, GrantScreen, Manifest};
use chinwag_model::{AppError, AppResult, JsonMap};
use chinwag_plugin_contract::{
    Announced, Install, KeepData, Lifecycle, Listed, PluginRecord, PluginRequest, PluginResponse,
    PluginState, PluginStatus,
};
use serde_json::{Value, json};

use crate::{
    PluginHost,
    drop_in::{DropIn, Patience},
    fail_point::fail_point,
    figures,
    host_inner::{Inner, Installed},
    install::refusal,
    own::{Own, Rates},
    tick,
    web::WebPart,
};

impl PluginHost {
    /// Loads what is installed, installs what came with the server, and starts what is enabled. Plugins start side by
    /// side; one that fails does not keep the others.
    pub async fn begin(&self) {
        let inner = &self.0;
        let _fresh = std::fs::remove_dir_all(inner.directory.join(".staging"));
        match inner.keeping.records().await {
            Ok(records) => {
                let needed = records.iter().flat_map(archives_of).collect();
                for record in records {
                    inner.load(record).await;
                }
                inner.sweep_folders();
                inner.sweep_archives(&needed).await;
            }
            Err(error) => tracing::error!(%error, "the records of plugins could not be read"),
        }
        inner.follow_states().await;
        tokio::spawn(tick::keep_ticking(Arc::downgrade(inner)));
        let mut folder = DropIn::new(inner);
        folder.look(inner, Patience::None).await;
        tokio::spawn(folder.keep_looking(Arc::downgrade(inner)));
    }

    /// Stops every plugin.
    pub async fn end(&self) {
        let stopping = self.0.all_running().into_iter().map(|running| async move { running.stop().await });
        futures_util::future::join_all(stopping).await;
    }
}

impl Inner {
    async fn load(&self, record: PluginRecord) {
        let id = record.id.clone();
        let installed = match self.read_in(record.clone()).await {
            Ok(installed) => installed,
            Err(error) => {
                tracing::error!(plugin.id = id, %error, "the plugin could not be loaded");
                match self.without_files(record, &error) {
                    Ok(installed) => installed,
                    Err(error) => return tracing::error!(plugin.id = id, %error, "nor can it be shown"),
                }
            }
        };
        self.installed.lock().insert(id, installed);
    }

    /// An installed plugin from its folder, or from its stored archive when this node has no folder of it.
    async fn read_in(&self, record: PluginRecord) -> AppResult<Installed> {
        let folder = self.restore(&record).await?;
        let manifest = Arc::new(Self::manifest_in(&folder)?);
        let web = WebPart::read(&manifest, &folder).map_err(AppError::internal)?.map(Arc::new);
        Ok(Installed {
            manifest,
            record,
            folder,
            web,
            state: PluginState::NotRunning,
            error: String::new(),
            running: None,
            last: None,
        })
    }

    /// A plugin that is installed and of which neither folder nor archive can be had: shown with what is known, so that
    /// an administrator sees why it does not run, and can try again, replace or remove it.
    fn without_files(&self, record: PluginRecord, error: &AppError) -> AppResult<Installed> {
        // A manifest names a part; this one is never read, there is no folder.
        let part = json!({"bundle_path": "webapp/main.js"});
        let known = json!({"id": record.id, "name": record.id, "version": record.version, "webapp": part});
        let manifest = Manifest::from_value(&known).map_err(|e| refusal(&e))?.value;
        Ok(Installed {
            manifest: Arc::new(manifest),
            folder: self.folder_of(&record.id, &record.digest),
            record,
            web: None,
            state: PluginState::FailedToStart,
            error: error.message.clone(),
            running: None,
            last: None,
        })
    }

    /// The plugin with its files; those that could not be had when the server began are asked for again.
    async fn with_files(&self, installed: Installed) -> AppResult<Installed> {
        if installed.folder.exists() {
            return Ok(installed);
        }
        let whole = Installed { state: installed.state, ..self.read_in(installed.record).await? };
        self.update(&whole.record.id, |one| *one = whole.clone());
        Ok(whole)
    }

    /// Folders that no record names are what a crash left.
    fn sweep_folders(&self) {
        let Ok(entries) = std::fs::read_dir(&self.directory) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            match self.get(&name) {
                Ok(one) => {
                    let previous = one.record.previous.as_ref().map(|p| p.digest.clone());
                    self.sweep_versions(&name, &[Some(one.record.digest.clone()), previous]);
                }
                Err(_) if holds_versions_only(&entry.path()) => drop(std::fs::remove_dir_all(entry.path())),
                Err(_) => {
                    tracing::warn!("{} is no plugin's folder and is left alone", entry.path().display())
                }
            }
        }
    }

    /// Stored archives that no record names are what a crash left. With several nodes, another one's install could be on
    /// its way: then this must wait until nobody installs.
    async fn sweep_archives(&self, needed: &BTreeSet<String>) {
        let stored = match self.files.list("plugins").await {
            Ok(stored) => stored,
            Err(error) => return tracing::warn!(%error, "the stored archives of plugins could not be listed"),
        };
        for key in stored.iter().filter(|key| key.ends_with(".tar.gz") && !needed.contains(*key)) {
            match self.files.delete(key).await {
                Ok(()) => tracing::info!("removed `{key}`, which an interrupted install left"),
                Err(error) => tracing::warn!(%error, "`{key}` is left over and could not be removed"),
            }
        }
    }

    /// What the instances of a plugin share.
    pub(crate) fn own_of(self: &Arc<Self>, installed: &Installed) -> Own {
        let manifest = installed.manifest.clone();
        let at_once = usize::try_from(manifest.limits.get(AskedLimit::HttpConcurrent)).unwrap_or(8);
        Own {
            id: manifest.id.clone(),
            grants: ArcSwap::from_pointee(installed.grants()),
            chat: self.chat.clone(),
            keeping: self.keeping.clone(),
            http: self.http.clone(),
            host: Arc::downgrade(self),
            log: self.log(manifest.id.as_str()),
            rates: Rates::of(&manifest),
            requests: Arc::new(tokio::sync::Semaphore::new(at_once)),
            manifest,
            told: Default::default(),
        }
    }

    /// Starts and stops until what runs is what the configuration wants.
    pub(crate) async fn follow_states(self: &Arc<Self>) {
        let all: Vec<Installed> = self.installed.lock().values().cloned().collect();
        let changes = all.into_iter().map(|one| async move {
            let id = one.manifest.id.to_string();
            let turn = self.turn(&id);
            let _turn = turn.lock().await;
            let Ok(now) = self.get(&id) else { return };
            let runs = now.state == PluginState::Running;
            let failed = matches!(now.state, PluginState::FailedToStart | PluginState::FailedToStayRunning);
            match (self.wanted(&now.manifest.id), runs) {
                (true, false) if !failed => drop(self.bring_up(&id).await),
                (false, true) => self.take_down(&id, PluginState::NotRunning).await,
                (false, false) if failed => self.update(&id, |one| {
                    one.state = PluginState::NotRunning;
                    one.error.clear();
                }),
                _ => {}
            }
        });
        futures_util::future::join_all(changes).await;
    }

    /// Starts an installed plugin.
    async fn bring_up(self: &Arc<Self>, id: &str) -> AppResult<()> {
        self.update(id, |one| {
            one.state = PluginState::Starting;
            one.error.clear();
        });
        let started = match self.with_files(self.get(id)?).await {
            Ok(installed) => self.start(&installed, None).await,
            Err(error) => Err(error.message),
        };
        match started {
            Ok(running) => {
                self.update(id, |one| {
                    one.running.clone_from(&running);
                    one.last = None;
                    one.state = PluginState::Running;
                });
                if let Some(running) = &running {
                    self.settle(running).await;
                }
                self.announce_enabled(&self.get(id)?);
                self.announce_statuses().await;
                Ok(())
            }
            Err(words) => {
                tracing::error!(plugin.id = id, "the plugin did not start: {words}");
                self.log(id).add(self.keeping.now(), "error", &format!("did not start: {words}"), &[]);
                self.chat.unregister_commands(id).await;
                self.update(id, |one| {
                    one.state = PluginState::FailedToStart;
                    one.error.clone_from(&words);
                });
                self.announce_statuses().await;
                Err(AppError::bad_request(
                    "app.plugin.activate.app_error",
                    format!("The plugin `{id}` did not start: {words}"),
                ))
            }
        }
    }

    /// Stops a plugin that runs.
    async fn take_down(self: &Arc<Self>, id: &str, state: PluginState) {
        let Ok(installed) = self.get(id) else { return };
        self.update(id, |one| {
            one.state = PluginState::Stopping;
            one.running = None;
        });
        if let Some(running) = installed.running {
            running.stop().await;
        }
        self.chat.unregister_commands(id).await;
        self.update(id, |one| one.state = state);
        self.announce_disabled(id);
        self.announce_statuses().await;
    }

    fn announce(&self, event: &'static str, installed: &Installed) {
        let manifest = match &installed.web {
            Some(web) => web.manifest.clone(),
            None => serde_json::to_value(installed.manifest.for_clients(None).without_settings())
                .unwrap_or_default(),
        };
        let data = JsonMap::from_iter([("manifest".to_owned(), manifest)]);
        self.chat.announce(event, data, Announced::Everybody);
    }

    pub(crate) fn announce_enabled(&self, installed: &Installed) {
        self.announce("plugin_enabled", installed);
    }

    pub(crate) fn announce_disabled(&self, id: &str) {
        if let Ok(installed) = self.get(id) {
            self.announce("plugin_disabled", &installed);
        }
    }

    pub(crate) async fn announce_statuses(&self) {
        let statuses = serde_json::to_value(self.statuses()).unwrap_or_default();
        let data = JsonMap::from_iter([("plugin_statuses".to_owned(), statuses)]);
        self.chat.announce("plugin_statuses_changed", data, Announced::Administrators);
    }

    fn statuses(&self) -> Vec<PluginStatus> {
        let all = self.installed.lock();
        all.values()
            .map(|one| PluginStatus {
                plugin_id: one.manifest.id.to_string(),
                cluster_id: String::new(),
                plugin_path: one.folder.display().to_string(),
                state: one.state,
                error: one.error.clone(),
                name: one.manifest.name.clone(),
                description: one.manifest.description.clone(),
                version: one.record.version.clone(),
                previous_version: one.record.previous.as_ref().map(|p| p.version.clone()).unwrap_or_default(),
            })
            .collect()
    }

    /// Enabling is the administrator's consent to what the plugin asks for, but for what must be allowed by name and what
    /// they were asked before and denied.
    async fn consent(&self, id: &str) -> AppResult<()> {
        let installed = self.get(id)?;
        let screen = GrantScreen::new(&installed.manifest, &installed.grants());
        let mut grants: BTreeSet<String> = installed.record.grants.iter().cloned().collect();
        let denied = installed.record.denied;
        grants
            .extend(screen.allowed_at_once().map(ToString::to_string).filter(|text| !denied.contains(text)));
        self.write_grants(id, grants.into_iter().collect(), denied).await
    }

    async fn write_grants(&self, id: &str, grants: Vec<String>, denied: Vec<String>) -> AppResult<()> {
        let record = PluginRecord { grants, denied, ..self.get(id)?.record };
        self.keeping.put_record(record.clone()).await?;
        self.update(id, |one| one.record = record);
        let installed = self.get(id)?;
        if let Some(running) = &installed.running {
            running.own.grants.store(Arc::new(installed.grants()));
        }
        Ok(())
    }

    fn grants(&self, id: &str) -> AppResult<Value> {
        let installed = self.get(id)?;
        let screen = GrantScreen::new(&installed.manifest, &installed.grants());
        let asked: Vec<Value> = screen
            .lines
            .iter()
            .map(|line| {
                json!({
                    "capability": line.capability.to_string(), "words": line.words, "risk": line.risk.as_str(),
                    "granted": installed.grants().covers(&line.capability), "explicit": line.explicit,
                    "new": self.is_new(&installed, &line.capability),
                })
            })
            .collect();
        let before = installed.record.previous.as_ref().map(|p| p.grants.as_slice()).unwrap_or_default();
        let gone: Vec<Value> = before
            .iter()
            .filter_map(|text| text.parse::<Capability>().ok())
            .filter(|old| !installed.manifest.capabilities.iter().any(|asked| asked.covers(old)))
            .map(|old| json!({"capability": old.to_string(), "words": old.words()}))
            .collect();
        Ok(json!({
            "plugin_id": id, "title": screen.title, "asked": asked, "gone": gone,
            "needs_consent": screen.needs_consent(),
        }))
    }

    /// Whether the version before did not ask for it.
    fn is_new(&self, installed: &Installed, capability: &Capability) -> bool {
        installed.record.previous.is_some() && !installed.grants().covers(capability)
    }
}

#[async_trait]
impl Lifecycle for PluginHost {
    fn staging(&self) -> AppResult<PathBuf> {
        self.0.staging()
    }

    async fn install(&self, install: Install) -> AppResult<Value> {
        self.0.install(install).await
    }

    async fn list(&self) -> AppResult<Value> {
        let (mut active, mut inactive) = (Vec::new(), Vec::new());
        for one in self.0.installed.lock().values() {
            let manifest = serde_json::to_value(&*one.manifest).map_err(AppError::internal)?;
            if one.state == PluginState::Running { active.push(manifest) } else { inactive.push(manifest) }
        }
        Ok(json!({"active": active, "inactive": inactive}))
    }

    async fn statuses(&self) -> AppResult<Vec<PluginStatus>> {
        Ok(self.0.statuses())
    }

    fn web_manifests(&self) -> Vec<Value> {
        let all = self.0.installed.lock();
        let running = all.values().filter(|one| one.state == PluginState::Running);
        running.filter_map(|one| one.web.as_ref().map(|web| web.manifest.clone())).collect()
    }

    async fn enable(&self, id: &str) -> AppResult<()> {
        let turn = self.0.turn(id);
        let _turn = turn.lock().await;
        self.0.get(id)?;
        self.0.consent(id).await?;
        fail_point("enable.granted");
        self.0.keeping.set_enabled(id, Some(true)).await?;
        fail_point("enable.wanted");
        if self.0.get(id)?.state == PluginState::Running {
            return Ok(());
        }
        self.0.bring_up(id).await
    }

    async fn disable(&self, id: &str) -> AppResult<()> {
        let turn = self.0.turn(id);
        let _turn = turn.lock().await;
        self.0.get(id)?;
        self.0.keeping.set_enabled(id, Some(false)).await?;
        fail_point("disable.unwanted");
        self.0.take_down(id, PluginState::NotRunning).await;
        Ok(())
    }

    async fn remove(&self, id: &str, data: KeepData) -> AppResult<()> {
        let turn = self.0.turn(id);
        let _turn = turn.lock().await;
        self.0.get(id)?;
        self.0.keeping.set_enabled(id, if data == KeepData::Yes { Some(false) } else { None }).await?;
        self.0.take_down(id, PluginState::NotRunning).await;
        fail_point("remove.stopped");
        self.0.keeping.drop_schedules(id, None).await?;
        if data == KeepData::No {
            self.0.keeping.kv_delete_prefix(id, "").await?;
            self.0.keeping.set_settings(id, None).await?;
        }
        fail_point("remove.emptied");
        self.0.keeping.drop_record(id).await?;
        fail_point("remove.forgotten");
        self.0.installed.lock().remove(id);
        self.0.forget_log(id);
        self.0.recount();
        self.0.sweep_versions(id, &[]);
        let _gone = std::fs::remove_dir_all(self.0.directory.join(id));
        self.0.announce_statuses().await;
        Ok(())
    }

    async fn roll_back(&self, id: &str) -> AppResult<Value> {
        let turn = self.0.turn(id);
        let _turn = turn.lock().await;
        self.0.roll_back(id).await
    }

    async fn grants(&self, id: &str) -> AppResult<Value> {
        self.0.grants(id)
    }

    async fn set_grants(&self, id: &str, capabilities: Vec<String>) -> AppResult<Value> {
        let installed = self.0.get(id)?;
        let mut allowed = Vec::new();
        for text in &capabilities {
            let capability: Capability =
                text.parse().map_err(|e: chinwag_bundle::Finding| crate::install::refusal(&e.into()))?;
            if !installed.manifest.capabilities.iter().any(|asked| asked.covers(&capability)) {
                return Err(AppError::bad_request(
                    "app.plugin.grants.app_error",
                    format!(
                        "The plugin `{id}` does not ask for `{capability}`; only what its manifest asks for can be allowed."
                    ),
                ));
            }
            allowed.push(capability);
        }
        let asked = installed.manifest.capabilities.iter();
        let denied = asked.filter(|asked| !allowed.iter().any(|one| one.covers(asked)));
        let denied = denied.map(ToString::to_string).collect();
        self.0.write_grants(id, capabilities, denied).await?;
        self.0.grants(id)
    }

    async fn log_lines(&self, id: &str, lines: usize) -> AppResult<Vec<Value>> {
        self.0.get(id)?;
        Ok(self.0.log(id).newest(lines))
    }

    async fn figures(&self, id: &str) -> AppResult<Value> {
        Ok(figures::figures(&self.0.get(id)?))
    }

    async fn marketplace(&self, filter: &str, listed: Listed) -> AppResult<Vec<Value>> {
        self.0.marketplace(filter, listed).await
    }

    async fn public_file(&self, id: &str, path: &str) -> AppResult<(Bytes, String)> {
        self.0.public_file(id, path).await
    }

    async fn web_file(&self, id: &str, path: &str) -> AppResult<(Bytes, String)> {
        self.0.web_file(id, path).await
    }

    async fn serve(&self, id: &str, request: PluginRequest) -> AppResult<PluginResponse> {
        self.0.serve(id, request).await
    }
}

impl Inner {
    /// Puts the version before in the place of the present one.
    async fn roll_back(self: &Arc<Self>, id: &str) -> AppResult<Value> {
        let present = self.get(id)?;
        let previous = present.record.previous.clone().ok_or_else(|| {
            AppError::bad_request(
                "app.plugin.roll_back.app_error",
                format!("The plugin `{id}` has no version before."),
            )
        })?;
        let record = PluginRecord {
            version: previous.version.clone(),
            digest: previous.digest.clone(),
            grants: previous.grants.clone(),
            previous: Some(chinwag_plugin_contract::Previous {
                version: present.record.version.clone(),
                digest: present.record.digest.clone(),
                grants: present.record.grants.clone(),
            }),
            ..present.record.clone()
        };
        let folder = self.restore(&record).await?;
        let manifest = Arc::new(Self::manifest_in(&folder)?);
        let web = WebPart::read(&manifest, &folder).map_err(AppError::internal)?.map(Arc::new);
        let new = Installed {
            manifest: manifest.clone(),
            record,
            folder,
            web,
            state: PluginState::NotRunning,
            error: String::new(),
            running: None,
            last: None,
        };
        self.take_over(new, Some(present), None).await?;
        serde_json::to_value(&*manifest).map_err(AppError::internal)
    }
}

/// Where the archives are stored that a record needs: of its version, and of the one before.
fn archives_of(record: &PluginRecord) -> Vec<String> {
    let previous = record.previous.iter().map(|before| &before.digest);
    previous.chain([&record.digest]).map(|digest| Inner::archive_key(&record.id, digest)).collect()
}

/// Whether everything in a folder is named as the versions of a plugin are: by their digests.
fn holds_versions_only(folder: &Path) -> bool {
    let Ok(mut entries) = std::fs::read_dir(folder) else { return false };
    entries.all(|entry| {
        let name = entry.map(|entry| entry.file_name().to_string_lossy().into_owned()).unwrap_or_default();
        name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
