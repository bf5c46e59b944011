//! Passwords of videos.

use crate::build::{add_column, drop_column};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text_null, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_column(manager, "video", uuid_null("lock_id")).await?;
        add_column(manager, "video", text_null("password_hash")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_column(manager, "video", "password_hash").await?;
        drop_column(manager, "video", "lock_id").await
    }
}
