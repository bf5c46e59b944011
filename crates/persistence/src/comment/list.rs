//! Pages of comments, read by hand-written statements: these are among the most read rows of a site. Every
//! order is backed by an index over what stands in public lists. One statement each.

use super::StoredComment;
use crate::db::{Read, statement};
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::comment::{Comment, CommentCounts, CommentState};
use domain::id::{AvatarId, CommentId, UserId, VideoId};
use domain::page::{Cursor, PageRequest};
use domain::user::Author;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use uuid::Uuid;

const COLUMNS: &str = "c.id, c.video_id, c.author_id, c.parent_id, c.depth, c.body, c.state, c.created_at, c.visible_at, c.edited_at, \
    c.deleted_at, c.pinned_at, c.hearted_at, c.likes, c.dislikes, c.replies, c.score, c.version, \
    u.handle AS author_handle, u.display_name AS author_display_name, u.avatar_id AS author_avatar, u.deleted_at AS author_deleted_at";

const AUTHOR: &str = r#"LEFT JOIN "user" u ON u.id = c.author_id"#;

/// What stands in public lists. A deleted account is hidden at once with all that it said, but not what
/// others replied.
const SHOWN: &str = "c.listed AND (u.deleted_at IS NULL OR c.replies > 0)";

/// The closed list of orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Most likes over dislikes first.
    Top,
    /// Latest first.
    Newest,
    /// Earliest first.
    Oldest,
}

/// A comment in a page, with its place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The comment.
    pub stored: StoredComment,
    /// Likes less dislikes.
    pub score: i64,
}

impl Sort {
    /// The place of a row, for the cursor.
    pub fn cursor(self, row: &Thread) -> Cursor {
        let key = if self == Self::Top { row.score } else { 0 };
        Cursor { key, id: row.stored.comment.id.0 }
    }
}

/// A comment by its id, whatever its state.
pub(super) async fn one(db: &impl Read, id: CommentId) -> Result<Option<StoredComment>> {
    let rows = select(db, &format!("FROM comment c {AUTHOR} WHERE c.id = $1"), vec![id.0.into()]).await?;
    Ok(rows.into_iter().next().map(|row| row.stored))
}

/// Comments under a video itself, the pinned one apart: up to `limit + 1`, the last one only to tell of more.
///
/// # Errors
/// If the database fails.
pub async fn top_level(db: &impl Read, video: VideoId, sort: Sort, page: PageRequest) -> Result<Vec<Thread>> {
    let mut values: Vec<Value> = vec![video.0.into(), limit(page)];
    let beyond = match (sort, page.after) {
        (_, None) => "",
        (Sort::Top, Some(after)) => {
            values.extend([Value::from(after.key), after.id.into()]);
            "AND (c.score, c.id) < ($3, $4)"
        }
        (Sort::Newest, Some(after)) => {
            values.push(after.id.into());
            "AND c.id < $3"
        }
        (Sort::Oldest, Some(after)) => {
            values.push(after.id.into());
            "AND c.id > $3"
        }
    };
    let order = match sort {
        Sort::Top => "c.score DESC, c.id DESC",
        Sort::Newest => "c.id DESC",
        Sort::Oldest => "c.id",
    };
    let tail = format!(
        "FROM comment c {AUTHOR} WHERE c.video_id = $1 AND c.parent_id IS NULL AND {SHOWN} AND c.pinned_at IS NULL {beyond} \
         ORDER BY {order} LIMIT $2"
    );
    select(db, &tail, values).await
}

/// The comment that stands above the others of a video.
///
/// # Errors
/// If the database fails.
pub async fn pinned(db: &impl Read, video: VideoId) -> Result<Option<Thread>> {
    let tail = format!("FROM comment c {AUTHOR} WHERE c.video_id = $1 AND c.pinned_at IS NOT NULL AND {SHOWN}");
    Ok(select(db, &tail, vec![video.0.into()]).await?.into_iter().next())
}

/// Replies to a comment, earliest first: up to `limit + 1`, the last one only to tell of more.
///
/// # Errors
/// If the database fails.
pub async fn replies(db: &impl Read, parent: CommentId, page: PageRequest) -> Result<Vec<Thread>> {
    let after = page.after.map_or(Uuid::nil(), |cursor| cursor.id);
    let tail = format!("FROM comment c {AUTHOR} WHERE c.parent_id = $1 AND c.id > $3 AND {SHOWN} ORDER BY c.id LIMIT $2");
    select(db, &tail, vec![parent.0.into(), limit(page), after.into()]).await
}

/// The first replies to each of these comments, earliest first: up to `each + 1`, the last one only to tell of
/// more.
///
/// # Errors
/// If the database fails.
pub async fn first_replies(db: &impl Read, parents: &[CommentId], each: u64) -> Result<Vec<Thread>> {
    if parents.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (0..parents.len()).map(|n| format!("${}", n + 2)).collect();
    let places = places.join(", ");
    let few = "FROM comment r WHERE r.parent_id = p.id AND r.listed ORDER BY r.id LIMIT $1";
    // Each is bounded by the index, however many replies there are: PostgreSQL does so for a lateral join,
    // SQLite for a list that depends on the row before.
    let from = match db.conn().get_database_backend() {
        DbBackend::Postgres => format!("comment p JOIN LATERAL (SELECT r.* {few}) c ON TRUE"),
        _ => format!("comment p JOIN comment c ON c.id IN (SELECT r.id {few})"),
    };
    let tail = format!("FROM {from} {AUTHOR} WHERE p.id IN ({places}) AND {SHOWN} ORDER BY c.parent_id, c.id");
    let mut values: Vec<Value> = vec![Value::from(i64::try_from(each + 1).unwrap_or(i64::MAX))];
    values.extend(parents.iter().map(|id| Value::from(id.0)));
    select(db, &tail, values).await
}

