//! OpenSearch may be away for a while; the database, which has the same documents and the same answers, never is.

use crate::opensearch::OpenSearchIndex;
use crate::{DatabaseIndex, Error, Result, SearchIndex};
use async_trait::async_trait;
use domain::Clock;
use domain::page::Cursor;
use domain::search::Sort;
use persistence::search::{After, Candidate, Search};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// For how long OpenSearch is not asked after it failed: one search in this time waits for it in vain, not each.
const REST: Duration = Duration::from_secs(5);

/// Asks OpenSearch, and the database for as long as OpenSearch doesn't answer.
pub struct WithFallback {
    opensearch: OpenSearchIndex,
    database: DatabaseIndex,
    clock: Arc<dyn Clock>,
    /// The instant, in milliseconds, before which OpenSearch isn't asked.
    rests_until: AtomicI64,
}

impl WithFallback {
    /// With both at hand.
    pub fn new(opensearch: OpenSearchIndex, database: DatabaseIndex, clock: Arc<dyn Clock>) -> Self {
        Self { opensearch, database, clock, rests_until: AtomicI64::new(i64::MIN) }
    }

    /// What OpenSearch answers; nothing if it doesn't.
    async fn answer<T>(&self, asked: impl Future<Output = Result<T>> + Send) -> Result<Option<T>> {
        let now = self.clock.now();
        if now.millis() < self.rests_until.load(Ordering::Relaxed) {
            return Ok(None);
        }
        match asked.await {
            Err(Error::Index(error)) => {
                self.rests_until.store(now.plus(REST).millis(), Ordering::Relaxed);
                tracing::warn!(%error, "the database answers searches for now");
                Ok(None)
            }
            answer => answer.map(Some),
        }
    }
}

#[async_trait]
impl SearchIndex for WithFallback {
    async fn find(&self, search: Search<'_>, after: Option<After>, limit: usize) -> Result<Vec<Candidate>> {
        match self.answer(self.opensearch.find(search, after, limit)).await? {
            Some(found) => Ok(found),
            None => self.database.find(search, after, limit).await,
        }
    }

    async fn page(&self, search: Search<'_>, sort: Sort, after: Option<Cursor>, limit: u64) -> Result<Vec<Candidate>> {
        match self.answer(self.opensearch.page(search, sort, after, limit)).await? {
            Some(found) => Ok(found),
            None => self.database.page(search, sort, after, limit).await,
        }
    }

    fn elsewhere(&self) -> Option<&OpenSearchIndex> {
        Some(&self.opensearch)
    }
}
