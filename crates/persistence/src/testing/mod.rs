//! A database per test, on both kinds, with pools of one connection: code that takes a second
//! connection inside a transaction hangs here and is found.

#![expect(clippy::expect_used, clippy::panic, reason = "this is test code: what goes wrong here is a failed test")]

mod counters;
mod world;

pub use counters::{wrong_comment_counters, wrong_view_counters};
pub use world::{CountedIds, MovedClock, NoLinks, Statements, World};

use crate::db::sealed::Connected;
use crate::db::{Db, Settings};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tempfile::TempDir;

/// The variable that names a PostgreSQL server on which databases may be made and dropped.
const SERVER: &str = "CLAQUETA_TEST_POSTGRES";

/// A database that lives as long as this value.
#[derive(Debug)]
pub struct TestDb {
    /// The database, migrated and empty.
    pub db: Db,
    /// Where it is, for a second connection.
    pub settings: Settings,
    _folder: Option<TempDir>,
}

/// Settings of a test's database at `url`.
pub fn settings(url: String) -> Settings {
    Settings {
        url,
        max_connections: 1,
        background_connections: 1,
        // A busy machine is no fault.
        acquire_timeout_seconds: 60,
        statement_timeout_seconds: 300,
        idle_timeout_seconds: 60,
    }
}

impl TestDb {
    /// A SQLite file in a temporary folder.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = settings(format!("sqlite://{}", folder.path().join("test.db").display()));
        let db = Db::connect(&settings).await.expect("a SQLite file");
        db.migrate().await.expect("migrations");
        Self { db, settings, _folder: Some(folder) }
    }

    /// A copy of a migrated template on the server that `CLAQUETA_TEST_POSTGRES` names.
    pub async fn postgres() -> Self {
        let settings = settings(postgres_url().await);
        let db = Db::connect(&settings).await.expect("the new database");
        Self { db, settings, _folder: None }
    }
}

/// Makes a migrated database on the test server and tells its URL.
pub async fn postgres_url() -> String {
    let template = template_name().await;
    #[expect(clippy::disallowed_methods, reason = "the test runner tells the server's address this way")]
    let server = std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} is not set: run the tests by `cargo xtask test`, which starts a PostgreSQL server of its own")
    });
    let admin = Database::connect(&server).await.expect("the test server");
    let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
    // The session lock lets one test of many processes make the template.
    run(&admin, "SELECT pg_advisory_lock(42)").await;
    let found = Statement::from_string(DbBackend::Postgres, format!("SELECT 1 FROM pg_database WHERE datname = '{template}'"));
    if admin.query_one_raw(found).await.expect("pg_database").is_none() {
        // One whose maker was killed may be left.
        run(&admin, &format!("DROP DATABASE IF EXISTS {template}_draft WITH (FORCE)")).await;
        run(&admin, &format!("CREATE DATABASE {template}_draft")).await;
        let draft = Db::connect(&settings(format!("{base}/{template}_draft"))).await.expect("the template");
        draft.migrate().await.expect("migrations");
        draft.close().await.expect("closed");
        // A closed connection is gone from the server a moment later.
        let open = format!("SELECT 1 FROM pg_stat_activity WHERE datname = '{template}_draft'");
        let open = Statement::from_string(DbBackend::Postgres, open);
        while admin.query_one_raw(open.clone()).await.expect("pg_stat_activity").is_some() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        run(&admin, &format!("ALTER DATABASE {template}_draft RENAME TO {template}")).await;
    }
    #[expect(clippy::disallowed_methods, reason = "a server that is kept running sees process ids again")]
    let name = format!("claqueta_test_{}", uuid::Uuid::now_v7().simple());
    run(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    run(&admin, "SELECT pg_advisory_unlock(42)").await;
    admin.close().await.expect("closed");
    format!("{base}/{name}")
}

/// The template of this schema: one server may serve checkouts whose schemas differ.
async fn template_name() -> String {
    let test = TestDb::sqlite().await;
    let all = Statement::from_string(DbBackend::Sqlite, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name");
    let rows = test.db.conn().query_all_raw(all).await.expect("the schema");
    let schema: String = rows.iter().map(|row| row.try_get::<String>("", "sql").expect("a statement")).collect();
    let digest = schema.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("claqueta_template_{digest:016x}")
}

/// Every row of every table as text, by table: for tests that look for what must not be anywhere.
/// Bytes are written in hexadecimal, so a UUID is found with or without its hyphens.
pub async fn dump(db: &Db) -> BTreeMap<String, Vec<String>> {
    let sqlite = db.backend() == DbBackend::Sqlite;
    let tables = if sqlite {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    } else {
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    };
    let mut all = BTreeMap::new();
    for table in texts(db, tables, "name").await {
        let row = if sqlite {
            let columns = texts(db, &format!("SELECT name FROM pragma_table_info('{table}')"), "name").await;
            columns.iter().map(|column| format!("quote(\"{column}\")")).collect::<Vec<_>>().join(" || ' ' || ")
        } else {
            "t::text".to_owned()
        };
        let rows = texts(db, &format!("SELECT {row} AS line FROM \"{table}\" AS t"), "line").await;
        all.insert(table, rows);
    }
    all
}

/// Makes every sign-in so far one of long ago, so that what is dangerous asks for another proof.
pub async fn make_sign_ins_old(db: &Db) {
    db.conn().execute_unprepared("UPDATE session SET authenticated_at = 0").await.expect("the sessions");
}

/// The tables with a reference to this one.
pub async fn referring_to(db: &Db, table: &str) -> BTreeSet<String> {
    if db.backend() == DbBackend::Postgres {
        let sql = format!(
            "SELECT DISTINCT c.relname::text AS name FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
             JOIN pg_class t ON t.oid = k.confrelid WHERE k.contype = 'f' AND t.relname = '{table}'"
        );
        return texts(db, &sql, "name").await.into_iter().collect();
    }
    let sql = format!(
        "SELECT DISTINCT m.name AS name FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table' AND k.\"table\" = '{table}'"
    );
    texts(db, &sql, "name").await.into_iter().collect()
}

pub(crate) async fn texts(db: &Db, sql: &str, column: &str) -> Vec<String> {
    let rows = db.conn().query_all_raw(Statement::from_string(db.backend(), sql)).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    rows.iter().map(|row| row.try_get::<String>("", column).expect("text")).collect()
}

async fn run(admin: &sea_orm::DatabaseConnection, sql: &str) {
    admin.execute_unprepared(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
}

/// Makes two tests, `sqlite` and `postgres`, of each body.
///
/// ```
/// persistence::on_both_databases! {
///     async fn is_current_after_migrating(test: TestDb) {
///         test.db.migrate().await.unwrap();
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($test:ident: TestDb) $body:block)+) => {$(
        async fn $name($test: $crate::testing::TestDb) $body

        mod $name {
            $(#[$meta])*
            #[tokio::test]
            async fn sqlite() {
                super::$name($crate::testing::TestDb::sqlite().await).await;
            }

            $(#[$meta])*
            #[tokio::test]
            async fn postgres() {
                super::$name($crate::testing::TestDb::postgres().await).await;
            }
        }
    )+};
}
