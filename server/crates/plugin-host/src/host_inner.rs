//! The platform's heart: what is installed, what runs, who answers which hook.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use arc_swap::ArcSwap;
use chinwag_bundle::{CapabilityKind, Grant, Grants, Manifest, Need, PluginId};
use chinwag_model::{AppError, AppResult};
use chinwag_outside::{AllowedInternal, FileStore, HttpClient, HttpSettings};
use chinwag_plugin_contract::{Asked, ChatApi, Hook, HookSet, Keeping, PluginRecord, PluginState};
use chinwag_plugin_engine::{Chain, Engine, RunState};
use parking_lot::Mutex;
use serde_json::{Map, Value};
use tokio::sync::Notify;
use wasmtime::component::{HasSelf, Linker};

use crate::{
    asking::hook,
    bindings,
    guest::Guest,
    own::{HttpDoor, LogLines},
    running::{Held, Running},
    secrets::Secrets,
    web::WebPart,
};

/// What a platform is made of.
pub struct Options {
    /// Runs components.
    pub engine: Engine,
    /// Chat, as plugins ask it.
    pub chat: Arc<dyn ChatApi>,
    /// What is kept in chat's database.
    pub keeping: Arc<dyn Keeping>,
    /// Where archives are kept.
    pub files: FileStore,
    /// Where installed plugins lie.
    pub directory: PathBuf,
    /// Bundles that come with the server.
    pub prepackaged: Option<PathBuf>,
    /// The key of sealed settings.
    pub key_file: PathBuf,
    /// `ServiceSettings.AllowedUntrustedInternalConnections`, as it is now.
    pub allowed_internal: Arc<dyn Fn() -> String + Send + Sync>,
    /// The HTTP of tests.
    pub http: Option<HttpClient>,
}

/// The plugin platform. Cheap to clone.
#[derive(Clone)]
pub struct PluginHost(pub(crate) Arc<Inner>);

/// An installed plugin.
#[derive(Clone)]
pub(crate) struct Installed {
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) record: PluginRecord,
    pub(crate) folder: PathBuf,
    pub(crate) web: Option<Arc<WebPart>>,
    pub(crate) state: PluginState,
    pub(crate) error: String,
    pub(crate) running: Option<Arc<Running>>,
    /// What ran last and failed too often: its faults are still to be read.
    pub(crate) last: Option<Arc<Running>>,
}

impl Installed {
    pub(crate) fn grants(&self) -> Grants {
        let at = self.record.installed_at;
        let grant = |text: &String| {
            let capability = text.parse().ok()?;
            Some(Grant { capability, granted_by: String::new(), granted_at: at })
        };
        Grants::new(self.record.grants.iter().filter_map(grant).collect())
    }
}

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<Guest>,
    pub(crate) chat: Arc<dyn ChatApi>,
    pub(crate) keeping: Arc<dyn Keeping>,
    pub(crate) files: FileStore,
    pub(crate) directory: PathBuf,
    pub(crate) prepackaged: Option<PathBuf>,
    pub(crate) secrets: Secrets,
    pub(crate) http: HttpDoor,
    pub(crate) installed: Mutex<BTreeMap<String, Installed>>,
    /// Running plugins, by priority and id for each question; rebuilt when one starts or stops.
    running: ArcSwap<Vec<Arc<Running>>>,
    pub(crate) answered: AtomicU64,
    pub(crate) due: Notify,
    /// One change of one plugin at a time.
    changing: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
    settings_seen: Mutex<Map<String, Value>>,
    /// The log of each plugin, which outlives its instances: it is read when they are gone.
    logs: Mutex<BTreeMap<String, Arc<LogLines>>>,
}

impl PluginHost {
    /// Makes the platform; nothing runs before [`begin`](Self::begin).
    ///
    /// # Errors
    /// When the folder or the key file cannot be used.
    pub fn new(options: Options) -> std::io::Result<Self> {
        std::fs::create_dir_all(&options.directory)?;
        let secrets = Secrets::open(&options.key_file)?;
        let linker = linker(&options.engine).map_err(|e| std::io::Error::other(format!("{e:#}")))?;
        let settings_seen = options.keeping.plugin_settings().plugins.clone();
        Ok(Self(Arc::new(Inner {
            linker,
            secrets,
            http: door(options.http, options.allowed_internal),
            engine: options.engine,
            chat: options.chat,
            keeping: options.keeping,
            files: options.files,
            directory: options.directory,
            prepackaged: options.prepackaged,
            installed: Mutex::default(),
            running: ArcSwap::default(),
            answered: AtomicU64::new(0),
            due: Notify::new(),
            changing: Mutex::default(),
            settings_seen: Mutex::new(settings_seen),
            logs: Mutex::default(),
        })))
    }
}

