//! A new post together with the counters it moves, in as few statements as the database allows.
//!
//! Posts of a channel have strictly rising times: the channel's row hands them out. "Read up to here" is therefore
//! a time, and the counters of members can always be computed anew (`channel_member::fresh`).

use chinwag_model::{Millis, post::Post};

use super::{insert, insert_hashtags};
use crate::{
    StoreResult, Tx, params,
    params::{first, json},
};

/// What a new post adds.
#[derive(Debug, Clone, Copy)]
pub struct Counting {
    /// 1, or 0 for posts that do not count.
    pub posts: i64,
    /// 1 for a root post that counts.
    pub roots: i64,
    /// Whether the author has now read everything.
    pub author: AuthorReads,
}

/// Whether posting means having read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorReads {
    /// It does.
    Yes,
    /// It does not (web hooks, system messages, replies with threads apart from the channel).
    No,
}

/// Adds a post at the end of its channel: gives it its time (the one it has, or just after the newest post), counts
/// it, makes it findable, and marks the channel read for its author.
///
/// # Errors
/// As the database answers.
pub async fn create(tx: &mut Tx, post: &mut Post, counting: Counting) -> StoreResult<()> {
    if tx.is_postgres() {
        return create_postgres(tx, post, counting).await;
    }
    let (at, total, roots) = tx
        .opt(
            "UPDATE channels SET last_post_at = MAX($2, last_post_at + 1),
                 last_root_post_at = CASE WHEN $4 > 0 THEN MAX($2, last_post_at + 1) ELSE last_root_post_at END,
                 total_msg_count = total_msg_count + $3, total_msg_count_root = total_msg_count_root + $4
             WHERE id = $1 RETURNING last_post_at, total_msg_count, total_msg_count_root",
            params![&post.channel_id, post.create_at, counting.posts, counting.roots],
            |row| Ok((row.next::<Millis>()?, row.next::<i64>()?, row.next::<i64>()?)),
        )
        .await?
        .unwrap_or((post.create_at, 0, 0));
    (post.create_at, post.update_at) = (at, at);
    insert(tx, post).await?;
    if counting.author == AuthorReads::Yes {
        tx.execute(
            "UPDATE channel_members SET mention_count = 0, mention_count_root = 0, msg_count = $3, msg_count_root = $4,
                 last_viewed_at = $5, last_update_at = $5 WHERE channel_id = $1 AND user_id = $2",
            params![&post.channel_id, &post.user_id, total, roots, at],
        )
        .await?;
    }
    Ok(())
}

/// The same in one round trip.
async fn create_postgres(tx: &mut Tx, post: &mut Post, counting: Counting) -> StoreResult<()> {
    let at = tx
        .opt(
            "WITH c AS (
                UPDATE channels SET last_post_at = GREATEST($2, last_post_at + 1),
                    last_root_post_at = CASE WHEN $18::bigint > 0 THEN GREATEST($2, last_post_at + 1) ELSE last_root_post_at END,
                    total_msg_count = total_msg_count + $17, total_msg_count_root = total_msg_count_root + $18::bigint
                WHERE id = $8 RETURNING last_post_at, total_msg_count, total_msg_count_root
            ), p AS (
                INSERT INTO posts (id, create_at, update_at, edit_at, delete_at, is_pinned, user_id, channel_id, root_id, message, kind, props, hashtags, file_ids, pending_post_id, has_reactions)
                SELECT $1::text, c.last_post_at, c.last_post_at, $3::bigint, $4::bigint, $5::boolean, $6::text, $8::text, $7::text, $9::text, $10::text, $11::text, $12::text, $13::text, $14::text, $15::boolean FROM c
            ), m AS (
                UPDATE channel_members SET mention_count = 0, mention_count_root = 0, msg_count = c.total_msg_count,
                    msg_count_root = c.total_msg_count_root, last_viewed_at = c.last_post_at, last_update_at = c.last_post_at
                FROM c WHERE channel_id = $8 AND user_id = $6::text AND $16::boolean
            ) SELECT last_post_at FROM c",
            params![
                &post.id,
                post.create_at,
                post.edit_at,
                post.delete_at,
                post.is_pinned,
                &post.user_id,
                &post.root_id,
                &post.channel_id,
                &post.message,
                &post.kind,
                json(&post.props),
                &post.hashtags,
                json(&post.file_ids),
                &post.pending_post_id,
                post.has_reactions,
                counting.author == AuthorReads::Yes,
                counting.posts,
                counting.roots
            ],
            first::<Millis>,
        )
        .await?
        .unwrap_or(post.create_at);
    (post.create_at, post.update_at) = (at, at);
    insert_hashtags(tx, post).await
}

/// Adds a post with a time of its own, which may lie in the past (imports). Members who had read beyond that time
/// have read it.
///
/// # Errors
/// As the database answers.
pub async fn create_dated(tx: &mut Tx, post: &Post, counting: Counting) -> StoreResult<()> {
    tx.execute(
        "UPDATE channels SET last_post_at = GREATEST(last_post_at, $2),
             last_root_post_at = CASE WHEN $4 > 0 THEN GREATEST(last_root_post_at, $2) ELSE last_root_post_at END,
             total_msg_count = total_msg_count + $3, total_msg_count_root = total_msg_count_root + $4 WHERE id = $1",
        params![&post.channel_id, post.create_at, counting.posts, counting.roots],
    )
    .await?;
    insert(tx, post).await?;
    tx.execute(
        "UPDATE channel_members SET msg_count = msg_count + $3, msg_count_root = msg_count_root + $4
         WHERE channel_id = $1 AND last_viewed_at >= $2",
        params![&post.channel_id, post.create_at, counting.posts, counting.roots],
    )
    .await?;
    if counting.author == AuthorReads::Yes {
        crate::channel_member::mark_read(tx, post.channel_id, post.user_id, post.create_at).await?;
    }
    Ok(())
}
