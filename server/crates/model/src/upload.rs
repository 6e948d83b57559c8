//! Uploads that come in pieces and may be taken up again where they broke off.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, FileId, Millis, UploadId, UserId};

/// An upload in progress, as API v4 shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Upload {
    /// Id.
    pub id: UploadId,
    /// `attachment` (a file for a post) or `import`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was begun.
    pub create_at: Millis,
    /// Whose it is. What a client sends is overlooked (some send `me`): it is the one who asks.
    #[serde(skip_deserializing)]
    pub user_id: UserId,
    /// Channel the file is for; empty for imports.
    pub channel_id: ChannelId,
    /// Name given, cleaned.
    pub filename: String,
    /// Bytes of the whole file.
    pub file_size: i64,
    /// Bytes that have arrived; sending goes on from here.
    pub file_offset: i64,
    /// Always empty here.
    pub remote_id: String,
    /// Always empty here.
    pub req_file_id: FileId,
}

/// A file for a post.
pub const ATTACHMENT: &str = "attachment";

/// A file for `import_process` jobs.
pub const IMPORT: &str = "import";
