//! What is behind a link: a page that describes itself, a picture, or nothing to show.

use serde::{Deserialize, Serialize};

use crate::post::PostImage;

/// What an address answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPreview {
    /// A page with a title at least.
    Page(OpenGraph),
    /// A picture.
    Picture(PostImage),
    /// Nothing that can be shown.
    #[default]
    Nothing,
}

/// What a page says of itself (the Open Graph properties), in the form clients take.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenGraph {
    /// `website`, `article`, ….
    #[serde(rename = "type")]
    pub kind: String,
    /// The page's address as it names it.
    pub url: String,
    /// Title.
    pub title: String,
    /// Some sentences.
    pub description: String,
    /// Name of the site.
    pub site_name: String,
    /// Pictures, best first.
    pub images: Vec<OpenGraphImage>,
}

/// A picture of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenGraphImage {
    /// Address.
    pub url: String,
    /// Address with https, if it differs.
    pub secure_url: String,
    /// Content type, if the page says so.
    #[serde(rename = "type")]
    pub kind: String,
    /// Pixels; 0 when the page does not say.
    pub width: u32,
    /// Pixels; 0 when the page does not say.
    pub height: u32,
}
