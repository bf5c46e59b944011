//! Uploads: who sends what. The bytes, and how many there are, are told by the staged file.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{upload, video};
use crate::error::{Error, Result};
use crate::map;
use domain::Timestamp;
use domain::id::{UserId, VideoId};
use domain::upload::{Upload, UploadId, UploadRole};
use domain::video::VideoState;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait};

/// The upload with this id.
///
/// # Errors
/// If the database fails.
pub async fn find(db: &impl Read, id: &UploadId) -> Result<Option<Upload>> {
    upload::Entity::find_by_id(id.as_str()).one(db.conn()).await?.map(to_domain).transpose()
}

/// The upload with this id, locked until the transaction ends.
///
/// # Errors
/// If the database fails.
pub async fn find_for_update(tx: &WriteTx, id: &UploadId) -> Result<Option<Upload>> {
    upload::Entity::find_by_id(id.as_str()).lock_exclusive().one(tx.conn()).await?.map(to_domain).transpose()
}

/// Writes a new upload.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, upload: &Upload) -> Result<()> {
    upload::Entity::insert(to_row(upload)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Sets the length of an upload that deferred it.
///
/// # Errors
/// If the database fails.
pub async fn set_length(tx: &WriteTx, id: &UploadId, length: u64) -> Result<()> {
    upload::Entity::update_many()
        .col_expr(upload::Column::Length, Expr::value(stored_length(length)))
        .filter(upload::Column::Id.eq(id.as_str()))
        .filter(upload::Column::Length.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that all bytes have come. `false` if that was noted before: whoever gets `true` goes on.
///
/// # Errors
/// If the database fails.
pub async fn complete(tx: &WriteTx, id: &UploadId, now: Timestamp) -> Result<bool> {
    let done = upload::Entity::update_many()
        .col_expr(upload::Column::CompletedAt, Expr::value(now.millis()))
        .filter(upload::Column::Id.eq(id.as_str()))
        .filter(upload::Column::CompletedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Whether the video has any upload.
///
/// # Errors
/// If the database fails.
pub async fn any_of(db: &impl Read, video: VideoId) -> Result<bool> {
    let found = upload::Entity::find().filter(upload::Column::VideoId.eq(video.0)).one(db.conn()).await?;
    Ok(found.is_some())
}

/// Whether a file for the same video was completed after this one.
///
/// # Errors
/// If the database fails.
pub async fn is_overtaken(db: &impl Read, this: &Upload) -> Result<bool> {
    let (Some(video), Some(at)) = (this.video_id, this.completed_at) else { return Ok(false) };
    let later = Condition::any()
        .add(upload::Column::CompletedAt.gt(at.millis()))
        .add(Condition::all().add(upload::Column::CompletedAt.eq(at.millis())).add(upload::Column::Id.gt(this.id.as_str())));
    let found = upload::Entity::find().filter(upload::Column::VideoId.eq(video.0)).filter(later).one(db.conn()).await?;
    Ok(found.is_some())
}

/// Forgets an upload.
///
/// # Errors
/// If the database fails.
pub async fn delete(tx: &WriteTx, id: &UploadId) -> Result<()> {
    upload::Entity::delete_by_id(id.as_str()).exec(tx.conn()).await?;
    Ok(())
}

/// Up to `limit` uploads of this server whose time is over, completed or not.
///
/// # Errors
/// If the database fails.
pub async fn expired(db: &impl Read, node: &str, now: Timestamp, limit: u64) -> Result<Vec<Upload>> {
    let rows = upload::Entity::find()
        .filter(upload::Column::Node.eq(node))
        .filter(upload::Column::ExpiresAt.lt(now.millis()))
        .order_by_asc(upload::Column::ExpiresAt)
        .limit(limit)
        .all(db.conn())
        .await?;
    rows.into_iter().map(to_domain).collect()
}

/// Where a page of [`unfinished`] ended: when its last upload began, and its id.
pub type UploadPlace = (i64, String);

/// Uploads of an owner that can be continued, the latest first: up to `limit`.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn unfinished(db: &impl Read, owner: UserId, now: Timestamp, after: Option<&UploadPlace>, limit: u64) -> Result<Vec<Upload>> {
    let mut select = upload::Entity::find()
        .filter(upload::Column::OwnerId.eq(owner.0))
        .filter(upload::Column::CompletedAt.is_null())
        .filter(upload::Column::ExpiresAt.gt(now.millis()));
    if let Some((at, id)) = after {
        let tie = Condition::all().add(upload::Column::CreatedAt.eq(*at)).add(upload::Column::Id.lt(id.as_str()));
        select = select.filter(Condition::any().add(upload::Column::CreatedAt.lt(*at)).add(tie));
    }
    let rows = select.order_by_desc(upload::Column::CreatedAt).order_by_desc(upload::Column::Id).limit(limit).all(db.conn()).await?;
    rows.into_iter().map(to_domain).collect()
}

/// Complete uploads of this server whose video still waits for its file.
///
/// # Errors
/// If the database fails.
pub async fn waiting(db: &impl Read, node: &str) -> Result<Vec<Upload>> {
    let rows = upload::Entity::find()
        .join(JoinType::InnerJoin, upload::Relation::Video.def())
        .filter(video::Column::State.eq(VideoState::Waiting.name()))
        .filter(upload::Column::Node.eq(node))
        .filter(upload::Column::CompletedAt.is_not_null())
        .all(db.conn())
        .await?;
    rows.into_iter().map(to_domain).collect()
}

/// Which of these ids are uploads that we still know.
///
/// # Errors
/// If the database fails.
pub async fn known(db: &impl Read, ids: &[UploadId]) -> Result<Vec<UploadId>> {
    let rows = upload::Entity::find()
        .select_only()
        .column(upload::Column::Id)
        .filter(upload::Column::Id.is_in(ids.iter().map(UploadId::as_str)))
        .into_tuple::<String>()
        .all(db.conn())
        .await?;
    rows.iter().map(|id| map::named("upload.id", id, UploadId::parse)).collect()
}

fn role_name(role: UploadRole) -> &'static str {
    match role {
        UploadRole::Whole => "whole",
        UploadRole::Partial => "partial",
    }
}

/// Lengths are at most 2^63, which `domain` checks at creation.
fn stored_length(length: u64) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn to_domain(row: upload::Model) -> Result<Upload> {
    let length = row.length.map(u64::try_from).transpose();
    Ok(Upload {
        id: map::named("upload.id", &row.id, UploadId::parse)?,
        owner_id: UserId(row.owner_id),
        video_id: row.video_id.map(VideoId),
        role: map::named("upload.role", &row.role, |name| {
            [UploadRole::Whole, UploadRole::Partial].into_iter().find(|r| role_name(*r) == name)
        })?,
        length: length.map_err(|_| Error::Unreadable { column: "upload.length", value: row.id })?,
        filename: row.filename,
        metadata: row.metadata,
        node: row.node,
        completed_at: map::instant(row.completed_at),
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
    })
}

fn to_row(upload: &Upload) -> upload::ActiveModel {
    upload::ActiveModel {
        id: Set(upload.id.as_str().to_owned()),
        owner_id: Set(upload.owner_id.0),
        video_id: Set(upload.video_id.map(|v| v.0)),
        role: Set(role_name(upload.role).to_owned()),
        length: Set(upload.length.map(stored_length)),
        filename: Set(upload.filename.clone()),
        metadata: Set(upload.metadata.clone()),
        node: Set(upload.node.clone()),
        completed_at: Set(map::millis(upload.completed_at)),
        created_at: Set(upload.created_at.millis()),
        expires_at: Set(upload.expires_at.millis()),
    }
}