fn linker(engine: &Engine) -> wasmtime::Result<Linker<Guest>> {
    let mut linker = Linker::new(engine.wasmtime());
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    bindings::Everything::add_to_linker::<_, HasSelf<Guest>>(&mut linker, |guest| guest)?;
    Ok(linker)
}

/// Clients for calls out: one for the internet, one for each private host that was granted.
fn door(fixed: Option<HttpClient>, allowed: Arc<dyn Fn() -> String + Send + Sync>) -> HttpDoor {
    let kept: Mutex<BTreeMap<String, HttpClient>> = Mutex::default();
    Arc::new(move |private| {
        if let Some(fixed) = &fixed {
            return Ok(fixed.clone());
        }
        let mut list = allowed();
        if let Some(host) = private {
            list.push(' ');
            list.push_str(host);
        }
        let mut kept = kept.lock();
        if let Some(client) = kept.get(&list) {
            return Ok(client.clone());
        }
        let allowed_internal = AllowedInternal::parse(&list).map_err(|e| e.to_string())?;
        let settings = HttpSettings {
            allowed_internal,
            max_redirects: 0,
            user_agent: concat!("Chinwag-plugin/", env!("CARGO_PKG_VERSION")).to_owned(),
            ..HttpSettings::default()
        };
        let client = HttpClient::new(settings);
        if kept.len() > 64 {
            kept.clear();
        }
        kept.insert(list, client.clone());
        Ok(client)
    })
}

impl Inner {
    /// Everything that runs.
    pub(crate) fn all_running(&self) -> Vec<Arc<Running>> {
        self.running.load().as_ref().clone()
    }

    /// A plugin that runs.
    pub(crate) fn running(&self, id: &str) -> AppResult<Held> {
        let find = || {
            let all = self.running.load();
            all.iter().find(|running| running.own.id.as_str() == id).map(Running::hold)
        };
        // One that is being stopped is in the list no more, or another is in its place.
        find().filter(|held| !held.is_late()).or_else(find).ok_or_else(|| {
            AppError::new(
                404,
                "app.plugin.not_running.app_error",
                format!("There is no plugin `{id}` that runs; `wag plugin list` shows what there is."),
            )
        })
    }

    /// Those who answer a hook and were granted what it shows, in their order.
    pub(crate) fn answering(&self, hook: Hook, capability: CapabilityKind) -> Vec<Held> {
        let find = || {
            let all = self.running.load();
            let able = all.iter().filter(|running| {
                running.hooks.has(hook) && running.own.grants.load().allows(&Need::of(capability))
            });
            able.map(Running::hold).collect::<Vec<_>>()
        };
        let mut all = find();
        if all.iter().any(Held::is_late) {
            all = find();
        }
        all.sort_by_cached_key(|running| {
            (running.own.manifest.hook(hook.name()).priority, running.own.id.to_string())
        });
        all
    }

    /// Puts together anew who runs and which hooks are answered.
    pub(crate) fn recount(&self) {
        let all: Vec<Arc<Running>> =
            self.installed.lock().values().filter_map(|one| one.running.clone()).collect();
        let hooks = all.iter().fold(HookSet::EMPTY, |set, running| set.union(running.hooks));
        self.running.store(Arc::new(all));
        self.answered.store(hooks.bits(), Ordering::Release);
    }

    /// The newest lines of a plugin's log.
    pub(crate) fn log(&self, id: &str) -> Arc<LogLines> {
        self.logs.lock().entry(id.to_owned()).or_default().clone()
    }

    /// The log of a plugin that is removed.
    pub(crate) fn forget_log(&self, id: &str) {
        self.logs.lock().remove(id);
    }

    /// The lock under which one plugin is changed.
    pub(crate) fn turn(&self, id: &str) -> Arc<tokio::sync::Mutex<()>> {
        self.changing.lock().entry(id.to_owned()).or_default().clone()
    }

    /// An installed plugin.
    pub(crate) fn get(&self, id: &str) -> AppResult<Installed> {
        self.installed.lock().get(id).cloned().ok_or_else(|| {
            AppError::new(
                404,
                "app.plugin.not_installed.app_error",
                format!("There is no plugin `{id}`; `wag plugin list` shows what is installed."),
            )
        })
    }

    /// Changes what is known of an installed plugin.
    pub(crate) fn update(&self, id: &str, change: impl FnOnce(&mut Installed)) {
        if let Some(installed) = self.installed.lock().get_mut(id) {
            change(installed);
        }
        self.recount();
    }

