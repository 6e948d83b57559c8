//! A plugin that runs: its instances, the hooks it answers, its mailbox. Starting and stopping one.

use std::{collections::HashSet, ops::Deref, sync::Arc, time::Duration};

use chinwag_bundle::{AskedLimit, Manifest, Server};
use chinwag_plugin_contract::{Asked, Hook, HookSet};
use chinwag_plugin_engine::{
    Chain, Compiled, Instances, Limits, LogLimits, LogLine, LogSink, LogStream, Plugin, PluginSpec,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};

use crate::{
    asking::{Failure, hook},
    bound::{Bound, Indices},
    deliver::Mailbox,
    guest::Guest,
    host_inner::Inner,
    own::Own,
};

/// A plugin that runs.
pub(crate) struct Running {
    pub(crate) own: Arc<Own>,
    pub(crate) plugin: Plugin<Guest, Bound>,
    pub(crate) hooks: HookSet,
    pub(crate) mailbox: Mailbox,
    /// One permit for each [`Held`]; who stops the plugin takes them all.
    holds: Arc<Semaphore>,
}

/// How many may hold a plugin at once: more than there can be requests.
const HOLDS: u32 = 1 << 20;
/// How long a plugin that is stopped may go on with what it was asked.
const TIME_TO_FINISH: Duration = Duration::from_secs(10);

/// A plugin that somebody is about to call. It is not stopped before they let go (within [`TIME_TO_FINISH`]), so that no
/// request fails because the plugin it found is being replaced.
pub(crate) struct Held {
    running: Arc<Running>,
    hold: Option<OwnedSemaphorePermit>,
}

impl Held {
    /// Whether it was found too late: somebody stops it already.
    pub(crate) fn is_late(&self) -> bool {
        self.hold.is_none()
    }
}

impl Deref for Held {
    type Target = Arc<Running>;

    fn deref(&self) -> &Self::Target {
        &self.running
    }
}

/// What may cross with a value that fills the limit, such as its key: so the largest value of the store can be written.
const BESIDE_A_VALUE: usize = 64 << 10;

fn limits_of(manifest: &Manifest) -> Limits {
    let get = |limit| usize::try_from(manifest.limits.get(limit)).unwrap_or(usize::MAX);
    Limits {
        memory_bytes: get(AskedLimit::MemoryMib) << 20,
        table_elements: get(AskedLimit::TableElements),
        handles: get(AskedLimit::Handles),
        queue: get(AskedLimit::QueuedCalls),
        host_call_bytes: (get(AskedLimit::HostCallKib) << 10) + BESIDE_A_VALUE,
        log: LogLimits {
            bytes_per_second: (get(AskedLimit::LogKibPerMinute) << 10) / 60,
            ..LogLimits::default()
        },
        ..Limits::default()
    }
}

/// What a plugin writes to its standard output and error stands in its log.
fn written(own: &Arc<Own>) -> Arc<dyn LogSink> {
    let (log, keeping) = (own.log.clone(), own.keeping.clone());
    Arc::new(move |line: &LogLine| {
        let level = if line.stream == LogStream::Stderr { "warn" } else { "info" };
        log.add(keeping.now(), level, &line.text, &[]);
    })
}

fn instances_of(server: Option<&Server>) -> Instances {
    match server {
        Some(server) if server.stateful => Instances::Stateful,
        Some(server) => {
            Instances::Pool { min: server.instances.min.into(), max: server.instances.max.into() }
        }
        None => Instances::default(),
    }
}

impl Running {
    /// Makes the first instances and has the plugin activate.
    ///
    /// # Errors
    /// Words for the administrator: what the component lacks, or what the plugin said.
    pub(crate) async fn start(
        host: &Arc<Inner>,
        own: Arc<Own>,
        compiled: &Compiled,
    ) -> Result<Arc<Self>, String> {
        let pre = host
            .linker
            .instantiate_pre(&compiled.component)
            .map_err(|error| format!("the component does not fit this server: {error:#}"))?;
        let indices = Indices::new(&compiled.component, &pre)
            .map_err(|error| format!("a hook of the component is not as the contract has it: {error:#}"))?;
        let hooks = indices.set();
        let (for_state, for_binding) = (own.clone(), indices);
        let mut spec = PluginSpec::new(
            own.id.as_str(),
            move |sandbox| Ok(Guest::new(sandbox, for_state.clone())),
            move |store, instance| {
                let bound = for_binding.load(store, instance);
                Box::pin(async move { bound })
            },
        );
        spec.logs = Some(written(&own));
        spec.limits = limits_of(&own.manifest);
        spec.instances = instances_of(own.manifest.server.as_ref());
        let plugin = Plugin::start(&host.engine, compiled, &host.linker, spec)
            .await
            .map_err(|fault| fault.to_string())?;
        let mailbox = Mailbox::new(own.manifest.limits.get(AskedLimit::Mailbox));
        let holds = Arc::new(Semaphore::new(HOLDS as usize));
        let running = Arc::new(Self { own, plugin, hooks, mailbox, holds });
        running.activate().await?;
        Ok(running)
    }

