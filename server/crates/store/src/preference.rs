//! Preferences: what clients keep on the server for one user.

use chinwag_model::{UserId, preference::Preference};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT user_id, category, name, value FROM preferences ", $rest)
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Preference> {
    Ok(Preference { user_id: row.next()?, category: row.next()?, name: row.next()?, value: row.next()? })
}

/// Every preference of a user, by category and name.
///
/// # Errors
/// As the database answers.
pub async fn of_user(tx: &mut Tx, user: UserId) -> StoreResult<Vec<Preference>> {
    tx.all(select!("WHERE user_id = $1 ORDER BY category, name"), params![&user], read).await
}

/// A user's preferences of one category, by name.
///
/// # Errors
/// As the database answers.
pub async fn of_category(tx: &mut Tx, user: UserId, category: &str) -> StoreResult<Vec<Preference>> {
    tx.all(select!("WHERE user_id = $1 AND category = $2 ORDER BY name"), params![&user, category], read)
        .await
}

/// One preference.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, user: UserId, category: &str, name: &str) -> StoreResult<Option<Preference>> {
    tx.opt(
        select!("WHERE user_id = $1 AND category = $2 AND name = $3"),
        params![&user, category, name],
        read,
    )
    .await
}

/// Writes a preference, new or known.
///
/// # Errors
/// As the database answers.
pub async fn set(tx: &mut Tx, preference: &Preference) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO preferences (user_id, category, name, value) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, category, name) DO UPDATE SET value = excluded.value",
        params![&preference.user_id, &preference.category, &preference.name, &preference.value],
    )
    .await?;
    Ok(())
}

/// Removes a preference; says whether it was there.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, user: UserId, category: &str, name: &str) -> StoreResult<bool> {
    Ok(tx
        .execute(
            "DELETE FROM preferences WHERE user_id = $1 AND category = $2 AND name = $3",
            params![&user, category, name],
        )
        .await?
        > 0)
}

/// Removes every preference of a user.
///
/// # Errors
/// As the database answers.
pub async fn delete_of_user(tx: &mut Tx, user: UserId) -> StoreResult<u64> {
    tx.execute("DELETE FROM preferences WHERE user_id = $1", params![&user]).await
}
