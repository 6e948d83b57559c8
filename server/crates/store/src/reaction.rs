//! Reactions: one row for each emoji of a user on a post.

use chinwag_model::{PostId, UserId, emoji::Emoji, reaction::Reaction};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT r.user_id, r.post_id, r.emoji_name, r.create_at, r.channel_id FROM reactions r ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Reaction> {
    let mut reaction = Reaction {
        user_id: row.next()?,
        post_id: row.next()?,
        emoji_name: row.next()?,
        create_at: row.next()?,
        channel_id: row.next()?,
        ..Reaction::default()
    };
    reaction.update_at = reaction.create_at;
    Ok(reaction)
}

/// Adds a reaction; says whether it was not there yet.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, new: &Reaction) -> StoreResult<bool> {
    let n = tx
        .execute(
            "INSERT INTO reactions (post_id, user_id, emoji_name, create_at, channel_id) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            params![&new.post_id, &new.user_id, &new.emoji_name, new.create_at, &new.channel_id],
        )
        .await?;
    Ok(n > 0)
}

/// Removes a reaction; gives it when there was one.
///
/// # Errors
/// As the database answers.
pub async fn delete(
    tx: &mut Tx,
    post: PostId,
    user: UserId,
    emoji_name: &str,
) -> StoreResult<Option<Reaction>> {
    tx.opt(
        "DELETE FROM reactions WHERE post_id = $1 AND user_id = $2 AND emoji_name = $3 RETURNING user_id, post_id, emoji_name, create_at, channel_id",
        params![&post, &user, emoji_name],
        read,
    )
    .await
}

/// Reactions of several posts, oldest first.
///
/// # Errors
/// As the database answers.
pub async fn of_posts(tx: &mut Tx, posts: &[PostId]) -> StoreResult<Vec<Reaction>> {
    tx.all(
        select!("WHERE r.post_id = ANY($1) ORDER BY r.create_at, r.user_id, r.emoji_name"),
        params![posts],
        read,
    )
    .await
}

/// Different emojis on a post other than `emoji_name`.
///
/// # Errors
/// As the database answers.
pub async fn other_emojis(tx: &mut Tx, post: PostId, emoji_name: &str) -> StoreResult<i64> {
    tx.number(
        "SELECT COUNT(DISTINCT r.emoji_name) FROM reactions r WHERE r.post_id = $1 AND r.emoji_name <> $2",
        params![&post, emoji_name],
    )
    .await
}

/// The custom emojis among these names.
///
/// # Errors
/// As the database answers.
pub async fn custom_emojis(tx: &mut Tx, names: &[String]) -> StoreResult<Vec<Emoji>> {
    tx.all(
        "SELECT e.id, e.create_at, e.update_at, e.delete_at, e.creator_id, e.name FROM emojis e WHERE e.name = ANY($1) AND e.delete_at = 0",
        params![names],
        |row| {
            Ok(Emoji {
                id: row.next()?,
                create_at: row.next()?,
                update_at: row.next()?,
                delete_at: row.next()?,
                creator_id: row.next()?,
                name: row.next()?,
            })
        },
    )
    .await
}
