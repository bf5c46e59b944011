//! The use cases on what a viewer keeps, each on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod bench;
mod favorites;
mod follows;
mod locked_videos;
mod notifications;
mod playlists;
mod reactions;
mod views;
mod watching;
