//! Installing: a bundle is staged, checked, inspected, compiled, stored, and only then takes the place of what was there.
//! A crash at any step leaves the old version or the new one; what is half done is swept at the next start.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use chinwag_bundle::{
    ArchiveLimits, Bundle, Grants, KeyId, Keyring, Manifest, Refusal, Staged, Take, TrustedKey, check_hooks,
    check_same_signer, check_server_version, check_upgrade,
};
use chinwag_model::{AppError, AppResult};
use chinwag_outside::{FileStoreError, OutRequest, file_store::Checksum};
use chinwag_plugin_contract::{Asked, Force, Hook, Install, PluginRecord, PluginState, Previous, Source};
use chinwag_plugin_engine::{Compiled, InspectLimits, inspect};
use futures_util::{Stream, StreamExt, TryStreamExt};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio_util::io::ReaderStream;

use crate::{
    API_VERSION,
    asking::hook,
    fail_point::fail_point,
    host_inner::{Inner, Installed},
    running::{Running, imports_without_capability},
    web::WebPart,
};

/// Most bytes of a bundle that is fetched.
const BUNDLE_MAX: u64 = 256 << 20;
/// Bytes of an archive that are in memory at once on its way to the file store.
const PIECE: usize = 64 << 10;

/// A refusal as API v4 tells it: the first finding in the message, all of them in the details.
pub(crate) fn refusal(refusal: &Refusal) -> AppError {
    let code = refusal.code().to_string();
    let all: Vec<String> = refusal.findings().iter().map(ToString::to_string).collect();
    AppError::bad_request(
        format!("app.plugin.bundle.{code}.app_error"),
        all.first().cloned().unwrap_or_default(),
    )
    .detail(all.join("\n"))
}

/// Most bytes of a signature's file: four lines.
const SIGNATURE_MAX: u64 = 4 << 10;

/// Whether a text is a signature and not, say, a page that says there is none.
pub(crate) fn is_signature(text: &str) -> bool {
    text.starts_with("untrusted comment:")
}

fn disk(what: &str, error: impl std::fmt::Display) -> AppError {
    AppError::new(500, "app.plugin.filesystem.app_error", format!("{what}: {error}."))
}

/// A bundle on its way in.
struct Incoming {
    staged: Staged,
    archive: PathBuf,
    signed_by: Option<KeyId>,
}

impl Inner {
    /// Where the versions of a plugin lie.
    pub(crate) fn folder_of(&self, id: &str, digest: &str) -> PathBuf {
        self.directory.join(id).join(digest)
    }

    pub(crate) fn archive_key(id: &str, digest: &str) -> String {
        format!("plugins/{id}/{digest}.tar.gz")
    }

    /// Where bundles on their way in lie.
    pub(crate) fn staging(&self) -> AppResult<PathBuf> {
        let folder = self.directory.join(".staging");
        std::fs::create_dir_all(&folder).map_err(|e| disk("the staging folder cannot be made", e))?;
        Ok(folder)
    }

    /// Installs a bundle, or puts it in the place of another version.
    pub(crate) async fn install(self: &Arc<Self>, mut install: Install) -> AppResult<Value> {
        // A fetched file lives until the version is in its place.
        let (archive, _fetched) = match &install.source {
            Source::File(path) => (path.clone(), None),
            Source::Url(url) => {
                let file = self.fetch(url).await?;
                if install.signature.is_none() {
                    install.signature = self.signature_beside(url).await;
                }
                (file.path().to_owned(), Some(file))
            }
            Source::Marketplace(id, version) => {
                let offer = self.offer(id, version).await?;
                let file = self.fetch(&offer.url).await?;
                install.signature = match offer.signature {
                    Some(signature) => Some(signature),
                    None => self.signature_beside(&offer.url).await,
                };
                (file.path().to_owned(), Some(file))
            }
        };
        let incoming = self.take_in(archive, &install).await?;
        fail_point("install.staged");
        let id = incoming.staged.bundle.manifest.id.to_string();
        let turn = self.turn(&id);
        let _turn = turn.lock().await;
        self.put_in_place(incoming, install.force).await
    }

    /// The signature that lies beside a bundle as `NAME.tar.gz.minisig`. Asked for only where one is looked at: where
    /// keys are trusted, or where every bundle needs one.
    async fn signature_beside(&self, url: &str) -> Option<String> {
        let settings = self.keeping.plugin_settings();
        if settings.signature_public_key_files.is_empty() && !settings.require_plugin_signature {
            return None;
        }
        let mut address = url::Url::parse(url).ok()?;
        address.set_path(&format!("{}.minisig", address.path()));
        let mut request = OutRequest::get(address.as_str());
        request.max_answer_bytes = Some(SIGNATURE_MAX);
        let answer = (self.http)(None).ok()?.send(request).await.ok()?;
        let text = answer.status.is_success().then(|| String::from_utf8(answer.body.to_vec()))?.ok()?;
        is_signature(&text).then_some(text)
    }

