//! Videos with their tags, and what the pipeline writes into them. Lists are in [`list()`].

mod announce;
mod beside;
mod list;
pub mod publication;
mod related;

pub use announce::ANNOUNCE;
pub(crate) use beside::{all, beside, listed, lock_all, visible_to};
pub use beside::{find_summaries, find_summary, lock_counts};
pub use list::{ListQuery, OwnQuery, OwnSort, Sort, list, list_owned, listed_by_ids};
pub use related::related;

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{category, user, video, video_tag};
use crate::error::Result;
use crate::planned::constant;
use crate::{map, playlist, search, tag};
use domain::Timestamp;
use domain::category::Category;
use domain::comment::CommentsMode;
use domain::id::{AvatarId, GenerationId, LockId, UserId, VideoId};
use domain::user::Author;
use domain::video::{Counts, Failure, Lock, MediaFacts, MediaGuard, MediaKind, Metadata, Takedown, Video, VideoState, Visibility};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LockType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Iterable, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationDef, RelationTrait, Select, Statement,
};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A video with what is shown beside it.
#[derive(Clone, Debug)]
pub struct StoredVideo {
    /// The video; in lists without its tags and its description.
    pub video: Video,
    /// Who made it.
    pub author: Author,
    /// How people reacted.
    pub counts: Counts,
    /// How much it is watched at the moment, compared with others.
    pub trending: i64,
}

/// The video with its tags, whoever it belongs to and whether or not it is deleted; not if its owner's
/// account is.
///
/// # Errors
/// If the database fails. One query.
pub async fn find(db: &impl Read, id: VideoId) -> Result<Option<StoredVideo>> {
    let Some(TaggedRow { row, tags }) = TaggedRow::find_by_statement(one(db, id)).one(db.conn()).await? else { return Ok(None) };
    let mut stored = row.into_stored()?;
    stored.video.metadata.tags = tags.iter().flat_map(|tags| tags.split(BETWEEN_TAGS)).map(str::to_owned).collect();
    Ok(Some(stored))
}

/// The statement of [`find`]. Putting it together costs as much as reading the answer, so each database's is kept.
fn one(db: &impl Read, id: VideoId) -> Statement {
    static POSTGRES: LazyLock<String> = LazyLock::new(|| text_of_one(DbBackend::Postgres));
    static SQLITE: LazyLock<String> = LazyLock::new(|| text_of_one(DbBackend::Sqlite));
    let backend = db.conn().get_database_backend();
    let text = if backend == DbBackend::Postgres { &POSTGRES } else { &SQLITE };
    Statement::from_sql_and_values(backend, text.as_str(), [id.0.into()])
}

fn text_of_one(backend: DbBackend) -> String {
    rows().expr_as(joined_tags(), "tags").filter(video::Column::Id.eq(uuid::Uuid::nil())).build(backend).sql
}

/// Lets nobody else change what hangs on the video until the transaction ends: comments, votes. Rows that
/// only refer to it can be written meanwhile.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn lock(tx: &WriteTx, id: VideoId) -> Result<()> {
    let row = video::Entity::find_by_id(id.0).select_only().column(video::Column::Id).lock(LockType::NoKeyUpdate);
    row.into_tuple::<uuid::Uuid>().one(tx.conn()).await?;
    Ok(())
}

/// Whether the video is in the bin, or gone.
///
/// # Errors
/// If the database fails. One look-up by primary key.
pub async fn is_deleted(db: &impl Read, id: VideoId) -> Result<bool> {
    let row = video::Entity::find_by_id(id.0).select_only().column(video::Column::DeletedAt);
    let deleted_at = row.into_tuple::<Option<i64>>().one(db.conn()).await?;
    Ok(deleted_at.is_none_or(|at| at.is_some()))
}

/// The video, locked until the transaction ends, to be changed and given to [`save`].
///
/// # Errors
/// If the database fails. Three queries at most.
pub async fn find_for_update(tx: &WriteTx, id: VideoId) -> Result<Option<Video>> {
    let row = video::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    let Some(row) = row else { return Ok(None) };
    let slug = row.category.clone();
    let mut video = to_domain(row)?.0;
    video.metadata.tags = tags(tx, id).await?;
    if let Some(slug) = slug {
        video.metadata.category = crate::category::find(tx, &slug).await?;
    }
    Ok(Some(video))
}

