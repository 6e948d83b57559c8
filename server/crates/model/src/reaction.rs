//! Reactions: one emoji of one user on one post.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, Millis, PostId, UserId};

/// A reaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reaction {
    /// Who.
    pub user_id: UserId,
    /// On what.
    pub post_id: PostId,
    /// Short name without colons.
    pub emoji_name: String,
    /// When.
    pub create_at: Millis,
    /// When it changed.
    pub update_at: Millis,
    /// Always 0: removed reactions are gone.
    pub delete_at: Millis,
    /// Always null here.
    pub remote_id: Option<String>,
    /// Channel of the post.
    pub channel_id: ChannelId,
}
