//! Mails and the links in them, sign-ups that wait for their address to be proven, invitations.

use crate::build::{add_column, drop_column, drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_column(manager, "user", string("locale").default("en")).await?;
        add_column(manager, "user", big_integer_null("approved_at")).await?;
        // Accounts from before needed no approval.
        manager.get_connection().execute_unprepared(r#"UPDATE "user" SET approved_at = created_at"#).await?;
        mails(manager).await?;
        mail_tokens(manager).await?;
        invitations(manager).await?;
        sign_ups(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["sign_up", "invitation", "mail_token", "mail"]).await?;
        drop_column(manager, "user", "approved_at").await?;
        drop_column(manager, "user", "locale").await
    }
}

async fn mails(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut mail = table("mail");
    mail.col(uuid("id").primary_key())
        .col(uuid_null("user_id"))
        .col(text("recipient"))
        .col(string("template"))
        .col(text("data"))
        .col(string("locale"))
        .col(string("state"))
        .col(integer("failures"))
        .col(text_null("last_error"))
        .col(big_integer("created_at"))
        .col(big_integer_null("sent_at"))
        .foreign_key(references("mail", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(mail).await?;
    index(manager, "mail", &["user_id"]).await?;
    index(manager, "mail", &["state", "created_at"]).await
}

async fn mail_tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut token = table("mail_token");
    token
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(string("purpose"))
        .col(text("email"))
        .col(big_integer("password_changed_at"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"))
        .foreign_key(references("mail_token", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(token).await?;
    index(manager, "mail_token", &["user_id", "purpose"]).await?;
    index(manager, "mail_token", &["expires_at"]).await
}

async fn invitations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut invitation = table("invitation");
    invitation
        .col(uuid("id").primary_key())
        .col(text_null("email"))
        .col(string("role"))
        .col(uuid("created_by"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"))
        .col(uuid_null("used_by"))
        .foreign_key(references("invitation", "created_by", "user").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(references("invitation", "used_by", "user").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(invitation).await?;
    index(manager, "invitation", &["created_by"]).await?;
    index(manager, "invitation", &["used_by"]).await
}

async fn sign_ups(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut sign_up = table("sign_up");
    sign_up
        .col(uuid("id").primary_key())
        .col(text("email"))
        .col(text("email_key").unique_key())
        .col(text("handle"))
        .col(text("display_name"))
        .col(text_null("password_hash"))
        .col(string("locale"))
        .col(uuid_null("invitation_id"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"))
        .foreign_key(references("sign_up", "invitation_id", "invitation").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(sign_up).await?;
    index(manager, "sign_up", &["expires_at"]).await?;
    index(manager, "sign_up", &["invitation_id"]).await
}
