//! What a person was told, and what he wants to be told. What is about a video that he may no longer see is hidden
//! with it.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::{notification, notification_preference, user, video};
use crate::error::Result;
use crate::map;
use crate::video::visible_to;
use domain::Timestamp;
use domain::id::{AvatarId, CommentId, GenerationId, LockId, NotificationId, UserId, VideoId};
use domain::notification::NotificationKind;
use domain::page::PageRequest;
use domain::user::Author;
use domain::video::{MediaGuard, Visibility};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
    Select,
};

/// Something that a person was told, with what is shown beside it.
#[derive(Clone, Debug)]
pub struct StoredNotification {
    /// Its identifier.
    pub id: NotificationId,
    /// What.
    pub kind: NotificationKind,
    /// Who caused it.
    pub actor: Option<Author>,
    /// The video that it is about: its id and title, what guards its media, and the generation of its poster.
    pub video: Option<(VideoId, String, MediaGuard, Option<GenerationId>)>,
    /// The comment that it is about.
    pub comment_id: Option<CommentId>,
    /// Whether it was read.
    pub read: bool,
    /// When.
    pub created_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    id: uuid::Uuid,
    kind: String,
    actor_id: Option<uuid::Uuid>,
    actor_handle: Option<String>,
    actor_display_name: Option<String>,
    actor_avatar: Option<uuid::Uuid>,
    video_id: Option<uuid::Uuid>,
    video_title: Option<String>,
    video_visibility: Option<String>,
    video_lock: Option<uuid::Uuid>,
    video_generation: Option<uuid::Uuid>,
    video_has_poster: Option<bool>,
    comment_id: Option<uuid::Uuid>,
    read_at: Option<i64>,
    created_at: i64,
}

/// What the person was told, the latest first: up to `limit + 1`, read or not; the cursor's key is unused.
///
/// # Errors
/// If the database fails. One query.
pub async fn list(db: &impl Read, user: UserId, unread: bool, page: PageRequest) -> Result<Vec<StoredNotification>> {
    let mut select = shown_to(user)
        .select_only()
        .columns([notification::Column::Id, notification::Column::Kind, notification::Column::ActorId, notification::Column::VideoId])
        .columns([notification::Column::CommentId, notification::Column::ReadAt, notification::Column::CreatedAt])
        .column_as(user::Column::Handle, "actor_handle")
        .column_as(user::Column::DisplayName, "actor_display_name")
        .column_as(user::Column::AvatarId, "actor_avatar")
        .column_as(video::Column::Title, "video_title")
        .column_as(video::Column::Visibility, "video_visibility")
        .column_as(video::Column::LockId, "video_lock")
        .column_as(video::Column::GenerationId, "video_generation")
        .column_as(video::Column::HasPoster, "video_has_poster");
    if unread {
        select = select.filter(notification::Column::ReadAt.is_null());
    }
    if let Some(after) = page.after {
        select = select.filter(notification::Column::Id.lt(after.id));
    }
    let rows = select.order_by_desc(notification::Column::Id).limit(page.limit + 1).into_model::<Row>().all(db.conn()).await?;
    rows.into_iter().map(Row::into_stored).collect()
}

/// How many the person has not read, counted up to `most`.
///
/// # Errors
/// If the database fails. One query by a partial index.
pub async fn unread(db: &impl Read, user: UserId, most: u64) -> Result<u64> {
    let some = shown_to(user).select_only().column(notification::Column::Id).filter(notification::Column::ReadAt.is_null());
    Ok(some.limit(most).into_tuple::<uuid::Uuid>().all(db.conn()).await?.len() as u64)
}

/// Word of people who are there, on videos that the person may see.
fn shown_to(user: UserId) -> Select<notification::Entity> {
    let actor: RelationDef = notification::Entity::belongs_to(user::Entity).from(notification::Column::ActorId).to(user::Column::Id).into();
    let about: RelationDef =
        notification::Entity::belongs_to(video::Entity).from(notification::Column::VideoId).to(video::Column::Id).into();
    notification::Entity::find()
        .join(JoinType::LeftJoin, actor)
        .join(JoinType::LeftJoin, about)
        .filter(notification::Column::UserId.eq(user.0))
        .filter(user::Column::DeletedAt.is_null())
        .filter(Condition::any().add(notification::Column::VideoId.is_null()).add(visible_to(Some(user))))
}

