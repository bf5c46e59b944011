//! Accounts and sessions, videos, uploads, transcodes and the job queue.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, integer_null, string, string_null, text, text_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Rows that stand in public lists; the same condition is in `persistence::video::list`.
const LISTED: &str = r"visibility = 'public' AND state = 'ready' AND deleted_at IS NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        identity(manager).await?;
        videos(manager).await?;
        uploads(manager).await?;
        transcodes(manager).await?;
        jobs(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["job", "segment", "encode_task", "generation", "upload", "idempotency_key", "video_tag", "video", "session", "user"] {
            manager.drop_table(Table::drop().table(Alias::new(name)).to_owned()).await?;
        }
        Ok(())
    }
}

async fn identity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut user = table("user");
    user.col(uuid("id").primary_key())
        .col(text("email"))
        .col(text("email_key").unique_key())
        .col(text("handle"))
        .col(text("handle_key").unique_key())
        .col(text("display_name"))
        .col(string("role"))
        .col(text_null("password_hash"))
        .col(big_integer("password_changed_at"))
        .col(big_integer_null("email_verified_at"))
        .col(big_integer_null("suspended_at"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .col(big_integer_null("deleted_at"));
    manager.create_table(user).await?;

    let mut session = table("session");
    session
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(big_integer("refresh_counter"))
        .col(big_integer("rotated_at"))
        .col(text_null("user_agent"))
        .col(text_null("address"))
        .col(big_integer("created_at"))
        .col(big_integer("last_seen_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("revoked_at"))
        .foreign_key(&mut references("session", "user_id", "user"));
    manager.create_table(session).await?;
    index(manager, "session", &["user_id"]).await
}

async fn videos(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut video = table("video");
    video
        .col(uuid("id").primary_key())
        .col(uuid("owner_id"))
        .col(text("title"))
        .col(text("description"))
        .col(string_null("language"))
        .col(text_null("license"))
        .col(string("visibility"))
        .col(string("state"))
        .col(boolean("playable"))
        .col(string_null("kind"))
        .col(big_integer_null("duration_ms"))
        .col(integer_null("width"))
        .col(integer_null("height"))
        .col(uuid_null("generation_id"))
        .col(boolean("has_poster"))
        .col(boolean("has_preview"))
        .col(string_null("failure_code"))
        .col(text_null("failure_detail"))
        .col(big_integer_null("published_at"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .col(big_integer_null("deleted_at"))
        .col(big_integer("version"))
        .col(big_integer("views").default(0))
        .col(big_integer("likes").default(0))
        .col(big_integer("dislikes").default(0))
        .col(big_integer("comments").default(0))
        .foreign_key(&mut references("video", "owner_id", "user"));
    manager.create_table(video).await?;
    for key in ["published_at", "views", "likes", "duration_ms"] {
        listed_index(manager, &format!("video_listed_{key}"), &format!("{key}, id")).await?;
    }
    listed_index(manager, "video_listed_owner", "owner_id, published_at, id").await?;
    index(manager, "video", &["owner_id", "id"]).await?;
    index(manager, "video", &["deleted_at"]).await?;

    let mut tag = table("video_tag");
    tag.col(uuid("video_id")).col(text("tag")).primary_key(Index::create().col("video_id").col("tag"));
    tag.foreign_key(references("video_tag", "video_id", "video").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(tag).await?;
    index(manager, "video_tag", &["tag", "video_id"]).await?;

    let mut key = table("idempotency_key");
    key.col(uuid("owner_id"))
        .col(string("key"))
        .col(string("fingerprint"))
        .col(uuid("made_id"))
        .col(big_integer("created_at"))
        .primary_key(Index::create().col("owner_id").col("key"))
        .foreign_key(references("idempotency_key", "owner_id", "user").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(key).await?;
    index(manager, "idempotency_key", &["created_at"]).await
}

async fn uploads(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut upload = table("upload");
    upload
        .col(string("id").primary_key())
        .col(uuid("owner_id"))
        .col(uuid_null("video_id"))
        .col(string("role"))
        .col(big_integer_null("length"))
        .col(text("filename"))
        .col(text("metadata"))
        .col(string("node"))
        .col(big_integer_null("completed_at"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .foreign_key(&mut references("upload", "owner_id", "user"))
        .foreign_key(references("upload", "video_id", "video").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(upload).await?;
    index(manager, "upload", &["video_id"]).await?;
    index(manager, "upload", &["expires_at"]).await
}

async fn transcodes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut generation = table("generation");
    generation
        .col(uuid("id").primary_key())
        .col(uuid("video_id"))
        .col(text("source_key"))
        .col(string("state"))
        .col(text_null("report"))
        .col(text_null("plan"))
        .col(text_null("manifest"))
        .col(big_integer("created_at"))
        .col(big_integer_null("finished_at"))
        .foreign_key(references("generation", "video_id", "video").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(generation).await?;
    index(manager, "generation", &["video_id", "id"]).await?;

    let mut task = table("encode_task");
    task.col(uuid("generation_id"))
        .col(integer("number"))
        .col(boolean("done"))
        .primary_key(Index::create().col("generation_id").col("number"))
        .foreign_key(references("encode_task", "generation_id", "generation").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(task).await?;

    let mut segment = table("segment");
    segment
        .col(uuid("generation_id"))
        .col(string("rendition"))
        .col(integer("number"))
        .col(text("info"))
        .primary_key(Index::create().col("generation_id").col("rendition").col("number"))
        .foreign_key(references("segment", "generation_id", "generation").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(segment).await
}

async fn jobs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut job = table("job");
    job.col(uuid("id").primary_key())
        .col(string("kind"))
        .col(text("payload"))
        .col(string("key").unique_key())
        .col(integer("priority"))
        .col(uuid_null("owner_id"))
        .col(string_null("node"))
        .col(string("state"))
        .col(integer("attempts"))
        .col(integer("failures"))
        .col(big_integer("run_after"))
        .col(big_integer_null("lease_until"))
        .col(string_null("worker"))
        .col(text_null("last_error"))
        .col(big_integer("created_at"));
    manager.create_table(job).await?;
    index(manager, "job", &["state", "priority", "run_after"]).await?;
    index(manager, "job", &["owner_id", "state"]).await
}

fn table(name: &str) -> TableCreateStatement {
    Table::create().table(Alias::new(name)).to_owned()
}

fn references(from: &str, column: &str, to: &str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(Alias::new(from), Alias::new(column)).to(Alias::new(to), Alias::new("id")).to_owned()
}

async fn index(manager: &SchemaManager<'_>, on: &str, columns: &[&str]) -> Result<(), DbErr> {
    let mut index = Index::create().name(format!("{on}_{}", columns.join("_"))).table(Alias::new(on)).to_owned();
    for column in columns {
        index.col(Alias::new(*column));
    }
    manager.create_index(index).await
}

/// Partial indexes keep the public lists small and sorted; the builder has no word for them on
/// both databases, and the statement is the same on both.
async fn listed_index(manager: &SchemaManager<'_>, name: &str, columns: &str) -> Result<(), DbErr> {
    let statement = format!(r#"CREATE INDEX "{name}" ON "video" ({columns}) WHERE {LISTED}"#);
    manager.get_connection().execute_unprepared(&statement).await.map(|_| ())
}
