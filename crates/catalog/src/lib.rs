//! Use cases on videos as things with words: drafts, metadata, visibility, passwords, lists, the bin,
//! categories, complaints.
//!
//! It moves no bytes of media (that is `pipeline`'s) and knows no HTTP. Every use case takes the
//! actor and asks `domain::access` before it touches anything.
//!
//! Start reading at [`videos`]; [`locks`] lets in who knows a password, [`chapters`] names their parts,
//! [`publications`] is what the rest of the web gets.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod authority;
pub mod categories;
pub mod chapters;
mod ctx;
mod error;
pub mod locks;
pub mod moderation;
pub mod publications;
#[cfg(test)]
mod testing;
pub mod videos;

pub use authority::{Administrator, Authority, Moderator};
pub use ctx::Ctx;
pub use error::{Error, Result};
