//! What was found behind the links of messages: one row an address, the oldest dropped when there are too many.

use chinwag_model::{Millis, link_preview::LinkPreview};

use crate::{StoreResult, Tx, params, params::json};

/// A preview and when it was fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The address.
    pub url: String,
    /// When it was asked.
    pub fetched_at: Millis,
    /// What it answered.
    pub preview: LinkPreview,
}

/// What is known of these addresses.
///
/// # Errors
/// As the database answers.
pub async fn of(tx: &mut Tx, urls: &[String]) -> StoreResult<Vec<Kept>> {
    tx.all("SELECT url, fetched_at, body FROM link_previews WHERE url = ANY($1)", params![urls], |row| {
        Ok(Kept { url: row.next()?, fetched_at: row.next()?, preview: row.json()? })
    })
    .await
}

/// Writes what an address answered.
///
/// # Errors
/// As the database answers.
pub async fn put(tx: &mut Tx, kept: &Kept) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO link_previews (url, fetched_at, body) VALUES ($1, $2, $3)
         ON CONFLICT (url) DO UPDATE SET fetched_at = excluded.fetched_at, body = excluded.body",
        params![&kept.url, kept.fetched_at, json(&kept.preview)],
    )
    .await?;
    Ok(())
}

/// Keeps the newest `most` and drops the others.
///
/// # Errors
/// As the database answers.
pub async fn prune(tx: &mut Tx, most: i64) -> StoreResult<()> {
    tx.execute(
        "DELETE FROM link_previews WHERE fetched_at < (SELECT fetched_at FROM link_previews ORDER BY fetched_at DESC LIMIT 1 OFFSET $1)",
        params![most],
    )
    .await?;
    Ok(())
}