/// What an account wrote and has not deleted, latest first: up to `limit + 1`, the last one only to tell of more.
///
/// # Errors
/// If the database fails.
pub async fn mine(db: &impl Read, author: UserId, page: PageRequest) -> Result<Vec<Thread>> {
    let mut values: Vec<Value> = vec![author.0.into(), limit(page)];
    values.extend(page.after.map(|after| Value::from(after.id)));
    let beyond = if page.after.is_some() { "AND c.id < $3" } else { "" };
    let tail = format!("FROM comment c {AUTHOR} WHERE c.author_id = $1 {beyond} ORDER BY c.id DESC LIMIT $2");
    select(db, &tail, values).await
}

/// Comments that wait for a decision, earliest first, with the titles of their videos: those under `video`, those
/// under all videos of `owner`, or simply all. Up to `limit + 1`, the last one only to tell of more.
///
/// # Errors
/// If the database fails.
pub async fn held(db: &impl Read, video: Option<VideoId>, owner: Option<UserId>, page: PageRequest) -> Result<Vec<(Thread, String)>> {
    let after = page.after.map_or(Uuid::nil(), |cursor| cursor.id);
    let mut values: Vec<Value> = vec![after.into(), limit(page)];
    let mut conditions = vec!["c.state = 'held' AND c.id > $1 AND v.deleted_at IS NULL AND u.deleted_at IS NULL".to_owned()];
    for (column, id) in [("c.video_id", video.map(|id| id.0)), ("v.owner_id", owner.map(|id| id.0))] {
        if let Some(id) = id {
            values.push(id.into());
            conditions.push(format!("{column} = ${}", values.len()));
        }
    }
    let conditions = conditions.join(" AND ");
    let tail = format!(
        ", v.title AS video_title FROM comment c JOIN video v ON v.id = c.video_id {AUTHOR} \
         WHERE {conditions} ORDER BY c.id LIMIT $2"
    );
    let rows = HeldRow::find_by_statement(selected(db, &tail, values)).all(db.conn()).await?;
    rows.into_iter().map(|row| Ok((row.comment.into_thread()?, row.video_title))).collect()
}

/// Comments of a video that everybody could read first at `since` or later, in that order, up to `limit`.
///
/// # Errors
/// If the database fails.
pub async fn become_visible_since(
    db: &impl Read,
    video: VideoId,
    since: Timestamp,
    after: CommentId,
    limit: u64,
) -> Result<Vec<StoredComment>> {
    let tail = format!(
        "FROM comment c {AUTHOR} WHERE c.video_id = $1 AND (c.visible_at, c.id) > ($2, $3) AND c.state = 'visible' \
         AND c.deleted_at IS NULL AND u.deleted_at IS NULL ORDER BY c.visible_at, c.id LIMIT $4"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = select(db, &tail, vec![video.0.into(), since.millis().into(), after.0.into(), limit.into()]).await?;
    Ok(rows.into_iter().map(|row| row.stored).collect())
}

fn limit(page: PageRequest) -> Value {
    i64::try_from(page.limit + 1).unwrap_or(i64::MAX).into()
}

async fn select(db: &impl Read, tail: &str, values: Vec<Value>) -> Result<Vec<Thread>> {
    let rows = Row::find_by_statement(selected(db, tail, values)).all(db.conn()).await?;
    rows.into_iter().map(Row::into_thread).collect()
}

fn selected(db: &impl Read, tail: &str, values: Vec<Value>) -> Statement {
    statement(db.conn(), format!("SELECT {COLUMNS} {tail}"), values)
}

#[derive(FromQueryResult)]
struct HeldRow {
    #[sea_orm(nested)]
    comment: Row,
    video_title: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    video_id: Uuid,
    author_id: Option<Uuid>,
    parent_id: Option<Uuid>,
    depth: i32,
    body: String,
    state: String,
    created_at: i64,
    visible_at: Option<i64>,
    edited_at: Option<i64>,
    deleted_at: Option<i64>,
    pinned_at: Option<i64>,
    hearted_at: Option<i64>,
    likes: i64,
    dislikes: i64,
    replies: i64,
    score: i64,
    version: i64,
    author_handle: Option<String>,
    author_display_name: Option<String>,
    author_avatar: Option<Uuid>,
    author_deleted_at: Option<i64>,
}

impl Row {
    fn into_thread(self) -> Result<Thread> {
        let author = match (self.author_id, self.author_handle, self.author_display_name, self.author_deleted_at) {
            (Some(id), Some(handle), Some(display_name), None) => {
                Some(Author { id: UserId(id), handle, display_name, avatar: self.author_avatar.map(AvatarId) })
            }
            _ => None,
        };
        let comment = Comment {
            id: CommentId(self.id),
            video_id: VideoId(self.video_id),
            author_id: self.author_id.map(UserId),
            parent_id: self.parent_id.map(CommentId),
            depth: self.depth,
            body: self.body,
            state: map::named("comment.state", &self.state, CommentState::from_name)?,
            created_at: Timestamp::from_millis(self.created_at),
            visible_at: map::instant(self.visible_at),
            edited_at: map::instant(self.edited_at),
            deleted_at: map::instant(self.deleted_at),
            pinned_at: map::instant(self.pinned_at),
            hearted_at: map::instant(self.hearted_at),
            counts: CommentCounts { likes: self.likes, dislikes: self.dislikes, replies: self.replies },
            version: self.version,
        };
        Ok(Thread { stored: StoredComment { comment, author }, score: self.score })
    }
}
