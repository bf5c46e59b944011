//! Comments with their wordings, votes and mentions, and whether a video takes any.

use crate::build::{add_column, drop_column, drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, integer, small_integer, string, text, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_column(manager, "video", string("comments_mode").default("open")).await?;
        comments(manager).await?;
        edits(manager).await?;
        reactions(manager).await?;
        mentions(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["comment_mention", "comment_reaction", "comment_edit", "comment"]).await?;
        drop_column(manager, "video", "comments_mode").await
    }
}

async fn comments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut comment = table("comment");
    // Nothing is done when a parent or an author goes: a comment with replies is emptied and kept, and an
    // account is erased only when nothing of it is left here.
    comment
        .col(uuid("id").primary_key())
        .col(uuid("video_id"))
        .col(uuid_null("author_id"))
        .col(uuid_null("parent_id"))
        .col(integer("depth"))
        .col(text("body"))
        .col(string("state"))
        .col(big_integer("created_at"))
        .col(big_integer_null("visible_at"))
        .col(big_integer_null("edited_at"))
        .col(big_integer_null("deleted_at"))
        .col(big_integer_null("pinned_at"))
        .col(big_integer_null("hearted_at"))
        .col(big_integer("likes").default(0))
        .col(big_integer("dislikes").default(0))
        .col(big_integer("replies").default(0))
        .col(big_integer("score").default(0))
        .col(boolean("listed"))
        .col(big_integer("version").default(1))
        .foreign_key(references("comment", "video_id", "video").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(&mut references("comment", "author_id", "user"))
        .foreign_key(&mut references("comment", "parent_id", "comment"));
    manager.create_table(comment).await?;
    index(manager, "comment", &["video_id", "visible_at", "id"]).await?;
    index(manager, "comment", &["parent_id", "id"]).await?;
    index(manager, "comment", &["author_id", "id"]).await?;
    let db = manager.get_connection();
    for statement in [
        "CREATE INDEX comment_listed_id ON comment (video_id, id) WHERE listed AND parent_id IS NULL",
        "CREATE INDEX comment_listed_score ON comment (video_id, score, id) WHERE listed AND parent_id IS NULL",
        "CREATE INDEX comment_held ON comment (video_id, id) WHERE state = 'held'",
        "CREATE UNIQUE INDEX comment_pinned ON comment (video_id) WHERE pinned_at IS NOT NULL",
    ] {
        db.execute_unprepared(statement).await?;
    }
    Ok(())
}

async fn edits(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut edit = table("comment_edit");
    edit.col(uuid("id").primary_key())
        .col(uuid("comment_id"))
        .col(text("body"))
        .col(big_integer("replaced_at"))
        .foreign_key(references("comment_edit", "comment_id", "comment").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(edit).await?;
    index(manager, "comment_edit", &["comment_id", "id"]).await
}

async fn reactions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut reaction = table("comment_reaction");
    reaction
        .col(uuid("user_id"))
        .col(uuid("comment_id"))
        .col(small_integer("value"))
        .col(big_integer("created_at"))
        .primary_key(Index::create().col(Alias::new("user_id")).col(Alias::new("comment_id")))
        .foreign_key(&mut references("comment_reaction", "user_id", "user"))
        .foreign_key(references("comment_reaction", "comment_id", "comment").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(reaction).await?;
    index(manager, "comment_reaction", &["comment_id"]).await
}

async fn mentions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut mention = table("comment_mention");
    mention
        .col(uuid("comment_id"))
        .col(string("handle_key"))
        .col(uuid("user_id"))
        .primary_key(Index::create().col(Alias::new("comment_id")).col(Alias::new("handle_key")))
        .foreign_key(references("comment_mention", "comment_id", "comment").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(references("comment_mention", "user_id", "user").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(mention).await?;
    index(manager, "comment_mention", &["user_id"]).await
}
