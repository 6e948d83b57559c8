//! Small facts of the server itself: its id, secrets it made, marks of work done once.

use crate::{StoreResult, Tx, params, params::first};

/// The value of a fact.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, name: &str) -> StoreResult<Option<String>> {
    tx.opt("SELECT value FROM system WHERE name = $1", params![name], first::<String>).await
}

/// Sets a fact.
///
/// # Errors
/// As the database answers.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO system (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![name, value],
    )
    .await?;
    Ok(())
}

/// Sets a fact unless it is there, and gives the one in force.
///
/// # Errors
/// As the database answers.
pub async fn get_or_set(tx: &mut Tx, name: &str, value: &str) -> StoreResult<String> {
    tx.execute(
        "INSERT INTO system (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        params![name, value],
    )
    .await?;
    Ok(get(tx, name).await?.unwrap_or_default())
}

/// Drops single-use tokens made before `before`.
///
/// # Errors
/// As the database answers.
pub async fn prune_one_time_tokens(tx: &mut Tx, before: i64) -> StoreResult<u64> {
    tx.execute("DELETE FROM one_time_tokens WHERE create_at < $1", params![before]).await
}
