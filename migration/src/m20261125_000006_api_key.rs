//! Keys of programs, and why and for how long accounts are suspended.

use crate::build::{add_column, drop_column, drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut key = table("api_key");
        key.col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(text("name"))
            .col(string("hint"))
            .col(string("digest").unique_key())
            .col(text("scopes"))
            .col(big_integer("created_at"))
            .col(big_integer_null("expires_at"))
            .col(big_integer_null("last_used_at"))
            .foreign_key(&mut references("api_key", "user_id", "user"));
        manager.create_table(key).await?;
        index(manager, "api_key", &["user_id"]).await?;

        add_column(manager, "user", text_null("suspension_reason")).await?;
        add_column(manager, "user", big_integer_null("suspended_until")).await?;
        // Few rows have a date here, and the sweep asks every minute.
        index(manager, "user", &["suspended_until"]).await?;
        // To find and lock the administrators without reading everybody.
        index(manager, "user", &["role", "id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["user_role_id", "user_suspended_until"] {
            manager.drop_index(Index::drop().name(name).table(Alias::new("user")).to_owned()).await?;
        }
        for column in ["suspended_until", "suspension_reason"] {
            drop_column(manager, "user", column).await?;
        }
        drop_tables(manager, &["api_key"]).await
    }
}
