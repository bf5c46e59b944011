//! Documents come and go with what they are about.

use super::{change, is_postgres, places, run, statement, tier};
use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::error::Result;
use domain::Timestamp;
use domain::id::{UserId, VideoId};
use domain::search::document::{Prepared, author_names};
use domain::search::{Document, Kind};
use domain::user::User;
use domain::video::Video;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What documents of videos are made of.
#[derive(FromQueryResult)]
struct Source {
    id: Uuid,
    owner_id: Uuid,
    title: String,
    description: String,
    language: Option<String>,
    category: Option<String>,
    duration_ms: Option<i64>,
    published_at: Option<i64>,
    created_at: i64,
    views: i64,
    likes: i64,
    listed: bool,
    handle: String,
    display_name: String,
    spoken: Option<String>,
    head: Option<String>,
}

/// Writes the document of a video that was just written, or takes it away if the video stands in no list.
///
/// # Errors
/// If the database fails. One statement for videos that nobody can find.
pub async fn put_video(tx: &WriteTx, video: &Video) -> Result<()> {
    if video.is_listed() { put_videos(tx, &[video.id]).await } else { remove(tx, video.id.0).await }
}

/// Writes the documents of these videos, or takes them away, as the rows say.
///
/// # Errors
/// If the database fails. A few statements, however many there are, but at most 500.
pub async fn put_videos(tx: &WriteTx, ids: &[VideoId]) -> Result<()> {
    write_videos(tx, ids, true).await
}

/// The same while every index is made anew: none elsewhere needs to hear of each document.
///
/// # Errors
/// As [`put_videos`].
pub async fn renew_videos(tx: &WriteTx, ids: &[VideoId]) -> Result<()> {
    write_videos(tx, ids, false).await
}

async fn write_videos(tx: &WriteTx, ids: &[VideoId], tell: bool) -> Result<()> {
    let mut tags = tags(tx, ids).await?;
    let (mut documents, mut before) = (Vec::new(), Vec::new());
    for source in sources(tx, ids).await? {
        if !source.listed {
            if source.head.is_some() {
                remove(tx, source.id).await?;
            }
            continue;
        }
        let tags = tags.remove(&source.id).unwrap_or_default();
        before.push(source.head.as_deref().map(vocabulary_of).unwrap_or_default());
        documents.push(source.into_document(tags));
    }
    put(tx, &documents).await?;
    let after: Vec<_> = documents.iter().map(Document::vocabulary).collect();
    let ids: Vec<Uuid> = documents.iter().filter(|_| tell).map(|document| document.id).collect();
    change::documents_changed(tx, &ids, &before, &after).await
}

/// Those of these things that can be found, for an index elsewhere.
///
/// # Errors
/// If the database fails. A few statements, however many there are, but at most 500.
pub async fn documents(db: &impl Read, ids: &[Uuid]) -> Result<Vec<Document>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let videos: Vec<VideoId> = ids.iter().copied().map(VideoId).collect();
    let mut tags = tags(db, &videos).await?;
    let listed = sources(db, &videos).await?.into_iter().filter(|source| source.listed);
    let mut documents: Vec<Document> = listed
        .map(|source| {
            let tags = tags.remove(&source.id).unwrap_or_default();
            source.into_document(tags)
        })
        .collect();
    let accounts: Vec<UserId> = ids.iter().copied().map(UserId).collect();
    documents.extend(crate::user::find_all(db, &accounts).await?.iter().map(of_account));
    Ok(documents)
}

