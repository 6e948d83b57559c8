//! What stands behind the buttons and menus of posts: kept apart, so that it never travels to clients.

use chinwag_model::{ChannelId, Millis, PostId, UserId};
use serde_json::Value;

use crate::{StoreResult, Tx, params, params::json};

/// A button or menu of a post.
#[derive(Debug, Clone, PartialEq)]
pub struct PostAction {
    /// The post.
    pub post_id: PostId,
    /// Id within the post.
    pub action_id: String,
    /// The only user who may use it (ephemeral posts); empty for everybody who sees the post.
    pub user_id: UserId,
    /// Channel of the post.
    pub channel_id: ChannelId,
    /// When it was made.
    pub create_at: Millis,
    /// The action as it was given: `type`, `data_source`, `integration` with `url` and `context`.
    pub action: Value,
}

/// Keeps an action, in place of an older one of the same id.
async fn save(tx: &mut Tx, action: &PostAction) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO post_actions (post_id, action_id, user_id, channel_id, create_at, action) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (post_id, action_id) DO UPDATE SET action = excluded.action, create_at = excluded.create_at",
        params![
            &action.post_id,
            &action.action_id,
            &action.user_id,
            &action.channel_id,
            action.create_at,
            json(&action.action)
        ],
    )
    .await?;
    Ok(())
}

/// Keeps several actions.
///
/// # Errors
/// As the database answers.
pub async fn save_all(tx: &mut Tx, actions: &[PostAction]) -> StoreResult<()> {
    for action in actions {
        save(tx, action).await?;
    }
    Ok(())
}

/// One action.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, post: PostId, action_id: &str) -> StoreResult<Option<PostAction>> {
    tx.opt(
        "SELECT post_id, action_id, user_id, channel_id, create_at, action FROM post_actions WHERE post_id = $1 AND action_id = $2",
        params![&post, action_id],
        |row| {
            Ok(PostAction {
                post_id: row.next()?,
                action_id: row.next()?,
                user_id: row.next()?,
                channel_id: row.next()?,
                create_at: row.next()?,
                action: row.json()?,
            })
        },
    )
    .await
}

/// Drops the actions of ephemeral posts made before `before`.
///
/// # Errors
/// As the database answers.
pub async fn prune(tx: &mut Tx, before: Millis) -> StoreResult<u64> {
    tx.execute("DELETE FROM post_actions WHERE user_id <> '' AND create_at < $1", params![before]).await
}
