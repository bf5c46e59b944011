//! What can go wrong between us and the database. A fault of the database is never the client's.

use domain::{ErrorKind, Fault};
use sea_orm::{ConnAcquireErr, DbErr};

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

impl Fault for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Busy | Self::Database(DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) => ErrorKind::Unavailable,
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