/// Writes a new video.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, video: &Video) -> Result<()> {
    video::Entity::insert(to_row(video)).exec_without_returning(tx.conn()).await?;
    insert_tags(tx, video).await?;
    tag::recount(tx, &BTreeSet::new(), &found_under(video)).await?;
    announce::queue_if_new(tx, video).await?;
    // A new row has no document yet.
    if video.is_listed() { search::put_video(tx, video).await } else { Ok(()) }
}

/// Writes every field of a video that was read by [`find_for_update`], counters apart.
///
/// # Errors
/// If the database fails.
pub async fn save(tx: &WriteTx, video: &Video) -> Result<()> {
    let before = tag::counted(tx, video.id).await?;
    video::Entity::update(to_row(video)).exec(tx.conn()).await?;
    video_tag::Entity::delete_many().filter(video_tag::Column::VideoId.eq(video.id.0)).exec(tx.conn()).await?;
    insert_tags(tx, video).await?;
    tag::recount(tx, &before, &found_under(video)).await?;
    announce::queue_if_new(tx, video).await?;
    search::put_video(tx, video).await
}

/// The tags under which it stands in public lists.
fn found_under(video: &Video) -> BTreeSet<String> {
    if video.is_listed() { video.metadata.tags.clone() } else { BTreeSet::new() }
}

/// Takes a video and everything that hangs on it out of the database.
///
/// # Errors
/// If the database fails.
pub async fn erase(tx: &WriteTx, id: VideoId) -> Result<()> {
    let before = tag::counted(tx, id).await?;
    playlist::count_without(tx, id).await?;
    search::remove(tx, id.0).await?;
    video::Entity::delete_by_id(id.0).exec(tx.conn()).await?;
    tag::recount(tx, &before, &BTreeSet::new()).await?;
    Ok(())
}

/// Up to `limit` videos that were put in the bin before `before`.
///
/// # Errors
/// If the database fails.
pub async fn deleted_before(db: &impl Read, before: Timestamp, limit: u64) -> Result<Vec<VideoId>> {
    let ids = video::Entity::find()
        .select_only()
        .column(video::Column::Id)
        .filter(video::Column::DeletedAt.lt(before.millis()))
        .order_by_asc(video::Column::DeletedAt)
        .limit(limit)
        .into_tuple::<uuid::Uuid>()
        .all(db.conn())
        .await?;
    Ok(ids.into_iter().map(VideoId).collect())
}

/// Up to `limit` videos that are to be public by now and are not yet, the longest overdue first.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn due(db: &impl Read, now: Timestamp, limit: u64) -> Result<Vec<VideoId>> {
    let ids = video::Entity::find()
        .select_only()
        .column(video::Column::Id)
        .filter(video::Column::Visibility.eq(Visibility::Scheduled.name()))
        .filter(video::Column::PublishAt.lte(now.millis()))
        .filter(video::Column::DeletedAt.is_null())
        .order_by_asc(video::Column::PublishAt)
        .limit(limit)
        .into_tuple::<uuid::Uuid>()
        .all(db.conn())
        .await?;
    Ok(ids.into_iter().map(VideoId).collect())
}

/// Up to `limit` videos of an owner, also those in the bin, after this one.
///
/// # Errors
/// If the database fails. One query by the owner's index.
pub async fn ids_of(db: &impl Read, owner: UserId, after: Option<VideoId>, limit: u64) -> Result<Vec<VideoId>> {
    let mut select = video::Entity::find().select_only().column(video::Column::Id).filter(video::Column::OwnerId.eq(owner.0));
    if let Some(after) = after {
        select = select.filter(video::Column::Id.gt(after.0));
    }
    let ids = select.order_by_asc(video::Column::Id).limit(limit).into_tuple::<uuid::Uuid>().all(db.conn()).await?;
    Ok(ids.into_iter().map(VideoId).collect())
}

/// What decides whether a request for media is answered: read on every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaAccess {
    /// What an address must hold.
    pub guard: MediaGuard,
    /// Whether a player can start now.
    pub playable: bool,
    /// Whether it is in the bin, or its owner's account was deleted.
    pub deleted: bool,
}

