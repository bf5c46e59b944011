//! Complaints.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub reporter_id: Option<Uuid>,
    pub target_kind: String,
    pub target_id: Uuid,
    pub reason: String,
    pub detail: String,
    pub state: String,
    pub created_at: i64,
    pub handled_by: Option<Uuid>,
    pub handled_at: Option<i64>,
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
