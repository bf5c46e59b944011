//! What accounts tell of themselves, handles that they had before, and when a deleted one is erased.

use crate::build::{add_column, drop_column, drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_column(manager, "user", text("bio").default("")).await?;
        add_column(manager, "user", text_null("website")).await?;
        add_column(manager, "user", text_null("location")).await?;
        add_column(manager, "user", uuid_null("avatar_id")).await?;
        add_column(manager, "user", big_integer_null("erase_after")).await?;
        index(manager, "user", &["erase_after"]).await?;

        let mut former = table("former_handle");
        former
            .col(text("handle_key").primary_key())
            .col(uuid("user_id"))
            .col(big_integer("changed_at"))
            .col(big_integer("kept_until"))
            .foreign_key(references("former_handle", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(former).await?;
        index(manager, "former_handle", &["user_id"]).await?;
        index(manager, "former_handle", &["kept_until"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["former_handle"]).await?;
        manager.drop_index(Index::drop().name("user_erase_after").table(Alias::new("user")).to_owned()).await?;
        for column in ["erase_after", "avatar_id", "location", "website", "bio"] {
            drop_column(manager, "user", column).await?;
        }
        Ok(())
    }
}
