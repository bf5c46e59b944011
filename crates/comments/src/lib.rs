//! Use cases on comments: threads, replies, reactions, moderation.
//!
//! It renders no page and knows no HTTP. Every use case takes the actor and asks before it touches anything.
//!
//! Start reading at [`Error`].

mod error;

pub use error::{Error, Result};
pub use persistence::Ctx;
