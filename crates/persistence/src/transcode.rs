//! Transcodes: a generation per attempt at a source, its encode tasks, and the segments that are
//! finished while it isn't. What the report, plan, manifest and segment infos hold is JSON of
//! `media`, opaque here.
//!
//! A transaction that locks both a video and one of its generations locks the video first, so that
//! two of them never wait for each other.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{encode_task, generation, segment, video};
use crate::error::Result;
use crate::map;
use domain::Timestamp;
use domain::id::{GenerationId, VideoId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait,
};

/// How far a generation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenerationState {
    /// The source waits or is looked at.
    Inspecting,
    /// Its tasks are being done.
    Encoding,
    /// Everything is done.
    Ready,
    /// It can't be done.
    Failed,
}

impl GenerationState {
    const ALL: [Self; 4] = [Self::Inspecting, Self::Encoding, Self::Ready, Self::Failed];

    fn name(self) -> &'static str {
        match self {
            Self::Inspecting => "inspecting",
            Self::Encoding => "encoding",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// One transcode of a source.
#[derive(Clone, Debug)]
pub struct Generation {
    /// Its id, and the folder of its objects.
    pub id: GenerationId,
    /// The video.
    pub video_id: VideoId,
    /// The key of the source in the store.
    pub source_key: String,
    /// How far it is.
    pub state: GenerationState,
    /// What was found in the source.
    pub report: Option<String>,
    /// What is to be made of it.
    pub plan: Option<String>,
    /// What was made of it.
    pub manifest: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended, well or not.
    pub finished_at: Option<Timestamp>,
}

/// A finished segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The name of the rendition.
    pub rendition: String,
    /// Its number in the rendition, from 1; 0 is the initialization segment.
    pub number: i32,
    /// JSON of `media`.
    pub info: String,
}

/// The generation with this id.
///
/// # Errors
/// If the database fails.
pub async fn find(db: &impl Read, id: GenerationId) -> Result<Option<Generation>> {
    generation::Entity::find_by_id(id.0).one(db.conn()).await?.map(to_domain).transpose()
}

/// Whether the generation is in this state; it is locked until the transaction ends. A worker that
/// was slow asks before it writes what it found: another may have done the step meanwhile.
///
/// # Errors
/// If the database fails.
pub async fn is_still(tx: &WriteTx, id: GenerationId, state: GenerationState) -> Result<bool> {
    Ok(find_for_update(tx, id).await?.is_some_and(|g| g.state == state))
}

/// The generation with this id, locked until the transaction ends.
///
/// # Errors
/// If the database fails.
pub async fn find_for_update(tx: &WriteTx, id: GenerationId) -> Result<Option<Generation>> {
    generation::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.map(to_domain).transpose()
}

/// The generation of this video that was begun last.
///
/// # Errors
/// If the database fails.
pub async fn newest(db: &impl Read, video: VideoId) -> Result<Option<Generation>> {
    let row = generation::Entity::find()
        .filter(generation::Column::VideoId.eq(video.0))
        .order_by_desc(generation::Column::Id)
        .one(db.conn())
        .await?;
    row.map(to_domain).transpose()
}

/// All generations of this video, oldest first.
///
/// # Errors
/// If the database fails.
pub async fn all_of(db: &impl Read, video: VideoId) -> Result<Vec<Generation>> {
    let rows = generation::Entity::find()
        .filter(generation::Column::VideoId.eq(video.0))
        .order_by_asc(generation::Column::Id)
        .all(db.conn())
        .await?;
    rows.into_iter().map(to_domain).collect()
}

/// Generations that are not finished, of videos that are not in the bin: work that must have a job.
///
/// # Errors
/// If the database fails.
pub async fn unfinished(db: &impl Read) -> Result<Vec<Generation>> {
    let states = [GenerationState::Inspecting.name(), GenerationState::Encoding.name()];
    let rows = generation::Entity::find()
        .join(JoinType::InnerJoin, generation::Relation::Video.def())
        .filter(generation::Column::State.is_in(states))
        .filter(video::Column::DeletedAt.is_null())
        .all(db.conn())
        .await?;
    rows.into_iter().map(to_domain).collect()
}

/// Up to `limit` finished generations after this one in the order of their ids.
///
/// # Errors
/// If the database fails.
pub async fn ready_after(db: &impl Read, after: Option<GenerationId>, limit: u64) -> Result<Vec<Generation>> {
    let mut select = generation::Entity::find().filter(generation::Column::State.eq(GenerationState::Ready.name()));
    if let Some(after) = after {
        select = select.filter(generation::Column::Id.gt(after.0));
    }
    let rows = select.order_by_asc(generation::Column::Id).limit(limit).all(db.conn()).await?;
    rows.into_iter().map(to_domain).collect()
}

/// The generation, if it is in this state and its video is not in the bin: a job on anything else
/// has nothing to do.
///
/// # Errors
/// If the database fails.
pub async fn find_live(db: &impl Read, id: GenerationId, state: GenerationState) -> Result<Option<Generation>> {
    let row = generation::Entity::find_by_id(id.0)
        .join(JoinType::InnerJoin, generation::Relation::Video.def())
        .filter(generation::Column::State.eq(state.name()))
        .filter(video::Column::DeletedAt.is_null())
        .one(db.conn())
        .await?;
    row.map(to_domain).transpose()
}

/// Writes a new generation.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, generation: &Generation) -> Result<()> {
    generation::Entity::insert(to_row(generation)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes every field of a generation.
///
/// # Errors
/// If the database fails.
pub async fn save(tx: &WriteTx, generation: &Generation) -> Result<()> {
    generation::Entity::update(to_row(generation)).exec(tx.conn()).await?;
    Ok(())
}

/// Takes a generation with its tasks and segments out of the database.
///
/// # Errors
/// If the database fails.
pub async fn delete(tx: &WriteTx, id: GenerationId) -> Result<()> {
    generation::Entity::delete_by_id(id.0).exec(tx.conn()).await?;
    Ok(())
}

/// Writes the tasks `0..count` of a generation; those that are there stay as they are.
///
/// # Errors
/// If the database fails.
pub async fn insert_tasks(tx: &WriteTx, id: GenerationId, count: i32) -> Result<()> {
    let rows = (0..count).map(|number| encode_task::ActiveModel {
        generation_id: Set(id.0),
        number: Set(number),
        done: Set(false),
        frames: Set(0),
        broken: Set(0),
    });
    if count > 0 {
        encode_task::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns([encode_task::Column::GenerationId, encode_task::Column::Number]).do_nothing().to_owned())
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

/// The tasks of a generation that are still to be done.
///
/// # Errors
/// If the database fails.
pub async fn open_tasks(db: &impl Read, id: GenerationId) -> Result<Vec<i32>> {
    let numbers = encode_task::Entity::find()
        .select_only()
        .column(encode_task::Column::Number)
        .filter(encode_task::Column::GenerationId.eq(id.0))
        .filter(encode_task::Column::Done.eq(false))
        .order_by_asc(encode_task::Column::Number)
        .into_tuple::<i32>()
        .all(db.conn())
        .await?;
    Ok(numbers)
}

/// How the source of a task decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Decoded {
    /// Frames that were read.
    pub frames: i64,
    /// Frames among them that did not decode, or decoded with concealed parts.
    pub broken: i64,
}

/// How the source of each task decoded, in the order of the tasks.
///
/// # Errors
/// If the database fails.
pub async fn decoded(db: &impl Read, id: GenerationId) -> Result<Vec<Decoded>> {
    let rows = encode_task::Entity::find()
        .select_only()
        .columns([encode_task::Column::Frames, encode_task::Column::Broken])
        .filter(encode_task::Column::GenerationId.eq(id.0))
        .order_by_asc(encode_task::Column::Number)
        .into_model::<Decoded>()
        .all(db.conn())
        .await?;
    Ok(rows)
}

/// Notes that a task is done and how its source decoded; returns how many tasks are left.
///
/// # Errors
/// If the database fails.
pub async fn finish_task(tx: &WriteTx, id: GenerationId, number: i32, decoded: Decoded) -> Result<u64> {
    encode_task::Entity::update_many()
        .col_expr(encode_task::Column::Done, Expr::value(true))
        .col_expr(encode_task::Column::Frames, Expr::value(decoded.frames))
        .col_expr(encode_task::Column::Broken, Expr::value(decoded.broken))
        .filter(encode_task::Column::GenerationId.eq(id.0))
        .filter(encode_task::Column::Number.eq(number))
        .exec(tx.conn())
        .await?;
    let left = encode_task::Entity::find()
        .filter(encode_task::Column::GenerationId.eq(id.0))
        .filter(encode_task::Column::Done.eq(false))
        .count(tx.conn())
        .await?;
    Ok(left)
}

/// Writes finished segments; a repeated one takes the place of the first.
///
/// # Errors
/// If the database fails.
pub async fn put_segments(tx: &WriteTx, id: GenerationId, segments: &[Segment]) -> Result<()> {
    if segments.is_empty() {
        return Ok(());
    }
    let rows = segments.iter().map(|s| segment::ActiveModel {
        generation_id: Set(id.0),
        rendition: Set(s.rendition.clone()),
        number: Set(s.number),
        info: Set(s.info.clone()),
    });
    let key = [segment::Column::GenerationId, segment::Column::Rendition, segment::Column::Number];
    segment::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).update_column(segment::Column::Info).to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The segments of one rendition in order, gaps and all.
///
/// # Errors
/// If the database fails.
pub async fn segments_of(db: &impl Read, id: GenerationId, rendition: &str) -> Result<Vec<Segment>> {
    let rows = segment::Entity::find()
        .filter(segment::Column::GenerationId.eq(id.0))
        .filter(segment::Column::Rendition.eq(rendition))
        .order_by_asc(segment::Column::Number)
        .all(db.conn())
        .await?;
    Ok(rows.into_iter().map(to_segment).collect())
}

/// All segments of a generation by rendition and number.
///
/// # Errors
/// If the database fails.
pub async fn segments(db: &impl Read, id: GenerationId) -> Result<Vec<Segment>> {
    let rows = segment::Entity::find()
        .filter(segment::Column::GenerationId.eq(id.0))
        .order_by_asc(segment::Column::Rendition)
        .order_by_asc(segment::Column::Number)
        .all(db.conn())
        .await?;
    Ok(rows.into_iter().map(to_segment).collect())
}

/// The renditions whose first segment is finished.
///
/// # Errors
/// If the database fails.
pub async fn renditions_begun(db: &impl Read, id: GenerationId) -> Result<Vec<String>> {
    let names = segment::Entity::find()
        .select_only()
        .column(segment::Column::Rendition)
        .filter(segment::Column::GenerationId.eq(id.0))
        .filter(segment::Column::Number.eq(1))
        .into_tuple::<String>()
        .all(db.conn())
        .await?;
    Ok(names)
}

/// How many segments of each rendition are finished.
///
/// # Errors
/// If the database fails.
pub async fn segment_counts(db: &impl Read, id: GenerationId) -> Result<Vec<(String, i64)>> {
    let counts = segment::Entity::find()
        .select_only()
        .column(segment::Column::Rendition)
        .column_as(segment::Column::Number.count(), "finished")
        .filter(segment::Column::GenerationId.eq(id.0))
        .filter(segment::Column::Number.gt(0))
        .group_by(segment::Column::Rendition)
        .into_tuple::<(String, i64)>()
        .all(db.conn())
        .await?;
    Ok(counts)
}

/// Takes the tasks and segments of a finished generation away: its playlists hold all of it now.
///
/// # Errors
/// If the database fails.
pub async fn clear_work(tx: &WriteTx, id: GenerationId) -> Result<()> {
    segment::Entity::delete_many().filter(segment::Column::GenerationId.eq(id.0)).exec(tx.conn()).await?;
    encode_task::Entity::delete_many().filter(encode_task::Column::GenerationId.eq(id.0)).exec(tx.conn()).await?;
    Ok(())
}

fn to_segment(row: segment::Model) -> Segment {
    Segment { rendition: row.rendition, number: row.number, info: row.info }
}

fn to_domain(row: generation::Model) -> Result<Generation> {
    Ok(Generation {
        id: GenerationId(row.id),
        video_id: VideoId(row.video_id),
        source_key: row.source_key,
        state: map::named("generation.state", &row.state, GenerationState::from_name)?,
        report: row.report,
        plan: row.plan,
        manifest: row.manifest,
        created_at: Timestamp::from_millis(row.created_at),
        finished_at: map::instant(row.finished_at),
    })
}

fn to_row(generation: &Generation) -> generation::ActiveModel {
    generation::ActiveModel {
        id: Set(generation.id.0),
        video_id: Set(generation.video_id.0),
        source_key: Set(generation.source_key.clone()),
        state: Set(generation.state.name().to_owned()),
        report: Set(generation.report.clone()),
        plan: Set(generation.plan.clone()),
        manifest: Set(generation.manifest.clone()),
        created_at: Set(generation.created_at.millis()),
        finished_at: Set(map::millis(generation.finished_at)),
    }
}
