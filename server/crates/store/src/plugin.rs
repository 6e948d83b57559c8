//! What the plugin platform keeps: keys and values of plugins, records of what is installed, schedules, cursors.
//!
//! What a plugin may do is decided elsewhere; here its id is only a key.

use chinwag_model::Millis;

use crate::{Columns, Param, StoreError, StoreResult, Tx, params, params::first};

/// A value to write, with the condition under which it is written.
#[derive(Debug, Clone)]
pub struct Write {
    /// Name.
    pub name: String,
    /// Value; `None` deletes.
    pub value: Option<Vec<u8>>,
    /// When it goes; 0 for never.
    pub expire_at: Millis,
    /// Condition.
    pub only_if: OnlyIf,
}

/// When a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnlyIf {
    /// Always.
    Always,
    /// When there is none.
    Absent,
    /// When it is this.
    Is(Vec<u8>),
}

/// How several writes ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// All were made.
    Yes,
    /// A condition did not hold; nothing was made.
    No,
    /// They would need so many bytes; nothing was made.
    OverQuota(u64),
}

/// A value that has not expired.
///
/// # Errors
/// As the database answers.
pub async fn value(tx: &mut Tx, plugin: &str, name: &str, now: Millis) -> StoreResult<Option<Vec<u8>>> {
    tx.opt(
        "SELECT value FROM plugin_values WHERE plugin_id = $1 AND name = $2 AND (expire_at = 0 OR expire_at > $3)",
        params![plugin, name, now],
        first::<Vec<u8>>,
    )
    .await
}

/// Makes all writes, or none.
///
/// # Errors
/// As the database answers; the caller's transaction is undone by an error of its own when the answer is not
/// [`Applied::Yes`].
pub async fn apply(
    tx: &mut Tx,
    plugin: &str,
    writes: &[Write],
    now: Millis,
    quota: u64,
) -> StoreResult<Applied> {
    lock(tx, plugin).await?;
    for write in writes {
        let holds = match &write.only_if {
            OnlyIf::Always => true,
            OnlyIf::Absent => value(tx, plugin, &write.name, now).await?.is_none(),
            OnlyIf::Is(old) => value(tx, plugin, &write.name, now).await?.as_ref() == Some(old),
        };
        if !holds {
            return Ok(Applied::No);
        }
    }
    let mut grows = false;
    for write in writes {
        match &write.value {
            Some(value) => {
                grows = true;
                put(tx, plugin, write, value).await?;
            }
            None => {
                tx.execute(
                    "DELETE FROM plugin_values WHERE plugin_id = $1 AND name = $2",
                    params![plugin, &write.name],
                )
                .await?;
            }
        }
    }
    if grows {
        let used = bytes(tx, plugin).await?;
        if used > quota {
            return Ok(Applied::OverQuota(used));
        }
    }
    Ok(Applied::Yes)
}

/// Writers of one plugin's values follow each other, so that conditions and the quota are true.
async fn lock(tx: &mut Tx, plugin: &str) -> StoreResult<()> {
    if tx.is_postgres() {
        tx.all(
            "SELECT 1::bigint FROM (SELECT pg_advisory_xact_lock(hashtext($1))) AS held",
            params![plugin],
            first::<i64>,
        )
        .await?;
    }
    Ok(())
}

async fn put(tx: &mut Tx, plugin: &str, write: &Write, value: &[u8]) -> StoreResult<()> {
    let bytes = i64::try_from(write.name.len() + value.len()).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO plugin_values (plugin_id, name, value, bytes, expire_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (plugin_id, name) DO UPDATE SET value = excluded.value, bytes = excluded.bytes, expire_at = excluded.expire_at",
        &[Param::Text(plugin), Param::Text(&write.name), Param::Bytes(value), Param::Int(bytes), Param::Int(write.expire_at)],
    )
    .await?;
    Ok(())
}

/// Names that begin with `prefix`, after `after`, in order of bytes.
///
/// # Errors
/// As the database answers.
pub async fn names(
    tx: &mut Tx,
    plugin: &str,
    prefix: &str,
    after: &str,
    limit: i64,
    now: Millis,
) -> StoreResult<Vec<String>> {
    let end = prefix_end(prefix);
    let sql = if tx.is_postgres() {
        "SELECT name FROM plugin_values WHERE plugin_id = $1 AND name COLLATE \"C\" >= $2 AND name COLLATE \"C\" > $3 \
         AND ($4 = '' OR name COLLATE \"C\" < $4) AND (expire_at = 0 OR expire_at > $5) ORDER BY name COLLATE \"C\" LIMIT $6"
    } else {
        "SELECT name FROM plugin_values WHERE plugin_id = $1 AND name >= $2 AND name > $3 \
         AND ($4 = '' OR name < $4) AND (expire_at = 0 OR expire_at > $5) ORDER BY name LIMIT $6"
    };
    tx.all(sql, params![plugin, prefix, after, end, now, limit], first::<String>).await
}

