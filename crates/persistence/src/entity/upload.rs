//! Files on their way to us.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub owner_id: Uuid,
    pub video_id: Option<Uuid>,
    pub role: String,
    pub length: Option<i64>,
    pub filename: String,
    pub metadata: String,
    pub node: String,
    pub completed_at: Option<i64>,
    pub created_at: i64,
    pub expires_at: i64,
    #[sea_orm(belongs_to, from = "video_id", to = "id")]
    pub video: BelongsTo<Option<super::video::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
