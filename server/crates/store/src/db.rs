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
use parking_lot::Mutex;

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

/// What is done with a connection, whatever its value: that lies in a [`Kept`]. There are hundreds of transactions; the
/// ways to the databases and back are compiled once for all of them.
type Work<'w> = Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, StoreResult<()>> + Send + 'w>;

/// Where the value of a [`Work`] is when it is done.
struct Kept<T>(Arc<Mutex<Option<T>>>);

impl<T: Send + 'static> Kept<T> {
    fn of<'w, F>(work: F) -> (Work<'w>, Self)
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, StoreResult<T>> + Send + 'w,
    {
        let kept = Self(Arc::new(Mutex::new(None)));
        let place = kept.0.clone();
        let work: Work<'w> = Box::new(move |tx| {
            let value = work(tx);
            Box::pin(async move {
                *place.lock() = Some(value.await?);
                Ok(())
            })
        });
        (work, kept)
    }

    fn take(self) -> StoreResult<T> {
        self.0.lock().take().ok_or_else(|| StoreError::Broken("a transaction ended without its value".into()))
    }
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
        T: Send + 'static,
    {
        let (work, kept) = Kept::of(work);
        self.backend.read(work).await?;
        kept.take()
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
        let (work, kept) = Kept::of(work);
        self.backend.read_long(work).await?;
        kept.take()
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
        let (work, kept) = Kept::of(work);
        self.backend.write(at_depth(self.depth, work)).await?;
        kept.take().map(Committed)
    }

    /// Appends a post to its channel, with its event, as a transaction that shares its commit with those of others; one
    /// that plugins' calls led to goes by itself, so that its event tells how deep they are.
    /// `None` when its channel, or the post of an earlier attempt, is gone.
    ///
    /// # Errors
    /// That the database refused it, or is not available.
    pub async fn append(&self, new: post::Append) -> StoreResult<Committed<Option<Post>>> {
        if let (Backend::Postgres(db), 0) = (&*self.backend, self.depth) {
            return db.append(new).await.map(Committed);
        }
        let (work, kept) = Kept::of(move |tx| Box::pin(post::append::one(tx, new)));
        self.backend.write(at_depth(self.depth, work)).await?;
        kept.take().map(Committed)
    }

    /// Stops taking work and waits until what was taken is committed.
    pub async fn close(&self) {
        if let Backend::Sqlite(db) = &*self.backend {
            db.close().await;
        }
    }
}

impl Backend {
    fn read<'w>(&'w self, work: Work<'w>) -> BoxFuture<'w, StoreResult<()>> {
        Box::pin(async move {
            match self {
                Self::Sqlite(db) => db.read(work).await,
                Self::Postgres(db) => db.read(work).await,
            }
        })
    }

    fn read_long(&self, work: Work<'static>) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async move {
            match self {
                Self::Sqlite(db) => db.read_long(work).await,
                Self::Postgres(db) => db.read(work).await,
            }
        })
    }

    fn write(&self, work: Work<'static>) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async move {
            match self {
                Self::Sqlite(db) => db.write(work).await,
                Self::Postgres(db) => db.write(work).await,
            }
        })
    }
}

/// The same, which marks the events it emits where there is a depth to tell.
fn at_depth(depth: u8, work: Work<'static>) -> Work<'static> {
    if depth == 0 {
        return work;
    }
    Box::new(move |tx| {
        Box::pin(async move {
            let before = tx.events.len();
            work(tx).await?;
            tx.events[before..].iter_mut().for_each(|event| event.depth = depth);
            Ok(())
        })
    })
}

pub(crate) fn closed() -> StoreError {
    StoreError::Unavailable("it has been closed".into())
}
