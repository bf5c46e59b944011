//! What documents are made of.

use super::{places, statement};
use crate::db::Read;
use crate::error::Result;
use domain::Timestamp;
use domain::search::document::author_names;
use domain::search::{Document, Kind};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A thing as it is now, and what the index says of it.
pub(super) struct Source {
    /// Its document.
    pub(super) document: Document,
    /// Whether it is to be found.
    pub(super) found: bool,
    /// What ranking reads in the document that it has.
    pub(super) head: Option<String>,
}

/// Reads those of these things that are of this kind.
pub(super) async fn read(db: &impl Read, kind: Kind, ids: &[Uuid]) -> Result<Vec<Source>> {
    match kind {
        Kind::Video => videos(db, ids).await,
        Kind::User => Ok(rows(db, ACCOUNTS, ids).await?.into_iter().map(Account::into_source).collect()),
        Kind::Playlist => Ok(rows(db, PLAYLISTS, ids).await?.into_iter().map(Playlist::into_source).collect()),
    }
}

async fn videos(db: &impl Read, ids: &[Uuid]) -> Result<Vec<Source>> {
    let mut tags: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for Tagged { video_id, tag } in rows(db, r#"SELECT video_id, tag FROM "video_tag" WHERE video_id"#, ids).await? {
        tags.entry(video_id).or_default().insert(tag);
    }
    let with_tags = |video: Video| {
        let tags = tags.remove(&video.id).unwrap_or_default();
        video.into_source(tags)
    };
    Ok(rows(db, VIDEOS, ids).await?.into_iter().map(with_tags).collect())
}

/// Runs a query that ends with the column of these ids.
async fn rows<T: FromQueryResult>(db: &impl Read, sql: &str, ids: &[Uuid]) -> Result<Vec<T>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{sql} IN ({})", places(0, ids.len()));
    let ids = ids.iter().map(|id| Value::from(*id)).collect();
    let rows = db.conn().query_all_raw(statement(db.conn(), &sql, ids)).await?;
    Ok(rows.iter().map(|row| T::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
}

#[derive(FromQueryResult)]
struct Tagged {
    video_id: Uuid,
    tag: String,
}

const VIDEOS: &str = r#"SELECT v.id, v.owner_id, v.title, v.description, v.language, v.category, v.duration_ms, v.published_at, v.created_at,
        v.views, v.likes, (v.visibility = 'public' AND v.state = 'ready' AND v.deleted_at IS NULL) AS found,
        u.handle, u.display_name, s.text AS spoken, d.head
    FROM "video" v JOIN "user" u ON u.id = v.owner_id
    LEFT JOIN "search_spoken" s ON s.video_id = v.id LEFT JOIN "search_document" d ON d.id = v.id WHERE v.id"#;

#[derive(FromQueryResult)]
struct Video {
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
    found: bool,
    handle: String,
    display_name: String,
    spoken: Option<String>,
    head: Option<String>,
}

impl Video {
    fn into_source(self, tags: BTreeSet<String>) -> Source {
        let document = Document {
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
        };
        Source { document, found: self.found, head: self.head }
    }
}

const ACCOUNTS: &str = r#"SELECT u.id, u.handle, u.display_name, u.bio, u.created_at, u.followers, u.deleted_at IS NULL AS found, d.head
    FROM "user" u LEFT JOIN "search_document" d ON d.id = u.id WHERE u.id"#;

#[derive(FromQueryResult)]
struct Account {
    id: Uuid,
    handle: String,
    display_name: String,
    bio: String,
    created_at: i64,
    followers: i64,
    found: bool,
    head: Option<String>,
}

impl Account {
    fn into_source(self) -> Source {
        let made_at = Timestamp::from_millis(self.created_at);
        let words = Document::plain(Kind::User, self.id, self.id, made_at);
        let document =
            Document { title: self.display_name, author: self.handle, description: self.bio, popularity: self.followers, ..words };
        Source { document, found: self.found, head: self.head }
    }
}

const PLAYLISTS: &str = r#"SELECT p.id, p.owner_id, p.title, p.description, p.created_at, (p.visibility = 'public' AND p.items > 0) AS found,
        u.handle, u.display_name, u.locale, d.head
    FROM "playlist" p JOIN "user" u ON u.id = p.owner_id LEFT JOIN "search_document" d ON d.id = p.id WHERE p.id"#;

#[derive(FromQueryResult)]
struct Playlist {
    id: Uuid,
    owner_id: Uuid,
    title: String,
    description: String,
    created_at: i64,
    found: bool,
    handle: String,
    display_name: String,
    locale: String,
    head: Option<String>,
}

impl Playlist {
    fn into_source(self) -> Source {
        let made_at = Timestamp::from_millis(self.created_at);
        let words = Document::plain(Kind::Playlist, self.id, self.owner_id, made_at);
        let document = Document {
            title: self.title,
            author: author_names(&self.display_name, &self.handle),
            description: self.description,
            // Nobody says in which language a list is; most write their own.
            language: Some(self.locale),
            ..words
        };
        Source { document, found: self.found, head: self.head }
    }
}
