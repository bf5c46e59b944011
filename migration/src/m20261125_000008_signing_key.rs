//! The keys that sign access tokens, by number: the keys themselves are derived from the master secret.

use crate::build::{drop_tables, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut key = table("signing_key");
        key.col(uuid("id").primary_key()).col(text("kid").unique_key()).col(big_integer("signs_from")).col(big_integer("created_at"));
        manager.create_table(key).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["signing_key"]).await
    }
}
