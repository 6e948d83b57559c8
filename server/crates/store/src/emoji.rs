//! Custom emoji.

use chinwag_model::{EmojiId, Millis, emoji::Emoji, page::Page};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT e.id, e.create_at, e.update_at, e.delete_at, e.creator_id, e.name FROM emojis e WHERE e.delete_at = 0 ",
            $rest
        )
    };
}

/// Most emoji a search answers with.
const SEARCH_MAX: i64 = 100;

/// In which order emoji are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmojiOrder {
    /// As they were made.
    Made,
    /// By name.
    Name,
}

/// Where in a name the searched text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmojiMatch {
    /// At its beginning.
    Beginning,
    /// Anywhere.
    Anywhere,
}

fn read(row: &mut Columns<'_>) -> StoreResult<Emoji> {
    Ok(Emoji {
        id: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
        creator_id: row.next()?,
        name: row.next()?,
    })
}

/// Adds an emoji.
///
/// # Errors
/// [`Conflict`](crate::StoreError::Conflict) when there is one of this name.
pub async fn insert(tx: &mut Tx, emoji: &Emoji) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO emojis (id, create_at, update_at, creator_id, name) VALUES ($1, $2, $3, $4, $5)",
        params![&emoji.id, emoji.create_at, emoji.update_at, &emoji.creator_id, &emoji.name],
    )
    .await?;
    Ok(())
}

/// One emoji.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: EmojiId) -> StoreResult<Option<Emoji>> {
    tx.opt(select!("AND e.id = $1"), params![&id], read).await
}

/// Emoji of these names; names that are not there are left out.
///
/// # Errors
/// As the database answers.
pub async fn by_names(tx: &mut Tx, names: &[String]) -> StoreResult<Vec<Emoji>> {
    tx.all(select!("AND e.name = ANY($1) ORDER BY e.name"), params![names], read).await
}

/// A page of all emoji.
///
/// # Errors
/// As the database answers.
pub async fn list(tx: &mut Tx, order: EmojiOrder, page: Page) -> StoreResult<Vec<Emoji>> {
    let sql = match order {
        EmojiOrder::Made => select!("ORDER BY e.id LIMIT $1 OFFSET $2"),
        EmojiOrder::Name => select!("ORDER BY e.name LIMIT $1 OFFSET $2"),
    };
    tx.all(sql, params![page.limit(), page.offset()], read).await
}

/// Emoji whose names hold a text, by name.
///
/// # Errors
/// As the database answers.
pub async fn search(tx: &mut Tx, text: &str, place: EmojiMatch) -> StoreResult<Vec<Emoji>> {
    let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let pattern = match place {
        EmojiMatch::Beginning => format!("{escaped}%"),
        EmojiMatch::Anywhere => format!("%{escaped}%"),
    };
    tx.all(
        select!("AND e.name LIKE $1 ESCAPE '\\' ORDER BY e.name LIMIT $2"),
        params![pattern, SEARCH_MAX],
        read,
    )
    .await
}

/// Deletes an emoji; says whether it was there.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, id: EmojiId, now: Millis) -> StoreResult<bool> {
    let touched = tx
        .execute(
            "UPDATE emojis SET delete_at = $2, update_at = $2 WHERE id = $1 AND delete_at = 0",
            params![&id, now],
        )
        .await?;
    Ok(touched > 0)
}
