//! Handles that accounts had before.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "former_handle")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub handle_key: String,
    pub user_id: Uuid,
    pub changed_at: i64,
    pub kept_until: i64,
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
