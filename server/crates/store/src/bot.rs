//! Bots; names and state are those of their users.

use chinwag_model::{Millis, UserId, bot::Bot, page::Page};

use crate::{Columns, StoreResult, Tx, params, params::first};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT b.user_id, u.username, u.first_name, b.description, b.owner_id, b.last_icon_update, b.create_at, b.update_at, b.delete_at FROM bots b JOIN users u ON u.id = b.user_id ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Bot> {
    Ok(Bot {
        user_id: row.next()?,
        username: row.next()?,
        display_name: row.next()?,
        description: row.next()?,
        owner_id: row.next()?,
        last_icon_update: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
    })
}

/// Adds a bot to a user who is there already.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, bot: &Bot) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO bots (user_id, description, owner_id, create_at, update_at, delete_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![&bot.user_id, &bot.description, &bot.owner_id, bot.create_at, bot.update_at, bot.delete_at],
    )
    .await?;
    Ok(())
}

/// Writes description, owner and state.
///
/// # Errors
/// As the database answers.
pub async fn update(tx: &mut Tx, bot: &Bot) -> StoreResult<()> {
    tx.execute(
        "UPDATE bots SET description = $2, owner_id = $3, update_at = $4, delete_at = $5, last_icon_update = $6 WHERE user_id = $1",
        params![
            &bot.user_id,
            &bot.description,
            &bot.owner_id,
            bot.update_at,
            bot.delete_at,
            bot.last_icon_update
        ],
    )
    .await?;
    Ok(())
}

/// One bot, disabled or not.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: UserId) -> StoreResult<Option<Bot>> {
    tx.opt(select!("WHERE b.user_id = $1"), params![&id], read).await
}

/// Who owns a bot: a user's id, or a plugin's.
///
/// # Errors
/// As the database answers.
pub async fn owner(tx: &mut Tx, id: UserId) -> StoreResult<Option<String>> {
    tx.opt("SELECT owner_id FROM bots WHERE user_id = $1", params![&id], first::<String>).await
}

/// Removes a bot; its user stays.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, id: UserId) -> StoreResult<bool> {
    Ok(tx.execute("DELETE FROM bots WHERE user_id = $1", params![&id]).await? > 0)
}

/// Which bots.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only those of this owner; all when empty.
    pub owner_id: String,
    /// Disabled ones too.
    pub include_deleted: bool,
    /// Only those whose owner's account is deactivated.
    pub only_orphaned: bool,
}

/// A page of bots, oldest first.
///
/// # Errors
/// As the database answers.
pub async fn list(tx: &mut Tx, wanted: &Wanted, page: Page) -> StoreResult<Vec<Bot>> {
    tx.all(
        select!(
            "WHERE ($1 = '' OR b.owner_id = $1) AND ($2 = 1 OR b.delete_at = 0)
             AND ($3 = 0 OR EXISTS (SELECT 1 FROM users o WHERE o.id = b.owner_id AND o.delete_at > 0))
             ORDER BY b.create_at, b.user_id LIMIT $4 OFFSET $5"
        ),
        params![
            &wanted.owner_id,
            i64::from(wanted.include_deleted),
            i64::from(wanted.only_orphaned),
            page.limit(),
            page.offset()
        ],
        read,
    )
    .await
}

/// Ids of the enabled bots of an owner.
///
/// # Errors
/// As the database answers.
pub async fn enabled_of_owner(tx: &mut Tx, owner: UserId) -> StoreResult<Vec<UserId>> {
    tx.all("SELECT user_id FROM bots WHERE owner_id = $1 AND delete_at = 0", params![&owner], first::<UserId>)
        .await
}

/// Disables or enables a bot's row.
///
/// # Errors
/// As the database answers.
pub async fn set_delete_at(tx: &mut Tx, id: UserId, delete_at: Millis, now: Millis) -> StoreResult<()> {
    tx.execute(
        "UPDATE bots SET delete_at = $2, update_at = $3 WHERE user_id = $1",
        params![&id, delete_at, now],
    )
    .await?;
    Ok(())
}

/// The oldest bot that is active and belongs to `owner`.
///
/// # Errors
/// As the database answers.
pub async fn first_of(tx: &mut Tx, owner: &str) -> StoreResult<Option<UserId>> {
    tx.opt(
        "SELECT user_id FROM bots WHERE owner_id = $1 AND delete_at = 0 ORDER BY create_at, user_id LIMIT 1",
        params![owner],
        first::<UserId>,
    )
    .await
}
