//! What an index elsewhere has not heard of yet: one row a document, however often it changes meanwhile.

use super::{is_postgres, run, statement};
use crate::db::sealed::Connected;
use crate::db::{Db, Read, WriteTx};
use crate::error::Result;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows that one statement writes.
const CHUNK: usize = 500;

/// A document that came, went or is another now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Unheard {
    /// Its id.
    #[sea_orm(from_alias = "document_id")]
    pub id: Uuid,
    /// The number of its latest change. Of two changes of one document the later has the greater number, since
    /// the row of the document is locked when the number is taken.
    pub version: i64,
}

/// Notes changes in the order of the ids, so that two who do never wait for each other.
pub(super) async fn add(tx: &WriteTx, changed: &BTreeMap<Uuid, i64>) -> Result<()> {
    let all: Vec<(&Uuid, &i64)> = changed.iter().collect();
    for chunk in all.chunks(CHUNK) {
        let sql = format!(
            r#"INSERT INTO "search_outbox" (document_id, version) VALUES {}
            ON CONFLICT (document_id) DO UPDATE SET version = excluded.version WHERE "search_outbox".version < excluded.version"#,
            pairs(chunk.len())
        );
        run(tx.conn(), &sql, chunk.iter().flat_map(|(id, version)| [Value::from(**id), Value::from(**version)]).collect()).await?;
    }
    Ok(())
}

/// Up to `limit` documents of which an index elsewhere has not heard, those that have waited longest.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn unheard(db: &impl Read, limit: u64) -> Result<Vec<Unheard>> {
    let sql = r#"SELECT document_id, version FROM "search_outbox" ORDER BY version, document_id LIMIT $1"#;
    let rows = db.conn().query_all_raw(statement(db.conn(), sql, vec![i64::try_from(limit).unwrap_or(i64::MAX).into()])).await?;
    Ok(rows.iter().map(|row| Unheard::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
}

/// It has heard of these; what changed again meanwhile waits on.
///
/// # Errors
/// If the database fails; then it is told of them again.
pub async fn heard(db: &Db, told: &[Unheard]) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let tx = db.begin_write().await?;
    // Locked in the order in which changes are noted.
    let lock = if is_postgres(tx.conn()) { "FOR UPDATE" } else { "" };
    for chunk in told.chunks(CHUNK) {
        let sql = format!(
            r#"DELETE FROM "search_outbox" WHERE document_id IN (SELECT document_id FROM "search_outbox"
            WHERE (document_id, version) IN (VALUES {}) ORDER BY document_id {lock})"#,
            pairs(chunk.len())
        );
        run(tx.conn(), &sql, chunk.iter().flat_map(|one| [Value::from(one.id), Value::from(one.version)]).collect()).await?;
    }
    tx.commit().await
}

/// `($1, $2), ($3, $4), ..`
fn pairs(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|n| format!("({})", super::places(n * 2, 2))).collect();
    names.join(", ")
}
