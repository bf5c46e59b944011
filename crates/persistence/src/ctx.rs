//! What use cases work with.

use crate::Db;
use domain::video::MediaLinks;
use domain::{Clock, IdGen};
use std::sync::Arc;

/// What use cases on rows work with; cheap to clone. Crates that need more have a context of their own.
#[derive(Clone)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn IdGen>,
    /// Addresses of media and of pictures.
    pub links: Arc<dyn MediaLinks>,
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").finish_non_exhaustive()
    }
}
