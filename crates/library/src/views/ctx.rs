//! What counting views works with.

use super::buffer::Buffer;
use async_trait::async_trait;
use domain::Timestamp;
use persistence::Db;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// Section `[views]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Minutes in which a viewer of a video counts once.
    pub window_minutes: u64,
    /// Minutes between two looks at what is watched most.
    pub trending_minutes: u64,
}

impl Settings {
    /// Every fault, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        let minutes = [("window_minutes", self.window_minutes), ("trending_minutes", self.trending_minutes)];
        let broken = minutes.into_iter().filter(|(_, minutes)| !(1..=1440).contains(minutes));
        broken.map(|(key, _)| format!("views.{key}: must be 1 to 1440")).collect()
    }

    /// How long a viewer counts once.
    pub fn window(&self) -> Duration {
        Duration::from_mins(self.window_minutes)
    }

    /// How long it is between two looks at what is watched most.
    pub fn trending(&self) -> Duration {
        Duration::from_mins(self.trending_minutes)
    }
}

/// Who was where not long ago. It is asked on each report, so it must never keep one waiting.
#[async_trait]
pub trait Visits: Send + Sync {
    /// Notes a visit. Tells how long ago the one before was, if the window that began with the first lasts still; nothing
    /// where a new window begins.
    async fn visit(&self, key: &str, window: Duration, now: Timestamp) -> Option<Duration>;
}

/// What counting views works with; cheap to clone, and clones count together.
#[derive(Clone)]
pub struct Ctx {
    /// Rows and the time.
    pub base: persistence::Ctx,
    /// Who watched not long ago.
    pub visits: Arc<dyn Visits>,
    /// For how long somebody counts once.
    pub settings: Settings,
    /// What was counted and is not written yet.
    pub(super) buffer: Arc<Buffer>,
}

impl Ctx {
    /// With nothing counted yet.
    pub fn new(base: persistence::Ctx, visits: Arc<dyn Visits>, settings: Settings) -> Self {
        Self { base, visits, settings, buffer: Arc::default() }
    }

    /// The same counting, written through these connections.
    #[must_use]
    pub fn through(&self, db: Db) -> Self {
        Self { base: persistence::Ctx { db, ..self.base.clone() }, ..self.clone() }
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("settings", &self.settings).finish_non_exhaustive()
    }
}