async fn sources(tx: &impl Read, ids: &[VideoId]) -> Result<Vec<Source>> {
    let sql = format!(
        r#"SELECT v.id, v.owner_id, v.title, v.description, v.language, v.category, v.duration_ms, v.published_at, v.created_at,
            v.views, v.likes, (v.visibility = 'public' AND v.state = 'ready' AND v.deleted_at IS NULL) AS listed,
            u.handle, u.display_name, s.text AS spoken, d.head
        FROM "video" v JOIN "user" u ON u.id = v.owner_id
        LEFT JOIN "search_spoken" s ON s.video_id = v.id LEFT JOIN "search_document" d ON d.id = v.id
        WHERE v.id IN ({})"#,
        places(0, ids.len())
    );
    let rows = tx.conn().query_all_raw(statement(tx.conn(), &sql, values(ids))).await?;
    Ok(rows.iter().map(|row| Source::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
}

async fn tags(tx: &impl Read, ids: &[VideoId]) -> Result<BTreeMap<Uuid, BTreeSet<String>>> {
    let sql = format!(r#"SELECT video_id, tag FROM "video_tag" WHERE video_id IN ({})"#, places(0, ids.len()));
    let mut tags: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for row in tx.conn().query_all_raw(statement(tx.conn(), &sql, values(ids))).await? {
        tags.entry(row.try_get("", "video_id")?).or_default().insert(row.try_get("", "tag")?);
    }
    Ok(tags)
}

fn values(ids: &[VideoId]) -> Vec<Value> {
    ids.iter().map(|id| id.0.into()).collect()
}

impl Source {
    fn into_document(self, tags: BTreeSet<String>) -> Document {
        Document {
            kind: Kind::Video,
            id: self.id,
            title: self.title,
            tags,
            author: author_names(&self.display_name, &self.handle),
            owner: self.owner_id,
            description: self.description,
            captions: self.spoken.unwrap_or_default(),
            category: self.category,
            language: self.language,
            duration_ms: self.duration_ms,
            published_at: Timestamp::from_millis(self.published_at.unwrap_or(self.created_at)),
            popularity: self.views,
            likes: self.likes,
        }
    }
}

/// Writes the documents of these accounts, or takes away those of deleted ones.
///
/// # Errors
/// If the database fails. A few statements, however many there are, and one for each that was deleted.
pub async fn put_accounts(tx: &WriteTx, ids: &[UserId]) -> Result<()> {
    let written = write_accounts(tx, ids).await?;
    change::documents_changed(tx, &written, &[], &[]).await
}

/// The same while every index is made anew: none elsewhere needs to hear of each document.
///
/// # Errors
/// As [`put_accounts`].
pub async fn renew_accounts(tx: &WriteTx, ids: &[UserId]) -> Result<()> {
    write_accounts(tx, ids).await.map(drop)
}

async fn write_accounts(tx: &WriteTx, ids: &[UserId]) -> Result<Vec<Uuid>> {
    let users = crate::user::find_all(tx, ids).await?;
    let documents: Vec<Document> = users.iter().filter(|user| user.deleted_at.is_none()).map(of_account).collect();
    let found: BTreeSet<Uuid> = documents.iter().map(|document| document.id).collect();
    for gone in ids.iter().filter(|id| !found.contains(&id.0)) {
        remove(tx, gone.0).await?;
    }
    put(tx, &documents).await?;
    Ok(found.into_iter().collect())
}

fn of_account(user: &User) -> Document {
    Document {
        kind: Kind::User,
        id: user.id.0,
        title: user.display_name.clone(),
        tags: BTreeSet::new(),
        author: user.handle.as_str().to_owned(),
        owner: user.id.0,
        description: user.bio.clone(),
        captions: String::new(),
        category: None,
        language: None,
        duration_ms: None,
        published_at: user.created_at,
        popularity: 0,
        likes: 0,
    }
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
    put_videos(tx, &[video]).await
}

/// Takes a document away.
///
/// # Errors
/// If the database fails.
pub async fn remove(tx: &WriteTx, id: Uuid) -> Result<()> {
    take_away(tx, "id", id).await
}

/// Takes all documents of an account away.
pub(crate) async fn remove_of(tx: &WriteTx, owner: UserId) -> Result<()> {
    take_away(tx, "owner_id", owner.0).await
}

async fn take_away(tx: &WriteTx, column: &str, value: Uuid) -> Result<()> {
    let sql = format!(r#"DELETE FROM "search_document" WHERE {column} = $1 RETURNING id, kind, head"#);
    let rows = tx.conn().query_all_raw(statement(tx.conn(), &sql, vec![value.into()])).await?;
    let (mut ids, mut before) = (Vec::new(), Vec::new());
    for row in &rows {
        let is_video = row.try_get::<String>("", "kind")? == Kind::Video.name();
        ids.push(row.try_get("", "id")?);
        before.push(if is_video { vocabulary_of(&row.try_get::<String>("", "head")?) } else { BTreeSet::new() });
    }
    let after = vec![BTreeSet::new(); before.len()];
    change::documents_changed(tx, &ids, &before, &after).await
}

/// The words of title and tags as they are spelt, from what ranking reads.
fn vocabulary_of(head: &str) -> BTreeSet<String> {
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

/// How many videos and accounts there are: what an index is made of.
///
/// # Errors
/// If the database fails. It counts every row.
pub async fn count_things(db: &impl Read) -> Result<u64> {
    let sql = r#"SELECT (SELECT COUNT(*) FROM "video") + (SELECT COUNT(*) FROM "user") AS things"#;
    let row = db.conn().query_one_raw(statement(db.conn(), sql, Vec::new())).await?;
    let count: i64 = row.map(|row| row.try_get("", "things")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Up to `limit` videos after this one, in the order of their ids: what an index is made of anew.
///
/// # Errors
/// If the database fails. One query by primary key.
pub async fn video_ids_after(db: &impl Read, after: Option<VideoId>, limit: u64) -> Result<Vec<VideoId>> {
    ids_after(db, "video", after.map_or(Uuid::nil(), |id| id.0), limit).await.map(|ids| ids.into_iter().map(VideoId).collect())
}

/// The same for accounts.
///
/// # Errors
/// If the database fails. One query by primary key.
pub async fn account_ids_after(db: &impl Read, after: Option<UserId>, limit: u64) -> Result<Vec<UserId>> {
    ids_after(db, "user", after.map_or(Uuid::nil(), |id| id.0), limit).await.map(|ids| ids.into_iter().map(UserId).collect())
}

async fn ids_after(db: &impl Read, table: &str, after: Uuid, limit: u64) -> Result<Vec<Uuid>> {
    let sql = format!(r#"SELECT id FROM "{table}" WHERE id > $1 ORDER BY id LIMIT $2"#);
    let values = vec![after.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()];
    let rows = db.conn().query_all_raw(statement(db.conn(), &sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}
