//! Removing a channel for good, with everything in it.

use chinwag_model::ChannelId;

use crate::{StoreResult, Tx, params, params::first, words::Change};

/// What hangs on the posts of a channel, removed while the posts are still there.
const OF_POSTS: [&str; 6] = [
    "DELETE FROM thread_members WHERE post_id IN (SELECT id FROM posts WHERE channel_id = $1)",
    "DELETE FROM threads WHERE channel_id = $1",
    "DELETE FROM reactions WHERE post_id IN (SELECT id FROM posts WHERE channel_id = $1)",
    "DELETE FROM post_hashtags WHERE post_id IN (SELECT id FROM posts WHERE channel_id = $1)",
    "DELETE FROM post_versions WHERE post_id IN (SELECT id FROM posts WHERE channel_id = $1)",
    "DELETE FROM drafts WHERE channel_id = $1",
];
const OF_CHANNEL: [&str; 7] = [
    "UPDATE files SET delete_at = CASE WHEN delete_at > 0 THEN delete_at ELSE 1 END WHERE channel_id = $1",
    "DELETE FROM posts WHERE channel_id = $1",
    "DELETE FROM channel_members WHERE channel_id = $1",
    "DELETE FROM sidebar_channels WHERE channel_id = $1",
    "DELETE FROM channel_bookmarks WHERE channel_id = $1",
    "DELETE FROM incoming_webhooks WHERE channel_id = $1",
    "DELETE FROM channels WHERE id = $1",
];

/// Removes a channel with its posts, members and integrations. Files are marked deleted, so that the sweep of unused
/// bytes finds them.
///
/// # Errors
/// As the database answers.
pub async fn purge(tx: &mut Tx, id: ChannelId) -> StoreResult<()> {
    for statement in OF_POSTS {
        tx.execute(statement, params![&id]).await?;
    }
    if !tx.is_postgres() {
        forget_words(tx, id).await?;
    }
    for statement in OF_CHANNEL {
        tx.execute(statement, params![&id]).await?;
    }
    Ok(())
}

/// The words of posts and files, which SQLite keeps in tables of their own.
async fn forget_words(tx: &mut Tx, id: ChannelId) -> StoreResult<()> {
    let posts =
        tx.all("SELECT p.rowid FROM posts p WHERE p.channel_id = $1", params![&id], first::<i64>).await?;
    tx.words.extend(posts.into_iter().map(Change::Remove));
    tx.execute(
        "DELETE FROM files_fts WHERE rowid IN (SELECT rowid FROM files WHERE channel_id = $1)",
        params![&id],
    )
    .await?;
    Ok(())
}
