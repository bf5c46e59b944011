//! Identities at other services, and the sign-ins with them that are under way.

use crate::build::{drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, string, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut identity = table("identity");
        identity
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(string("provider"))
            .col(text("issuer"))
            .col(text("subject"))
            .col(text_null("email"))
            .col(text_null("name"))
            .col(big_integer("created_at"))
            .col(big_integer("last_used_at"))
            .foreign_key(references("identity", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(identity).await?;
        unique(manager, "identity", &["issuer", "subject"]).await?;
        // An account has one identity at a provider, so the provider's name is enough to unlink it.
        unique(manager, "identity", &["user_id", "provider"]).await?;

        let mut attempt = table("sign_in_attempt");
        attempt
            .col(uuid("id").primary_key())
            .col(string("provider"))
            .col(boolean("persistent"))
            .col(uuid_null("user_id"))
            .col(uuid_null("session_id"))
            .col(text("return_to"))
            .col(text_null("profile"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("used_at"))
            .foreign_key(references("sign_in_attempt", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(attempt).await?;
        index(manager, "sign_in_attempt", &["user_id"]).await?;
        index(manager, "sign_in_attempt", &["expires_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["sign_in_attempt", "identity"]).await
    }
}

async fn unique(manager: &SchemaManager<'_>, on: &str, columns: &[&str]) -> Result<(), DbErr> {
    let mut index = Index::create().name(format!("{on}_{}", columns.join("_"))).table(Alias::new(on)).unique().to_owned();
    for column in columns {
        index.col(Alias::new(*column));
    }
    manager.create_index(index).await
}
