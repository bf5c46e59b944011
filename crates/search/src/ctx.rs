//! What searching works with.

use crate::index::{DatabaseIndex, SearchIndex};
use crate::trending::Noted;
use crate::{OpenSearchIndex, WithFallback};
use integrations::opensearch::OpenSearchSettings;
use serde::Deserialize;
use std::sync::Arc;

/// What looks things up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// The database itself.
    Database,
    /// OpenSearch or Elasticsearch, and the database for as long as that doesn't answer.
    OpenSearch,
}

/// How things are found.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What looks things up.
    pub engine: Engine,
    /// Where OpenSearch is, if that does.
    pub opensearch: OpenSearchSettings,
    /// Answers that are ranked together, and counted.
    pub candidates: usize,
    /// How many different people must search for something before everybody is told of it.
    pub trending_people: i64,
    /// Days for which a search counts.
    pub trending_days: u64,
}

impl Settings {
    /// Every fault of these settings.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !(100..=10_000).contains(&self.candidates) {
            faults.push("search.candidates must be from 100 to 10000".to_owned());
        }
        if self.trending_people < 2 || !(1..=30).contains(&self.trending_days) {
            faults.push("search.trending_people must be at least 2, search.trending_days from 1 to 30".to_owned());
        }
        if self.engine == Engine::OpenSearch {
            faults.extend(self.opensearch.validate());
        }
        faults
    }

    /// The index that they ask for.
    ///
    /// # Errors
    /// What is wrong with them, of that which [`Settings::validate`] cannot see.
    pub fn index(&self, base: &persistence::Ctx) -> Result<Arc<dyn SearchIndex>, String> {
        let database = DatabaseIndex(base.db.clone());
        Ok(match self.engine {
            Engine::Database => Arc::new(database),
            Engine::OpenSearch => {
                let opensearch = OpenSearchIndex::new(&self.opensearch, base.db.clone())?;
                Arc::new(WithFallback::new(opensearch, database, base.clock.clone()))
            }
        })
    }
}

/// What searching works with; cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    /// Rows, the time, and addresses.
    pub base: persistence::Ctx,
    /// Where things are found.
    pub index: Arc<dyn SearchIndex>,
    /// How.
    pub settings: Settings,
    /// Searches that are not written yet.
    pub(crate) noted: Arc<Noted>,
}

impl Ctx {
    /// With nothing noted yet.
    pub fn new(base: persistence::Ctx, index: Arc<dyn SearchIndex>, settings: Settings) -> Self {
        Self { base, index, settings, noted: Arc::default() }
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("settings", &self.settings).finish_non_exhaustive()
    }
}
