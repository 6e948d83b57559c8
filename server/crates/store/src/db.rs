//! The store itself: transactions over SQLite or PostgreSQL, and the release of events after commit.

mod appender;
pub mod dialect;
mod postgres;
mod sqlite;
pub(crate) mod tx;

use std::{path::PathBuf, sync::Arc};

use chinwag_events::Event;
use chinwag_model::{Clock, post::Post};
use futures_util::future::BoxFuture;

pub use tx::{Statement, Tx};

use crate::{StoreError, StoreResult, migrate, post};

/// Takes the events of committed transactions, in commit order. It must not block for long.
pub type EventSink = Arc<dyn Fn(Vec<Event>) + Send + Sync>;

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL address, `postgres://user:password@host/database`.
    Postgres(String),
}

/// How to open a store.
#[derive(Clone)]
pub struct Options {
    /// Where the data is.
    pub place: Place,
    /// SQLite: every commit waits for the disk (`synchronous=FULL`).
    pub synchronous_full: bool,
    /// Connections at once (PostgreSQL), readers at once (SQLite); at least 1.
    pub connections: usize,
    /// Where events go after commit.
    pub sink: EventSink,
    /// Time of recorded events.
    pub clock: Arc<dyn Clock>,
}

/// A value that the database has committed.
#[derive(Debug, Clone)]
pub struct Committed<T>(T);

impl<T> Committed<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Committed<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    backend: Arc<Backend>,
    /// How many plugins' calls led to what is written through this handle; events carry it.
    depth: u8,
}

enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When it cannot be opened, or was written by a newer version.
    pub async fn open(options: Options) -> StoreResult<Self> {
        let backend = match &options.place {
            Place::Postgres(url) => Backend::Postgres(postgres::Postgres::open(url, &options).await?),
            Place::File(path) => Backend::Sqlite(sqlite::Sqlite::open(path, &options)?),
        };
        let store = Self { backend: Arc::new(backend), depth: 0 };
        migrate::run(&store).await?;
        Ok(store)
    }

    /// The same database, for writing at a depth: the events of its transactions say that so many plugins' calls led
    /// to them.
    #[must_use]
    pub fn at_depth(&self, depth: u8) -> Self {
        Self { backend: self.backend.clone(), depth }
    }

    /// Whether this is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(*self.backend, Backend::Postgres(_))
    }

    /// Reads. SQLite reads run where they are called: keep them short, or use [`read_long`](Self::read_long).
    ///
    /// # Errors
    /// What `work` answers, or that the database is not available.
    pub async fn read<T, F>(&self, work: F) -> StoreResult<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, StoreResult<T>> + Send,
        T: Send,
    {
        match &*self.backend {
            Backend::Sqlite(db) => db.read(work).await,
            Backend::Postgres(db) => db.read(work).await,
        }
    }

    /// Reads that may take long (search, statistics), away from the threads that serve requests.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn read_long<T, F>(&self, work: F) -> StoreResult<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, StoreResult<T>> + Send + 'static,
        T: Send + 'static,
    {
        match &*self.backend {
            Backend::Sqlite(db) => db.read_long(work).await,
            Backend::Postgres(db) => db.read(work).await,
        }
    }

    /// Runs `work` as one transaction: all of it is committed, with the events it emitted, or nothing is.
    ///
    /// On SQLite `work` runs on the writer's thread, together with other transactions that wait, so it must await
    /// nothing but the functions of this crate.
    ///
    /// # Errors
    /// What `work` answers (rolled back), or that the commit failed.
    pub async fn write<T, F>(&self, work: F) -> StoreResult<Committed<T>>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, StoreResult<T>> + Send + 'static,
        T: Send + 'static,
    {
        if self.depth > 0 {
            let depth = self.depth;
            return self.write_here(move |tx| Box::pin(deep(tx, depth, work))).await;
        }
        self.write_here(work).await
    }

    async fn write_here<T, F>(&self, work: F) -> StoreResult<Committed<T>>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, StoreResult<T>> + Send + 'static,
        T: Send + 'static,
    {
        match &*self.backend {
            Backend::Sqlite(db) => db.write(work).await,
            Backend::Postgres(db) => db.write(work).await,
        }
        .map(Committed)
    }

    /// Appends a post to its channel, with its event, as a transaction that shares its commit with those of others.
    /// `None` when its channel, or the post of an earlier attempt, is gone.
    ///
    /// # Errors
    /// That the database refused it, or is not available.
    pub async fn append(&self, new: post::Append) -> StoreResult<Committed<Option<Post>>> {
        match &*self.backend {
            Backend::Sqlite(db) => db.write(move |tx| Box::pin(post::append::one(tx, new))).await,
            Backend::Postgres(db) => db.append(new).await,
        }
        .map(Committed)
    }

    /// Stops taking work and waits until what was taken is committed.
    pub async fn close(&self) {
        if let Backend::Sqlite(db) = &*self.backend {
            db.close().await;
        }
    }
}

/// Runs `work` and marks the events it emitted.
async fn deep<T, F>(tx: &mut Tx, depth: u8, work: F) -> StoreResult<T>
where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, StoreResult<T>> + Send + 'static,
    T: Send + 'static,
{
    let before = tx.events.len();
    let done = work(tx).await?;
    tx.events[before..].iter_mut().for_each(|event| event.depth = depth);
    Ok(done)
}

pub(crate) fn closed() -> StoreError {
    StoreError::Unavailable("it has been closed".into())
}
