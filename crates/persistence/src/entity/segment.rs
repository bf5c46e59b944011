//! Finished segments of a transcode that isn't finished yet.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "segment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub generation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub rendition: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub info: String,
}

impl ActiveModelBehavior for ActiveModel {}
