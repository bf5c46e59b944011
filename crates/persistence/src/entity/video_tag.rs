//! The tags of videos.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "video_tag")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub video_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag: String,
    #[sea_orm(belongs_to, from = "video_id", to = "id")]
    pub video: BelongsTo<super::video::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
