//! Values that go into statements and come out of rows, the same for both databases.

use bytes::BytesMut;
use chinwag_model::Id;
use rusqlite::types::{ToSqlOutput, ValueRef};
use serde::{Serialize, de::DeserializeOwned};
use tokio_postgres::types::{IsNull, ToSql, Type};

use crate::{StoreError, StoreResult};

/// A value bound to a statement.
#[derive(Debug, Clone)]
pub enum Param<'a> {
    /// Whole number.
    Int(i64),
    /// Truth value.
    Bool(bool),
    /// Text.
    Text(&'a str),
    /// Text made for the call (JSON).
    Owned(String),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A list for `= ANY($n)`.
    List(Vec<String>),
    /// Nothing.
    Null,
}

impl Param<'_> {
    /// A copy that borrows nothing; bytes become NULL (no plan depends on them).
    pub(crate) fn to_static(&self) -> Param<'static> {
        match self {
            Self::Int(value) => Param::Int(*value),
            Self::Bool(value) => Param::Bool(*value),
            Self::Text(value) => Param::Owned((*value).to_owned()),
            Self::Owned(value) => Param::Owned(value.clone()),
            Self::List(values) => Param::List(values.clone()),
            Self::Bytes(_) | Self::Null => Param::Null,
        }
    }
}

/// Refuses texts with the NUL character, whichever database would be asked.
///
/// # Errors
/// [`StoreError::NulCharacter`].
pub(crate) fn check(params: &[Param<'_>]) -> StoreResult<()> {
    let has_nul = |param: &Param<'_>| match param {
        Param::Text(text) => text.contains('\0'),
        Param::Owned(text) => text.contains('\0'),
        Param::List(texts) => texts.iter().any(|text| text.contains('\0')),
        Param::Int(_) | Param::Bool(_) | Param::Bytes(_) | Param::Null => false,
    };
    if params.iter().any(has_nul) { Err(StoreError::NulCharacter) } else { Ok(()) }
}

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<i32> for Param<'_> {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}
impl From<u32> for Param<'_> {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}
impl From<bool> for Param<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}
impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}
impl From<String> for Param<'_> {
    fn from(value: String) -> Self {
        Self::Owned(value)
    }
}
impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(value)
    }
}
impl<'a, K> From<&'a Id<K>> for Param<'a> {
    fn from(value: &'a Id<K>) -> Self {
        Self::Text(value.as_str())
    }
}
impl<K> From<Id<K>> for Param<'_> {
    fn from(value: Id<K>) -> Self {
        Self::Owned(value.as_str().to_owned())
    }
}
impl<K> From<&[Id<K>]> for Param<'_> {
    fn from(value: &[Id<K>]) -> Self {
        Self::List(value.iter().map(|id| id.as_str().to_owned()).collect())
    }
}
impl From<&[String]> for Param<'_> {
    fn from(value: &[String]) -> Self {
        Self::List(value.to_vec())
    }
}

/// A value stored as JSON text.
pub(crate) fn json<'a, T: Serialize + ?Sized>(value: &T) -> Param<'a> {
    Param::Owned(serde_json::to_string(value).unwrap_or_else(|_| "null".into()))
}

/// Letters of a term that count: databases refuse patterns of any length.
const TERM_MAX: usize = 1_000;

/// The pattern of a text that holds `term` anywhere, for `ILIKE … ESCAPE '\'`.
pub(crate) fn like_any(term: &str) -> String {
    let mut pattern = String::with_capacity(term.len() + 2);
    pattern.push('%');
    for letter in term.trim().to_lowercase().chars().take(TERM_MAX) {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// `[$1, $2, …]` from anything that becomes a [`Param`].
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Param::from($value)),*] };
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Int(value) => ToSqlOutput::Borrowed(ValueRef::Integer(*value)),
            Self::Bool(value) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*value))),
            Self::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Self::Owned(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Self::Bytes(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
            Self::List(values) => {
                ToSqlOutput::Owned(serde_json::to_string(values).unwrap_or_default().into())
            }
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
        })
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Self::Int(value) if *ty == Type::BOOL => (*value != 0).to_sql(ty, out),
            Self::Int(value) if *ty == Type::TEXT => value.to_string().to_sql(ty, out),
            Self::Int(value) => value.to_sql(&Type::INT8, out),
            Self::Bool(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Owned(value) => value.to_sql(ty, out),
            Self::Bytes(value) => value.to_sql(ty, out),
            Self::List(values) => values.to_sql(ty, out),
            Self::Null => Ok(IsNull::Yes),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

/// A row, read column by column from the left.
pub struct Columns<'r> {
    row: Source<'r>,
    next: usize,
}

enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Columns<'r> {
    pub(crate) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Self { row: Source::Sqlite(row), next: 0 }
    }

    pub(crate) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Self { row: Source::Postgres(row), next: 0 }
    }

    /// The next column.
    ///
    /// # Errors
    /// When there is none or it has another type.
    #[expect(clippy::should_implement_trait, reason = "it is generic over the column's type")]
    pub fn next<T: Column>(&mut self) -> StoreResult<T> {
        let index = self.next;
        self.next += 1;
        match self.row {
            Source::Sqlite(row) => T::from_sqlite(row.get_ref(index)?),
            Source::Postgres(row) => T::from_postgres(row, index),
        }
    }

    /// The next column, which holds JSON; an empty text or NULL is the default value.
    ///
    /// # Errors
    /// When the text is not the JSON of a `T`.
    pub fn json<T: DeserializeOwned + Default>(&mut self) -> StoreResult<T> {
        let text: Option<String> = self.next()?;
        match text.as_deref() {
            None | Some("" | "null") => Ok(T::default()),
            Some(text) => Ok(serde_json::from_str(text)?),
        }
    }
}

/// Reads the first column; for statements that ask for one.
pub(crate) fn first<T: Column>(row: &mut Columns<'_>) -> StoreResult<T> {
    row.next()
}

/// A type a column can be read as.
pub trait Column: Sized {
    /// From SQLite.
    ///
    /// # Errors
    /// When the value has another type.
    fn from_sqlite(value: ValueRef<'_>) -> StoreResult<Self>;
    /// From PostgreSQL.
    ///
    /// # Errors
    /// When the value has another type.
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> StoreResult<Self>;
}

fn wrong(what: &str, value: ValueRef<'_>) -> StoreError {
    StoreError::Broken(format!("a column holds {:?} where {what} is expected", value.data_type()))
}

impl Column for i64 {
    fn from_sqlite(value: ValueRef<'_>) -> StoreResult<Self> {
        match value {
            ValueRef::Integer(n) => Ok(n),
            ValueRef::Null => Ok(0),
            other => Err(wrong("a whole number", other)),
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> StoreResult<Self> {
        let small = row.columns().get(index).is_some_and(|c| *c.type_() == Type::INT4);
        if small {
            return Ok(row.try_get::<_, Option<i32>>(index)?.unwrap_or_default().into());
        }
        Ok(row.try_get::<_, Option<i64>>(index)?.unwrap_or_default())
    }
}

impl Column for bool {
    fn from_sqlite(value: ValueRef<'_>) -> StoreResult<Self> {
        Ok(i64::from_sqlite(value)? != 0)
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> StoreResult<Self> {
        Ok(row.try_get::<_, Option<bool>>(index)?.unwrap_or_default())
    }
}

impl Column for String {
    fn from_sqlite(value: ValueRef<'_>) -> StoreResult<Self> {
        match value {
            ValueRef::Text(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
            ValueRef::Null => Ok(Self::new()),
            other => Err(wrong("a text", other)),
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> StoreResult<Self> {
        Ok(row.try_get::<_, Option<Self>>(index)?.unwrap_or_default())
    }
}

impl Column for Option<String> {
    fn from_sqlite(value: ValueRef<'_>) -> StoreResult<Self> {
        if matches!(value, ValueRef::Null) { Ok(None) } else { String::from_sqlite(value).map(Some) }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> StoreResult<Self> {
        Ok(row.try_get(index)?)
    }
}

impl Column for Vec<u8> {
    fn from_sqlite(value: ValueRef<'_>) -> StoreResult<Self> {
        match value {
            ValueRef::Blob(bytes) => Ok(bytes.to_vec()),
            ValueRef::Null => Ok(Self::new()),
            other => Err(wrong("bytes", other)),
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> StoreResult<Self> {
        Ok(row.try_get::<_, Option<Self>>(index)?.unwrap_or_default())
    }
}

impl<K> Column for Id<K> {
    fn from_sqlite(value: ValueRef<'_>) -> StoreResult<Self> {
        match value {
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).unwrap_or("?").parse().map_err(broken_id),
            ValueRef::Null => Ok(Self::EMPTY),
            other => Err(wrong("an id", other)),
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> StoreResult<Self> {
        row.try_get::<_, Option<&str>>(index)?.unwrap_or_default().parse().map_err(broken_id)
    }
}

fn broken_id(error: chinwag_model::id::NotAnId) -> StoreError {
    StoreError::Broken(error.to_string())
}
