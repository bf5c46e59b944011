//! Lists as people see them: with their owners and the picture of a video in them, in one query.

use super::to_domain;
use crate::db::{Read, statement};
use crate::entity::playlist;
use crate::error::Result;
use domain::id::{AvatarId, GenerationId, PlaylistId, UserId, VideoId};
use domain::page::PageRequest;
use domain::playlist::{Cover, Playlist};
use domain::user::Author;
use sea_orm::{FromQueryResult, Value};

/// A list with what is shown beside it.
#[derive(Clone, Debug)]
pub struct StoredPlaylist {
    /// The list.
    pub playlist: Playlist,
    /// Who put it together.
    pub owner: Author,
    /// The first video in it that everybody may see and that has a poster.
    pub cover: Option<Cover>,
}

/// The cover does not depend on who looks, so that a public page is the same for everybody.
const SELECT: &str = r#"SELECT p.id, p.owner_id, p.kind, p.title, p.description, p.visibility, p.items, p.created_at, p.updated_at, p.version,
    o.handle AS owner_handle, o.display_name AS owner_display_name, o.avatar_id AS owner_avatar,
    c.id AS cover_id, c.generation_id AS cover_generation
  FROM "playlist" AS p
  JOIN "user" AS o ON o.id = p.owner_id AND o.deleted_at IS NULL
  LEFT JOIN "video" AS c ON c.id = (
    SELECT v.id FROM "playlist_item" AS i JOIN "video" AS v ON v.id = i.video_id
    WHERE i.playlist_id = p.id AND v.has_poster AND v.playable AND v.visibility IN ('public', 'unlisted') AND v.deleted_at IS NULL
    ORDER BY i.rank LIMIT 1)"#;

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    playlist: playlist::Model,
    owner_handle: String,
    owner_display_name: String,
    owner_avatar: Option<uuid::Uuid>,
    cover_id: Option<uuid::Uuid>,
    cover_generation: Option<uuid::Uuid>,
}

/// One list; not if its owner's account is deleted.
///
/// # Errors
/// If the database fails. One query.
pub async fn find_stored(db: &impl Read, id: PlaylistId) -> Result<Option<StoredPlaylist>> {
    Ok(query(db, "WHERE p.id = $1", vec![id.0.into()]).await?.into_iter().next())
}

/// All lists of an account, the newest first: up to `limit + 1`; the cursor's key is unused.
///
/// # Errors
/// If the database fails. One query.
pub async fn list_of(db: &impl Read, owner: UserId, page: PageRequest) -> Result<Vec<StoredPlaylist>> {
    of(db, owner, "", page).await
}

/// Those among them that everybody may see.
///
/// # Errors
/// If the database fails. One query.
pub async fn list_public(db: &impl Read, owner: UserId, page: PageRequest) -> Result<Vec<StoredPlaylist>> {
    of(db, owner, "AND p.visibility = 'public'", page).await
}

/// Those of these lists that are found: public ones that something is in, in no order.
///
/// # Errors
/// If the database fails. One query.
pub async fn findable_by_ids(db: &impl Read, ids: &[PlaylistId]) -> Result<Vec<StoredPlaylist>> {
    let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let rest = format!("WHERE p.visibility = 'public' AND p.items > 0 AND p.id IN ({})", places.join(", "));
    query(db, &rest, ids.iter().map(|id| id.0.into()).collect()).await
}

async fn of(db: &impl Read, owner: UserId, condition: &str, page: PageRequest) -> Result<Vec<StoredPlaylist>> {
    let limit = Value::from(i64::try_from(page.limit + 1).unwrap_or(i64::MAX));
    match page.after {
        Some(after) => {
            let rest = format!("WHERE p.owner_id = $1 {condition} AND p.id < $3 ORDER BY p.id DESC LIMIT $2");
            query(db, &rest, vec![owner.0.into(), limit, after.id.into()]).await
        }
        None => query(db, &format!("WHERE p.owner_id = $1 {condition} ORDER BY p.id DESC LIMIT $2"), vec![owner.0.into(), limit]).await,
    }
}

async fn query(db: &impl Read, rest: &str, values: Vec<Value>) -> Result<Vec<StoredPlaylist>> {
    let conn = db.conn();
    let statement = statement(conn, format!("{SELECT} {rest}"), values);
    Row::find_by_statement(statement).all(conn).await?.into_iter().map(Row::into_stored).collect()
}

impl Row {
    fn into_stored(self) -> Result<StoredPlaylist> {
        let playlist = to_domain(self.playlist)?;
        let owner = Author {
            id: playlist.owner_id,
            handle: self.owner_handle,
            display_name: self.owner_display_name,
            avatar: self.owner_avatar.map(AvatarId),
        };
        let cover = self.cover_id.zip(self.cover_generation);
        let cover = cover.map(|(id, generation)| Cover { video: VideoId(id), generation: GenerationId(generation) });
        Ok(StoredPlaylist { playlist, owner, cover })
    }
}
