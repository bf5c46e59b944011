//! Use cases on videos as things with words: drafts, metadata, visibility, lists, the bin,
//! categories, complaints.
//!
//! It moves no bytes of media (that is `pipeline`'s) and knows no HTTP. Every use case takes the
//! actor and asks `domain::access` before it touches anything.
//!
//! Start reading at [`videos`]; [`chapters`] names their parts,
//! [`publications`] is what the rest of the web gets.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod authority;
pub mod categories;
pub mod chapters;
mod error;
pub mod moderation;
pub mod publications;
pub mod videos;

pub use authority::{Administrator, Authority, Moderator};
pub use error::{Error, Result};
pub use persistence::Ctx;
