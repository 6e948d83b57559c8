//! What can go wrong in the database, as far as `app` has to know.

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row with the same key is there already; the constraint or column is named.
    #[error("there is already a row with this key ({0})")]
    Conflict(String),
    /// The caller's closure gave up; the transaction was rolled back. Carries any error of the caller.
    #[error("{0}")]
    Refused(Box<dyn std::error::Error + Send + Sync>),
    /// A text holds the NUL character, which PostgreSQL stores in none; SQLite is held to the same.
    #[error("a text holds the NUL character (U+0000)")]
    NulCharacter,
    /// The database is closed, overloaded or out of reach; trying again may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// SQL or data that should not be.
    #[error("database: {0}")]
    Broken(String),
}

/// What store functions answer with.
pub type StoreResult<T> = Result<T, StoreError>;

impl StoreError {
    /// Rolls the transaction back with an error of the caller's own.
    pub fn refused(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match &error {
            rusqlite::Error::SqliteFailure(failure, text) => match failure.code {
                Code::ConstraintViolation => Self::Conflict(text.clone().unwrap_or_default()),
                Code::DatabaseBusy | Code::DatabaseLocked | Code::DiskFull | Code::SystemIoFailure => {
                    Self::Unavailable(error.to_string())
                }
                _ => Self::Broken(error.to_string()),
            },
            _ => Self::Broken(error.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            return Self::Unavailable(error.to_string());
        };
        match db.code().code() {
            "23505" => Self::Conflict(db.constraint().unwrap_or_default().to_owned()),
            "40001" | "40P01" | "53300" | "57P01" | "57014" => Self::Unavailable(db.message().to_owned()),
            _ => Self::Broken(format!("{} ({})", db.message(), db.code().code())),
        }
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(format!("a stored JSON value cannot be read: {error}"))
    }
}
