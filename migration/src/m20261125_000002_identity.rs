//! How sessions began, and the log of what was done to accounts.

use crate::build::{add_column, drop_column, drop_tables, index, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, string, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Sessions from before were begun by a password and kept by the browser.
        add_column(manager, "session", string("method").default("password")).await?;
        add_column(manager, "session", boolean("persistent").default(true)).await?;
        add_column(manager, "session", big_integer("authenticated_at").default(0)).await?;

        let mut event = table("audit_event");
        // No foreign keys: what was done outlives who did it.
        event
            .col(uuid("id").primary_key())
            .col(big_integer("at"))
            .col(uuid_null("actor_id"))
            .col(string("action"))
            .col(text_null("target_kind"))
            .col(text_null("target_id"))
            .col(text_null("address"))
            .col(text("detail"));
        manager.create_table(event).await?;
        index(manager, "audit_event", &["actor_id"]).await?;
        index(manager, "audit_event", &["target_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["audit_event"]).await?;
        for column in ["authenticated_at", "persistent", "method"] {
            drop_column(manager, "session", column).await?;
        }
        Ok(())
    }
}
