//! The index in OpenSearch: a copy of the database's, which follows it.
//!
//! Words come prepared by `domain::search`, and the best answers are picked by `domain::search::rank`, so nothing depends
//! on what OpenSearch knows of languages. An alias is searched; behind it lies one *generation*, an index of its
//! own. A generation that is being filled has another alias. Changes go to both, each with a version that says
//! which of two is the later, so whoever comes late, or twice, does no harm.

mod document;
mod query;

use crate::{Result, SearchIndex};
use async_trait::async_trait;
use domain::Timestamp;
use domain::page::Cursor;
use domain::search::{Document, Sort};
use integrations::opensearch::{OpenSearch, OpenSearchError, OpenSearchSettings, Write};
use persistence::search::{After, Candidate, Search, Unheard};
use persistence::{Db, user};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The version of what was read without a change: every change is later.
const UNCHANGED: i64 = 0;

/// The index in OpenSearch.
#[derive(Clone, Debug)]
pub struct OpenSearchIndex {
    client: OpenSearch,
    db: Db,
    live: String,
    next: String,
}

/// The indexes that there are: the one that is searched, the one that is being filled, and what was never finished.
#[derive(Default)]
struct Generations {
    live: Vec<String>,
    next: Vec<String>,
    others: Vec<String>,
}

impl OpenSearchIndex {
    /// With these settings; `db` knows authors by their names.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn new(settings: &OpenSearchSettings, db: Db) -> std::result::Result<Self, String> {
        let live = settings.index.clone();
        Ok(Self { client: OpenSearch::new(settings)?, db, next: format!("{live}-next"), live })
    }

    /// Whether it can be searched.
    ///
    /// # Errors
    /// [`Index`](crate::Error::Index) if it doesn't answer, or was never made.
    pub async fn check(&self) -> Result<()> {
        if self.generations().await?.live.is_empty() { Err(never_made(&self.live).into()) } else { Ok(()) }
    }

    /// Writes the documents that changed and takes those away that are gone, in every generation; answers what could
    /// not be written everywhere, and why not.
    ///
    /// # Errors
    /// [`Index`](crate::Error::Index) if it doesn't answer, or was never made.
    pub(crate) async fn follow(&self, changes: &[Unheard], documents: &[Document]) -> Result<Refused> {
        let found: HashMap<Uuid, &Document> = documents.iter().map(|document| (document.id, document)).collect();
        let writes: Vec<Write> = changes.iter().map(|change| write(change.id, change.version, found.get(&change.id).copied())).collect();
        let generations = self.generations().await?;
        if generations.live.is_empty() && generations.next.is_empty() {
            return Err(never_made(&self.live).into());
        }
        let mut refused = Refused::default();
        let aliases = [(&self.live, &generations.live), (&self.next, &generations.next)];
        for (alias, _) in aliases.into_iter().filter(|(_, indexes)| !indexes.is_empty()) {
            for refusal in self.client.bulk(alias, &writes).await? {
                refused.ids.extend(Uuid::parse_str(&refusal.id));
                refused.error = Some(refusal.error);
            }
        }
        Ok(refused)
    }

    /// Begins a generation, and removes those that were never finished: who still fills one of them fails.
    ///
    /// # Errors
    /// [`Index`](crate::Error::Index).
    pub(crate) async fn begin(&self, now: Timestamp) -> Result<()> {
        let generations = self.generations().await?;
        let unfinished: Vec<Value> = generations.next.iter().chain(&generations.others).map(|index| removed(index)).collect();
        if !unfinished.is_empty() {
            self.client.change_aliases(&unfinished).await?;
        }
        Ok(self.client.create(&format!("{}-{}", self.live, now.millis()), &document::index(&self.next)).await?)
    }

    /// Writes documents as they are now into the generation that was begun, unless it has heard of a change of them.
    ///
    /// # Errors
    /// [`Index`](crate::Error::Index) if one could not be written.
    pub(crate) async fn fill(&self, documents: &[Document]) -> Result<()> {
        let writes: Vec<Write> = documents.iter().map(|document| write(document.id, UNCHANGED, Some(document))).collect();
        match self.client.bulk(&self.next, &writes).await?.into_iter().next() {
            Some(refusal) => Err(refusal.error.into()),
            None => Ok(()),
        }
    }

    /// Lets the generation that was begun be searched instead of the one before, which is removed, at once.
    ///
    /// # Errors
    /// [`Index`](crate::Error::Index); then the one before stays.
    pub(crate) async fn publish(&self) -> Result<()> {
        self.client.refresh(&self.next).await?;
        let generations = self.generations().await?;
        let [next] = generations.next.as_slice() else { return Err(never_made(&self.next).into()) };
        let mut actions: Vec<Value> = generations.live.iter().chain(&generations.others).map(|index| removed(index)).collect();
        actions.push(json!({ "add": { "index": next, "alias": self.live } }));
        actions.push(json!({ "remove": { "index": next, "alias": self.next } }));
        Ok(self.client.change_aliases(&actions).await?)
    }

    /// The indexes of this installation: others may have names that begin alike.
    async fn generations(&self) -> Result<Generations> {
        let mut generations = Generations::default();
        let start = format!("{}-", self.live);
        for (name, aliases) in self.client.indexes(&format!("{start}*")).await? {
            let is_ours = name.strip_prefix(&start).is_some_and(|stamp| stamp.bytes().all(|byte| byte.is_ascii_digit()));
            if !is_ours {
                continue;
            }
            let part = if aliases.contains(&self.live) {
                &mut generations.live
            } else if aliases.contains(&self.next) {
                &mut generations.next
            } else {
                &mut generations.others
            };
            part.push(name);
        }
        Ok(generations)
    }

    async fn asked(&self, search: Search<'_>, (column, after): (&str, Option<(i64, Uuid)>), limit: usize) -> Result<Vec<Candidate>> {
        let mut owner = None;
        if let Some(handle) = &search.filter.author {
            let Some(author) = user::find_by_handle_key(&self.db, handle).await? else { return Ok(Vec::new()) };
            owner = Some(author.id);
        }
        let asked = query::ordered(&query::of(search, owner), column, after, limit);
        let hits = self.client.search(&self.live, &asked).await?;
        let read = hits.into_iter().map(|hit| document::candidate(hit).map_err(|error| OpenSearchError::Strange(error.to_string())));
        Ok(read.collect::<std::result::Result<_, _>>()?)
    }
}

