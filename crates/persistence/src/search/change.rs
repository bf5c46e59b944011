//! What follows from a change of a document, worked off beside requests: no writer waits for the row of a common
//! word, and what a renamed author made, or what stood in a category that is gone, is written anew bit by bit.

use super::document::{renew, write};
use super::source::{self, Source};
use super::{outbox, run, statement, word};
use crate::db::sealed::Connected;
use crate::db::{Db, WriteTx};
use crate::error::Result;
use crate::map;
use domain::id::UserId;
use domain::search::Kind;
use domain::search::document::author_line;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Changes that are worked off together.
const CHANGES: i64 = 200;
/// Things of an author, or in a category, that are written anew in one transaction.
const THINGS: usize = 200;

/// Notes that the account's name, and so the documents of what it made, may have changed.
pub(crate) async fn author_changed(tx: &WriteTx, id: UserId) -> Result<()> {
    note(tx, Some(id), None, None).await
}

/// Notes that videos are in this category no more.
pub(crate) async fn category_emptied(tx: &WriteTx, slug: &str) -> Result<()> {
    note(tx, None, Some(slug), None).await
}

/// Notes whose documents are to be written anew, after a place.
async fn note(tx: &WriteTx, author: Option<UserId>, category: Option<&str>, after: Option<Uuid>) -> Result<()> {
    let sql = r#"INSERT INTO "search_change" (author_id, category, after_id, documents, added, removed) VALUES ($1, $2, $3, '', '', '')"#;
    run(tx.conn(), sql, vec![author.map(|id| id.0).into(), category.into(), after.into()]).await?;
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
    let sql = format!(
        r#"SELECT seq, author_id, category, after_id, documents, added, removed FROM "search_change" WHERE seq <= $1 ORDER BY seq {lock}"#
    );
    let rows = tx.conn().query_all_raw(statement(tx.conn(), &sql, vec![up_to.into()])).await?;
    if rows.is_empty() {
        return Ok(());
    }
    // Of two notes on one author the one that begins earlier does the work of both.
    let mut authors: BTreeMap<UserId, Uuid> = BTreeMap::new();
    let mut categories: BTreeMap<String, Uuid> = BTreeMap::new();
    let mut uses: BTreeMap<String, i64> = BTreeMap::new();
    let mut documents: BTreeMap<Uuid, i64> = BTreeMap::new();
    let mut seqs = Vec::new();
    for row in &rows {
        let seq: i64 = row.try_get("", "seq")?;
        seqs.push(seq.into());
        let ids: String = row.try_get("", "documents")?;
        documents.extend(ids.split(' ').filter_map(|id| Uuid::parse_str(id).ok()).map(|id| (id, seq)));
        let after = row.try_get::<Option<Uuid>>("", "after_id")?.unwrap_or_default();
        if let Some(author) = row.try_get::<Option<Uuid>>("", "author_id")? {
            authors.entry(UserId(author)).and_modify(|known| *known = after.min(*known)).or_insert(after);
        }
        if let Some(category) = row.try_get::<Option<String>>("", "category")? {
            categories.entry(category).and_modify(|known| *known = after.min(*known)).or_insert(after);
        }
        count(row, "added", 1, &mut uses)?;
        count(row, "removed", -1, &mut uses)?;
    }
    word::add(&tx, &uses).await?;
    if elsewhere {
        outbox::add(&tx, &documents).await?;
    }
    renew_noted(&tx, &authors, &categories).await?;
    let gone = format!(r#"DELETE FROM "search_change" WHERE seq IN ({})"#, super::places(0, seqs.len()));
    run(tx.conn(), &gone, seqs).await?;
    tx.commit().await
}

/// Writes anew, after a place each: the documents of these authors, and of what they made, that name them otherwise, and
/// those that stand in these categories. If there are many, the rest is noted. Videos are locked before playlists, and
/// each in the order of their ids.
async fn renew_noted(tx: &WriteTx, authors: &BTreeMap<UserId, Uuid>, categories: &BTreeMap<String, Uuid>) -> Result<()> {
    let accounts = source::read(tx, Kind::User, &authors.keys().map(|author| author.0).collect::<Vec<_>>()).await?;
    let mut stale: BTreeSet<(Kind, Uuid)> = BTreeSet::new();
    for Source { document: account, .. } in &accounts {
        let author = UserId(account.id);
        let line = format!("\n{}", author_line(&account.title, &account.author));
        let misnamed = "owner_id = $3 AND kind <> 'user' AND substr(head, length(head) - length($4) + 1) <> $4";
        let after = authors.get(&author).copied().unwrap_or_default();
        let some = those(tx, after, misnamed, vec![author.0.into(), line.into()]).await?;
        if let Some(last) = before_more(&some) {
            note(tx, Some(author), None, Some(last)).await?;
        }
        stale.extend(some);
    }
    for (category, after) in categories {
        let some = those(tx, *after, "category = $3", vec![category.as_str().into()]).await?;
        if let Some(last) = before_more(&some) {
            note(tx, None, Some(category), Some(last)).await?;
        }
        stale.extend(some);
    }
    write(tx, accounts, true).await?;
    for kind in Kind::ALL {
        let ids: Vec<Uuid> = stale.iter().filter(|(of, _)| *of == kind).map(|(_, id)| *id).collect();
        for some in ids.chunks(THINGS) {
            renew(tx, kind, some).await?;
        }
    }
    Ok(())
}

/// The first things after a place whose documents fulfil a condition, of which values begin at `$3`.
async fn those(tx: &WriteTx, after: Uuid, condition: &str, values: Vec<Value>) -> Result<Vec<(Kind, Uuid)>> {
    let sql = format!(r#"SELECT kind, id FROM "search_document" WHERE id > $1 AND {condition} ORDER BY id LIMIT $2"#);
    let most = i64::try_from(THINGS).unwrap_or(i64::MAX);
    let values = [after.into(), most.into()].into_iter().chain(values).collect();
    let thing = |row: &QueryResult| {
        let kind = map::named("search_document.kind", &row.try_get::<String>("", "kind")?, Kind::from_name)?;
        Ok((kind, row.try_get("", "id")?))
    };
    tx.conn().query_all_raw(statement(tx.conn(), &sql, values)).await?.iter().map(thing).collect()
}

/// The last of as many as are written anew together.
fn before_more(some: &[(Kind, Uuid)]) -> Option<Uuid> {
    some.last().filter(|_| some.len() == THINGS).map(|(_, id)| *id)
}

fn count(row: &QueryResult, column: &str, by: i64, uses: &mut BTreeMap<String, i64>) -> Result<()> {
    let words: String = row.try_get("", column)?;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        *uses.entry(word.to_owned()).or_default() += by;
    }
    Ok(())
}
