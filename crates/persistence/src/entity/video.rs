//! Videos.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "video")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner_id: Uuid,
    pub title: String,
    pub description: String,
    pub language: Option<String>,
    pub license: Option<String>,
    pub visibility: String,
    pub state: String,
    pub playable: bool,
    pub kind: Option<String>,
    pub duration_ms: Option<i64>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub generation_id: Option<Uuid>,
    pub has_poster: bool,
    pub has_preview: bool,
    pub failure_code: Option<String>,
    pub failure_detail: Option<String>,
    pub published_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
    pub version: i64,
    pub views: i64,
    pub likes: i64,
    pub dislikes: i64,
    pub comments: i64,
    pub category: Option<String>,
    pub trending: i64,
    pub publish_at: Option<i64>,
    pub taken_down_at: Option<i64>,
    pub takedown_reason: Option<String>,
    pub visibility_before: Option<String>,
    pub comments_mode: String,
    pub lock_id: Option<Uuid>,
    pub password_hash: Option<String>,
    #[sea_orm(belongs_to, from = "owner_id", to = "id")]
    pub owner: BelongsTo<super::user::Entity>,
    #[sea_orm(has_many)]
    pub tags: HasMany<super::video_tag::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
