//! What a viewer keeps: reactions, favourites, what was watched and how far, playlists, and whom he follows.

use crate::build::{add_column, drop_column, drop_tables, index, references, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, boolean, small_integer, string, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Indexes over a part of the rows, which the builder can't write for both databases.
const PARTIAL: [&str; 4] = [
    r#"CREATE INDEX "watch_unfinished" ON "watch" (user_id, watched_at, video_id) WHERE NOT finished AND position_ms > 0"#,
    r#"CREATE UNIQUE INDEX "playlist_watch_later" ON "playlist" (owner_id) WHERE kind = 'watch-later'"#,
    r#"CREATE INDEX "playlist_public" ON "playlist" (owner_id, id) WHERE visibility = 'public'"#,
    r#"CREATE INDEX "notification_unread" ON "notification" (user_id, id) WHERE read_at IS NULL"#,
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_column(manager, "user", boolean("history_paused").default(false)).await?;
        add_column(manager, "user", boolean("hide_followers").default(false)).await?;
        add_column(manager, "user", big_integer("followers").default(0)).await?;
        kept(manager).await?;
        playlists(manager).await?;
        follows(manager).await?;
        for statement in PARTIAL {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("notification_unread").table(Alias::new("notification")).to_owned()).await?;
        drop_tables(manager, &["follow", "playlist_item", "playlist", "watch", "video_reaction", "favorite"]).await?;
        for column in ["followers", "hide_followers", "history_paused"] {
            drop_column(manager, "user", column).await?;
        }
        Ok(())
    }
}

/// A table with one row for a person and a video, which goes with either.
fn of_person_and_video(name: &str) -> TableCreateStatement {
    let mut made = table(name);
    made.col(uuid("user_id"))
        .col(uuid("video_id"))
        .primary_key(Index::create().col(Alias::new("user_id")).col(Alias::new("video_id")))
        .foreign_key(references(name, "user_id", "user").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(references(name, "video_id", "video").on_delete(ForeignKeyAction::Cascade));
    made
}

async fn kept(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut reaction = of_person_and_video("video_reaction");
    manager.create_table(reaction.col(small_integer("value")).col(big_integer("reacted_at")).to_owned()).await?;
    index(manager, "video_reaction", &["video_id"]).await?;

    let mut favorite = of_person_and_video("favorite");
    manager.create_table(favorite.col(big_integer("added_at")).to_owned()).await?;
    index(manager, "favorite", &["user_id", "added_at", "video_id"]).await?;
    index(manager, "favorite", &["video_id"]).await?;

    let mut watch = of_person_and_video("watch");
    watch.col(big_integer("position_ms")).col(boolean("finished")).col(big_integer("watched_at"));
    manager.create_table(watch).await?;
    index(manager, "watch", &["user_id", "watched_at", "video_id"]).await?;
    index(manager, "watch", &["video_id"]).await
}

async fn playlists(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut playlist = table("playlist");
    playlist
        .col(uuid("id").primary_key())
        .col(uuid("owner_id"))
        .col(string("kind"))
        .col(text("title"))
        .col(text("description"))
        .col(string("visibility"))
        .col(big_integer("items").default(0))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .col(big_integer("version"))
        .foreign_key(references("playlist", "owner_id", "user").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(playlist).await?;
    index(manager, "playlist", &["owner_id", "id"]).await?;

    // The rank is bytes, since texts are sorted by language on one database and by bytes on the other.
    let mut item = table("playlist_item");
    item.col(uuid("id").primary_key())
        .col(uuid("playlist_id"))
        .col(uuid("video_id"))
        .col(binary("rank"))
        .col(big_integer("added_at"))
        .foreign_key(references("playlist_item", "playlist_id", "playlist").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(references("playlist_item", "video_id", "video").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(item).await?;
    let mut once = Index::create().name("playlist_item_once").table(Alias::new("playlist_item")).unique().to_owned();
    manager.create_index(once.col(Alias::new("playlist_id")).col(Alias::new("video_id")).to_owned()).await?;
    index(manager, "playlist_item", &["playlist_id", "rank"]).await?;
    index(manager, "playlist_item", &["video_id"]).await
}

async fn follows(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut follow = table("follow");
    follow
        .col(uuid("follower_id"))
        .col(uuid("followed_id"))
        .col(big_integer("followed_at"))
        .primary_key(Index::create().col(Alias::new("follower_id")).col(Alias::new("followed_id")))
        .foreign_key(references("follow", "follower_id", "user").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(references("follow", "followed_id", "user").on_delete(ForeignKeyAction::Cascade));
    manager.create_table(follow).await?;
    index(manager, "follow", &["followed_id", "followed_at", "follower_id"]).await?;
    index(manager, "follow", &["followed_id", "follower_id"]).await
}
