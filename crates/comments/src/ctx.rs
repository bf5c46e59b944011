//! What the use cases here work with.

use crate::live::Live;
use crate::settings::Settings;
use domain::video::MediaLinks;
use domain::{Clock, IdGen};
use persistence::Db;
use std::sync::Arc;

/// What use cases on comments work with; cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn IdGen>,
    /// Addresses of authors' pictures.
    pub links: Arc<dyn MediaLinks>,
    /// What the operator decides.
    pub settings: Arc<Settings>,
    /// Who listens for new comments.
    pub live: Live,
}

impl Ctx {
    /// The same with what comments need beside it.
    pub fn new(base: persistence::Ctx, settings: Settings) -> Self {
        let persistence::Ctx { db, clock, ids, links } = base;
        Self { db, clock, ids, links, settings: Arc::new(settings), live: Live::default() }
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").finish_non_exhaustive()
    }
}
