//! Changing posts: edits with their history, deleting, mentions.

use chinwag_model::{ChannelId, Millis, PostId, UserId, channel::ChannelKind, post::Post};

use super::{index_words, insert_hashtags};
use crate::{
    StoreResult, Tx, params,
    params::{first, json},
    words::Change,
};

/// Writes what may change of a post: message with hashtags, props, files, pin, times.
///
/// # Errors
/// As the database answers.
pub async fn update(tx: &mut Tx, post: &Post) -> StoreResult<()> {
    let changed = if tx.is_postgres() {
        tx.execute(UPDATE, &update_params(post)).await?;
        0
    } else {
        tx.opt(UPDATE_SQLITE, &update_params(post), first::<i64>).await?.unwrap_or_default()
    };
    if changed > 0 {
        tx.words.push(Change::Remove(changed));
        index_words(tx, changed, post);
    }
    tx.execute("DELETE FROM post_hashtags WHERE post_id = $1", params![&post.id]).await?;
    insert_hashtags(tx, post).await
}

const UPDATE: &str = "UPDATE posts SET update_at = $2, edit_at = $3, is_pinned = $4, message = $5, props = $6, hashtags = $7, file_ids = $8 WHERE id = $1";
const UPDATE_SQLITE: &str = "UPDATE posts SET update_at = $2, edit_at = $3, is_pinned = $4, message = $5, props = $6, hashtags = $7, file_ids = $8 WHERE id = $1 RETURNING rowid";

fn update_params(post: &Post) -> [crate::Param<'_>; 8] {
    [
        (&post.id).into(),
        post.update_at.into(),
        post.edit_at.into(),
        post.is_pinned.into(),
        (&post.message).into(),
        json(&post.props),
        (&post.hashtags).into(),
        json(&post.file_ids),
    ]
}

/// Keeps an older version of a post, under the id `old.id`.
///
/// # Errors
/// As the database answers.
pub async fn save_version(tx: &mut Tx, old: &Post) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO post_versions (id, post_id, edit_at, body) VALUES ($1, $2, $3, $4)",
        params![&old.id, &old.original_id, old.update_at, json(old)],
    )
    .await?;
    Ok(())
}

/// Older versions of a post, newest first.
///
/// # Errors
/// As the database answers.
pub async fn versions(tx: &mut Tx, post: PostId) -> StoreResult<Vec<Post>> {
    tx.all(
        "SELECT body FROM post_versions WHERE post_id = $1 ORDER BY edit_at DESC, id DESC LIMIT 1000",
        params![&post],
        |row| row.json::<Post>(),
    )
    .await
}

/// One older version of a post.
///
/// # Errors
/// As the database answers.
pub async fn version(tx: &mut Tx, post: PostId, id: PostId) -> StoreResult<Option<Post>> {
    tx.opt("SELECT body FROM post_versions WHERE id = $1 AND post_id = $2", params![&id, &post], |row| {
        row.json::<Post>()
    })
    .await
}

/// Writes whether a post has reactions, and that it changed.
///
/// # Errors
/// As the database answers.
pub async fn set_reacted(tx: &mut Tx, post: PostId, now: Millis) -> StoreResult<()> {
    tx.execute(
        "UPDATE posts SET has_reactions = EXISTS (SELECT 1 FROM reactions r WHERE r.post_id = $1), update_at = GREATEST(update_at + 1, $2) WHERE id = $1",
        params![&post, now],
    )
    .await?;
    Ok(())
}

/// Writes that something about a post changed.
///
/// # Errors
/// As the database answers.
pub async fn touch(tx: &mut Tx, post: PostId, now: Millis) -> StoreResult<()> {
    tx.execute("UPDATE posts SET update_at = GREATEST(update_at + 1, $2) WHERE id = $1", params![&post, now])
        .await?;
    Ok(())
}

/// Writes what a root tells of its thread.
///
/// # Errors
/// As the database answers.
pub async fn touch_root(
    tx: &mut Tx,
    root: PostId,
    reply_count: i64,
    last_reply_at: Millis,
    now: Millis,
) -> StoreResult<()> {
    tx.execute(
        "UPDATE posts SET reply_count = $2, last_reply_at = $3, update_at = GREATEST(update_at, $4) WHERE id = $1",
        params![&root, reply_count, last_reply_at, now],
    )
    .await?;
    Ok(())
}

/// Writes whom a post mentions: those of `users` who are members of its channel.
///
/// # Errors
/// As the database answers.
pub async fn add_mentions(tx: &mut Tx, post: &Post, users: &[UserId]) -> StoreResult<()> {
    if users.is_empty() {
        return Ok(());
    }
    tx.execute(
        "INSERT INTO post_mentions (user_id, channel_id, create_at, post_id, root_id)
         SELECT m.user_id, m.channel_id, $3::bigint, $4::text, $5::text FROM channel_members m WHERE m.channel_id = $1 AND m.user_id = ANY($2)
         ON CONFLICT DO NOTHING",
        params![&post.channel_id, users, post.create_at, &post.id, &post.root_id],
    )
    .await?;
    Ok(())
}

