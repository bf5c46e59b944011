//! The use cases on comments, on both databases.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod bench;
mod live;
mod moderation;
mod people;
mod storms;
mod threads;