    /// What plugins see of each other.
    pub(crate) fn infos(&self) -> Vec<bindings::chinwag::plugin::plugins::Info> {
        let all = self.installed.lock();
        all.values()
            .map(|one| bindings::chinwag::plugin::plugins::Info {
                id: one.manifest.id.to_string(),
                name: one.manifest.name.clone(),
                version: one.record.version.clone(),
                running: one.running.is_some(),
            })
            .collect()
    }

    /// One plugin calls another.
    pub(crate) async fn call_plugin(
        &self,
        asked: Asked,
        chain: Chain,
        caller: String,
        id: &str,
        method: String,
        payload: Vec<u8>,
    ) -> AppResult<Vec<u8>> {
        let running = self.running(id)?;
        if !running.hooks.has(Hook::Called) {
            let words = format!("The plugin `{id}` cannot be called: it does not export the hook `called`.");
            return Err(AppError::bad_request("plugin.call.app_error", words));
        }
        let answer = running
            .ask(Hook::Called, &asked, None, chain, async |store, bound| {
                hook!(bound, called).call_called(store, &caller, &method, &payload).await
            })
            .await;
        answer.map_err(|failure| {
            AppError::new(
                502,
                "plugin.call.app_error",
                format!("The plugin `{id}` did not answer: {failure}"),
            )
        })
    }

    /// Watches a plugin: when it fails too often, that is said and it is taken out.
    pub(crate) fn watch(self: &Arc<Self>, running: &Arc<Running>) {
        let (host, running) = (Arc::downgrade(self), running.clone());
        tokio::spawn(async move {
            let mut state = running.plugin.watch();
            loop {
                if *state.borrow() == RunState::FailedToStayRunning {
                    break;
                }
                if matches!(*state.borrow(), RunState::Stopped) || state.changed().await.is_err() {
                    return;
                }
            }
            let Some(host) = host.upgrade() else { return };
            let id = running.own.id.to_string();
            let words = running.plugin.faults().last().map(ToString::to_string).unwrap_or_default();
            running.mailbox.close();
            running.own.log.add(
                host.keeping.now(),
                "error",
                &format!("switched off, it failed too often: {words}"),
                &[],
            );
            host.chat.unregister_commands(&id).await;
            host.update(&id, |one| {
                one.last = one.running.take();
                one.state = PluginState::FailedToStayRunning;
                one.error.clone_from(&words);
            });
            tracing::error!(plugin.id = id, "the plugin failed too often and was switched off: {words}");
            host.announce_disabled(&id);
        });
    }

    /// Saves a plugin's settings, its secrets sealed.
    pub(crate) async fn save_settings(&self, manifest: &Manifest, settings: Value) -> AppResult<()> {
        let Value::Object(mut settings) = settings else { return Ok(()) };
        self.secrets.seal_all(manifest, &mut settings);
        self.keeping.set_settings(manifest.id.as_str(), Some(Value::Object(settings))).await
    }

    /// The configuration was saved: plugins whose settings changed are told, open secrets are sealed, and who is to run
    /// is looked at anew.
    pub(crate) fn configuration_changed(self: &Arc<Self>) {
        let now = self.keeping.plugin_settings().plugins.clone();
        let before = std::mem::replace(&mut *self.settings_seen.lock(), now.clone());
        let changed: Vec<String> = self
            .installed
            .lock()
            .keys()
            .filter(|id| now.get(id.as_str()) != before.get(id.as_str()))
            .cloned()
            .collect();
        let host = self.clone();
        // The runtime is there: the configuration is changed by requests.
        tokio::spawn(async move {
            for id in changed {
                host.settings_changed(&id).await;
            }
            host.follow_states().await;
        });
    }

    async fn settings_changed(&self, id: &str) {
        let Ok(installed) = self.get(id) else { return };
        let saved = self.keeping.plugin_settings().plugins.get(id).cloned();
        if let Some(Value::Object(settings)) = saved
            && self.secrets.lies_open(&installed.manifest, &settings)
            && let Err(error) = self.save_settings(&installed.manifest, Value::Object(settings)).await
        {
            tracing::warn!(plugin.id = id, %error, "the settings could not be sealed");
        }
        if let Some(running) = installed.running {
            let asked = Asked { origin: "system".into(), ..Asked::default() };
            if let Err(words) = running.tell_settings(&asked).await {
                tracing::warn!(plugin.id = id, "{words}");
                running.own.log.add(self.keeping.now(), "error", &words, &[]);
            }
        }
    }

    /// Whether the configuration wants a plugin to run.
    pub(crate) fn wanted(&self, id: &PluginId) -> bool {
        let settings = self.keeping.plugin_settings();
        let enabled = settings.plugin_states.get(id.as_str()).and_then(|state| state.get("Enable"));
        settings.enable && enabled.and_then(Value::as_bool).unwrap_or(false)
    }
}
