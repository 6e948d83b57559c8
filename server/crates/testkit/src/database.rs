//! A database of its own for each test: a SQLite file in a temporary folder, or a PostgreSQL schema.

use chinwag_store::Place;
use tempfile::TempDir;

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

    /// A new database on the test server; `None` without one.
    pub async fn postgres() -> Option<Self> {
        let url = postgres_url()?;
        let folder = TempDir::new().expect("a temporary folder");
        let name = format!("t{}", chinwag_model::id::secret());
        let (client, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the test PostgreSQL");
        let driver = tokio::spawn(connection);
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a new database");
        drop(client);
        driver.await.ok();
        let (address, query) = url.split_once('?').map_or((url.as_str(), ""), |(a, q)| (a, q));
        let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        Some(Self { place: Place::Postgres(format!("{server}/{name}{query}")), folder })
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
