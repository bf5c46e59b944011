//! The index that lies in the database itself: documents ([`put_video`], [`renew`]), finding them ([`find()`]), the words that
//! people can mean ([`complete`], [`resembling`]) and what they search for ([`trending`]).
//!
//! Both databases hold the same words, which `domain::search` prepares: `PostgreSQL` as a `tsvector`, `SQLite` in a
//! contentless FTS5 table. They only tell which documents fulfil a question; ranking is `domain::search::rank`.
//! A document is written in the transaction of what it is about, so none is lost; what follows from it (words
//! that are known, what a renamed author made) is a row in `search_change`, which [`settle`] works off. What an
//! index elsewhere has not heard of is a row in `search_outbox` ([`unheard`], [`heard`]), made by that.

mod change;
mod document;
mod find;
mod matching;
mod outbox;
mod popularity;
mod source;
mod trend;
mod word;

pub use change::{changed, settle};
pub use document::{count_things, documents, ids_after, put_video, remove, renew, renew_here, set_captions_text};
pub use find::{After, Candidate, Search, find, key, page};
pub use outbox::{Unheard, heard, unheard};
pub use popularity::refresh_popularity;
pub use trend::{Seen, forget_searches, note_searches, rank_trends, trending};
pub use word::{Known, complete, resembling};

pub(crate) use change::{author_changed, category_emptied};
pub(crate) use document::{put_one, remove_all, remove_of};

use crate::db::statement;
use crate::error::Result;
use sea_orm::{ConnectionTrait, DbBackend, Value};

/// Classes of popularity, each with an index of its own on `PostgreSQL`.
const TIERS: i32 = 6;

/// The class of a popularity: each holds eight times as much as the one below.
fn tier(popularity: i64) -> i32 {
    let doublings = (popularity.max(0).unsigned_abs() + 1).ilog2();
    i32::try_from(doublings / 3).unwrap_or(TIERS).min(TIERS - 1)
}

async fn run(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<u64> {
    Ok(db.execute_raw(statement(db, sql, values)).await?.rows_affected())
}

fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// `$1, $2, ..` for this many values, after `before` others.
fn places(before: usize, count: usize) -> String {
    let names: Vec<String> = (before + 1..=before + count).map(|n| format!("${n}")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;
