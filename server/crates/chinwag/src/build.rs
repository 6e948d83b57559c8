//! Putting the parts together.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use chinwag_app::{App, ConfigFile, LogTail, Outside, Parts, PasswordCost};
use chinwag_events::{Event, Hub, HubConfig};
use chinwag_model::{Clock, SystemClock, config::Config};
use chinwag_outside::FileStore;
use chinwag_plugin_host::PluginHost;
use chinwag_store::{EventSink, Options, Place, Store};

use crate::{Where, config, plugins};

/// How often lost connections are looked through.
const SWEEP: std::time::Duration = std::time::Duration::from_secs(5);

/// The running parts.
pub(crate) struct Built {
    pub(crate) app: App,
    pub(crate) hub: Hub,
    pub(crate) store: Store,
    pub(crate) plugins: PluginHost,
}

/// Opens everything and starts the ordered release of events.
///
/// # Errors
/// When the database or the folder of files cannot be opened.
pub(crate) async fn build(place: &Where, file: ConfigFile, logs: LogTail) -> anyhow::Result<Built> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let settings = file.current();
    let hub = Hub::new(HubConfig::default(), clock.clone());
    let (release, mut events) = tokio::sync::mpsc::unbounded_channel::<Vec<Event>>();
    let after_commit = release.clone();
    let sink: EventSink = Arc::new(move |batch| {
        let _ended = after_commit.send(batch);
    });
    let store = open(&place.data, &settings, sink, clock.clone()).await?;
    let directory = &settings.FileSettings.directory;
    let folder = if directory.is_empty() { place.data.join("files") } else { directory.into() };
    let files = FileStore::on_disk(&folder)
        .with_context(|| format!("the folder of files {} cannot be opened", folder.display()))?;
    let publish = Arc::new(move |batch| {
        let _ended = release.send(batch);
    });
    let parts = Parts {
        store: store.clone(),
        files,
        config: file,
        clock,
        publish,
        outside: Outside::default(),
        logs,
        password_cost: PasswordCost::Safe,
    };
    let app = App::start(parts).await.map_err(|e| anyhow::anyhow!("{e}"))?;
    let plugins = plugins::build(place, &app)?;
    app.set_hooks(Arc::new(plugins.clone()));
    let (to_hub, to_plugins) = (hub.clone(), app.clone());
    tokio::spawn(async move {
        while let Some(batch) = events.recv().await {
            if to_plugins.has_listening_plugins() {
                to_hub.publish(batch.clone());
                to_plugins.tell_plugins_of(&batch).await;
            } else {
                to_hub.publish(batch);
            }
        }
    });
    follow_connections(&app, &hub, &store).await?;
    tokio::spawn(app.clone().keep_statuses());
    tokio::spawn(app.clone().keep_up());
    tokio::spawn(app.clone().keep_files());
    Ok(Built { app, hub, store, plugins })
}

/// Presence from connections, and lost connections forgotten in time.
async fn follow_connections(app: &App, hub: &Hub, store: &Store) -> anyhow::Result<()> {
    if !store.is_postgres() {
        // This server is alone, so nobody is connected yet.
        app.do_reset_statuses().await.map_err(|e| anyhow::anyhow!("{e}"))?;
    }
    let (follower, changes) = (app.clone(), hub.presence_changes());
    tokio::spawn(async move { follower.follow_presence(changes).await });
    let swept = hub.clone();
    tokio::spawn(async move {
        let mut every = tokio::time::interval(SWEEP);
        loop {
            every.tick().await;
            swept.sweep();
        }
    });
    Ok(())
}

async fn open(
    data: &Path,
    settings: &Config,
    sink: EventSink,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Store> {
    let sql = &settings.SqlSettings;
    let place = match sql.driver_name.as_str() {
        "postgres" => Place::Postgres(sql.data_source.clone()),
        "sqlite" if sql.data_source.is_empty() => Place::File(data.join("chinwag.db")),
        "sqlite" => Place::File(sql.data_source.clone().into()),
        other => anyhow::bail!("SqlSettings.DriverName is `{other}`; it must be sqlite or postgres"),
    };
    let connections = usize::try_from(sql.max_open_conns).unwrap_or(16).clamp(1, 500);
    let options = Options { place, synchronous_full: sql.synchronous_full, connections, sink, clock };
    Store::open(options).await.context("the database cannot be opened")
}

/// `chinwag migrate`.
///
/// # Errors
/// When the database cannot be opened or a step fails.
pub(crate) async fn migrate(place: &Where) -> anyhow::Result<()> {
    let file = config::load(place)?;
    let sink: EventSink = Arc::new(|_| {});
    let store = open(&place.data, &file.current(), sink, Arc::new(SystemClock)).await?;
    store.close().await;
    println!("The database is at schema version {}.", chinwag_store::migrate::version());
    Ok(())
}
