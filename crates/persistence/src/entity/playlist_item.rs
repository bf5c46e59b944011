//! The videos in lists, in the order of their ranks.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "playlist_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub playlist_id: Uuid,
    pub video_id: Uuid,
    pub rank: Vec<u8>,
    pub added_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
