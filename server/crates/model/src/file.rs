//! What is known of an uploaded file.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, FileId, Millis, PostId, UserId};

/// A file as API v4 shows it. Paths in the file store are the store's business and never leave the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileInfo {
    /// Id.
    pub id: FileId,
    /// Who uploaded it.
    pub user_id: UserId,
    /// Post it belongs to; absent while it belongs to none.
    #[serde(skip_serializing_if = "PostId::is_empty")]
    pub post_id: PostId,
    /// Channel it was uploaded to.
    pub channel_id: ChannelId,
    /// When it was uploaded.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was deleted.
    pub delete_at: Millis,
    /// Name given by the uploader, cleaned.
    pub name: String,
    /// Without the dot, lower case.
    pub extension: String,
    /// Bytes.
    pub size: i64,
    /// Type found by name and content.
    pub mime_type: String,
    /// Pixels, for pictures.
    #[serde(skip_serializing_if = "is_zero_u32")]
    pub width: u32,
    /// Pixels, for pictures.
    #[serde(skip_serializing_if = "is_zero_u32")]
    pub height: u32,
    /// Whether `/preview` and `/thumbnail` answer.
    #[serde(skip_serializing_if = "crate::user::is_false")]
    pub has_preview_image: bool,
    /// A tiny JPEG in base64, or null.
    pub mini_preview: Option<String>,
    /// Always null here.
    pub remote_id: Option<String>,
    /// Always false here.
    pub archived: bool,
}

fn is_zero_u32(value: &u32) -> bool {
    *value == 0
}

/// What `POST /files` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileUpload {
    /// The new files.
    pub file_infos: Vec<FileInfo>,
    /// The client's own ids, echoed in the same order.
    pub client_ids: Vec<String>,
}
