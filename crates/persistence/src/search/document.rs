//! Documents come and go with what they are about.

use super::source::{self, Source};
use super::{change, is_postgres, places, run, statement, tier};
use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::error::Result;
use crate::map;
use domain::id::{UserId, VideoId};
use domain::search::document::Prepared;
use domain::search::{Document, Kind};
use domain::video::Video;
use sea_orm::{ConnectionTrait, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Writes the document of a video that was just written, or takes it away if the video stands in no list.
///
/// # Errors
/// If the database fails. One statement for videos that nobody can find.
pub async fn put_video(tx: &WriteTx, video: &Video) -> Result<()> {
    if video.is_listed() { put_one(tx, Kind::Video, video.id.0).await } else { remove(tx, video.id.0).await }
}

/// Writes the document of something that was just written, or takes it away, as the row says.
pub(crate) async fn put_one(tx: &WriteTx, kind: Kind, id: Uuid) -> Result<()> {
    write(tx, source::read(tx, kind, &[id]).await?, true).await.map(drop)
}

/// Writes the documents of these things anew, or takes them away, as the rows say. The rows stay locked: what was
/// read must not change before its document is written.
///
/// # Errors
/// If the database fails. A few statements, however many there are, but at most 500.
pub async fn renew(tx: &WriteTx, kind: Kind, ids: &[Uuid]) -> Result<()> {
    write(tx, locked(tx, kind, ids).await?, true).await.map(drop)
}

/// The same while every index is made anew: what is written is put into one elsewhere by who asks.
///
/// # Errors
/// As [`renew`].
pub async fn renew_here(tx: &WriteTx, kind: Kind, ids: &[Uuid]) -> Result<Vec<Document>> {
    write(tx, locked(tx, kind, ids).await?, false).await
}

async fn locked(tx: &WriteTx, kind: Kind, ids: &[Uuid]) -> Result<Vec<Source>> {
    if is_postgres(tx.conn()) && !ids.is_empty() {
        let sql = format!(r#"SELECT id FROM "{}" WHERE id IN ({}) ORDER BY id FOR NO KEY UPDATE"#, kind.name(), places(0, ids.len()));
        tx.conn().query_all_raw(statement(tx.conn(), &sql, ids.iter().map(|id| (*id).into()).collect())).await?;
    }
    source::read(tx, kind, ids).await
}

/// Those of these things that can be found, for an index elsewhere.
///
/// # Errors
/// If the database fails. A few statements, however many there are, but at most 500.
pub async fn documents(db: &impl Read, ids: &[Uuid]) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for kind in Kind::ALL {
        let found = source::read(db, kind, ids).await?.into_iter().filter(|source| source.found);
        documents.extend(found.map(|source| source.document));
    }
    Ok(documents)
}

/// Writes these documents, or takes them away, in the order of their ids; gives those that are written. Unless it shall
/// be told, an index elsewhere doesn't hear of them.
pub(super) async fn write(tx: &WriteTx, mut sources: Vec<Source>, tell: bool) -> Result<Vec<Document>> {
    sources.sort_unstable_by_key(|source| source.document.id);
    let (mut documents, mut before, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for Source { document, found, head } in sources {
        if found {
            before.push(head.as_deref().map(|head| vocabulary_of(document.kind, head)).unwrap_or_default());
            documents.push(document);
        } else if head.is_some() {
            gone.push(document.id);
        }
    }
    remove_all(tx, &gone).await?;
    put(tx, &documents).await?;
    let after: Vec<_> = documents.iter().map(Document::vocabulary).collect();
    let ids: Vec<Uuid> = documents.iter().filter(|_| tell).map(|document| document.id).collect();
    change::documents_changed(tx, &ids, &before, &after).await?;
    Ok(documents)
}

/// Says what is said in a video, for search alone.
///
/// # Errors
/// If the database fails.
pub async fn set_captions_text(tx: &WriteTx, video: VideoId, text: &str) -> Result<()> {
    if text.is_empty() {
        run(tx.conn(), r#"DELETE FROM "search_spoken" WHERE video_id = $1"#, vec![video.0.into()]).await?;
    } else {
        let sql =
            r#"INSERT INTO "search_spoken" (video_id, text) VALUES ($1, $2) ON CONFLICT (video_id) DO UPDATE SET text = excluded.text"#;
        run(tx.conn(), sql, vec![video.0.into(), text.into()]).await?;
    }
    put_one(tx, Kind::Video, video.0).await
}

/// Takes a document away.
///
/// # Errors
/// If the database fails. Two statements.
pub async fn remove(tx: &WriteTx, id: Uuid) -> Result<()> {
    remove_all(tx, &[id]).await
}

/// Takes documents away, at most 500.
///
/// # Errors
/// If the database fails. Two statements.
pub(crate) async fn remove_all(tx: &WriteTx, ids: &[Uuid]) -> Result<()> {
    take_away(tx, "id", ids).await
}

/// Takes all documents of an account away.
///
/// # Errors
/// If the database fails. Two statements.
pub(crate) async fn remove_of(tx: &WriteTx, owner: UserId) -> Result<()> {
    take_away(tx, "owner_id", &[owner.0]).await
}

async fn take_away(tx: &WriteTx, column: &str, values: &[Uuid]) -> Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    let sql = format!(r#"DELETE FROM "search_document" WHERE {column} IN ({}) RETURNING id, kind, head"#, places(0, values.len()));
    let (mut ids, mut before) = (Vec::new(), Vec::new());
    for row in tx.conn().query_all_raw(statement(tx.conn(), &sql, values.iter().map(|value| (*value).into()).collect())).await? {
        let kind = map::named("search_document.kind", &row.try_get::<String>("", "kind")?, Kind::from_name)?;
        ids.push(row.try_get("", "id")?);
        before.push(vocabulary_of(kind, &row.try_get::<String>("", "head")?));
    }
    let after = vec![BTreeSet::new(); before.len()];
    change::documents_changed(tx, &ids, &before, &after).await
}

/// What [`Document::vocabulary`] was, from what ranking reads.
fn vocabulary_of(kind: Kind, head: &str) -> BTreeSet<String> {
    if kind == Kind::User {
        return BTreeSet::new();
    }
    let words = head.split('\n').take(2).flat_map(|line| line.split(' '));
    words.filter_map(|word| word.split('/').next()).filter(|word| word.chars().count() > 1).map(str::to_owned).collect()
}

const COLUMNS: [&str; 14] = [
    "id",
    "kind",
    "tier",
    "popularity",
    "likes",
    "published_at",
    "duration_ms",
    "category",
    "language",
    "tags",
    "head",
    "spoken",
    "owner_id",
    "video_id",
];

async fn put(tx: &WriteTx, documents: &[Document]) -> Result<()> {
    if documents.is_empty() {
        return Ok(());
    }
    let postgres = is_postgres(tx.conn());
    let prepared: Vec<Prepared> = documents.iter().map(Document::prepare).collect();
    let mut columns = COLUMNS.to_vec();
    columns.extend(postgres.then_some("words"));
    let (mut all, mut rows) = (Vec::new(), Vec::new());
    for (document, prepared) in documents.iter().zip(&prepared) {
        let names = places(all.len(), COLUMNS.len());
        all.extend(row(document, prepared));
        if postgres {
            all.push(prepared.tsvector().into());
            rows.push(format!("({names}, ${}::tsvector)", all.len()));
        } else {
            rows.push(format!("({names})"));
        }
    }
    let updates: Vec<String> = columns.iter().filter(|c| **c != "id").map(|c| format!("{c} = excluded.{c}")).collect();
    let sql = format!(
        r#"INSERT INTO "search_document" ({}) VALUES {} ON CONFLICT (id) DO UPDATE SET {} RETURNING seq, id"#,
        columns.join(", "),
        rows.join(", "),
        updates.join(", ")
    );
    let written = tx.conn().query_all_raw(statement(tx.conn(), &sql, all)).await?;
    if postgres {
        return Ok(());
    }
    let seqs = written.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "seq")?)));
    let seqs = seqs.collect::<Result<BTreeMap<Uuid, i64>>>()?;
    for (document, prepared) in documents.iter().zip(&prepared) {
        if let Some(seq) = seqs.get(&document.id) {
            put_text(tx, *seq, prepared).await?;
        }
    }
    Ok(())
}

