//! PostgreSQL: a pool of connections, each transaction on one of them; posts at the end of channels go the way of
//! [`super::appender`]. [`address`] reads where it is and how the way there is protected, [`tls`] protects it.

mod address;
mod tls;

use std::{panic::AssertUnwindSafe, sync::Arc};

use chinwag_events::Event;
use chinwag_model::{Clock, Millis, post::Post};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures_util::FutureExt;

use super::{
    EventSink, Options, Work,
    appender::Appender,
    tx::{Conn, Tx},
};
use crate::{StoreError, StoreResult, event, post::Append};

pub(super) struct Postgres {
    inner: Arc<Inner>,
    appender: Appender,
}

/// What transactions need, shared with the task that appends posts.
pub(super) struct Inner {
    pool: Pool,
    sink: EventSink,
    clock: Arc<dyn Clock>,
}

impl Postgres {
    pub(super) async fn open(url: &str, options: &Options) -> StoreResult<Self> {
        let address = address::Address::parse(url)?;
        let settings = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let mode = address.mode.name();
        let manager = Manager::from_config(address.config.clone(), tls::connector(&address)?, settings);
        let pool = Pool::builder(manager)
            .max_size(options.connections.max(2))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(std::time::Duration::from_secs(10)))
            .create_timeout(Some(std::time::Duration::from_secs(10)))
            .build()
            .map_err(|e| StoreError::Unavailable(e.to_string()))?;
        drop(pool.get().await.map_err(|error| first_failed(&error, mode))?);
        let inner = Arc::new(Inner { pool, sink: options.sink.clone(), clock: options.clock.clone() });
        Ok(Self { appender: Appender::start(inner.clone()), inner })
    }

    pub(super) async fn read(&self, work: Work<'_>) -> StoreResult<()> {
        self.inner.read(work).await
    }

    pub(super) async fn write(&self, work: Work<'static>) -> StoreResult<()> {
        self.inner.write(work).await
    }

    /// Appends a post together with others that wait.
    pub(super) async fn append(&self, new: Append) -> StoreResult<Option<Post>> {
        self.appender.append(new).await
    }
}

impl Inner {
    pub(super) async fn connection(&self) -> StoreResult<Object> {
        Ok(self.pool.get().await?)
    }

    pub(super) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Hands on the events of a transaction that is committed.
    pub(super) fn release(&self, events: Vec<Event>) {
        if !events.is_empty() {
            (self.sink)(events);
        }
    }

    async fn tx(&self) -> StoreResult<Tx> {
        Ok(Tx::new(Conn::Postgres(Box::new(self.connection().await?))))
    }

    pub(super) async fn read(&self, work: Work<'_>) -> StoreResult<()> {
        let mut tx = self.tx().await?;
        work(&mut tx).await
    }

    /// Runs on a task of its own, so that a caller who goes away never leaves half a transaction behind.
    pub(super) async fn write(self: &Arc<Self>, work: Work<'static>) -> StoreResult<()> {
        let mut tx = self.tx().await?;
        let home = self.clone();
        let job = tokio::spawn(async move {
            tx.batch("BEGIN").await?;
            let outcome = AssertUnwindSafe(run(&mut tx, work, home.now())).catch_unwind().await;
            let Ok(outcome) = outcome else {
                discard(tx);
                return Err(StoreError::Broken("a transaction panicked and was undone".into()));
            };
            match outcome {
                Ok(()) => {
                    home.release(std::mem::take(&mut tx.events));
                    Ok(())
                }
                Err(error) => {
                    if tx.batch("ROLLBACK").await.is_err() {
                        discard(tx);
                    }
                    Err(error)
                }
            }
        });
        job.await.map_err(|e| StoreError::Broken(format!("a transaction panicked: {e}")))?
    }
}

/// Why the first connection failed, with the chain of causes: the driver's own sentence says only that it did.
fn first_failed(error: &deadpool_postgres::PoolError, mode: &str) -> StoreError {
    let mut causes = vec![error.to_string()];
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        let text = one.to_string();
        if !causes.iter().any(|said| said.contains(&text)) {
            causes.push(text);
        }
        cause = one.source();
    }
    StoreError::Unavailable(format!("{} (sslmode={mode})", causes.join(": ")))
}

async fn run(tx: &mut Tx, work: Work<'static>, now: Millis) -> StoreResult<()> {
    work(tx).await?;
    event::commit(tx, now).await
}

/// A connection in an unknown state must not go back to the pool.
fn discard(tx: Tx) {
    if let Conn::Postgres(object) = tx.conn {
        drop(Object::take(*object));
    }
}
