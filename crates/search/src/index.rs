//! Where documents are found.

use crate::Result;
use async_trait::async_trait;
use domain::page::Cursor;
use domain::search::Sort;
use persistence::Db;
use persistence::search::{self, After, Candidate, Search};
use uuid::Uuid;

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

    /// These documents came, went or are others now.
    ///
    /// # Errors
    /// If the index doesn't answer; then it is told again.
    async fn follow(&self, ids: &[Uuid]) -> Result<()>;
}

/// The index in the database.
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

    /// It was written with its rows.
    async fn follow(&self, _: &[Uuid]) -> Result<()> {
        Ok(())
    }
}
