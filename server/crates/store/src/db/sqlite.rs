//! SQLite: readers that run in place, and one writer thread that commits waiting transactions together.
//!
//! The writer opens a transaction, runs each waiting job inside a savepoint of its own (a failed job is undone
//! alone), commits once, releases the events in order and answers everybody. Under load the cost of a commit is
//! shared; without load a job waits for nobody.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use chinwag_model::Clock;
use futures_util::FutureExt;
use parking_lot::Mutex;
use rusqlite::{OpenFlags, config::DbConfig};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::{
    EventSink, Options, Work, closed,
    tx::{Conn, SqliteConn, Tx, waited},
};
use crate::{StoreError, StoreResult, event, words};

/// Transactions committed together at most.
const BATCH: usize = 128;
/// Transactions that may wait for the writer.
const QUEUE: usize = 4096;

pub(super) struct Sqlite {
    readers: Arc<Readers>,
    writer: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<thread::JoinHandle<()>>>,
}

/// Connections that read. They are opened when they are needed: each keeps the schema and its statements in memory.
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Tx>>,
    permits: Semaphore,
}

/// Runs inside the writer's transaction; the answer is kept until the commit is known.
struct Job {
    work: Work<'static>,
    reply: oneshot::Sender<StoreResult<()>>,
}

/// A job that was done, and waits for the commit.
struct Answer {
    result: StoreResult<()>,
    reply: oneshot::Sender<StoreResult<()>>,
}

impl Answer {
    fn give(self, commit: Result<(), String>) {
        let result = match commit {
            Ok(()) => self.result,
            Err(why) => Err(StoreError::Unavailable(format!("the commit failed: {why}"))),
        };
        // The caller may have gone away; the commit stands.
        let _gone = self.reply.send(result);
    }
}

impl Sqlite {
    pub(super) fn open(path: &Path, options: &Options) -> StoreResult<Self> {
        let writer = connect(path, options.synchronous_full, Use::Write)?;
        let readers = Readers {
            path: path.to_owned(),
            permits: Semaphore::new(options.connections.max(1)),
            idle: Mutex::new(Vec::new()),
        };
        readers.check_in(readers.check_out()?);
        let (sender, jobs) = mpsc::channel(QUEUE);
        let sink = options.sink.clone();
        let clock = options.clock.clone();
        let handle = thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || write_loop(Tx::new(Conn::Sqlite(SqliteConn::new(writer))), jobs, &sink, &*clock))
            .map_err(|e| StoreError::Unavailable(e.to_string()))?;
        Ok(Self {
            readers: Arc::new(readers),
            writer: Mutex::new(Some(sender)),
            thread: Mutex::new(Some(handle)),
        })
    }

    pub(super) async fn read(&self, work: Work<'_>) -> StoreResult<()> {
        let mut guard = self.readers.take().await?;
        work(&mut guard).now_or_never().ok_or_else(waited)?
    }

    pub(super) async fn read_long(&self, work: Work<'static>) -> StoreResult<()> {
        let mut guard = self.readers.clone().take_owned().await?;
        tokio::task::spawn_blocking(move || work(&mut guard).now_or_never().ok_or_else(waited)?)
            .await
            .map_err(|e| StoreError::Broken(e.to_string()))?
    }

    pub(super) async fn write(&self, work: Work<'static>) -> StoreResult<()> {
        let sender = self.writer.lock().clone().ok_or_else(closed)?;
        let (reply, answer) = oneshot::channel();
        sender.send(Job { work, reply }).await.map_err(|_| closed())?;
        answer.await.map_err(|_| StoreError::Broken("a transaction panicked and was undone".into()))?
    }

    pub(super) async fn close(&self) {
        drop(self.writer.lock().take());
        let Some(handle) = self.thread.lock().take() else { return };
        let _joined = tokio::task::spawn_blocking(move || handle.join()).await;
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Use {
    Read,
    Write,
}

fn connect(path: &Path, full: bool, purpose: Use) -> StoreResult<rusqlite::Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = rusqlite::Connection::open_with_flags(path, flags)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.set_prepared_statement_cache_capacity(256);
    // SQLite as it is built here (STAT4) would parse and plan a prepared statement anew whenever another value is bound
    // to it, to look the value up in statistics that nobody gathers. That cost more than most statements do.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Not mapped into memory: SQLite unmaps the file whenever somebody else wrote, which is with every message, and that
    // is told to all cores. See decision 0016.
    let cache_kib = if purpose == Use::Write { 8192 } else { 1024 };
    let synchronous = if full { "FULL" } else { "NORMAL" };
    db.execute_batch(&format!(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-{cache_kib};
         PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000;
         PRAGMA journal_size_limit=67108864;"
    ))?;
    if purpose == Use::Read {
        db.execute_batch("PRAGMA query_only=1;")?;
    }
    Ok(db)
}

