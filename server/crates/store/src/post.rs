//! Posts: writing, and the pages people read.

use chinwag_model::{ChannelId, Millis, PostId, UserId, post::Post};

use crate::{
    Columns, Param, StoreResult, Tx, params,
    params::{first, json},
};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT p.id, p.create_at, p.update_at, p.edit_at, p.delete_at, p.is_pinned, p.user_id, p.channel_id, p.root_id, p.message, p.kind, p.props, p.hashtags, p.file_ids, p.pending_post_id, p.has_reactions, p.reply_count, p.last_reply_at FROM posts p ",
            $rest
        )
    };
}

pub(crate) fn read(row: &mut Columns<'_>) -> StoreResult<Post> {
    Ok(Post {
        id: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        edit_at: row.next()?,
        delete_at: row.next()?,
        is_pinned: row.next()?,
        user_id: row.next()?,
        channel_id: row.next()?,
        root_id: row.next()?,
        message: row.next()?,
        kind: row.next()?,
        props: row.json()?,
        hashtags: row.next()?,
        file_ids: row.json()?,
        pending_post_id: row.next()?,
        has_reactions: row.next()?,
        reply_count: row.next()?,
        last_reply_at: row.next()?,
        ..Post::default()
    })
}

/// Adds a post and makes it findable.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, post: &Post) -> StoreResult<()> {
    let rowid = tx
        .opt(
            if tx.is_postgres() { INSERT } else { INSERT_SQLITE },
            params![
                &post.id,
                post.create_at,
                post.update_at,
                post.edit_at,
                post.delete_at,
                post.is_pinned,
                &post.user_id,
                &post.channel_id,
                &post.root_id,
                &post.message,
                &post.kind,
                json(&post.props),
                &post.hashtags,
                json(&post.file_ids),
                &post.pending_post_id,
                post.has_reactions
            ],
            first::<i64>,
        )
        .await?;
    if !tx.is_postgres() && !post.message.is_empty() && !post.is_system() {
        tx.execute(
            "INSERT INTO posts_fts (rowid, message) VALUES ($1, $2)",
            params![rowid.unwrap_or_default(), &post.message],
        )
        .await?;
    }
    insert_hashtags(tx, post).await
}

const INSERT: &str = "INSERT INTO posts (id, create_at, update_at, edit_at, delete_at, is_pinned, user_id, channel_id, root_id, message, kind, props, hashtags, file_ids, pending_post_id, has_reactions)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING 0::bigint";
const INSERT_SQLITE: &str = "INSERT INTO posts (id, create_at, update_at, edit_at, delete_at, is_pinned, user_id, channel_id, root_id, message, kind, props, hashtags, file_ids, pending_post_id, has_reactions)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING rowid";

pub(crate) async fn insert_hashtags(tx: &mut Tx, post: &Post) -> StoreResult<()> {
    for tag in post.hashtags.split_whitespace() {
        tx.execute(
            "INSERT INTO post_hashtags (tag, post_id, create_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            params![tag.to_lowercase(), &post.id, post.create_at],
        )
        .await?;
    }
    Ok(())
}

/// Claims an attempt of a client: `None` when it is the first within the window, else the post it made before.
///
/// # Errors
/// As the database answers.
pub async fn claim_pending(
    tx: &mut Tx,
    user: UserId,
    pending_post_id: &str,
    post: PostId,
    now: Millis,
    since: Millis,
) -> StoreResult<Option<PostId>> {
    let claimed = tx
        .execute(
            "INSERT INTO pending_posts (user_id, pending_post_id, post_id, create_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (user_id, pending_post_id) DO UPDATE SET post_id = excluded.post_id, create_at = excluded.create_at
             WHERE pending_posts.create_at < $5",
            params![&user, pending_post_id, &post, now, since],
        )
        .await?;
    if claimed > 0 {
        return Ok(None);
    }
    tx.opt(
        "SELECT post_id FROM pending_posts WHERE user_id = $1 AND pending_post_id = $2",
        params![&user, pending_post_id],
        first::<PostId>,
    )
    .await
}