/// What could not be written.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    /// The documents.
    pub(crate) ids: BTreeSet<Uuid>,
    /// Why not, of one of them.
    pub(crate) error: Option<OpenSearchError>,
}

fn write(id: Uuid, version: i64, document: Option<&Document>) -> Write {
    Write { id: id.to_string(), version, document: document.map(document::written) }
}

fn removed(index: &str) -> Value {
    json!({ "remove_index": { "index": index } })
}

fn never_made(index: &str) -> OpenSearchError {
    OpenSearchError::Refused { status: 404, reason: format!("there is no index {index}: `claqueta reindex` makes it") }
}

#[async_trait]
impl SearchIndex for OpenSearchIndex {
    async fn find(&self, search: Search<'_>, after: Option<After>, limit: usize) -> Result<Vec<Candidate>> {
        self.asked(search, ("popularity", after.map(|After { popularity, id }| (popularity, id))), limit).await
    }

    async fn page(&self, search: Search<'_>, sort: Sort, after: Option<Cursor>, limit: u64) -> Result<Vec<Candidate>> {
        let column = match sort {
            Sort::Newest => "published_at",
            Sort::Likes => "likes",
            Sort::Views | Sort::Relevance => "popularity",
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.asked(search, (column, after.map(|Cursor { key, id }| (key, id))), limit).await
    }

    fn elsewhere(&self) -> Option<&OpenSearchIndex> {
        Some(self)
    }
}
