//! Posts to be sent later.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, FileId, JsonMap, Millis, PostId, UserId, draft::DraftMetadata};

/// A post that waits for its time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduledPost {
    /// Id; the post it becomes gets another.
    pub id: PostId,
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
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
    /// When it is to be sent.
    pub scheduled_at: Millis,
    /// When sending was tried.
    pub processed_at: Millis,
    /// Why it could not be sent; empty while it waits.
    pub error_code: String,
    /// The files.
    #[serde(skip_deserializing)]
    pub metadata: DraftMetadata,
}
