//! Views, likes and followers change all the time; documents follow now and then.

use super::{change, run, statement, tier};
use crate::db::WriteTx;
use crate::db::sealed::Connected;
use crate::error::Result;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Brings the popularity of up to `limit` documents after this one up to date; answers the last of them, or
/// nothing when all are done. A document moves into the index of another class by that alone; with `elsewhere` an
/// index that isn't this one shall hear of it.
///
/// # Errors
/// If the database fails.
pub async fn refresh_popularity(tx: &WriteTx, after: i64, limit: i64, elsewhere: bool) -> Result<Option<i64>> {
    let sql = r#"SELECT MAX(seq) AS last FROM (SELECT seq FROM "search_document" WHERE seq > $1 ORDER BY seq LIMIT $2) AS part"#;
    let row = tx.conn().query_one_raw(statement(tx.conn(), sql, vec![after.into(), limit.into()])).await?;
    let Some(last) = row.map(|row| row.try_get::<Option<i64>>("", "last")).transpose()?.flatten() else { return Ok(None) };
    let sql = r#"SELECT d.seq, d.id, v.views AS known, v.likes FROM "search_document" d JOIN "video" v ON v.id = d.video_id
            WHERE d.seq > $1 AND d.seq <= $2 AND (d.popularity <> v.views OR d.likes <> v.likes)
        UNION ALL SELECT d.seq, d.id, u.followers AS known, 0 AS likes FROM "search_document" d JOIN "user" u ON u.id = d.id
            WHERE d.kind = 'user' AND d.seq > $1 AND d.seq <= $2 AND d.popularity <> u.followers
        ORDER BY 2"#;
    // Rows are locked in the order of the ids (the second column), as everywhere.
    let mut moved: Vec<Uuid> = Vec::new();
    for row in tx.conn().query_all_raw(statement(tx.conn(), sql, vec![after.into(), last.into()])).await? {
        let (seq, known, likes): (i64, i64, i64) = (row.try_get("", "seq")?, row.try_get("", "known")?, row.try_get("", "likes")?);
        let sql = r#"UPDATE "search_document" SET tier = $1, popularity = $2, likes = $3 WHERE seq = $4"#;
        run(tx.conn(), sql, vec![tier(known).into(), known.into(), likes.into(), seq.into()]).await?;
        moved.push(row.try_get("", "id")?);
    }
    if elsewhere {
        change::documents_changed(tx, &moved, &[], &[]).await?;
    }
    Ok(Some(last))
}