/// Forgets attempts older than `before`.
///
/// # Errors
/// As the database answers.
pub async fn prune_pending(tx: &mut Tx, before: Millis) -> StoreResult<u64> {
    tx.execute("DELETE FROM pending_posts WHERE create_at < $1", params![before]).await
}

/// One post, deleted or not.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: PostId) -> StoreResult<Option<Post>> {
    tx.opt(select!("WHERE p.id = $1"), params![&id], read).await
}

/// Posts by id, without deleted ones, in no order.
///
/// # Errors
/// As the database answers.
pub async fn by_ids(tx: &mut Tx, ids: &[PostId]) -> StoreResult<Vec<Post>> {
    tx.all(select!("WHERE p.id = ANY($1) AND p.delete_at = 0"), params![ids], read).await
}

/// Which posts of a channel a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replies {
    /// Roots and replies.
    With,
    /// Roots alone (collapsed threads).
    Without,
}

/// A page of a channel's posts, newest first.
///
/// # Errors
/// As the database answers.
pub async fn page(
    tx: &mut Tx,
    channel: ChannelId,
    replies: Replies,
    limit: i64,
    offset: i64,
) -> StoreResult<Vec<Post>> {
    let params = [Param::from(&channel), Param::Int(limit), Param::Int(offset)];
    match replies {
        Replies::With => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 ORDER BY p.create_at DESC, p.id DESC LIMIT $2 OFFSET $3"),
                &params,
                read,
            )
            .await
        }
        Replies::Without => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND p.root_id = '' ORDER BY p.create_at DESC, p.id DESC LIMIT $2 OFFSET $3"),
                &params,
                read,
            )
            .await
        }
    }
}

/// Posts before a moment and id, newest first.
///
/// # Errors
/// As the database answers.
pub async fn before(
    tx: &mut Tx,
    channel: ChannelId,
    replies: Replies,
    at: (Millis, PostId),
    limit: i64,
) -> StoreResult<Vec<Post>> {
    let params = [Param::from(&channel), Param::Int(at.0), Param::from(&at.1), Param::Int(limit)];
    match replies {
        Replies::With => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND (p.create_at, p.id) < ($2, $3) ORDER BY p.create_at DESC, p.id DESC LIMIT $4"),
                &params,
                read,
            )
            .await
        }
        Replies::Without => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND p.root_id = '' AND (p.create_at, p.id) < ($2, $3) ORDER BY p.create_at DESC, p.id DESC LIMIT $4"),
                &params,
                read,
            )
            .await
        }
    }
}

/// Posts after a moment and id, oldest first.
///
/// # Errors
/// As the database answers.
pub async fn after(
    tx: &mut Tx,
    channel: ChannelId,
    replies: Replies,
    at: (Millis, PostId),
    limit: i64,
) -> StoreResult<Vec<Post>> {
    let params = [Param::from(&channel), Param::Int(at.0), Param::from(&at.1), Param::Int(limit)];
    match replies {
        Replies::With => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND (p.create_at, p.id) > ($2, $3) ORDER BY p.create_at, p.id LIMIT $4"),
                &params,
                read,
            )
            .await
        }
        Replies::Without => {
            tx.all(
                select!("WHERE p.channel_id = $1 AND p.delete_at = 0 AND p.root_id = '' AND (p.create_at, p.id) > ($2, $3) ORDER BY p.create_at, p.id LIMIT $4"),
                &params,
                read,
            )
            .await
        }
    }
}

/// Posts of a channel changed since a moment, deleted ones too, newest first.
///
/// # Errors
/// As the database answers.
pub async fn changed_since(
    tx: &mut Tx,
    channel: ChannelId,
    since: Millis,
    limit: i64,
) -> StoreResult<Vec<Post>> {
    tx.all(
        select!("WHERE p.channel_id = $1 AND p.update_at > $2 ORDER BY p.create_at DESC, p.id DESC LIMIT $3"),
        params![&channel, since, limit],
        read,
    )
    .await
}
