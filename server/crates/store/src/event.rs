//! The record of events, written with the rows they tell of.
//!
//! Plugins with durable delivery and other nodes read it; clients do not. Old rows are dropped by [`prune`].

use chinwag_events::Event;
use chinwag_model::Millis;

use crate::{Param, StoreResult, Tx, params};

/// Writes the events of the transaction.
pub(crate) async fn record(tx: &mut Tx, now: Millis) -> StoreResult<()> {
    if tx.events.is_empty() {
        return Ok(());
    }
    let bodies: Vec<String> =
        tx.events.iter().map(|e| serde_json::to_string(e).unwrap_or_default()).collect();
    for body in &bodies {
        tx.execute(
            "INSERT INTO events (create_at, body) VALUES ($1, $2)",
            &[Param::Int(now), Param::Text(body)],
        )
        .await?;
    }
    Ok(())
}

/// Events after `seq`, oldest first, with their numbers.
///
/// # Errors
/// As the database answers.
pub async fn after(tx: &mut Tx, seq: i64, limit: i64) -> StoreResult<Vec<(i64, Event)>> {
    tx.all("SELECT seq, body FROM events WHERE seq > $1 ORDER BY seq LIMIT $2", params![seq, limit], |row| {
        let seq = row.next()?;
        let body: String = row.next()?;
        Ok((seq, serde_json::from_str(&body)?))
    })
    .await
}

/// Drops events older than `before`.
///
/// # Errors
/// As the database answers.
pub async fn prune(tx: &mut Tx, before: Millis) -> StoreResult<u64> {
    tx.execute("DELETE FROM events WHERE create_at < $1", params![before]).await
}
