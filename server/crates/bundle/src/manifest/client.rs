//! The manifest as browsers get it: no description, no server part, the web bundle under its served name.
//!
//! The form is Mattermost's, because web parts and clients made for it read it.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Manifest, PluginId, SettingsSchema};
use crate::digest::web_bundle_name;

/// What browsers are told of a plugin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClientManifest {
    /// The plugin's id.
    pub id: PluginId,
    /// The name people see.
    pub name: String,
    /// Its page; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub homepage_url: String,
    /// Where problems are reported; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub support_url: String,
    /// What is new; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub release_notes_url: String,
    /// A picture in the bundle; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub icon_path: String,
    /// The plugin's version; empty when it has none.
    pub version: String,
    /// The oldest server it runs on; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub min_server_version: String,
    /// Where the web part is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webapp: Option<ClientWebapp>,
    /// The settings, without what only the server reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings_schema: Option<SettingsSchema>,
    /// What its author wanted to say.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub props: Map<String, Value>,
}

/// Where the web part is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientWebapp {
    /// `/static/<id>/<id>_<hash>_bundle.js`
    pub bundle_path: String,
    /// The hash browsers check, as `sha256-…`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub integrity: String,
}

impl Manifest {
    /// The manifest for browsers; `web` is what the bundle said of the web part's file.
    #[must_use]
    pub fn for_clients(&self, web: Option<&crate::WebBundle>) -> ClientManifest {
        let webapp = self.webapp.as_ref().zip(web).map(|(_, web)| ClientWebapp {
            bundle_path: format!("/static/{}/{}", self.id, web_bundle_name(&self.id, web.fnv1a64)),
            integrity: web.digest.integrity(),
        });
        ClientManifest {
            id: self.id.clone(),
            name: self.name.clone(),
            homepage_url: self.homepage_url.clone(),
            support_url: self.support_url.clone(),
            release_notes_url: self.release_notes_url.clone(),
            icon_path: self.icon_path.clone(),
            version: self.version.as_ref().map(ToString::to_string).unwrap_or_default(),
            min_server_version: self.min_server_version.as_ref().map(ToString::to_string).unwrap_or_default(),
            webapp,
            settings_schema: self.settings_schema.clone(),
            props: self.props.clone(),
        }
    }
}

impl ClientManifest {
    /// The same without the settings, as `GET /plugins/webapp` sends it to everybody.
    #[must_use]
    pub fn without_settings(mut self) -> Self {
        self.settings_schema = None;
        self
    }
}
