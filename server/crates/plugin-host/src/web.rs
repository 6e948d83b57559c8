//! The web part of a plugin: the file clients load, its name, its hash.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use bytes::Bytes;
use chinwag_bundle::{Digest, Manifest, WebBundle, fnv1a64, web_bundle_name};
use chinwag_model::{AppError, AppResult};
use serde_json::Value;

use crate::host_inner::Inner;

/// The web part of an installed plugin.
pub(crate) struct WebPart {
    /// Name of the main file, as clients are told.
    pub(crate) name: String,
    /// The main file within the plugin's folder.
    pub(crate) main: PathBuf,
    /// The folder whose files are served beside it.
    pub(crate) folder: PathBuf,
    /// The manifest for clients.
    pub(crate) manifest: Value,
}

impl WebPart {
    /// Reads the web part of a plugin in a folder; `None` when it has none.
    ///
    /// # Errors
    /// When the file is gone.
    pub(crate) fn read(manifest: &Manifest, folder: &Path) -> io::Result<Option<Self>> {
        let Some(webapp) = &manifest.webapp else { return Ok(None) };
        let main = folder.join(&webapp.bundle_path);
        let bytes = std::fs::read(&main)?;
        let web = WebBundle { digest: Digest::of(&bytes), fnv1a64: fnv1a64(&bytes) };
        let shown = manifest.for_clients(Some(&web)).without_settings();
        Ok(Some(Self {
            name: web_bundle_name(&manifest.id, web.fnv1a64),
            folder: main.parent().map_or_else(|| folder.to_owned(), Path::to_owned),
            main,
            manifest: serde_json::to_value(shown).unwrap_or_default(),
        }))
    }
}

/// A path below `folder` that is nothing but names.
fn below(folder: &Path, path: &str) -> Option<PathBuf> {
    let plain = !path.is_empty()
        && !path.contains(['\\', '\0'])
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != ".." && !part.ends_with('.'))
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    plain.then(|| folder.join(path))
}

async fn read(path: Option<PathBuf>, shown: &str) -> AppResult<(Bytes, String)> {
    let missing = || AppError::new(404, "app.plugin.file.app_error", format!("There is no file `{shown}`."));
    let path = path.ok_or_else(missing)?;
    let about = tokio::fs::symlink_metadata(&path).await.map_err(|_| missing())?;
    if !about.is_file() {
        return Err(missing());
    }
    let bytes = tokio::fs::read(&path).await.map_err(|_| missing())?;
    let mime = mime_guess::from_path(&path).first_or_octet_stream().to_string();
    Ok((bytes.into(), mime))
}

impl Inner {
    /// A file of the `public` folder of a running plugin.
    pub(crate) async fn public_file(&self, id: &str, path: &str) -> AppResult<(Bytes, String)> {
        let installed = self.get(id)?;
        let folder = installed.folder.join("public");
        let path_found = installed.running.is_some().then(|| below(&folder, path)).flatten();
        read(path_found, path).await
    }

    /// A file of the web part.
    pub(crate) async fn web_file(&self, id: &str, path: &str) -> AppResult<(Bytes, String)> {
        let installed = self.get(id)?;
        let found = installed
            .web
            .as_ref()
            .and_then(|web| if path == web.name { Some(web.main.clone()) } else { below(&web.folder, path) });
        read(found, path).await
    }
}

#[cfg(test)]
mod tests {
    use super::below;
    use std::path::Path;

    #[test]
    fn only_plain_names_lead_below_a_folder() {
        let folder = Path::new("public");
        assert_eq!(below(folder, "img/a.png").unwrap(), folder.join("img/a.png"));
        for bad in
            ["", "../a", "a/../../b", "/etc/passwd", "a//b", "a\\b", "a\0", "..;/a/..", "a./b", "./a", "x."]
        {
            assert!(below(folder, bad).is_none(), "{bad:?}");
        }
    }
}
