//! Where documents are found.

use crate::Result;
use crate::opensearch::OpenSearchIndex;
use async_trait::async_trait;
use domain::page::Cursor;
use domain::search::Sort;
use persistence::Db;
use persistence::search::{self, After, Candidate, Search};

/// Tells which documents fulfil a question.
#[async_trait]
pub trait SearchIndex: Send + Sync {
    /// The most popular ones after a place, at most `limit`.
    ///
    /// # Errors
    /// If the index doesn't answer.
    async fn find(&self, search: Search<'_>, after: Option<After>, limit: usize) -> Result<Vec<Candidate>>;

    /// A page in an order that needs no ranking.
    ///
    /// # Errors
    /// If the index doesn't answer.
    async fn page(&self, search: Search<'_>, sort: Sort, after: Option<Cursor>, limit: u64) -> Result<Vec<Candidate>>;

    /// What of it lies elsewhere and has to be told of changes; nothing if the database keeps it by itself.
    fn elsewhere(&self) -> Option<&OpenSearchIndex> {
        None
    }
}

/// The index in the database, which is written with its rows.
#[derive(Clone, Debug)]
pub struct DatabaseIndex(pub Db);

#[async_trait]
impl SearchIndex for DatabaseIndex {
    async fn find(&self, search: Search<'_>, after: Option<After>, limit: usize) -> Result<Vec<Candidate>> {
        Ok(search::find(&self.0, search, after, limit).await?)
    }

    async fn page(&self, search: Search<'_>, sort: Sort, after: Option<Cursor>, limit: u64) -> Result<Vec<Candidate>> {
        Ok(search::page(&self.0, search, sort, after, limit).await?)
    }
}
