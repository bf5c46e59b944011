//! Second factors and passkeys.

use crate::build::{drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, blob, blob_uniq, boolean, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut totp = table("totp");
        totp.col(uuid("user_id").primary_key())
            .col(blob("sealed_seed"))
            .col(big_integer("last_step"))
            .col(big_integer("created_at"))
            .col(big_integer_null("confirmed_at"))
            .foreign_key(references("totp", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(totp).await?;

        let mut code = table("recovery_code");
        code.col(uuid("user_id"))
            .col(string("digest"))
            .col(big_integer("created_at"))
            .col(big_integer_null("used_at"))
            .primary_key(Index::create().col("user_id").col("digest"))
            .foreign_key(references("recovery_code", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(code).await?;

        let mut passkey = table("passkey");
        passkey
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(blob_uniq("credential_id"))
            .col(blob("public_key"))
            .col(big_integer("sign_count"))
            .col(boolean("backup_eligible"))
            .col(boolean("backed_up"))
            .col(string("transports"))
            .col(text("name"))
            .col(big_integer("created_at"))
            .col(big_integer_null("last_used_at"))
            .foreign_key(references("passkey", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(passkey).await?;
        index(manager, "passkey", &["user_id"]).await?;

        // Tickets are stored nowhere; those that are good for one use leave their id here when it is over.
        let mut spent = table("spent_ticket");
        spent.col(uuid("id").primary_key()).col(big_integer("expires_at"));
        manager.create_table(spent).await?;
        index(manager, "spent_ticket", &["expires_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["spent_ticket", "passkey", "recovery_code", "totp"]).await
    }
}
