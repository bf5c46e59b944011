//! Use cases on videos as things with words: drafts, metadata, visibility, lists, the bin.
//!
//! It moves no bytes of media (that is `pipeline`'s) and knows no HTTP. Every use case takes the
//! actor and asks `domain::access` before it touches anything.
//!
//! Start reading at [`videos`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod error;
pub mod videos;

pub use error::{Error, Result};
pub use persistence::Ctx;
