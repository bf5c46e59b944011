//! What the use cases here work with.

use crate::locks::Locksmith;
use domain::video::MediaLinks;
use domain::{Clock, IdGen};
use persistence::Db;
use std::sync::Arc;

/// What use cases on videos work with; cheap to clone.
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
    /// Passwords of videos.
    pub locksmith: Arc<dyn Locksmith>,
}

impl Ctx {
    /// The same with what videos need beside it.
    pub fn new(base: persistence::Ctx, locksmith: Arc<dyn Locksmith>) -> Self {
        let persistence::Ctx { db, clock, ids, links } = base;
        Self { db, clock, ids, links, locksmith }
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").finish_non_exhaustive()
    }
}
