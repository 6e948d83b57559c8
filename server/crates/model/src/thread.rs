//! Threads as a follower sees them.

use serde::{Deserialize, Serialize};

use crate::{Millis, PostId, post::Post};

/// A thread and what one user has read of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ThreadView {
    /// Id of the root post.
    pub id: PostId,
    /// Replies.
    pub reply_count: i64,
    /// Time of the newest reply.
    pub last_reply_at: Millis,
    /// When the user viewed it last.
    pub last_viewed_at: Millis,
    /// `{id}` of everybody who replied, or whole users when asked for.
    pub participants: Vec<serde_json::Value>,
    /// The root post.
    pub post: Post,
    /// Replies not read.
    pub unread_replies: i64,
    /// Mentions in replies not read.
    pub unread_mentions: i64,
    /// Always false here.
    pub is_urgent: bool,
    /// Whether the user follows it.
    pub is_following: bool,
    /// When the root was deleted.
    pub delete_at: Millis,
}

/// A page of threads with totals.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ThreadList {
    /// Followed threads in the team.
    pub total: i64,
    /// Followed threads with something unread.
    pub total_unread_threads: i64,
    /// Unread mentions in them.
    pub total_unread_mentions: i64,
    /// Always 0.
    pub total_unread_urgent_mentions: i64,
    /// The page; empty when only totals were asked for.
    pub threads: Vec<ThreadView>,
}

/// One user's relation to one thread.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadMembership {
    /// Root post.
    pub post_id: PostId,
    /// Who.
    pub user_id: crate::UserId,
    /// Followed.
    pub following: bool,
    /// Last change.
    pub last_updated: Millis,
    /// Last view.
    pub last_view_update: Millis,
    /// Unread mentions.
    pub unread_mentions: i64,
}