fn row(document: &Document, prepared: &Prepared) -> Vec<Value> {
    let tags: Vec<&str> = document.tags.iter().map(String::as_str).collect();
    vec![
        document.id.into(),
        document.kind.name().into(),
        tier(document.popularity).into(),
        document.popularity.into(),
        document.likes.into(),
        document.published_at.millis().into(),
        document.duration_ms.into(),
        document.category.clone().into(),
        document.language.clone().into(),
        tags.join("\n").into(),
        prepared.head.clone().into(),
        (!document.captions.is_empty()).into(),
        document.owner.into(),
        (document.kind == Kind::Video).then_some(document.id).into(),
    ]
}

async fn put_text(tx: &WriteTx, seq: i64, prepared: &Prepared) -> Result<()> {
    run(tx.conn(), r#"DELETE FROM "search_text" WHERE rowid = $1"#, vec![seq.into()]).await?;
    let stems: Vec<&str> = prepared.stems.iter().map(|(_, stem)| stem.as_str()).collect();
    let joined = |set: &BTreeSet<String>| set.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let values = vec![
        seq.into(),
        prepared.text.join(" ").into(),
        stems.join(" ").into(),
        joined(&prepared.spoken).into(),
        joined(&prepared.facts).into(),
    ];
    run(tx.conn(), r#"INSERT INTO "search_text" (rowid, words, stems, spoken, facts) VALUES ($1, $2, $3, $4, $5)"#, values).await?;
    Ok(())
}

/// How many videos, accounts and playlists there are: what an index is made of.
///
/// # Errors
/// If the database fails. It counts every row.
pub async fn count_things(db: &impl Read) -> Result<u64> {
    let sql = r#"SELECT (SELECT COUNT(*) FROM "video") + (SELECT COUNT(*) FROM "user") + (SELECT COUNT(*) FROM "playlist") AS things"#;
    let row = db.conn().query_one_raw(statement(db.conn(), sql, Vec::new())).await?;
    let count: i64 = row.map(|row| row.try_get("", "things")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Up to `limit` things after this one, in the order of their ids: what an index is made of anew.
///
/// # Errors
/// If the database fails. One query by primary key.
pub async fn ids_after(db: &impl Read, kind: Kind, after: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
    let sql = format!(r#"SELECT id FROM "{}" WHERE id > $1 ORDER BY id LIMIT $2"#, kind.name());
    let values = vec![after.unwrap_or_default().into(), i64::try_from(limit).unwrap_or(i64::MAX).into()];
    let rows = db.conn().query_all_raw(statement(db.conn(), &sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}