/// The first text after all that begin with `prefix`; empty when there is none.
fn prefix_end(prefix: &str) -> String {
    let mut letters: Vec<char> = prefix.chars().collect();
    while let Some(last) = letters.pop() {
        let mut next = u32::from(last) + 1;
        if next == 0xD800 {
            next = 0xE000;
        }
        if let Some(next) = char::from_u32(next) {
            letters.push(next);
            return letters.into_iter().collect();
        }
    }
    String::new()
}

/// Deletes what begins with `prefix`.
///
/// # Errors
/// As the database answers.
pub async fn delete_prefix(tx: &mut Tx, plugin: &str, prefix: &str) -> StoreResult<u64> {
    let end = prefix_end(prefix);
    let sql = if tx.is_postgres() {
        "DELETE FROM plugin_values WHERE plugin_id = $1 AND name COLLATE \"C\" >= $2 AND ($3 = '' OR name COLLATE \"C\" < $3)"
    } else {
        "DELETE FROM plugin_values WHERE plugin_id = $1 AND name >= $2 AND ($3 = '' OR name < $3)"
    };
    tx.execute(sql, params![plugin, prefix, end]).await
}

/// Bytes of a plugin's names and values, expired ones that are still there included.
///
/// # Errors
/// As the database answers.
pub async fn bytes(tx: &mut Tx, plugin: &str) -> StoreResult<u64> {
    let sum = tx
        .opt(
            "SELECT COALESCE(SUM(bytes), 0)::bigint FROM plugin_values WHERE plugin_id = $1",
            params![plugin],
            first::<i64>,
        )
        .await?;
    Ok(u64::try_from(sum.unwrap_or(0)).unwrap_or(0))
}

/// Drops expired values of all plugins.
///
/// # Errors
/// As the database answers.
pub async fn prune(tx: &mut Tx, now: Millis) -> StoreResult<u64> {
    tx.execute("DELETE FROM plugin_values WHERE expire_at > 0 AND expire_at <= $1", params![now]).await
}

/// Records of what is installed, as JSON.
///
/// # Errors
/// As the database answers.
pub async fn records(tx: &mut Tx) -> StoreResult<Vec<String>> {
    tx.all("SELECT record FROM plugins ORDER BY id", &[], first::<String>).await
}

/// Writes a record.
///
/// # Errors
/// As the database answers.
pub async fn put_record(tx: &mut Tx, id: &str, record: &str) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO plugins (id, record) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET record = excluded.record",
        params![id, record],
    )
    .await?;
    Ok(())
}

/// Forgets a record.
///
/// # Errors
/// As the database answers.
pub async fn drop_record(tx: &mut Tx, id: &str) -> StoreResult<()> {
    tx.execute("DELETE FROM plugins WHERE id = $1", params![id]).await?;
    tx.execute("DELETE FROM plugin_cursors WHERE plugin_id = $1", params![id]).await?;
    Ok(())
}

/// A schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The plugin.
    pub plugin: String,
    /// Its name.
    pub name: String,
    /// When it runs again; empty for never.
    pub rule: String,
    /// What it is handed.
    pub payload: Vec<u8>,
    /// When it is due.
    pub next_at: Millis,
}

fn read_schedule(row: &mut Columns<'_>) -> StoreResult<Schedule> {
    Ok(Schedule {
        plugin: row.next()?,
        name: row.next()?,
        rule: row.next()?,
        payload: row.next()?,
        next_at: row.next()?,
    })
}

