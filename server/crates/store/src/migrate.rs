//! Migrations: embedded, applied in order, each once and whole, never edited after release.

use crate::{Store, StoreError, StoreResult, Tx, params, params::first};

/// One step of the schema. `common` holds `{serial}`, `{bytes}` and `{row_number}` where the databases differ:
/// SQLite's full text index names a post by a number that must survive `VACUUM`.
struct Migration {
    version: i64,
    name: &'static str,
    common: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migration {
    ($version:literal, $name:literal) => {
        Migration {
            version: $version,
            name: $name,
            common: include_str!(concat!("migrations/", $name, ".sql")),
            sqlite: include_str!(concat!("migrations/", $name, ".sqlite.sql")),
            postgres: include_str!(concat!("migrations/", $name, ".postgres.sql")),
        }
    };
}

const MIGRATIONS: &[Migration] = &[migration!(1, "0001_chat"), migration!(2, "0002_plugins")];

/// The version of the schema this binary works with.
#[must_use]
pub fn version() -> i64 {
    MIGRATIONS.last().map_or(0, |m| m.version)
}

/// Applies what is missing. Several nodes may start at once: the first takes a lock, the others wait.
///
/// # Errors
/// When the database was written by a newer binary, or a step fails (it is undone).
pub async fn run(store: &Store) -> StoreResult<()> {
    store
        .write(|tx| {
            Box::pin(async move {
                if tx.is_postgres() {
                    tx.batch("SELECT pg_advisory_xact_lock(7201864520161117)").await?;
                }
                tx.batch("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY, name TEXT NOT NULL)").await?;
                let done = tx.all("SELECT version FROM schema_versions", &[], first::<i64>).await?;
                if let Some(newer) = done.iter().find(|v| **v > version()) {
                    return Err(StoreError::Unavailable(format!(
                        "the database has schema version {newer}, this program knows versions up to {}; run the newer program, or restore a backup from before the upgrade",
                        version()
                    )));
                }
                for migration in MIGRATIONS.iter().filter(|m| !done.contains(&m.version)) {
                    apply(tx, migration).await?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(())
}

async fn apply(tx: &mut Tx, migration: &Migration) -> StoreResult<()> {
    let (serial, row_number, bytes, extra) = if tx.is_postgres() {
        ("BIGSERIAL PRIMARY KEY", "", "BYTEA", migration.postgres)
    } else {
        ("INTEGER PRIMARY KEY AUTOINCREMENT", "row_number INTEGER PRIMARY KEY, ", "BLOB", migration.sqlite)
    };
    tx.batch(
        &migration
            .common
            .replace("{serial}", serial)
            .replace("{row_number}", row_number)
            .replace("{bytes}", bytes),
    )
    .await?;
    tx.batch(extra).await?;
    tx.execute(
        "INSERT INTO schema_versions (version, name) VALUES ($1, $2)",
        params![migration.version, migration.name],
    )
    .await?;
    Ok(())
}
