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

use domain::video::MediaLinks;
use domain::{Clock, IdGen};
use persistence::Db;
use std::sync::Arc;

/// What the use cases work with; cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn IdGen>,
    /// Addresses of posters and previews.
    pub links: Arc<dyn MediaLinks>,
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").finish_non_exhaustive()
    }
}
