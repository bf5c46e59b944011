//! The use cases on what a viewer keeps, each on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod bench;
mod favorites;
mod follows;
mod notifications;
mod playlists;
mod reactions;
mod watching;