/// Whom a post of a public or private channel mentioned.
///
/// # Errors
/// As the database answers.
pub async fn mentioned_in(tx: &mut Tx, post: PostId) -> StoreResult<Vec<UserId>> {
    tx.all("SELECT user_id FROM post_mentions WHERE post_id = $1", params![&post], first::<UserId>).await
}

/// What was deleted.
#[derive(Debug, Clone)]
pub struct Deleted<'a> {
    /// The channel.
    pub channel: ChannelId,
    /// Its kind: in direct and group messages every post is a mention.
    pub kind: ChannelKind,
    /// The posts: one, or a root with its replies.
    pub posts: &'a [Post],
    /// When.
    pub at: Millis,
}

/// Deletes posts: they stay as rows, cannot be found, and nobody has them unread.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, deleted: Deleted<'_>) -> StoreResult<()> {
    let ids: Vec<PostId> = deleted.posts.iter().map(|p| p.id).collect();
    let ids = ids.as_slice();
    crate::channel_member::hold(tx, deleted.channel).await?;
    uncount(tx, &deleted).await?;
    if !tx.is_postgres() {
        let gone =
            tx.all("SELECT p.rowid FROM posts p WHERE p.id = ANY($1)", params![ids], first::<i64>).await?;
        tx.words.extend(gone.into_iter().map(Change::Remove));
    }
    tx.execute(
        "UPDATE posts SET delete_at = $2, update_at = $2 WHERE id = ANY($1)",
        params![ids, deleted.at],
    )
    .await?;
    tx.execute("DELETE FROM post_hashtags WHERE post_id = ANY($1)", params![ids]).await?;
    tx.execute("DELETE FROM post_mentions WHERE post_id = ANY($1)", params![ids]).await?;
    tx.execute(
        "UPDATE files SET delete_at = $2, update_at = $2 WHERE post_id = ANY($1) AND post_id <> '' AND delete_at = 0",
        params![ids, deleted.at],
    )
    .await?;
    Ok(())
}

/// Takes the posts out of the unread counts of those who had not read them.
async fn uncount(tx: &mut Tx, deleted: &Deleted<'_>) -> StoreResult<()> {
    let newest = deleted.posts.iter().map(|p| p.create_at).max().unwrap_or_default();
    let counted: Vec<PostId> = deleted.posts.iter().filter(|p| p.counts()).map(|p| p.id).collect();
    if !counted.is_empty() {
        tx.execute(
            "UPDATE channel_members SET
                 msg_count = msg_count + (SELECT COUNT(*) FROM posts p WHERE p.id = ANY($2) AND p.create_at > channel_members.last_viewed_at),
                 msg_count_root = msg_count_root + (SELECT COUNT(*) FROM posts p WHERE p.id = ANY($2) AND p.create_at > channel_members.last_viewed_at AND p.root_id = '')
             WHERE channel_id = $1 AND last_viewed_at < $3",
            params![&deleted.channel, counted.as_slice(), newest],
        )
        .await?;
    }
    let ids: Vec<PostId> = deleted
        .posts
        .iter()
        .filter(|p| !deleted.kind.is_personal() || !p.is_system())
        .map(|p| p.id)
        .collect();
    let params = params![&deleted.channel, ids.as_slice()];
    if deleted.kind.is_personal() {
        tx.execute(
            "UPDATE channel_members SET
                 mention_count = mention_count - (SELECT COUNT(*) FROM posts p WHERE p.id = ANY($2) AND p.user_id <> channel_members.user_id AND p.create_at > channel_members.last_viewed_at),
                 mention_count_root = mention_count_root - (SELECT COUNT(*) FROM posts p WHERE p.id = ANY($2) AND p.user_id <> channel_members.user_id AND p.create_at > channel_members.last_viewed_at AND p.root_id = '')
             WHERE channel_id = $1",
            params,
        )
        .await?;
        return Ok(());
    }
    tx.execute(
        "UPDATE channel_members SET
             mention_count = mention_count - (SELECT COUNT(*) FROM post_mentions pm WHERE pm.post_id = ANY($2) AND pm.user_id = channel_members.user_id AND pm.create_at > channel_members.last_viewed_at),
             mention_count_root = mention_count_root - (SELECT COUNT(*) FROM post_mentions pm WHERE pm.post_id = ANY($2) AND pm.user_id = channel_members.user_id AND pm.create_at > channel_members.last_viewed_at AND pm.root_id = '')
         WHERE channel_id = $1 AND user_id IN (SELECT pm.user_id FROM post_mentions pm WHERE pm.post_id = ANY($2))",
        params,
    )
    .await?;
    Ok(())
}
