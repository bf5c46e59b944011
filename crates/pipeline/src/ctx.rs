//! What the use cases work with.

use crate::{RetentionSettings, UploadSettings};
use domain::{Clock, IdGen};
use jobs::Doorbell;
use media::staging::Staging;
use media::storage::Store;
use media::token::MediaTokens;
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
    /// Objects at rest.
    pub store: Store,
    /// Files on their way to us.
    pub staging: Staging,
    /// Signs and checks addresses of private media.
    pub tokens: MediaTokens,
    /// Wakes workers.
    pub doorbell: Doorbell,
    /// This server, as uploads and jobs name it that need its disk.
    pub node: Arc<str>,
    /// Limits of uploads.
    pub upload: UploadSettings,
    /// How long things are kept.
    pub retention: RetentionSettings,
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("node", &self.node).finish_non_exhaustive()
    }
}
