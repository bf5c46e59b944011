//! What is said in videos along their timeline: captions and chapters.

use crate::build::{drop_tables, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut caption = table("caption");
        caption
            .col(uuid("video_id"))
            .col(string("language"))
            .col(string("label"))
            .col(string("kind"))
            .col(boolean("is_default"))
            .col(text("body"))
            .col(big_integer("version"))
            .primary_key(Index::create().col(Alias::new("video_id")).col(Alias::new("language")))
            .foreign_key(references("caption", "video_id", "video").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(caption).await?;

        let mut chapter = table("chapter");
        chapter
            .col(uuid("video_id"))
            .col(string("source"))
            .col(big_integer("start_ms"))
            .col(text("title"))
            .primary_key(Index::create().col(Alias::new("video_id")).col(Alias::new("source")).col(Alias::new("start_ms")))
            .foreign_key(references("chapter", "video_id", "video").on_delete(ForeignKeyAction::Cascade));
        manager.create_table(chapter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["chapter", "caption"]).await
    }
}
