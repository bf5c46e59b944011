//! Accounts and playlists in order, which lie in one class each however well they are known; and videos whose category
//! is gone.

use crate::build::{add_column, drop_column};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The orders in which they are listed.
const ORDERS: [&str; 2] = ["popularity", "published_at"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for order in ORDERS {
            let on = format!(r#""search_document" (kind, {order}, id) WHERE kind <> 'video'"#);
            run(manager, &format!(r#"CREATE INDEX "search_document_other_{order}" ON {on}"#)).await?;
        }
        add_column(manager, "search_change", text_null("category")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_column(manager, "search_change", "category").await?;
        for order in ORDERS {
            run(manager, &format!(r#"DROP INDEX "search_document_other_{order}""#)).await?;
        }
        Ok(())
    }
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}
