//! Drafts and scheduled posts.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, FileId, JsonMap, Millis, PostId, UserId, file::FileInfo};

/// A message that is not sent yet; one for each user, channel and thread.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was deleted.
    pub delete_at: Millis,
    /// Whose.
    pub user_id: UserId,
    /// Where.
    pub channel_id: ChannelId,
    /// Thread; empty outside one.
    pub root_id: PostId,
    /// Text.
    pub message: String,
    /// Open-ended.
    pub props: JsonMap,
    /// Files.
    pub file_ids: Vec<FileId>,
    /// The files.
    #[serde(skip_deserializing)]
    pub metadata: DraftMetadata,
}

/// Files of a draft.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DraftMetadata {
    /// In the order of `file_ids`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileInfo>,
}
