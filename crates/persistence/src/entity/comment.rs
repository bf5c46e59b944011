//! Comments.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub video_id: Uuid,
    pub author_id: Option<Uuid>,
    pub parent_id: Option<Uuid>,
    pub depth: i32,
    pub body: String,
    pub state: String,
    pub created_at: i64,
    pub visible_at: Option<i64>,
    pub edited_at: Option<i64>,
    pub deleted_at: Option<i64>,
    pub pinned_at: Option<i64>,
    pub hearted_at: Option<i64>,
    pub likes: i64,
    pub dislikes: i64,
    pub replies: i64,
    pub score: i64,
    pub listed: bool,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