fn write_loop(mut tx: Tx, mut jobs: mpsc::Receiver<Job>, sink: &EventSink, clock: &dyn Clock) {
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(first) = jobs.blocking_recv() {
        batch.push(first);
        while batch.len() < BATCH
            && let Ok(job) = jobs.try_recv()
        {
            batch.push(job);
        }
        write_batch(&mut tx, batch.drain(..), sink, clock);
    }
}

fn write_batch(tx: &mut Tx, jobs: impl Iterator<Item = Job>, sink: &EventSink, clock: &dyn Clock) {
    let begun = run(tx, "BEGIN IMMEDIATE");
    let mut answers = Vec::new();
    for Job { work, reply } in jobs {
        let (events, words) = (tx.events.len(), tx.words.len());
        let saved = run(tx, "SAVEPOINT job");
        // A panic must not take the writer with it; the job's caller is told by the dropped channel.
        let done = std::panic::AssertUnwindSafe(|| work(tx).now_or_never().unwrap_or_else(|| Err(waited())));
        let outcome = std::panic::catch_unwind(done);
        if !matches!(outcome, Ok(Ok(()))) && saved.is_ok() {
            tx.events.truncate(events);
            tx.words.truncate(words);
            let _undone = run(tx, "ROLLBACK TO job");
        }
        let _released = run(tx, "RELEASE job");
        answers.extend(outcome.ok().map(|result| Answer { result, reply }));
    }
    let recorded = record(tx, clock).now_or_never().unwrap_or_else(|| Err(waited()));
    let commit = begun.and(recorded).and_then(|()| run(tx, "COMMIT"));
    let events = std::mem::take(&mut tx.events);
    tx.words.clear();
    if let Err(error) = &commit {
        tracing::error!(%error, "a group of transactions could not be committed");
        let _undone = run(tx, "ROLLBACK");
    } else if !events.is_empty() {
        sink(events);
    }
    let commit = commit.map_err(|e| e.to_string());
    for answer in answers {
        answer.give(commit.clone());
    }
}

/// What belongs to the whole group: the words of its posts, and its events.
async fn record(tx: &mut Tx, clock: &dyn Clock) -> StoreResult<()> {
    words::apply(tx).await?;
    event::record(tx, clock.now()).await
}

fn run(tx: &mut Tx, sql: &str) -> StoreResult<()> {
    let Conn::Sqlite(db) = &mut tx.conn else { return Ok(()) };
    db.raw.prepare_cached(sql)?.execute([])?;
    Ok(())
}

impl Readers {
    async fn take(&self) -> StoreResult<Reader<&Self>> {
        let permit = self.permits.acquire().await.map_err(|_| closed())?;
        let tx = self.check_out()?;
        permit.forget();
        Ok(Reader { tx: Some(tx), home: self })
    }

    fn check_out(&self) -> StoreResult<Tx> {
        if let Some(tx) = self.idle.lock().pop() {
            return Ok(tx);
        }
        // A reader never writes, so how commits reach the disk is no matter.
        Ok(Tx::new(Conn::Sqlite(SqliteConn::new(connect(&self.path, false, Use::Read)?))))
    }

    fn check_in(&self, tx: Tx) {
        self.idle.lock().push(tx);
    }

    async fn take_owned(self: Arc<Self>) -> StoreResult<Reader<Arc<Self>>> {
        let permit = self.permits.acquire().await.map_err(|_| closed())?;
        permit.forget();
        match self.check_out() {
            Ok(tx) => Ok(Reader { tx: Some(tx), home: self }),
            Err(error) => {
                self.permits.add_permits(1);
                Err(error)
            }
        }
    }
}

/// A reader that goes back home when dropped.
struct Reader<H: std::borrow::Borrow<Readers>> {
    tx: Option<Tx>,
    home: H,
}

impl<H: std::borrow::Borrow<Readers>> std::ops::Deref for Reader<H> {
    type Target = Tx;
    #[expect(clippy::expect_used, reason = "taken only in drop")]
    fn deref(&self) -> &Tx {
        self.tx.as_ref().expect("a reader holds its connection until it is dropped")
    }
}

impl<H: std::borrow::Borrow<Readers>> std::ops::DerefMut for Reader<H> {
    #[expect(clippy::expect_used, reason = "taken only in drop")]
    fn deref_mut(&mut self) -> &mut Tx {
        self.tx.as_mut().expect("a reader holds its connection until it is dropped")
    }
}

impl<H: std::borrow::Borrow<Readers>> Drop for Reader<H> {
    fn drop(&mut self) {
        let home = self.home.borrow();
        if let Some(tx) = self.tx.take() {
            home.check_in(tx);
        }
        home.permits.add_permits(1);
    }
}
