//! The use cases on comments, on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod bench;
mod live;
mod moderation;
mod people;
mod storms;
mod threads;