    async fn activate(&self) -> Result<(), String> {
        let asked = Asked { origin: "system".into(), ..Asked::default() };
        self.tell_settings(&asked).await?;
        if self.hooks.has(Hook::Activate) {
            let done = self.ask_long(Hook::Activate, &asked, async |store, bound| {
                hook!(bound, activate).call_activate(store).await
            });
            if let Err(failure) = done.await {
                self.plugin.stop(Duration::ZERO).await;
                return Err(format!("activate failed: {failure}"));
            }
        }
        Ok(())
    }

    /// Hands the plugin its settings.
    pub(crate) async fn tell_settings(&self, asked: &Asked) -> Result<(), String> {
        if !self.hooks.has(Hook::ConfigurationChanged) {
            return Ok(());
        }
        let settings = self.own.settings();
        let done = self.ask_long(Hook::ConfigurationChanged, asked, async |store, bound| {
            hook!(bound, configuration_changed).call_configuration_changed(store, &settings).await
        });
        done.await.map_err(|failure| format!("configuration-changed failed: {failure}"))
    }

    /// How long a hook may take, by the manifest's limits.
    pub(crate) fn limit(&self, hook: Hook) -> Duration {
        let limit = match hook {
            Hook::Activate | Hook::Deactivate | Hook::Install | Hook::ConfigurationChanged => {
                AskedLimit::StartMs
            }
            Hook::ExecuteCommand
            | Hook::DialogSubmitted
            | Hook::ActionClicked
            | Hook::FileWillBeUploaded
            | Hook::Http => AskedLimit::RequestMs,
            waited if waited.name().contains("-will-") || waited == Hook::Called => AskedLimit::HookMs,
            _ => AskedLimit::EventMs,
        };
        Duration::from_millis(self.own.manifest.limits.get(limit).into())
    }

    /// Asks a hook nobody waits for.
    pub(crate) async fn ask_long<R>(
        &self,
        hook: Hook,
        asked: &Asked,
        work: impl AsyncFnOnce(&mut wasmtime::Store<Guest>, &Bound) -> wasmtime::Result<Result<R, String>>,
    ) -> Result<R, Failure> {
        let mut options = chinwag_plugin_engine::CallOptions::new(hook.name(), self.limit(hook));
        options.within = Chain::default();
        let asked = asked.clone();
        let answer = self
            .plugin
            .call(options, async move |store, bound| {
                store.data_mut().asked = asked;
                work(store, bound).await
            })
            .await;
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(words)) => Err(Failure::Said(words)),
            Err(fault) => Err(Failure::Fault(fault)),
        }
    }

    /// Keeps the plugin from being stopped while it is called.
    pub(crate) fn hold(self: &Arc<Self>) -> Held {
        Held { running: self.clone(), hold: self.holds.clone().try_acquire_owned().ok() }
    }

    /// Waits for those who hold the plugin, lets it deactivate, then ends its calls. Nobody must find it any more.
    pub(crate) async fn stop(&self) {
        let began = Instant::now();
        self.mailbox.close();
        if let Ok(Ok(all)) = timeout(TIME_TO_FINISH, self.holds.acquire_many(HOLDS)).await {
            all.forget();
        }
        if self.hooks.has(Hook::Deactivate) {
            let asked = Asked { origin: "system".into(), ..Asked::default() };
            let done = self.ask_long(Hook::Deactivate, &asked, async |store, bound| {
                hook!(bound, deactivate).call_deactivate(store).await
            });
            if let Err(failure) = done.await {
                tracing::warn!(plugin.id = self.own.id.as_str(), "deactivate failed: {failure}");
            }
        }
        let cut = self.plugin.stop(TIME_TO_FINISH.saturating_sub(began.elapsed())).await;
        if cut > 0 {
            tracing::warn!(plugin.id = self.own.id.as_str(), calls = cut, "calls were cut off");
        }
    }
}

/// Interfaces of ours that a component imports, and the capabilities that would make them of use.
pub(crate) fn imports_without_capability(manifest: &Manifest, imports: &[String]) -> Vec<String> {
    let asked: HashSet<&str> =
        manifest.capabilities.iter().map(|capability| capability.kind().as_str()).collect();
    let needs: [(&str, &[&str]); 12] = [
        ("kv", &["kv"]),
        ("users", &["users:read", "users:write", "users:status", "users:email", "roles:read"]),
        ("teams", &["teams:read", "teams:write", "roles:write"]),
        ("channels", &["channels:read", "channels:read-private", "channels:write", "posts:write"]),
        ("posts", &["posts:read", "posts:read-private", "posts:write", "posts:moderate"]),
        ("reactions", &["reactions:write", "posts:read"]),
        ("files", &["files:read", "files:write"]),
        ("bots", &["bots"]),
        ("commands", &["commands", "commands:run"]),
        ("websocket", &["websocket"]),
        ("schedule", &["schedule"]),
        ("mail", &["mail"]),
    ];
    needs
        .iter()
        .filter(|(interface, of)| {
            let name = format!("chinwag:plugin/{interface}@");
            imports.iter().any(|import| import.starts_with(&name))
                && !of.iter().any(|one| asked.contains(one))
        })
        .map(|(interface, of)| {
            format!("the component calls `{interface}`, and its manifest asks for none of {}", of.join(", "))
        })
        .collect()
}