    async fn fetch(&self, url: &str) -> AppResult<tempfile::NamedTempFile> {
        let failed = |why: String| {
            AppError::bad_request(
                "api.plugin.install.download_failed.app_error",
                format!("The bundle could not be fetched: {why}"),
            )
        };
        let insecure = self
            .keeping
            .plugin_settings()
            .extra
            .get("AllowInsecureDownloadURL")
            .and_then(Value::as_bool)
            .unwrap_or(false);
        let allowed = url.starts_with("https://") || (insecure && url.starts_with("http://"));
        if !allowed {
            return Err(failed(format!(
                "`{url}` does not begin with https:// (PluginSettings.AllowInsecureDownloadURL allows http://)."
            )));
        }
        let client = (self.http)(None).map_err(failed)?;
        let mut request = OutRequest::get(url);
        request.max_answer_bytes = Some(BUNDLE_MAX);
        request.timeout = Some(std::time::Duration::from_secs(300));
        let answer = client.open(request).await.map_err(|e| failed(e.to_string()))?;
        if !answer.status.is_success() {
            return Err(failed(format!("{url} answered {}.", answer.status)));
        }
        self.keep(answer.body.map_err(|e| failed(e.to_string()))).await
    }

    /// Writes an archive into the staging folder as it comes, for as long as the answer lives.
    async fn keep(
        &self,
        mut content: impl Stream<Item = AppResult<Bytes>> + Unpin,
    ) -> AppResult<tempfile::NamedTempFile> {
        let kept = |e: io::Error| disk("the bundle cannot be kept", e);
        let file = tempfile::NamedTempFile::new_in(self.staging()?).map_err(kept)?;
        let mut out = tokio::fs::File::create(file.path()).await.map_err(kept)?;
        while let Some(chunk) = content.next().await {
            out.write_all(&chunk?).await.map_err(kept)?;
        }
        out.flush().await.map_err(kept)?;
        Ok(file)
    }

    /// Stages and checks an archive: everything that can be said without running anything.
    async fn take_in(&self, archive: PathBuf, install: &Install) -> AppResult<Incoming> {
        let staging = self.staging()?;
        let settings = self.keeping.plugin_settings();
        let (signature, now) = (install.signature.clone(), self.keeping.now());
        let take = if install.web_only { Take::WebPartOnly } else { Take::Whole };
        let done = tokio::task::spawn_blocking(move || {
            let open = || File::open(&archive).map_err(|e| disk("the bundle cannot be read", e));
            let signed_by = match signature {
                Some(signature) => {
                    let keys = keyring(&settings)?;
                    let verified = keys.verify(open()?, &signature, now).map_err(|e| refusal(&e))?;
                    Some(verified.key)
                }
                None if settings.require_plugin_signature => {
                    return Err(refusal(&Keyring::missing().into()));
                }
                None => None,
            };
            let checked = Staged::unpack(open()?, &staging, &ArchiveLimits::default(), take)
                .map_err(|e| refusal(&e))?;
            for warning in &checked.warnings {
                tracing::warn!("the bundle has an oddity: {warning}");
            }
            Ok(Incoming { staged: checked.value, archive, signed_by })
        });
        done.await.map_err(AppError::internal)?
    }

    async fn put_in_place(self: &Arc<Self>, incoming: Incoming, force: Force) -> AppResult<Value> {
        let Incoming { staged, archive, signed_by } = incoming;
        let manifest = Arc::new(staged.bundle.manifest.clone());
        let (id, digest) = (manifest.id.to_string(), staged.bundle.digest.to_string());
        let old = self.installed.lock().get(&id).cloned();
        self.check_against(&manifest, old.as_ref(), signed_by, force)?;
        let compiled = self.compile(&manifest, &staged.path()).await?;
        fail_point("install.compiled");
        let content =
            tokio::fs::File::open(&archive).await.map_err(|e| disk("the bundle cannot be read", e))?;
        self.files
            .put_stream(
                &Self::archive_key(&id, &digest),
                ReaderStream::with_capacity(content, PIECE),
                u64::MAX,
                Checksum::None,
            )
            .await
            .map_err(|e| disk("the bundle cannot be stored", e))?;
        fail_point("install.stored");
        let kept = old.clone();
        let done = self.put_version(manifest.clone(), staged, old, signed_by, compiled).await;
        if done.is_err() {
            self.forget_version(&id, &digest, kept.as_ref()).await;
        }
        done?;
        serde_json::to_value(&*manifest).map_err(AppError::internal)
    }

