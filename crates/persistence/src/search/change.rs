//! What follows from a change of a document, worked off beside requests: no writer waits for the row of a common
//! word, and a renamed author's videos are written anew bit by bit.

use super::document::{put_accounts, put_videos};
use super::{outbox, run, statement, word};
use crate::db::sealed::Connected;
use crate::db::{Db, WriteTx};
use crate::error::Result;
use domain::id::{UserId, VideoId};
use domain::search::document::author_line;
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Changes that are worked off together.
const CHANGES: i64 = 200;
/// Videos of an author that are written anew in one transaction.
const VIDEOS: i64 = 200;

/// Notes that the account's name, and so the documents of its videos, may have changed.
pub(crate) async fn author_changed(tx: &WriteTx, id: UserId) -> Result<()> {
    run(tx.conn(), r#"INSERT INTO "search_change" (author_id, documents, added, removed) VALUES ($1, '', '', '')"#, vec![id.0.into()])
        .await?;
    Ok(())
}

/// Notes which documents have changed, and which words they have gained and lost. The rows of the documents are
/// locked by having been written, so the numbers of one document's changes are in the order of the changes.
pub(super) async fn documents_changed(tx: &WriteTx, ids: &[Uuid], before: &[BTreeSet<String>], after: &[BTreeSet<String>]) -> Result<()> {
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for (before, after) in before.iter().zip(after) {
        added.extend(after.difference(before).map(String::as_str));
        removed.extend(before.difference(after).map(String::as_str));
    }
    if ids.is_empty() && added.is_empty() && removed.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    let values = vec![ids.join(" ").into(), added.join(" ").into(), removed.join(" ").into()];
    run(tx.conn(), r#"INSERT INTO "search_change" (documents, added, removed) VALUES ($1, $2, $3)"#, values).await?;
    Ok(())
}

/// The last of the changes that have waited longest; nothing if none waits.
///
/// # Errors
/// If the database fails. One query by primary key.
pub async fn changed(db: &Db) -> Result<Option<i64>> {
    let sql = r#"SELECT MAX(seq) AS last FROM (SELECT seq FROM "search_change" ORDER BY seq LIMIT $1) AS oldest"#;
    let row = db.conn().query_one_raw(statement(db.conn(), sql, vec![CHANGES.into()])).await?;
    Ok(row.map(|row| row.try_get("", "last")).transpose()?.flatten())
}

/// Works off the changes up to this one. With `elsewhere` an index that isn't this one shall hear of them, in its own
/// time.
///
/// # Errors
/// If the database fails; what was not done stays noted.
pub async fn settle(db: &Db, up_to: i64, elsewhere: bool) -> Result<()> {
    let tx = db.begin_write().await?;
    let lock = if super::is_postgres(tx.conn()) { "FOR UPDATE" } else { "" };
    let sql =
        format!(r#"SELECT seq, author_id, after_id, documents, added, removed FROM "search_change" WHERE seq <= $1 ORDER BY seq {lock}"#);
    let rows = tx.conn().query_all_raw(statement(tx.conn(), &sql, vec![up_to.into()])).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut authors: BTreeMap<UserId, Uuid> = BTreeMap::new();
    let mut uses: BTreeMap<String, i64> = BTreeMap::new();
    let mut documents: BTreeMap<Uuid, i64> = BTreeMap::new();
    let mut seqs = Vec::new();
    for row in &rows {
        let seq: i64 = row.try_get("", "seq")?;
        seqs.push(seq.into());
        let ids: String = row.try_get("", "documents")?;
        documents.extend(ids.split(' ').filter_map(|id| Uuid::parse_str(id).ok()).map(|id| (id, seq)));
        if let Some(author) = row.try_get::<Option<Uuid>>("", "author_id")? {
            let after = row.try_get::<Option<Uuid>>("", "after_id")?.unwrap_or_default();
            // Of two notes on one author the one that begins earlier does the work of both.
            authors.entry(UserId(author)).and_modify(|known| *known = after.min(*known)).or_insert(after);
        }
        count(row, "added", 1, &mut uses)?;
        count(row, "removed", -1, &mut uses)?;
    }
    word::add(&tx, &uses).await?;
    if elsewhere {
        outbox::add(&tx, &documents).await?;
    }
    for (author, after) in authors {
        rename(&tx, author, after).await?;
    }
    let gone = format!(r#"DELETE FROM "search_change" WHERE seq IN ({})"#, super::places(0, seqs.len()));
    run(tx.conn(), &gone, seqs).await?;
    tx.commit().await
}

/// Writes the documents of an author anew whose names differ: the account's, and some of his videos'; if there
/// are more of those, that is noted.
async fn rename(tx: &WriteTx, author: UserId, after: Uuid) -> Result<()> {
    put_accounts(tx, &[author]).await?;
    let Some(user) = crate::user::find(tx, author).await? else { return Ok(()) };
    let line = format!("\n{}", author_line(&user.display_name, user.handle.as_str()));
    let sql = r#"SELECT id FROM "search_document" WHERE owner_id = $1 AND id > $2 AND video_id IS NOT NULL
        AND substr(head, length(head) - length($3) + 1) <> $3 ORDER BY id LIMIT $4"#;
    let values = vec![author.0.into(), after.into(), line.into(), VIDEOS.into()];
    let rows = tx.conn().query_all_raw(statement(tx.conn(), sql, values)).await?;
    let ids: Vec<VideoId> = rows.iter().map(|row| Ok(VideoId(row.try_get("", "id")?))).collect::<Result<_>>()?;
    let Some(last) = ids.last() else { return Ok(()) };
    put_videos(tx, &ids).await?;
    let sql = r#"INSERT INTO "search_change" (author_id, after_id, documents, added, removed) VALUES ($1, $2, '', '', '')"#;
    run(tx.conn(), sql, vec![author.0.into(), last.0.into()]).await?;
    Ok(())
}

fn count(row: &QueryResult, column: &str, by: i64, uses: &mut BTreeMap<String, i64>) -> Result<()> {
    let words: String = row.try_get("", column)?;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        *uses.entry(word.to_owned()).or_default() += by;
    }
    Ok(())
}
