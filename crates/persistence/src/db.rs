//! Connections and transactions.
//!
//! On SQLite there is one writer connection beside a pool of readers, in WAL mode: writers queue
//! in our pool, with a timeout, instead of failing with "database is locked", and
//! `BEGIN IMMEDIATE` takes the lock before the first read, so read-then-write is safe. On
//! PostgreSQL reads and writes share one pool. Background work has a pool of its own, so that a
//! burst of requests can't starve it, nor it them.

use crate::error::Result;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};
use serde::Deserialize;
use std::time::Duration;

/// How long a connection that stood is taken to stand still.
const TRUSTED: Duration = Duration::from_secs(1);

/// Where the database is and how many connections it may have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `sqlite://path` or `postgres://user:password@host/name`.
    pub url: String,
    /// Connections for requests.
    pub max_connections: u32,
    /// Connections for background work (PostgreSQL) or for its reads (SQLite).
    pub background_connections: u32,
    /// How long a request may wait for a connection, in seconds.
    pub acquire_timeout_seconds: u64,
    /// How long a statement may run on PostgreSQL, in seconds.
    pub statement_timeout_seconds: u64,
    /// Idle connections are closed after this many seconds.
    pub idle_timeout_seconds: u64,
}

impl Settings {
    /// Every fault of these settings.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.url.starts_with("sqlite:") && !self.url.starts_with("postgres://") && !self.url.starts_with("postgresql://") {
            faults.push("database.url must start with sqlite:// or postgres://".to_owned());
        }
        if self.max_connections == 0 || self.background_connections == 0 {
            faults.push("database.max_connections and database.background_connections must be at least 1".to_owned());
        }
        if self.acquire_timeout_seconds == 0 || self.statement_timeout_seconds == 0 {
            faults.push("database.acquire_timeout_seconds and database.statement_timeout_seconds must be at least 1".to_owned());
        }
        faults
    }

    fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// A handle to the database, cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    background: DatabaseConnection,
}

impl Db {
    /// Opens the pools; a SQLite file is made if it is missing.
    ///
    /// # Errors
    /// If the database can't be reached.
    pub async fn connect(settings: &Settings) -> Result<Self> {
        if settings.is_sqlite() {
            let writer = open(settings, 1).await?;
            let reader = open(settings, settings.max_connections).await?;
            let background = open(settings, settings.background_connections).await?;
            return Ok(Self { reader, writer, background });
        }
        let pool = open(settings, settings.max_connections).await?;
        let background = open(settings, settings.background_connections).await?;
        Ok(Self { reader: pool.clone(), writer: pool, background })
    }

    /// The same database through the connections that are kept for background work.
    pub fn for_background(&self) -> Self {
        let writer = match self.backend() {
            DbBackend::Sqlite => self.writer.clone(),
            _ => self.background.clone(),
        };
        Self { reader: self.background.clone(), writer, background: self.background.clone() }
    }

    /// Brings the schema up to date. Several servers may do so at once: on PostgreSQL an advisory
    /// lock lets one go first, on SQLite the writer lock does.
    ///
    /// # Errors
    /// If a migration fails; none is left half done.
    pub async fn migrate(&self) -> Result<()> {
        let tx = self.begin_write().await?;
        if self.backend() == DbBackend::Postgres {
            tx.0.execute_unprepared("SELECT pg_advisory_xact_lock(7021977)").await?;
        }
        Migrator::up(&tx.0, None).await?;
        tx.commit().await
    }

    /// Takes back the newest `steps` migrations.
    ///
    /// # Errors
    /// If a migration can't be undone.
    pub async fn migrate_down(&self, steps: u32) -> Result<()> {
        let tx = self.begin_write().await?;
        Migrator::down(&tx.0, Some(steps)).await?;
        tx.commit().await
    }

    /// How many migrations this database still needs.
    ///
    /// # Errors
    /// If the database can't be asked.
    pub async fn pending_migrations(&self) -> Result<usize> {
        Ok(Migrator::get_pending_migrations(&self.reader).await?.len())
    }

    /// Starts a transaction that may write. It is rolled back unless it is committed.
    ///
    /// # Errors
    /// [`crate::Error::Busy`] when no connection becomes free in time.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that begins transactions")]
    pub async fn begin_write(&self) -> Result<WriteTx> {
        let options =
            TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
        Ok(WriteTx(self.writer.begin_with_options(options).await?))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// If it doesn't.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.reader.ping().await?)
    }

    /// Closes every connection, after what is running has ended.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn close(self) -> Result<()> {
        self.reader.close_by_ref().await?;
        self.background.close_by_ref().await?;
        Ok(self.writer.close_by_ref().await?)
    }

    /// Tells every statement that is run to `told`; transactions begin and end unheard.
    #[cfg(any(test, feature = "testing"))]
    pub fn listen(&mut self, told: impl Fn(&str) + Send + Sync + 'static) {
        let told = std::sync::Arc::new(told);
        for pool in [&mut self.reader, &mut self.writer, &mut self.background] {
            let told = told.clone();
            pool.set_metric_callback(move |info| told(&info.statement.sql));
        }
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }
}

/// An open transaction.
#[derive(Debug)]
pub struct WriteTx(DatabaseTransaction);

impl WriteTx {
    /// Makes everything written in it last.
    ///
    /// # Errors
    /// If the database can't; then nothing was written.
    pub async fn commit(self) -> Result<()> {
        Ok(self.0.commit().await?)
    }
}

/// What rows can be read through: a [`Db`], or a [`WriteTx`] that is open.
pub trait Read: Sync + sealed::Connected {}

impl<T: Sync + sealed::Connected> Read for T {}

pub(crate) mod sealed {
    use super::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Db, WriteTx};

    pub trait Connected {
        type Connection: ConnectionTrait;
        fn conn(&self) -> &Self::Connection;
    }

    impl Connected for Db {
        type Connection = DatabaseConnection;
        fn conn(&self) -> &DatabaseConnection {
            &self.reader
        }
    }

    impl Connected for WriteTx {
        type Connection = DatabaseTransaction;
        fn conn(&self) -> &DatabaseTransaction {
            &self.0
        }
    }
}

/// A statement that is written out, for this connection's database.
pub(crate) fn statement(conn: &impl ConnectionTrait, sql: impl Into<String>, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

async fn open(settings: &Settings, max_connections: u32) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(settings.url.clone());
    options
        .max_connections(max_connections)
        .min_connections(0)
        .acquire_timeout(Duration::from_secs(settings.acquire_timeout_seconds))
        .connect_timeout(Duration::from_secs(settings.acquire_timeout_seconds))
        .idle_timeout(Duration::from_secs(settings.idle_timeout_seconds))
        // The pool asks whether a connection still stands when it is given back. Asking again when it is taken
        // would cost every statement another round trip.
        .test_before_acquire_if_idle_for(TRUSTED)
        .sqlx_logging(false)
        .set_application_name("claqueta");
    if settings.is_sqlite() {
        let busy = Duration::from_secs(settings.acquire_timeout_seconds);
        options.map_sqlx_sqlite_opts(move |sqlite| {
            sqlite.create_if_missing(true).foreign_keys(true).busy_timeout(busy).pragma("journal_mode", "WAL").pragma("synchronous", "FULL")
        });
    } else {
        options.statement_timeout(Duration::from_secs(settings.statement_timeout_seconds));
    }
    Ok(Database::connect(options).await?)
}

#[cfg(test)]
mod tests;
