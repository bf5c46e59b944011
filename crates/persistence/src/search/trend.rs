//! What people search for. Who searched is an opaque key that is forgotten after a few days; a search is only told
//! of when enough different people made it.

use super::{places, run, statement};
use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::error::Result;
use domain::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use std::collections::BTreeMap;

/// Searches that are remembered by one statement.
const CHUNK: usize = 500;

/// A search that somebody made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seen {
    /// What was searched for, in its normal form.
    pub query: String,
    /// Tells people apart and not who they are.
    pub viewer: String,
}

/// Remembers searches; of one person each counts once, at the last time.
///
/// # Errors
/// If the database fails.
pub async fn note_searches(tx: &WriteTx, seen: &BTreeMap<Seen, Timestamp>) -> Result<()> {
    let all: Vec<(&Seen, &Timestamp)> = seen.iter().collect();
    for chunk in all.chunks(CHUNK) {
        let names: Vec<String> = (0..chunk.len()).map(|n| format!("({})", places(n * 3, 3))).collect();
        let values = chunk
            .iter()
            .flat_map(|(seen, at)| [Value::from(seen.query.as_str()), Value::from(seen.viewer.as_str()), Value::from(at.millis())])
            .collect();
        let sql = format!(
            r#"INSERT INTO "search_seen" (query, viewer, seen_at) VALUES {} ON CONFLICT (query, viewer) DO UPDATE SET seen_at = excluded.seen_at"#,
            names.join(", ")
        );
        run(tx.conn(), &sql, values).await?;
    }
    Ok(())
}

/// Forgets searches that were made before this.
///
/// # Errors
/// If the database fails.
pub async fn forget_searches(tx: &WriteTx, before: Timestamp) -> Result<()> {
    run(tx.conn(), r#"DELETE FROM "search_seen" WHERE seen_at < $1"#, vec![before.millis().into()]).await?;
    Ok(())
}

/// Finds out anew what most people search for: only what at least `people` did, `limit` of those. A search
/// counts the less the older it is, down to nothing at `since`.
///
/// # Errors
/// If the database fails.
pub async fn rank_trends(tx: &WriteTx, since: Timestamp, people: i64, limit: i64) -> Result<()> {
    run(tx.conn(), r#"DELETE FROM "search_trend""#, Vec::new()).await?;
    let sql = r#"INSERT INTO "search_trend" (query, score)
        SELECT query, CAST(SUM((seen_at - $1) / 60000) AS BIGINT) AS score FROM "search_seen" WHERE seen_at > $1
        GROUP BY query HAVING COUNT(*) >= $2 ORDER BY score DESC, query LIMIT $3
        ON CONFLICT (query) DO UPDATE SET score = excluded.score"#;
    run(tx.conn(), sql, vec![since.millis().into(), people.into(), limit.into()]).await?;
    Ok(())
}

/// What most people search for, the most wanted first.
///
/// # Errors
/// If the database fails. One query over a short table.
pub async fn trending(db: &impl Read) -> Result<Vec<String>> {
    let sql = r#"SELECT query FROM "search_trend" ORDER BY score DESC, query"#;
    let rows = db.conn().query_all_raw(statement(db.conn(), sql, Vec::new())).await?;
    rows.iter().map(|row| Ok(row.try_get("", "query")?)).collect()
}