    /// A version that was refused leaves nothing, unless it is the one that runs or the one before.
    async fn forget_version(&self, id: &str, digest: &str, old: Option<&Installed>) {
        let needed = old.is_some_and(|old| {
            old.record.digest == digest || old.record.previous.as_ref().is_some_and(|p| p.digest == digest)
        });
        if needed {
            return;
        }
        let _gone = std::fs::remove_dir_all(self.folder_of(id, digest));
        let _empty = std::fs::remove_dir(self.directory.join(id));
        if let Err(error) = self.files.delete(&Self::archive_key(id, digest)).await {
            tracing::warn!(plugin.id = id, %error, "the archive of a refused version could not be removed");
        }
    }

    async fn put_version(
        self: &Arc<Self>,
        manifest: Arc<Manifest>,
        staged: Staged,
        old: Option<Installed>,
        signed_by: Option<KeyId>,
        compiled: Option<Compiled>,
    ) -> AppResult<()> {
        let (id, digest) = (manifest.id.to_string(), staged.bundle.digest.to_string());
        let folder = self.folder_of(&id, &digest);
        self.move_in(staged, &folder)?;
        fail_point("install.moved");
        let record = record_of(&manifest, &digest, old.as_ref(), signed_by, self.keeping.now());
        let new = Installed {
            web: WebPart::read(&manifest, &folder)
                .map_err(|e| disk("the web part cannot be read", e))?
                .map(Arc::new),
            manifest: manifest.clone(),
            folder,
            record,
            state: PluginState::NotRunning,
            error: String::new(),
            running: None,
            last: None,
        };
        self.take_over(new, old, compiled).await
    }

    fn check_against(
        &self,
        manifest: &Manifest,
        old: Option<&Installed>,
        signed_by: Option<KeyId>,
        force: Force,
    ) -> AppResult<()> {
        let server = API_VERSION.parse().map_err(AppError::internal)?;
        check_server_version(manifest, &server).map_err(|e| refusal(&e.into()))?;
        let Some(old) = old else { return Ok(()) };
        if force == Force::No {
            return Err(AppError::bad_request(
                "app.plugin.install_id.app_error",
                format!(
                    "The plugin `{}` is installed already ({}); upload with force=true (`wag plugin add --force`) to replace it.",
                    manifest.id, old.record.version
                ),
            ));
        }
        check_upgrade(&old.manifest, manifest).map_err(|e| refusal(&e.into()))?;
        let before = KeyId::parse(&old.record.signed_by);
        check_same_signer(manifest.id.as_str(), before, signed_by).map_err(|e| refusal(&e.into()))
    }

    /// Inspects and compiles the component of a folder; `None` when the plugin has none.
    pub(crate) async fn compile(&self, manifest: &Manifest, folder: &Path) -> AppResult<Option<Compiled>> {
        let Some(component) = manifest.server.as_ref().and_then(|server| server.component.as_ref()) else {
            return Ok(None);
        };
        let path = folder.join(component);
        let wasm = tokio::fs::read(&path).await.map_err(|e| disk("the component cannot be read", e))?;
        let bad = |words: String| AppError::bad_request("app.plugin.component.app_error", words);
        let seen = inspect(&wasm, &InspectLimits::default()).map_err(|e| bad(e.to_string()))?;
        let imports: Vec<String> = seen.imports.iter().map(|surface| surface.name.clone()).collect();
        for words in imports_without_capability(manifest, &imports) {
            tracing::warn!(plugin.id = manifest.id.as_str(), "{words}");
        }
        let exported: Vec<&str> =
            seen.exports.iter().filter_map(|surface| hook_name(&surface.name)).collect();
        let stranger = seen.exports.iter().find_map(|surface| other_contract(&surface.name));
        if let Some(version) = stranger.or_else(|| imports.iter().find_map(|name| other_contract(name))) {
            return Err(bad(format!(
                "The component was made for version {version} of the contract; this server offers {}. Build it again with a matching SDK.",
                crate::CONTRACT
            )));
        }
        for warning in check_hooks(manifest, &exported) {
            tracing::warn!(plugin.id = manifest.id.as_str(), "{warning}");
        }
        let compiled = self.engine.compile(wasm).await.map_err(|e| bad(e.to_string()))?;
        self.linker
            .instantiate_pre(&compiled.component)
            .map_err(|e| bad(format!("The component does not fit this server: {e:#}")))?;
        Ok(Some(compiled))
    }

