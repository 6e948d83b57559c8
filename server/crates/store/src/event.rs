//! The record of events, written with the rows they tell of.
//!
//! Plugins with durable delivery and other nodes read it; clients do not. Old rows are dropped by [`prune`].

use chinwag_events::Event;
use chinwag_model::Millis;
use deadpool_postgres::Client;
use futures_util::future::join;
use tokio_postgres::Error;

use crate::{Param, StoreResult, Tx, db::tx::Conn, params};

/// Writes the events of the transaction.
pub(crate) async fn record(tx: &mut Tx, now: Millis) -> StoreResult<()> {
    for body in bodies(&tx.events) {
        tx.execute(
            "INSERT INTO events (create_at, body) VALUES ($1, $2)",
            &[Param::Int(now), Param::Text(&body)],
        )
        .await?;
    }
    Ok(())
}

/// PostgreSQL: writes the events of the transaction and commits it, in one round trip. When they cannot be written, the
/// commit is a rollback.
pub(crate) async fn commit(tx: &mut Tx, now: Millis) -> StoreResult<()> {
    let Conn::Postgres(db) = &tx.conn else { return Ok(()) };
    if tx.events.is_empty() {
        return Ok(db.batch_execute("COMMIT").await?);
    }
    db.prepare_cached(RECORD).await?;
    let (recorded, committed) = join(record_all(db, &tx.events, now), db.batch_execute("COMMIT")).await;
    Ok(recorded.and(committed)?)
}

/// What [`record_all`] sends.
pub(crate) const RECORD: &str = "INSERT INTO events (create_at, body) SELECT $1::bigint, n.body FROM unnest($2::text[]) WITH ORDINALITY AS n(body, place) ORDER BY n.place";

/// PostgreSQL: writes events in their order.
pub(crate) async fn record_all(db: &Client, events: &[Event], now: Millis) -> Result<(), Error> {
    let bodies = bodies(events);
    let statement = db.prepare_cached(RECORD).await?;
    db.execute(&statement, &[&now, &bodies]).await.map(drop)
}

fn bodies(events: &[Event]) -> Vec<String> {
    events.iter().map(|event| serde_json::to_string(event).unwrap_or_default()).collect()
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
