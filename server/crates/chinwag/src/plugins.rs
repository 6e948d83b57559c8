//! Putting the plugin platform together: the engine with its compiler and cache, and where plugins lie.

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;
use chinwag_app::{App, PluginChat};
use chinwag_plugin_engine::{CompilerProgram, Engine, EngineConfig};
use chinwag_plugin_host::{Options, PluginHost};

use crate::Where;

/// Makes the platform; plugins start later.
///
/// # Errors
/// When the engine does not run here or a folder cannot be made.
pub(crate) fn build(place: &Where, app: &App) -> anyhow::Result<PluginHost> {
    let settings = app.config().PluginSettings.clone();
    let directory = match settings.directory.as_str() {
        "" => place.data.join("plugins"),
        given => PathBuf::from(given),
    };
    std::fs::create_dir_all(&directory)
        .with_context(|| format!("the folder of plugins {} cannot be made", directory.display()))?;
    let program = std::env::current_exe().context("the server's own program cannot be found")?;
    let engine = Engine::new(EngineConfig {
        compiler: CompilerProgram::Child { program, arguments: vec!["compile-plugin".into()] },
        cache_folder: Some(place.data.join("plugin-cache")),
        ..EngineConfig::default()
    })
    .context("the engine of plugins cannot be started")?;
    let chat = Arc::new(PluginChat::new(app.clone()));
    let prepackaged = std::env::var_os("CHINWAG_PREPACKAGED_PLUGINS").map(PathBuf::from);
    let for_guard = app.clone();
    PluginHost::new(Options {
        engine,
        chat: chat.clone(),
        keeping: chat,
        files: app.file_store().clone(),
        prepackaged: prepackaged.or_else(|| Some(place.data.join("prepackaged_plugins"))),
        key_file: place.data.join("plugin-settings.key"),
        directory,
        allowed_internal: Arc::new(move || {
            for_guard.config().ServiceSettings.allowed_untrusted_internal_connections.clone()
        }),
        http: None,
    })
    .context("the plugin platform cannot be started")
}
