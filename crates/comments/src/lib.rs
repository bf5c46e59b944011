//! Use cases on comments: threads, replies, reactions, moderation.
//!
//! It renders no page and knows no HTTP. Every use case takes the actor and asks before it touches anything.
//!
//! Start reading at [`threads`] for what is read, [`writing`] for what is written. What the Markdown of a
//! comment may become is in [`markup`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod blocks;
mod ctx;
mod error;
pub mod live;
pub mod markup;
pub mod moderation;
pub mod reactions;
mod settings;
mod show;
mod telling;
pub mod threads;
pub mod writing;

pub use ctx::Ctx;
pub use error::{Error, Result};
pub use settings::Settings;