/// Notes that these were read.
///
/// # Errors
/// If the database fails.
pub async fn mark_read(tx: &WriteTx, user: UserId, ids: &[NotificationId], now: Timestamp) -> Result<()> {
    mark(tx, user, notification::Column::Id.is_in(ids.iter().map(|id| id.0)), now).await
}

/// Notes that this one and all before it were read.
///
/// # Errors
/// If the database fails.
pub async fn mark_read_up_to(tx: &WriteTx, user: UserId, last: NotificationId, now: Timestamp) -> Result<()> {
    mark(tx, user, notification::Column::Id.lte(last.0), now).await
}

async fn mark(tx: &WriteTx, user: UserId, which: Expr, now: Timestamp) -> Result<()> {
    notification::Entity::update_many()
        .col_expr(notification::Column::ReadAt, Expr::value(now.millis()))
        .filter(notification::Column::UserId.eq(user.0))
        .filter(notification::Column::ReadAt.is_null())
        .filter(which)
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Whether the person was told before that this one follows him: who comes and goes is told of once.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn was_told_of_follow(db: &impl Read, user: UserId, follower: UserId) -> Result<bool> {
    let word = notification::Entity::find()
        .filter(notification::Column::ActorId.eq(follower.0))
        .filter(notification::Column::UserId.eq(user.0))
        .filter(notification::Column::Kind.eq(NotificationKind::Follow.name()));
    Ok(word.one(db.conn()).await?.is_some())
}

/// The kinds that the person does not want to be told.
///
/// # Errors
/// If the database fails. One query by primary keys.
pub async fn preferences(db: &impl Read, user: UserId) -> Result<Vec<NotificationKind>> {
    let rows = notification_preference::Entity::find()
        .filter(notification_preference::Column::UserId.eq(user.0))
        .filter(notification_preference::Column::Enabled.eq(false))
        .all(db.conn())
        .await?;
    let kind = |row: &notification_preference::Model| map::named("notification_preference.kind", &row.kind, NotificationKind::from_name);
    rows.iter().map(kind).collect()
}

/// Makes these the kinds that the person does not want to be told.
///
/// # Errors
/// If the database fails. One statement, which is right also for two at once.
pub async fn set_preferences(tx: &WriteTx, user: UserId, off: &[NotificationKind]) -> Result<()> {
    let rows = NotificationKind::ALL.map(|kind| notification_preference::ActiveModel {
        user_id: Set(user.0),
        kind: Set(kind.name().to_owned()),
        enabled: Set(!off.contains(&kind)),
    });
    let replace = OnConflict::columns([notification_preference::Column::UserId, notification_preference::Column::Kind])
        .update_column(notification_preference::Column::Enabled)
        .to_owned();
    notification_preference::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

impl Row {
    fn into_stored(self) -> Result<StoredNotification> {
        let actor = match (self.actor_id, self.actor_handle, self.actor_display_name) {
            (Some(id), Some(handle), Some(display_name)) => {
                Some(Author { id: UserId(id), handle, display_name, avatar: self.actor_avatar.map(AvatarId) })
            }
            _ => None,
        };
        let video = match (self.video_id, self.video_title, self.video_visibility) {
            (Some(id), Some(title), Some(visibility)) => {
                let visibility = map::named("video.visibility", &visibility, Visibility::from_name)?;
                let poster = self.video_generation.filter(|_| self.video_has_poster == Some(true)).map(GenerationId);
                Some((VideoId(id), title, MediaGuard::new(visibility, self.video_lock.map(LockId)), poster))
            }
            _ => None,
        };
        Ok(StoredNotification {
            id: NotificationId(self.id),
            kind: map::named("notification.kind", &self.kind, NotificationKind::from_name)?,
            actor,
            video,
            comment_id: self.comment_id.map(CommentId),
            read: self.read_at.is_some(),
            created_at: Timestamp::from_millis(self.created_at),
        })
    }
}
