//! Accounts.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    #[sea_orm(unique)]
    pub email_key: String,
    pub handle: String,
    #[sea_orm(unique)]
    pub handle_key: String,
    pub display_name: String,
    pub bio: String,
    pub website: Option<String>,
    pub location: Option<String>,
    pub avatar_id: Option<Uuid>,
    pub role: String,
    pub password_hash: Option<String>,
    pub password_changed_at: i64,
    pub email_verified_at: Option<i64>,
    pub approved_at: Option<i64>,
    pub locale: String,
    pub suspended_at: Option<i64>,
    pub suspension_reason: Option<String>,
    pub suspended_until: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
    pub erase_after: Option<i64>,
    pub history_paused: bool,
    pub hide_followers: bool,
    pub followers: i64,
    #[sea_orm(has_many)]
    pub videos: HasMany<super::video::Entity>,
    #[sea_orm(has_many)]
    pub identities: HasMany<super::identity::Entity>,
    #[sea_orm(has_many)]
    pub sessions: HasMany<super::session::Entity>,
    #[sea_orm(has_many)]
    pub api_keys: HasMany<super::api_key::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
