//! A database of its own for each test: a SQLite file in a temporary folder, or a PostgreSQL schema.

use std::sync::Arc;

use chinwag_model::SystemClock;
use chinwag_store::{Options, Place, Store};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Address of the PostgreSQL server that `cargo xtask test` starts; `None` when tests run without it.
#[must_use]
pub fn postgres_url() -> Option<String> {
    std::env::var("CHINWAG_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

/// A fresh database and the folder that goes with it.
pub struct TestDatabase {
    /// Where the store opens it.
    pub place: Place,
    /// Removed when dropped.
    pub folder: TempDir,
}

impl TestDatabase {
    /// A SQLite file.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        Self { place: Place::File(folder.path().join("chinwag.db")), folder }
    }

    /// A new database on the test server, with the schema in it; `None` without one.
    pub async fn postgres() -> Option<Self> {
        let url = postgres_url()?;
        let folder = TempDir::new().expect("a temporary folder");
        let template = TEMPLATE.get_or_init(|| template(&url)).await;
        let name = format!("t{}", chinwag_model::id::secret());
        command(&url, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Some(Self { place: Place::Postgres(address_of(&url, &name)), folder })
    }

    /// The database of a test that does not care: SQLite, or PostgreSQL when `CHINWAG_TEST_DATABASE=postgres`, so
    /// that the whole suite runs on both.
    ///
    /// # Panics
    /// When PostgreSQL is wanted and `CHINWAG_TEST_POSTGRES_URL` is not set.
    pub async fn usual() -> Self {
        if std::env::var("CHINWAG_TEST_DATABASE").is_ok_and(|kind| kind == "postgres") {
            return Self::postgres().await.expect("CHINWAG_TEST_POSTGRES_URL names a server");
        }
        Self::sqlite()
    }

    /// SQLite, and PostgreSQL where there is one: run the same test on each.
    pub async fn every() -> Vec<Self> {
        let mut all = vec![Self::sqlite()];
        all.extend(Self::postgres().await);
        all
    }
}

/// A database that has the schema already: to copy one takes a fraction of the time its migrations take.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

async fn template(url: &str) -> String {
    let name = format!("template{}", chinwag_model::id::secret());
    command(url, &format!("CREATE DATABASE {name}")).await;
    let store = Store::open(Options {
        place: Place::Postgres(address_of(url, &name)),
        synchronous_full: false,
        connections: 1,
        sink: Arc::new(drop),
        clock: Arc::new(SystemClock),
    });
    drop(store.await.expect("a store"));
    // Nobody may be connected to a database that is copied.
    let still_there =
        format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
    command(url, &still_there).await;
    name
}

async fn command(url: &str, sql: &str) {
    let (client, connection) =
        tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("the test PostgreSQL");
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("the test PostgreSQL does it");
    drop(client);
    driver.await.ok();
}

/// The address of another database on the same server.
fn address_of(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, ""), |(a, q)| (a, q));
    let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    format!("{server}/{name}{query}")
}
