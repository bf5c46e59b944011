//! What an index elsewhere has not heard of yet.

use crate::build::{drop_tables, index, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// No reference to the document: that it is gone has to be told too.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut outbox = table("search_outbox");
        outbox.col(uuid("document_id").primary_key()).col(big_integer("version"));
        manager.create_table(outbox).await?;
        index(manager, "search_outbox", &["version"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["search_outbox"]).await
    }
}
