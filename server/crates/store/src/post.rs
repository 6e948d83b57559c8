//! Posts: adding them. [`page`] holds the pages people read, [`change`] editing and deleting, [`create`] a post with
//! the counters it moves, [`remind`] acknowledgements and reminders.

use chinwag_model::{Millis, PostId, UserId, post::Post};

use crate::{
    Columns, StoreResult, Tx, params,
    params::{first, json},
    words::Change,
};

// A reply tells how many replies its thread has: clients keep the number for the thread.
macro_rules! columns {
    () => {
        "SELECT p.id, p.create_at, p.update_at, p.edit_at, p.delete_at, p.is_pinned, p.user_id, p.channel_id, p.root_id, p.message, p.kind, p.props, p.hashtags, p.file_ids, p.pending_post_id, p.has_reactions,
                CASE WHEN p.root_id = '' THEN p.reply_count
                     ELSE COALESCE((SELECT rt.reply_count FROM threads rt WHERE rt.post_id = p.root_id), p.reply_count) END,
                p.last_reply_at"
    };
}
macro_rules! select {
    ($rest:expr) => {
        concat!(columns!(), " FROM posts p ", $rest)
    };
}

/// `SELECT` and the columns [`read`] takes of posts named `p`; for statements put together at run time.
pub(crate) const SELECT: &str = columns!();

pub(crate) mod append;
mod change;
mod create;
mod page;
mod remind;

pub use append::Append;
pub use change::{
    Deleted, add_mentions, delete, mentioned_in, save_version, set_reacted, touch, touch_root, update,
    version, versions,
};
pub use create::{AuthorReads, Counting, create, create_dated};
pub use page::{
    Direction, Replies, ThreadWindow, after, before, by_ids_readable, changed_since, changed_since_roots,
    first_after, flagged, newest_change, of_thread, page, pinned, replies,
};
pub use remind::{
    Acknowledgement, Reminder, acknowledge, acknowledgements, due_reminders, remind, unacknowledge,
};

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
    if !tx.is_postgres() {
        index_words(tx, rowid.unwrap_or_default(), post);
    }
    insert_hashtags(tx, post).await
}

/// Makes the words of a post findable on SQLite; PostgreSQL keeps them itself.
fn index_words(tx: &mut Tx, row_number: i64, post: &Post) {
    if !post.message.is_empty() && !post.is_system() {
        tx.words.push(Change::Add(row_number, post.message.clone()));
    }
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

/// Posts by id, deleted ones too, in no order.
///
/// # Errors
/// As the database answers.
pub async fn by_ids_deleted_too(tx: &mut Tx, ids: &[PostId]) -> StoreResult<Vec<Post>> {
    tx.all(select!("WHERE p.id = ANY($1)"), params![ids], read).await
}
