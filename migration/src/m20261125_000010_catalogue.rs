//! What videos are about, how they are ranked, when they come out, and what hides them.

use crate::build::{add_column, drop_column, drop_tables, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, string_null, text, text_null};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Rows that stand in public lists; the same condition is in `persistence::video::list`.
const LISTED: &str = r"visibility = 'public' AND state = 'ready' AND deleted_at IS NULL";

/// Slug, English name, Spanish name, in the order in which they are shown.
const CATEGORIES: [(&str, &str, &str); 16] = [
    ("film", "Film and animation", "Cine y animación"),
    ("music", "Music", "Música"),
    ("theatre-and-dance", "Theatre and dance", "Teatro y danza"),
    ("comedy", "Comedy", "Humor"),
    ("entertainment", "Entertainment", "Entretenimiento"),
    ("games", "Games", "Juegos"),
    ("sports", "Sports", "Deportes"),
    ("travel", "Travel", "Viajes"),
    ("food", "Food and drink", "Cocina"),
    ("how-to", "How-to and crafts", "Manualidades y consejos"),
    ("education", "Education", "Educación"),
    ("science", "Science and technology", "Ciencia y tecnología"),
    ("nature", "Nature and animals", "Naturaleza y animales"),
    ("news", "News and politics", "Noticias y política"),
    ("people", "People and blogs", "Gente y blogs"),
    ("causes", "Causes and communities", "Causas y comunidades"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        categories(manager).await?;
        columns(manager).await?;
        let run = |statement: String| async move { manager.get_connection().execute_unprepared(&statement).await.map(|_| ()) };
        for (name, columns) in [("trending", "trending, id"), ("category", "category, published_at, id")] {
            run(format!(r#"CREATE INDEX "video_listed_{name}" ON "video" ({columns}) WHERE {LISTED}"#)).await?;
        }
        run(r#"CREATE INDEX "video_scheduled" ON "video" (publish_at) WHERE visibility = 'scheduled'"#.to_owned()).await?;
        // A prefix is a range of names, which only an order by bytes has.
        let order = if manager.get_database_backend() == DbBackend::Postgres { r#" COLLATE "C""# } else { "" };
        run(format!(r#"CREATE TABLE "tag" ("name" text{order} NOT NULL PRIMARY KEY, "videos" bigint NOT NULL)"#)).await?;
        run(r#"CREATE INDEX "tag_videos_name" ON "tag" ("videos", "name")"#.to_owned()).await?;
        run(format!(
            r#"INSERT INTO "tag" ("name", "videos") SELECT "tag", count(*) FROM "video_tag"
            JOIN "video" ON "video"."id" = "video_tag"."video_id" WHERE {LISTED} GROUP BY "tag""#
        ))
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["tag"]).await?;
        for index in ["video_scheduled", "video_listed_category", "video_listed_trending"] {
            manager.get_connection().execute_unprepared(&format!(r#"DROP INDEX "{index}""#)).await?;
        }
        let columns = ["visibility_before", "takedown_reason", "taken_down_at", "publish_at", "trending", "category"];
        for column in columns {
            drop_column(manager, "video", column).await?;
        }
        drop_tables(manager, &["category"]).await
    }
}

async fn categories(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut category = table("category");
    category.col(string("slug").primary_key()).col(text("name_en")).col(text("name_es")).col(integer("position"));
    manager.create_table(category).await?;
    let columns = ["slug", "name_en", "name_es", "position"].map(Alias::new);
    let mut rows = Query::insert().into_table(Alias::new("category")).columns(columns).to_owned();
    for (position, (slug, english, spanish)) in (10..).step_by(10).zip(CATEGORIES) {
        rows.values([slug.into(), english.into(), spanish.into(), Expr::value(position)]).map_err(|e| DbErr::Custom(e.to_string()))?;
    }
    manager.execute(rows).await
}

async fn columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add_column(manager, "video", string_null("category")).await?;
    add_column(manager, "video", big_integer("trending").default(0)).await?;
    add_column(manager, "video", big_integer_null("publish_at")).await?;
    add_column(manager, "video", big_integer_null("taken_down_at")).await?;
    add_column(manager, "video", text_null("takedown_reason")).await?;
    add_column(manager, "video", string_null("visibility_before")).await
}