    fn move_in(&self, staged: Staged, folder: &Path) -> AppResult<Bundle> {
        if folder.exists() {
            // The same archive again: what lies there is what would be put there.
            return Ok(staged.bundle.clone());
        }
        if let Some(parent) = folder.parent() {
            std::fs::create_dir_all(parent).map_err(|e| disk("the plugin's folder cannot be made", e))?;
        }
        staged.keep(folder).map_err(|e| refusal(&e))
    }

    /// The new version starts, and then the old one lets go. When it does not start, the old one stays.
    pub(crate) async fn take_over(
        self: &Arc<Self>,
        mut new: Installed,
        old: Option<Installed>,
        compiled: Option<Compiled>,
    ) -> AppResult<()> {
        let id = new.manifest.id.to_string();
        let wanted = self.wanted(&new.manifest.id);
        if wanted {
            match self.start(&new, compiled).await {
                Ok(running) => {
                    new.running = running;
                    new.state = PluginState::Running;
                }
                Err(words) if old.as_ref().is_some_and(|old| old.record.digest != new.record.digest) => {
                    return Err(AppError::bad_request(
                        "app.plugin.restart.app_error",
                        format!("The new version did not start, so the old one stays: {words}"),
                    ));
                }
                Err(words) => {
                    new.state = PluginState::FailedToStart;
                    new.error = words;
                }
            }
        }
        fail_point("take_over.started");
        self.keeping.put_record(new.record.clone()).await?;
        fail_point("take_over.recorded");
        let (running, shown) = (new.running.clone(), new.clone());
        let keep = [Some(new.record.digest.clone()), new.record.previous.as_ref().map(|p| p.digest.clone())];
        self.installed.lock().insert(id.clone(), new);
        self.recount();
        if let Some(before) = old.and_then(|old| old.running) {
            before.stop().await;
        }
        fail_point("take_over.old_stopped");
        if let Some(running) = &running {
            self.settle(running).await;
        }
        self.sweep_versions(&id, &keep);
        fail_point("take_over.swept");
        if shown.state == PluginState::Running {
            self.announce_enabled(&shown);
        }
        self.announce_statuses().await;
        Ok(())
    }

    /// Starts a plugin; one without a server part has nothing to start.
    pub(crate) async fn start(
        self: &Arc<Self>,
        installed: &Installed,
        compiled: Option<Compiled>,
    ) -> Result<Option<Arc<Running>>, String> {
        let compiled = match compiled {
            Some(compiled) => compiled,
            None => match self.compile(&installed.manifest, &installed.folder).await {
                Ok(Some(compiled)) => compiled,
                Ok(None) => return Ok(None),
                Err(error) => return Err(error.message),
            },
        };
        let own = Arc::new(self.own_of(installed));
        Running::start(self, own, &compiled).await.map(Some)
    }

    /// A plugin has come up: events reach it, and its hook `install` runs once for each version.
    pub(crate) async fn settle(self: &Arc<Self>, running: &Arc<Running>) {
        self.begin_delivery(running);
        self.watch(running);
        let id = running.own.id.to_string();
        let Ok(installed) = self.get(&id) else { return };
        if !running.hooks.has(Hook::Install) || installed.record.install_hook_ran == installed.record.version
        {
            return;
        }
        let previous = installed.record.previous.as_ref().map(|p| p.version.clone()).unwrap_or_default();
        let asked = Asked { origin: "system".into(), ..Asked::default() };
        let done = running.ask_long(Hook::Install, &asked, async |store, bound| {
            hook!(bound, install).call_install(store, &previous).await
        });
        if let Err(failure) = done.await {
            tracing::warn!(plugin.id = id, "install failed: {failure}");
            running.own.log.add(self.keeping.now(), "error", &format!("install failed: {failure}"), &[]);
        }
        let record = PluginRecord { install_hook_ran: installed.record.version.clone(), ..installed.record };
        if self.keeping.put_record(record.clone()).await.is_ok() {
            self.update(&id, |one| one.record = record);
        }
    }

    /// Removes folders of versions that are not needed any more.
    pub(crate) fn sweep_versions(&self, id: &str, keep: &[Option<String>]) {
        let folder = self.directory.join(id);
        let Ok(entries) = std::fs::read_dir(&folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !keep.iter().flatten().any(|digest| *digest == name) {
                let _gone = std::fs::remove_dir_all(entry.path());
                let (files, key) = (self.files.clone(), Self::archive_key(id, &name));
                tokio::spawn(async move {
                    let _gone = files.delete(&key).await;
                });
            }
        }
    }

