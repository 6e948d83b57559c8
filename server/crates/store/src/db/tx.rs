//! One connection in use: the functions nouns call to run statements.

use std::{collections::HashMap, sync::Arc};

use chinwag_events::Event;
use futures_util::{TryStreamExt, future::BoxFuture};
use rusqlite::params_from_iter;

use super::dialect;
use crate::{
    Columns, Param, StoreError, StoreResult,
    params::{check, first},
    words,
};

/// A transaction, or a connection that reads.
pub struct Tx {
    pub(crate) conn: Conn,
    pub(crate) events: Vec<Event>,
    /// SQLite: changes of the index of words that wait for the end of the group.
    pub(crate) words: Vec<words::Change>,
    /// Statements run since [`trace`](Tx::trace), with their parameters.
    traced: Option<Vec<Statement>>,
}

/// A statement as it was run, and its parameters.
pub type Statement = (String, Vec<Param<'static>>);

pub(crate) enum Conn {
    Sqlite(SqliteConn),
    Postgres(Box<deadpool_postgres::Object>),
}

/// A SQLite connection with its translated statements.
pub(crate) struct SqliteConn {
    pub(crate) raw: rusqlite::Connection,
    translated: HashMap<(usize, usize), Arc<str>>,
}

impl SqliteConn {
    pub(crate) fn new(raw: rusqlite::Connection) -> Self {
        Self { raw, translated: HashMap::new() }
    }

    fn translate(&mut self, sql: &str, fixed: Fixed) -> Arc<str> {
        match fixed {
            Fixed::Yes => self
                .translated
                .entry((sql.as_ptr() as usize, sql.len()))
                .or_insert_with(|| dialect::sqlite(sql).into())
                .clone(),
            Fixed::No => dialect::sqlite(sql).into(),
        }
    }
}

#[derive(Clone, Copy)]
enum Fixed {
    Yes,
    No,
}

impl Tx {
    pub(crate) fn new(conn: Conn) -> Self {
        Self { conn, events: Vec::new(), words: Vec::new(), traced: None }
    }

    /// Whether this is PostgreSQL, for the few statements that differ (search).
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }

    /// Records an event with this transaction; it is released after commit and not before.
    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// As the database answers.
    pub fn execute<'a>(
        &'a mut self,
        sql: &'static str,
        params: &'a [Param<'a>],
    ) -> BoxFuture<'a, StoreResult<u64>> {
        Box::pin(async move {
            check(params)?;
            self.note(sql, params);
            match &mut self.conn {
                Conn::Sqlite(db) => {
                    let sql = db.translate(sql, Fixed::Yes);
                    let mut statement = db.raw.prepare_cached(&sql)?;
                    Ok(statement.execute(params_from_iter(params))? as u64)
                }
                Conn::Postgres(db) => {
                    let statement = db.prepare_cached(sql).await?;
                    Ok(db.execute_raw(&statement, params).await?)
                }
            }
        })
    }

    /// All rows.
    ///
    /// # Errors
    /// As the database answers, or as `read` does.
    pub async fn all<T: Send>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl Fn(&mut Columns<'_>) -> StoreResult<T> + Send,
    ) -> StoreResult<Vec<T>> {
        self.query(sql, Fixed::Yes, params, read).await
    }

    /// All rows of a statement that was put together at run time (search filters); it is not kept prepared.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn all_built<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        read: impl Fn(&mut Columns<'_>) -> StoreResult<T> + Send,
    ) -> StoreResult<Vec<T>> {
        self.query(sql, Fixed::No, params, read).await
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn opt<T: Send>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl Fn(&mut Columns<'_>) -> StoreResult<T> + Send,
    ) -> StoreResult<Option<T>> {
        Ok(self.query(sql, Fixed::Yes, params, read).await?.into_iter().next())
    }

    /// One number, such as a count; 0 when there is no row.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn number(&mut self, sql: &'static str, params: &[Param<'_>]) -> StoreResult<i64> {
        Ok(self.opt(sql, params, first::<i64>).await?.unwrap_or_default())
    }

    async fn query<T: Send>(
        &mut self,
        sql: &str,
        fixed: Fixed,
        params: &[Param<'_>],
        read: impl Fn(&mut Columns<'_>) -> StoreResult<T> + Send,
    ) -> StoreResult<Vec<T>> {
        let mut out = Vec::new();
        let rows = &mut out;
        let mut keep = move |columns: &mut Columns<'_>| {
            rows.push(read(columns)?);
            Ok(())
        };
        self.rows(sql, fixed, params, &mut keep).await?;
        Ok(out)
    }

    /// Gives every row to `keep`. Of one type for every statement: there are hundreds, and each would be compiled anew.
    fn rows<'a>(
        &'a mut self,
        sql: &'a str,
        fixed: Fixed,
        params: &'a [Param<'a>],
        keep: &'a mut (dyn FnMut(&mut Columns<'_>) -> StoreResult<()> + Send),
    ) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async move {
            check(params)?;
            self.note(sql, params);
            match &mut self.conn {
                Conn::Sqlite(db) => {
                    let sql = db.translate(sql, fixed);
                    let mut statement = db.raw.prepare_cached(&sql)?;
                    let mut rows = statement.query(params_from_iter(params))?;
                    while let Some(row) = rows.next()? {
                        keep(&mut Columns::sqlite(row))?;
                    }
                }
                Conn::Postgres(db) => {
                    let statement = match fixed {
                        Fixed::Yes => db.prepare_cached(sql).await?,
                        Fixed::No => db.prepare(sql).await?,
                    };
                    let rows = db.query_raw(&statement, params).await?;
                    futures_util::pin_mut!(rows);
                    while let Some(row) = rows.try_next().await? {
                        keep(&mut Columns::postgres(&row))?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Runs several statements without parameters, as written, in the database's own dialect.
    ///
    /// # Errors
    /// As the database answers.
    pub(crate) async fn batch(&mut self, sql: &str) -> StoreResult<()> {
        match &mut self.conn {
            Conn::Sqlite(db) => Ok(db.raw.execute_batch(sql)?),
            Conn::Postgres(db) => Ok(db.batch_execute(sql).await?),
        }
    }

    /// From now on keeps every statement, for the tests that look at plans.
    pub fn trace(&mut self) {
        self.traced = Some(Vec::new());
    }

    /// The statements kept since [`trace`](Self::trace); nothing is kept any longer.
    pub fn traced(&mut self) -> Vec<Statement> {
        self.traced.take().unwrap_or_default()
    }

    fn note(&mut self, sql: &str, params: &[Param<'_>]) {
        if let Some(traced) = &mut self.traced {
            traced.push((sql.to_owned(), params.iter().map(Param::to_static).collect()));
        }
    }

    /// The plan the database chooses for a statement, one line a step; for the tests that guard indexes.
    ///
    /// # Errors
    /// As the database answers.
    pub async fn explain(&mut self, sql: &str, params: &[Param<'_>]) -> StoreResult<Vec<String>> {
        match &mut self.conn {
            Conn::Sqlite(db) => {
                let sql = format!("EXPLAIN QUERY PLAN {}", dialect::sqlite(sql));
                let mut statement = db.raw.prepare(&sql)?;
                let rows = statement.query_map(params_from_iter(params), |row| row.get::<_, String>(3))?;
                Ok(rows.collect::<Result<_, _>>()?)
            }
            Conn::Postgres(_) => {
                let sql = format!("EXPLAIN {sql}");
                self.query(&sql, Fixed::No, params, first::<String>).await
            }
        }
    }
}

pub(crate) fn waited() -> StoreError {
    StoreError::Broken("a SQLite transaction awaited something outside the database".into())
}