/// Reads [`MediaAccess`].
///
/// # Errors
/// If the database fails. One look-up by primary keys.
pub async fn media_access(db: &impl Read, id: VideoId) -> Result<Option<MediaAccess>> {
    let row = video::Entity::find_by_id(id.0)
        .select_only()
        .columns([video::Column::Visibility, video::Column::LockId, video::Column::Playable, video::Column::DeletedAt])
        .column_as(user::Column::DeletedAt, "owner_deleted_at")
        .join(JoinType::InnerJoin, video::Relation::User.def())
        .into_tuple::<(String, Option<uuid::Uuid>, bool, Option<i64>, Option<i64>)>()
        .one(db.conn())
        .await?;
    row.map(|(visibility, lock, playable, deleted_at, owner_deleted_at)| {
        let visibility = map::named("video.visibility", &visibility, Visibility::from_name)?;
        let guard = MediaGuard::new(visibility, lock.map(LockId));
        Ok(MediaAccess { guard, playable, deleted: deleted_at.is_some() || owner_deleted_at.is_some() })
    })
    .transpose()
}

/// Tells that a picture of the generation that is played can be shown now.
///
/// # Errors
/// If the database fails.
pub async fn set_pictures(tx: &WriteTx, id: VideoId, generation: GenerationId, poster: bool, preview: bool) -> Result<()> {
    video::Entity::update_many()
        .col_expr(video::Column::HasPoster, Expr::value(poster))
        .col_expr(video::Column::HasPreview, Expr::value(preview))
        .col_expr(video::Column::Version, Expr::col(video::Column::Version).add(1))
        .filter(video::Column::Id.eq(id.0))
        .filter(video::Column::GenerationId.eq(generation.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// What no tag holds: it is a line of text.
const BETWEEN_TAGS: char = '\n';

/// The tags of a video in a column of its row, which spares a second statement.
fn joined_tags() -> Expr {
    let joined = Func::cust("string_agg").arg(Expr::col(video_tag::Column::Tag)).arg(constant(&BETWEEN_TAGS.to_string()));
    let tags = Query::select()
        .expr(joined)
        .from(video_tag::Entity)
        .and_where(Expr::col((video_tag::Entity, video_tag::Column::VideoId)).equals((video::Entity, video::Column::Id)))
        .to_owned();
    Expr::from(tags)
}

async fn tags(db: &impl Read, id: VideoId) -> Result<BTreeSet<String>> {
    let tags = video_tag::Entity::find()
        .select_only()
        .column(video_tag::Column::Tag)
        .filter(video_tag::Column::VideoId.eq(id.0))
        .into_tuple::<String>()
        .all(db.conn())
        .await?;
    Ok(tags.into_iter().collect())
}

async fn insert_tags(tx: &WriteTx, video: &Video) -> Result<()> {
    if video.metadata.tags.is_empty() {
        return Ok(());
    }
    let rows = video.metadata.tags.iter().map(|tag| video_tag::ActiveModel { video_id: Set(video.id.0), tag: Set(tag.clone()) });
    video_tag::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    video: video::Model,
    author_handle: String,
    author_display_name: String,
    author_avatar: Option<uuid::Uuid>,
    category_english: Option<String>,
    category_spanish: Option<String>,
}

#[derive(FromQueryResult)]
struct TaggedRow {
    #[sea_orm(nested)]
    row: Row,
    tags: Option<String>,
}

/// Videos with their authors in one statement.
fn rows() -> Select<video::Entity> {
    beside_authors(video::Entity::find())
}

/// The same without their descriptions, which may be long and which no list shows.
fn summaries() -> Select<video::Entity> {
    let shown = video::Column::iter().filter(|column| !matches!(column, video::Column::Description));
    beside_authors(video::Entity::find().select_only().columns(shown).expr_as(Expr::cust("''"), "description"))
}

fn beside_authors(select: Select<video::Entity>) -> Select<video::Entity> {
    select
        .join(JoinType::InnerJoin, video::Relation::User.def())
        .column_as(user::Column::Handle, "author_handle")
        .column_as(user::Column::DisplayName, "author_display_name")
        .column_as(user::Column::AvatarId, "author_avatar")
        .join(JoinType::LeftJoin, in_category())
        .column_as(category::Column::NameEn, "category_english")
        .column_as(category::Column::NameEs, "category_spanish")
        // A deleted account is hidden at once with all that is its own.
        .filter(user::Column::DeletedAt.is_null())
}

fn in_category() -> RelationDef {
    video::Entity::belongs_to(category::Entity).from(video::Column::Category).to(category::Column::Slug).into()
}

impl Row {
    fn into_stored(self) -> Result<StoredVideo> {
        let trending = self.video.trending;
        let category = self.video.category.clone().zip(self.category_english.zip(self.category_spanish));
        let (mut video, counts) = to_domain(self.video)?;
        video.metadata.category = category.map(|(slug, (english, spanish))| Category { slug, english, spanish });
        let author = Author {
            id: video.owner_id,
            handle: self.author_handle,
            display_name: self.author_display_name,
            avatar: self.author_avatar.map(AvatarId),
        };
        Ok(StoredVideo { video, author, counts, trending })
    }
}

fn to_domain(row: video::Model) -> Result<(Video, Counts)> {
    let media = match (row.kind, row.duration_ms) {
        (Some(kind), Some(duration_ms)) => {
            let kind = map::named("video.kind", &kind, MediaKind::from_name)?;
            Some(MediaFacts { kind, duration_ms, width: row.width, height: row.height })
        }
        _ => None,
    };
    let takedown = match (row.taken_down_at, row.takedown_reason, row.visibility_before) {
        (Some(at), Some(reason), Some(before)) => {
            let before = map::named("video.visibility_before", &before, Visibility::from_name)?;
            Some(Takedown { at: Timestamp::from_millis(at), reason, before })
        }
        _ => None,
    };
    let video = Video {
        id: VideoId(row.id),
        owner_id: UserId(row.owner_id),
        metadata: Metadata {
            title: row.title,
            description: row.description,
            category: None,
            language: row.language,
            license: row.license,
            visibility: map::named("video.visibility", &row.visibility, Visibility::from_name)?,
            publish_at: map::instant(row.publish_at),
            tags: BTreeSet::new(),
            comments: map::named("video.comments_mode", &row.comments_mode, CommentsMode::from_name)?,
        },
        lock: row.lock_id.zip(row.password_hash).map(|(id, hash)| Lock { id: LockId(id), hash }),
        state: map::named("video.state", &row.state, VideoState::from_name)?,
        playable: row.playable,
        media,
        generation: row.generation_id.map(GenerationId),
        has_poster: row.has_poster,
        has_preview: row.has_preview,
        failure: row.failure_code.map(|code| Failure { code, detail: row.failure_detail.unwrap_or_default() }),
        takedown,
        published_at: map::instant(row.published_at),
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        deleted_at: map::instant(row.deleted_at),
        version: row.version,
    };
    let counts = Counts { views: row.views, likes: row.likes, dislikes: row.dislikes, comments: row.comments };
    Ok((video, counts))
}

fn to_row(video: &Video) -> video::ActiveModel {
    let m = &video.metadata;
    video::ActiveModel {
        id: Set(video.id.0),
        owner_id: Set(video.owner_id.0),
        title: Set(m.title.clone()),
        description: Set(m.description.clone()),
        category: Set(m.category.as_ref().map(|category| category.slug.clone())),
        language: Set(m.language.clone()),
        license: Set(m.license.clone()),
        visibility: Set(m.visibility.name().to_owned()),
        comments_mode: Set(m.comments.name().to_owned()),
        lock_id: Set(video.lock.as_ref().map(|lock| lock.id.0)),
        password_hash: Set(video.lock.as_ref().map(|lock| lock.hash.clone())),
        state: Set(video.state.name().to_owned()),
        playable: Set(video.playable),
        kind: Set(video.media.map(|f| f.kind.name().to_owned())),
        duration_ms: Set(video.media.map(|f| f.duration_ms)),
        width: Set(video.media.and_then(|f| f.width)),
        height: Set(video.media.and_then(|f| f.height)),
        generation_id: Set(video.generation.map(|g| g.0)),
        has_poster: Set(video.has_poster),
        has_preview: Set(video.has_preview),
        failure_code: Set(video.failure.as_ref().map(|f| f.code.clone())),
        failure_detail: Set(video.failure.as_ref().map(|f| f.detail.clone())),
        publish_at: Set(map::millis(m.publish_at)),
        taken_down_at: Set(video.takedown.as_ref().map(|t| t.at.millis())),
        takedown_reason: Set(video.takedown.as_ref().map(|t| t.reason.clone())),
        visibility_before: Set(video.takedown.as_ref().map(|t| t.before.name().to_owned())),
        published_at: Set(map::millis(video.published_at)),
        created_at: Set(video.created_at.millis()),
        updated_at: Set(video.updated_at.millis()),
        deleted_at: Set(map::millis(video.deleted_at)),
        version: Set(video.version),
        ..Default::default()
    }
}
