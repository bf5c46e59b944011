//! What people are told, what they complain about, and whom they want nothing to do with.

use crate::build::{drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, string, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut notification = table("notification");
        // A comment has no foreign key: its row comes and goes with the video, as this one does.
        notification
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(string("kind"))
            .col(uuid_null("actor_id"))
            .col(uuid_null("video_id"))
            .col(uuid_null("comment_id"))
            .col(big_integer("created_at"))
            .col(big_integer_null("read_at"))
            .foreign_key(references("notification", "user_id", "user").on_delete(ForeignKeyAction::Cascade))
            .foreign_key(references("notification", "actor_id", "user").on_delete(ForeignKeyAction::Cascade))
            .foreign_key(references("notification", "video_id", "video").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(notification).await?;
        index(manager, "notification", &["user_id", "id"]).await?;
        index(manager, "notification", &["actor_id"]).await?;
        index(manager, "notification", &["video_id"]).await?;
        index(manager, "notification", &["comment_id"]).await?;

        let mut preference = table("notification_preference");
        preference
            .col(uuid("user_id"))
            .col(string("kind"))
            .col(boolean("enabled"))
            .primary_key(Index::create().col(Alias::new("user_id")).col(Alias::new("kind")))
            .foreign_key(references("notification_preference", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(preference).await?;

        let mut block = table("user_block");
        block
            .col(uuid("blocker_id"))
            .col(uuid("blocked_id"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col(Alias::new("blocker_id")).col(Alias::new("blocked_id")))
            .foreign_key(references("user_block", "blocker_id", "user").on_delete(ForeignKeyAction::Cascade))
            .foreign_key(references("user_block", "blocked_id", "user").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(block).await?;
        index(manager, "user_block", &["blocked_id"]).await?;

        reports(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["report", "user_block", "notification_preference", "notification"]).await
    }
}

async fn reports(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut report = table("report");
    // What it is about may be gone by the time somebody looks; the report stays.
    report
        .col(uuid("id").primary_key())
        .col(uuid_null("reporter_id"))
        .col(string("target_kind"))
        .col(uuid("target_id"))
        .col(string("reason"))
        .col(text("detail"))
        .col(string("state"))
        .col(big_integer("created_at"))
        .col(uuid_null("handled_by"))
        .col(big_integer_null("handled_at"))
        .col(text_null("note"))
        .foreign_key(references("report", "reporter_id", "user").on_delete(ForeignKeyAction::SetNull))
        .foreign_key(references("report", "handled_by", "user").on_delete(ForeignKeyAction::SetNull));
    manager.create_table(report).await?;
    let mut once = Index::create().name("report_once").table(Alias::new("report")).unique().to_owned();
    once.col(Alias::new("target_id")).col(Alias::new("target_kind")).col(Alias::new("reporter_id"));
    manager.create_index(once).await?;
    index(manager, "report", &["state", "id"]).await?;
    index(manager, "report", &["reporter_id"]).await?;
    index(manager, "report", &["handled_by"]).await
}
