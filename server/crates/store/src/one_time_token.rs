//! Tokens that are good for one use: setting a forgotten password, confirming an address. Only hashes are stored.

use chinwag_model::Millis;

use crate::{StoreResult, Tx, params};

/// Adds a token with what it stands for (JSON of the caller's own).
///
/// # Errors
/// As the database answers.
pub async fn insert(
    tx: &mut Tx,
    token_hash: &str,
    kind: &'static str,
    extra: &str,
    now: Millis,
) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO one_time_tokens (token_hash, kind, create_at, extra) VALUES ($1, $2, $3, $4)",
        params![token_hash, kind, now, extra],
    )
    .await?;
    Ok(())
}

/// Takes a token out and gives what it stands for, unless it is unknown, of another kind or made before `since`.
///
/// # Errors
/// As the database answers.
pub async fn redeem(
    tx: &mut Tx,
    token_hash: &str,
    kind: &'static str,
    since: Millis,
) -> StoreResult<Option<String>> {
    let found = tx
        .opt(
            "DELETE FROM one_time_tokens WHERE token_hash = $1 AND kind = $2 RETURNING create_at, extra",
            params![token_hash, kind],
            |row| Ok((row.next::<Millis>()?, row.next::<String>()?)),
        )
        .await?;
    Ok(found.filter(|(made, _)| *made >= since).map(|(_, extra)| extra))
}

/// Drops tokens of one kind that stand for exactly `extra` (a newer one takes their place).
///
/// # Errors
/// As the database answers.
pub async fn drop_same(tx: &mut Tx, kind: &'static str, extra: &str) -> StoreResult<u64> {
    tx.execute("DELETE FROM one_time_tokens WHERE kind = $1 AND extra = $2", params![kind, extra]).await
}

/// What a token stands for, which stays as it is; nothing when it is unknown, of another kind or made before `since`.
///
/// # Errors
/// As the database answers.
pub async fn find(
    tx: &mut Tx,
    token_hash: &str,
    kind: &'static str,
    since: Millis,
) -> StoreResult<Option<String>> {
    tx.opt(
        "SELECT extra FROM one_time_tokens WHERE token_hash = $1 AND kind = $2 AND create_at >= $3",
        params![token_hash, kind, since],
        |row| row.next::<String>(),
    )
    .await
}

/// Drops every token of one kind.
///
/// # Errors
/// As the database answers.
pub async fn drop_kind(tx: &mut Tx, kind: &'static str) -> StoreResult<u64> {
    tx.execute("DELETE FROM one_time_tokens WHERE kind = $1", params![kind]).await
}
