//! Pieces of a transcode that a worker does in one go.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "encode_task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub generation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub done: bool,
    pub frames: i64,
    pub broken: i64,
}

impl ActiveModelBehavior for ActiveModel {}
