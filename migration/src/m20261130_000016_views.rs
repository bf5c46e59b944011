//! How often and how long videos are watched, by hour, and which of their parts.

use crate::build::{drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, small_integer, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut hour = of_video("view_hour", big_integer("hour"));
        manager.create_table(hour.col(big_integer("views")).col(big_integer("watch_ms")).to_owned()).await?;
        index(manager, "view_hour", &["hour", "video_id"]).await?;
        let mut retention = of_video("view_retention", small_integer("bucket"));
        manager.create_table(retention.col(big_integer("plays")).to_owned()).await?;
        // The builder has no word for a part of the rows.
        manager.get_connection().execute_unprepared(r#"CREATE INDEX "video_trending" ON "video" (id) WHERE trending <> 0"#).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("video_trending").table(Alias::new("video")).to_owned()).await?;
        drop_tables(manager, &["view_retention", "view_hour"]).await
    }
}

/// A table with rows of a video that are told apart by this column, and go with it.
fn of_video(name: &str, mut key: ColumnDef) -> TableCreateStatement {
    let (mut made, other) = (table(name), key.get_column_name());
    made.col(uuid("video_id"))
        .col(&mut key)
        .primary_key(Index::create().col(Alias::new("video_id")).col(Alias::new(other)))
        .foreign_key(references(name, "video_id", "video").on_delete(ForeignKeyAction::Cascade));
    made
}
