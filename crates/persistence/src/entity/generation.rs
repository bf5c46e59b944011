//! Transcodes of videos.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "generation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub video_id: Uuid,
    pub source_key: String,
    pub state: String,
    pub report: Option<String>,
    pub plan: Option<String>,
    pub manifest: Option<String>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
    #[sea_orm(belongs_to, from = "video_id", to = "id")]
    pub video: BelongsTo<super::video::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