/// Writes a schedule; refused beyond `most` of the plugin.
///
/// # Errors
/// As the database answers; [`StoreError::Conflict`]-like refusals are said by `false`.
pub async fn put_schedule(tx: &mut Tx, schedule: &Schedule, most: i64) -> StoreResult<bool> {
    tx.execute(
        "INSERT INTO plugin_schedules (plugin_id, name, rule, payload, next_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (plugin_id, name) DO UPDATE SET rule = excluded.rule, payload = excluded.payload, next_at = excluded.next_at",
        &[
            Param::Text(&schedule.plugin),
            Param::Text(&schedule.name),
            Param::Text(&schedule.rule),
            Param::Bytes(&schedule.payload),
            Param::Int(schedule.next_at),
        ],
    )
    .await?;
    let count = tx
        .opt(
            "SELECT COUNT(*) FROM plugin_schedules WHERE plugin_id = $1",
            params![&schedule.plugin],
            first::<i64>,
        )
        .await?;
    Ok(count.unwrap_or(0) <= most)
}

/// Drops a schedule, or all of a plugin's.
///
/// # Errors
/// As the database answers.
pub async fn drop_schedules(tx: &mut Tx, plugin: &str, name: Option<&str>) -> StoreResult<u64> {
    match name {
        Some(name) => {
            tx.execute(
                "DELETE FROM plugin_schedules WHERE plugin_id = $1 AND name = $2",
                params![plugin, name],
            )
            .await
        }
        None => tx.execute("DELETE FROM plugin_schedules WHERE plugin_id = $1", params![plugin]).await,
    }
}

/// Schedules of a plugin, by name.
///
/// # Errors
/// As the database answers.
pub async fn schedules(tx: &mut Tx, plugin: &str) -> StoreResult<Vec<Schedule>> {
    tx.all(
        "SELECT plugin_id, name, rule, payload, next_at FROM plugin_schedules WHERE plugin_id = $1 ORDER BY name",
        params![plugin],
        read_schedule,
    )
    .await
}

/// Schedules that are due, locked for this transaction.
///
/// # Errors
/// As the database answers.
pub async fn due(tx: &mut Tx, now: Millis) -> StoreResult<Vec<Schedule>> {
    tx.all(
        "SELECT plugin_id, name, rule, payload, next_at FROM plugin_schedules WHERE next_at <= $1 ORDER BY next_at LIMIT 100 FOR UPDATE",
        params![now],
        read_schedule,
    )
    .await
}

/// Gives a schedule its next time; 0 drops it.
///
/// # Errors
/// As the database answers.
pub async fn reschedule(tx: &mut Tx, plugin: &str, name: &str, next_at: Millis) -> StoreResult<()> {
    if next_at == 0 {
        drop_schedules(tx, plugin, Some(name)).await?;
        return Ok(());
    }
    tx.execute(
        "UPDATE plugin_schedules SET next_at = $3 WHERE plugin_id = $1 AND name = $2",
        params![plugin, name, next_at],
    )
    .await?;
    Ok(())
}

/// The nearest time anything is due.
///
/// # Errors
/// As the database answers.
pub async fn next_due(tx: &mut Tx) -> StoreResult<Option<Millis>> {
    tx.opt("SELECT next_at FROM plugin_schedules ORDER BY next_at LIMIT 1", &[], first::<i64>).await
}

/// Where a plugin is in the record of events.
///
/// # Errors
/// As the database answers.
pub async fn cursor(tx: &mut Tx, plugin: &str) -> StoreResult<Option<i64>> {
    tx.opt("SELECT seq FROM plugin_cursors WHERE plugin_id = $1", params![plugin], first::<i64>).await
}

/// Moves a plugin's place in the record of events.
///
/// # Errors
/// As the database answers.
pub async fn set_cursor(tx: &mut Tx, plugin: &str, seq: i64) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO plugin_cursors (plugin_id, seq) VALUES ($1, $2) ON CONFLICT (plugin_id) DO UPDATE SET seq = excluded.seq",
        params![plugin, seq],
    )
    .await?;
    Ok(())
}

/// The number of the newest recorded event; 0 when there is none.
///
/// # Errors
/// As the database answers.
pub async fn newest_event(tx: &mut Tx) -> StoreResult<i64> {
    let newest = tx.opt("SELECT seq FROM events ORDER BY seq DESC LIMIT 1", &[], first::<i64>).await?;
    newest.map_or(Ok(0), Ok::<i64, StoreError>)
}

#[cfg(test)]
mod tests {
    use super::prefix_end;

    #[test]
    fn the_end_of_a_prefix_is_the_first_text_beyond_it() {
        assert_eq!(prefix_end("ab"), "ac");
        assert_eq!(prefix_end(""), "");
        assert_eq!(prefix_end("a\u{10FFFF}"), "b");
        assert_eq!(prefix_end("\u{D7FF}"), "\u{E000}");
    }
}