    /// Puts a version's folder back from its stored archive, when a node does not have it.
    pub(crate) async fn restore(&self, record: &PluginRecord) -> AppResult<PathBuf> {
        let folder = self.folder_of(&record.id, &record.digest);
        if folder.exists() {
            return Ok(folder);
        }
        let key = Self::archive_key(&record.id, &record.digest);
        let unreadable = |error: FileStoreError| {
            let remedy =
                format!("Bring `{key}` back into the file store, or upload the bundle again with force=true");
            disk("the stored bundle cannot be read", format!("{error}. {remedy}"))
        };
        let stored = self.files.get_stream(&key, None).await.map_err(unreadable)?;
        let archive = self.keep(stored.content.map_err(unreadable)).await?;
        let (staging, take) =
            (self.staging()?, if record.web_only { Take::WebPartOnly } else { Take::Whole });
        let done = tokio::task::spawn_blocking(move || {
            let open = archive.reopen().map_err(|e| disk("the bundle cannot be read", e))?;
            Staged::unpack(open, &staging, &ArchiveLimits::default(), take).map_err(|e| refusal(&e))
        });
        self.move_in(done.await.map_err(AppError::internal)??.value, &folder)?;
        Ok(folder)
    }

    /// The manifest of an unpacked version.
    pub(crate) fn manifest_in(folder: &Path) -> AppResult<Manifest> {
        for name in chinwag_bundle::MANIFEST_NAMES {
            let path = folder.join(name);
            let Ok(mut file) = File::open(&path) else { continue };
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(|e| disk("the manifest cannot be read", e))?;
            return Manifest::read(name, &bytes).map(|checked| checked.value).map_err(|e| refusal(&e));
        }
        Err(disk("the manifest is gone", folder.display()))
    }
}

fn record_of(
    manifest: &Manifest,
    digest: &str,
    old: Option<&Installed>,
    signed_by: Option<KeyId>,
    now: i64,
) -> PluginRecord {
    let previous = old.and_then(|old| {
        if old.record.digest == digest {
            return old.record.previous.clone();
        }
        let (version, digest) = (old.record.version.clone(), old.record.digest.clone());
        Some(Previous { version, digest, grants: old.record.grants.clone() })
    });
    let grants = old.map(Installed::grants).unwrap_or_default();
    PluginRecord {
        id: manifest.id.to_string(),
        version: manifest.version.as_ref().map(ToString::to_string).unwrap_or_default(),
        digest: digest.to_owned(),
        grants: kept(&grants, manifest),
        denied: old.map(|old| old.record.denied.clone()).unwrap_or_default(),
        installed_at: now,
        previous,
        signed_by: signed_by.map(|key| key.to_string()).unwrap_or_default(),
        web_only: manifest.server.is_none(),
        install_hook_ran: old.map(|old| old.record.install_hook_ran.clone()).unwrap_or_default(),
    }
}

/// The grants that are still of use: what a new version does not ask for any more is gone.
fn kept(grants: &Grants, manifest: &Manifest) -> Vec<String> {
    let asked = manifest.capabilities.iter();
    asked.filter(|capability| grants.covers(capability)).map(ToString::to_string).collect()
}

/// The hook an export is.
fn hook_name(export: &str) -> Option<&str> {
    export.strip_prefix("chinwag:plugin/hook-")?.split('@').next()
}

/// The version of our contract a name speaks of, when it is another than this server's.
fn other_contract(name: &str) -> Option<&str> {
    let (_, version) = name.strip_prefix("chinwag:plugin/")?.split_once('@')?;
    (version != crate::CONTRACT).then_some(version)
}

/// Trusted and revoked keys of the settings.
fn keyring(settings: &chinwag_model::config::PluginSettings) -> AppResult<Keyring> {
    let mut trusted = Vec::new();
    for file in &settings.signature_public_key_files {
        let text = std::fs::read_to_string(file).map_err(|e| {
            AppError::new(
                500,
                "app.plugin.get_public_key.get_file.app_error",
                format!(
                    "The key file `{file}` (PluginSettings.SignaturePublicKeyFiles) cannot be read: {e}."
                ),
            )
        })?;
        trusted.push(TrustedKey::parse(&text).map_err(|e| refusal(&e.into()))?);
    }
    let revoked = settings.extra.get("RevokedSignatureKeys").and_then(Value::as_array);
    let revoked = revoked.into_iter().flatten().filter_map(Value::as_str).filter_map(KeyId::parse).collect();
    Ok(Keyring::new(trusted, revoked))
}
