//! What can go wrong between us and the database. A fault of the database is never the client's.

use domain::{ErrorKind, Fault};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlxError};

/// The result of everything here.
pub type Result<T> = std::result::Result<T, Error>;

/// A failed conversation with the database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Every connection was busy for the whole acquire timeout.
    #[error("no database connection became free in time")]
    Busy,
    /// The database did what it shouldn't, or is not there.
    #[error("database: {0}")]
    Database(#[source] DbErr),
    /// A stored value has no meaning to this version.
    #[error("unreadable {column} in the database: {value}")]
    Unreadable {
        /// The column that holds it.
        column: &'static str,
        /// The value.
        value: String,
    },
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Busy,
            other => Self::Database(other),
        }
    }
}

/// Whether the same may well work in a moment: there is no connection, or it broke, or the database gave the statement up.
fn passes(error: &DbErr) -> bool {
    match error {
        DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => match &**cause {
            SqlxError::Database(said) => said.code().is_some_and(|code| is_for_now(&code)),
            SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => true,
            _ => false,
        },
        _ => false,
    }
}

/// By PostgreSQL's Appendix A: connections (08), resources (53), an operator or a time limit (57), a deadlock or a
/// serialization (40), a lock that is not to be had (55P03). By SQLite: `SQLITE_BUSY` (5) and `SQLITE_LOCKED` (6).
fn is_for_now(code: &str) -> bool {
    if code.len() == 5 {
        return ["08", "40", "53", "57", "55P03"].iter().any(|start| code.starts_with(start));
    }
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6))
}

impl Fault for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Busy => ErrorKind::Unavailable,
            Self::Database(error) if passes(error) => ErrorKind::Unavailable,
            Self::Database(_) | Self::Unreadable { .. } => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self.kind() {
            ErrorKind::Unavailable => "database-busy",
            _ => "internal",
        }
    }
}
