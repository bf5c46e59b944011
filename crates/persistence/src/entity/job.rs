//! Background work that is to be done.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    #[sea_orm(unique)]
    pub key: String,
    pub priority: i32,
    pub owner_id: Option<Uuid>,
    pub node: Option<String>,
    pub state: String,
    pub attempts: i32,
    pub failures: i32,
    pub run_after: i64,
    pub lease_until: Option<i64>,
    pub worker: Option<String>,
    pub last_error: Option<String>,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
