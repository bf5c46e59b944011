//! Captions.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "caption")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub video_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: String,
    pub label: String,
    pub kind: String,
    pub is_default: bool,
    pub body: String,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
