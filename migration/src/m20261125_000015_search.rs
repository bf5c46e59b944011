//! The index of what can be found, the words that people can mean, and what they search for.

use crate::build::{drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, integer, string, string_null, text, text_null, uuid, uuid_null};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Classes of popularity; `persistence::search` has the same number.
const TIERS: i32 = 6;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        documents(manager).await?;
        words(manager).await?;
        searches(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            run(manager, r#"DROP TABLE "search_text""#).await?;
        }
        let tables = ["search_trend", "search_seen", "search_spelling", "search_word", "search_change", "search_spoken", "search_document"];
        drop_tables(manager, &tables).await
    }
}

async fn documents(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut document = table("search_document");
    document
        .col(ColumnDef::new(Alias::new("seq")).big_integer().not_null().auto_increment().primary_key())
        .col(uuid("id").unique_key())
        .col(string("kind"))
        .col(integer("tier"))
        .col(big_integer("popularity"))
        .col(big_integer("likes"))
        .col(big_integer("published_at"))
        .col(big_integer_null("duration_ms"))
        .col(text_null("category"))
        .col(string_null("language"))
        .col(text("tags"))
        .col(text("head"))
        .col(boolean("spoken"))
        .col(uuid("owner_id"))
        .col(uuid_null("video_id"))
        .foreign_key(references("search_document", "owner_id", "user").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(references("search_document", "video_id", "video").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(document).await?;
    index(manager, "search_document", &["owner_id"]).await?;
    index(manager, "search_document", &["video_id"]).await?;
    for order in ["popularity", "published_at", "likes"] {
        index(manager, "search_document", &["kind", "tier", order, "id"]).await?;
    }
    match manager.get_database_backend() {
        DbBackend::Postgres => inverted(manager).await?,
        _ => full_text(manager).await?,
    }
    let mut spoken = table("search_spoken");
    spoken
        .col(uuid("video_id").primary_key())
        .col(text("text"))
        .foreign_key(references("search_spoken", "video_id", "video").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(spoken).await
}

/// One index for each class of popularity: a question about common words is answered by the few popular
/// documents, and the postings of all others are not read.
async fn inverted(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    run(manager, r#"ALTER TABLE "search_document" ADD COLUMN words tsvector NOT NULL"#).await?;
    for tier in 0..TIERS {
        let on = format!("kind = 'video' AND tier = {tier}");
        run(manager, &gin(&format!("search_document_video_{tier}"), &on)).await?;
    }
    run(manager, &gin("search_document_other", "kind <> 'video'")).await
}

/// Without a list of pending entries, which every search would have to read through.
fn gin(name: &str, on: &str) -> String {
    format!(r#"CREATE INDEX "{name}" ON "search_document" USING gin (words) WITH (fastupdate = off) WHERE {on}"#)
}

/// The words come prepared, so the tokenizer only parts them at spaces.
async fn full_text(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    run(
        manager,
        r#"CREATE VIRTUAL TABLE "search_text" USING fts5(words, stems, spoken, facts, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'")"#,
    )
    .await?;
    run(
        manager,
        r#"CREATE TRIGGER "search_document_deleted" AFTER DELETE ON "search_document" BEGIN DELETE FROM "search_text" WHERE rowid = OLD.seq; END"#,
    )
    .await
}

async fn words(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut change = table("search_change");
    change
        .col(ColumnDef::new(Alias::new("seq")).big_integer().not_null().auto_increment().primary_key())
        .col(uuid_null("author_id"))
        .col(uuid_null("after_id"))
        .col(text("documents"))
        .col(text("added"))
        .col(text("removed"))
        .foreign_key(references("search_change", "author_id", "user").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(change).await?;

    index(manager, "search_change", &["author_id"]).await?;

    // Ranges of words are ranges of bytes, whatever the database's locale.
    let bytes = if manager.get_database_backend() == DbBackend::Postgres { r#"COLLATE "C""# } else { "" };
    let word = |name: &str| ColumnDef::new(Alias::new(name)).text().not_null().extra(bytes).to_owned();
    let mut known = table("search_word");
    known.col(word("word").primary_key()).col(string("initial")).col(string("lead")).col(word("base")).col(big_integer("uses"));
    manager.create_table(known).await?;
    index(manager, "search_word", &["initial", "uses"]).await?;
    index(manager, "search_word", &["lead", "uses"]).await?;

    let mut spelling = table("search_spelling");
    spelling
        .col(word("variant"))
        .col(word("word"))
        .primary_key(Index::create().col(Alias::new("variant")).col(Alias::new("word")))
        .foreign_key(
            ForeignKey::create()
                .from(Alias::new("search_spelling"), Alias::new("word"))
                .to(Alias::new("search_word"), Alias::new("word"))
                .on_delete(ForeignKeyAction::Cascade),
        );
    manager.create_table(spelling).await?;
    index(manager, "search_spelling", &["word"]).await
}

async fn searches(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut seen = table("search_seen");
    seen.col(text("query"))
        .col(string("viewer"))
        .col(big_integer("seen_at"))
        .primary_key(Index::create().col(Alias::new("query")).col(Alias::new("viewer")));
    manager.create_table(seen).await?;
    index(manager, "search_seen", &["seen_at"]).await?;
    let mut trend = table("search_trend");
    trend.col(text("query").primary_key()).col(big_integer("score"));
    manager.create_table(trend).await
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}
