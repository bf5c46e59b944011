//! How the source of each encode task decoded, so that a film that is mostly broken is never ready.

use crate::build::{add_column, drop_column};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_column(manager, "encode_task", big_integer("frames").default(0)).await?;
        add_column(manager, "encode_task", big_integer("broken").default(0)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_column(manager, "encode_task", "broken").await?;
        drop_column(manager, "encode_task", "frames").await
    }
}
