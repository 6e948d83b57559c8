//! Bookmarks of a channel: links and files above its messages.

use serde::{Deserialize, Serialize};

use crate::{AppError, AppResult, BookmarkId, ChannelId, FileId, Millis, UserId};

/// Most bookmarks of a channel.
pub const BOOKMARKS_MAX: i64 = 50;
/// Most characters of a name.
pub const BOOKMARK_NAME_MAX: usize = 64;
/// Most characters of an address.
pub const BOOKMARK_URL_MAX: usize = 1024;

/// A link or file above the messages of a channel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bookmark {
    /// Id.
    pub id: BookmarkId,
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was removed; 0 while there.
    pub delete_at: Millis,
    /// Channel.
    pub channel_id: ChannelId,
    /// Who made it.
    pub owner_id: UserId,
    /// The file of a `file` bookmark.
    #[serde(skip_serializing_if = "FileId::is_empty")]
    pub file_id: FileId,
    /// Shown to people.
    pub display_name: String,
    /// Place from 0.
    pub sort_order: i64,
    /// Address of a `link` bookmark.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub link_url: String,
    /// Picture of a link.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub image_url: String,
    /// Emoji before the name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub emoji: String,
    /// `link` or `file`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// What `PATCH` takes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BookmarkPatch {
    /// New file.
    pub file_id: Option<FileId>,
    /// New name.
    pub display_name: Option<String>,
    /// New address.
    pub link_url: Option<String>,
    /// New picture.
    pub image_url: Option<String>,
    /// New emoji.
    pub emoji: Option<String>,
}

impl Bookmark {
    /// Checks the fields people write.
    ///
    /// # Errors
    /// 400 with what is wrong.
    pub fn check(&self) -> AppResult<()> {
        let wrong = |field: &str, why: String| {
            Err(AppError::bad_request(
                format!("model.channel_bookmark.is_valid.{field}.app_error"),
                format!("The {field} of a bookmark {why}."),
            ))
        };
        if self.display_name.trim().is_empty() {
            return wrong("display_name", "must not be empty".into());
        }
        crate::user::check_length("display_name", &self.display_name, BOOKMARK_NAME_MAX)?;
        crate::user::check_length("link_url", &self.link_url, BOOKMARK_URL_MAX)?;
        crate::user::check_length("image_url", &self.image_url, BOOKMARK_URL_MAX)?;
        crate::user::check_length("emoji", &self.emoji, 64)?;
        let is_web = |url: &str| {
            let url = url.to_ascii_lowercase();
            (url.starts_with("http://") || url.starts_with("https://")) && !url.contains(char::is_whitespace)
        };
        match self.kind.as_str() {
            "link" if !self.file_id.is_empty() => wrong("file_id", "must be empty for a link".into()),
            "link" if !is_web(&self.link_url) => {
                wrong("link_url", format!("must begin with http:// or https://, not `{}`", self.link_url))
            }
            "link" if !self.image_url.is_empty() && !is_web(&self.image_url) => {
                wrong("image_url", "must begin with http:// or https://".into())
            }
            "file" if self.file_id.is_empty() => wrong("file_id", "is missing".into()),
            "file" if !self.link_url.is_empty() => wrong("link_url", "must be empty for a file".into()),
            "link" | "file" => Ok(()),
            other => wrong("type", format!("must be `link` or `file`, not `{other}`")),
        }
    }

    /// The bookmark with what `patch` names changed.
    #[must_use]
    pub fn patched(mut self, patch: BookmarkPatch) -> Self {
        let BookmarkPatch { file_id, display_name, link_url, image_url, emoji } = patch;
        self.file_id = file_id.unwrap_or(self.file_id);
        self.display_name = display_name.unwrap_or(self.display_name);
        self.link_url = link_url.unwrap_or(self.link_url);
        self.image_url = image_url.unwrap_or(self.image_url);
        self.emoji = emoji.unwrap_or(self.emoji);
        self
    }
}
