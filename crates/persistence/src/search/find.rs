//! Which documents fulfil a question. The most popular come first, and no more than are asked for: a question
//! about common words costs no more than one about rare ones.

use super::matching::Match;
use super::{TIERS, is_postgres, statement, tier};
use crate::db::Read;
use crate::error::Result;
use domain::page::Cursor;
use domain::search::{Filter, Kind, Question, Sort};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

/// From this class on, a class holds so little that it may be read as a whole.
const SMALL: i32 = 2;

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// The words.
    pub question: &'a Question,
    /// What shall be found.
    pub kind: Kind,
    /// What it must fulfil beside.
    pub filter: &'a Filter,
}

/// The place in the order of popularity after which candidates are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// The popularity of the last one.
    pub popularity: i64,
    /// Its id.
    pub id: Uuid,
}

/// A document that fulfils a question.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Candidate {
    /// The id of the thing.
    pub id: Uuid,
    /// How many know it.
    pub popularity: i64,
    /// How many like it.
    pub likes: i64,
    /// When it was published.
    pub published_at: i64,
    /// Its length.
    pub duration_ms: Option<i64>,
    /// Its category.
    pub category: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its tags, a line each.
    pub tags: String,
    /// What ranking reads.
    pub head: String,
    /// Whether it fulfils the question without what is only said in it.
    pub written: bool,
}

/// The most popular documents that fulfil a question, after a place, at most `limit`.
///
/// # Errors
/// If the database fails. One query for each class of popularity, until there are enough.
pub async fn find(db: &impl Read, search: Search<'_>, after: Option<After>, limit: usize) -> Result<Vec<Candidate>> {
    let mut found: Vec<Candidate> = Vec::new();
    let beyond = after.map_or(TIERS, |after| tier(after.popularity));
    for class in classes(db, search.kind).into_iter().filter(|class| class.is_none_or(|tier| tier <= beyond)) {
        let mut matched = Match::of(is_postgres(db.conn()), search);
        if let Some(After { popularity, id }) = after {
            let (popularity, id) = (matched.value(popularity), matched.value(id));
            matched.require(format!("(popularity, id) < ({popularity}, {id})"));
        }
        // Small classes are read by their words. In large ones a common word is found sooner in the order of
        // popularity, which the planner knows.
        let small = matched.has_words() && class.is_some_and(|tier| tier >= SMALL);
        let order = if small { "popularity + 0 DESC, id DESC" } else { "popularity DESC, id DESC" };
        let arm = matched.select(class, order, limit - found.len());
        found.extend(read(db, &arm, matched.into_values()).await?);
        if found.len() >= limit {
            break;
        }
    }
    Ok(found)
}

/// A page of documents in an order that needs no ranking; the cursor's key is [`key`].
///
/// # Errors
/// If the database fails. One query.
pub async fn page(db: &impl Read, search: Search<'_>, sort: Sort, after: Option<Cursor>, limit: u64) -> Result<Vec<Candidate>> {
    let column = match sort {
        Sort::Newest => "published_at",
        Sort::Likes => "likes",
        Sort::Views | Sort::Relevance => "popularity",
    };
    let mut matched = Match::of(is_postgres(db.conn()), search);
    if let Some(Cursor { key, id }) = after {
        let (key, id) = (matched.value(key), matched.value(id));
        matched.require(format!("({column}, id) < ({key}, {id})"));
    }
    let order = format!("{column} DESC, id DESC");
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let arms: Vec<String> = classes(db, search.kind)
        .into_iter()
        .map(|class| format!("SELECT * FROM ({}) AS arm", matched.select(class, &order, limit)))
        .collect();
    let sql = format!("SELECT * FROM ({}) AS found ORDER BY {order} LIMIT {limit}", arms.join(" UNION ALL "));
    read(db, &sql, matched.into_values()).await
}

/// What a cursor of [`page`] remembers of a row.
pub fn key(sort: Sort, row: &Candidate) -> i64 {
    match sort {
        Sort::Newest => row.published_at,
        Sort::Likes => row.likes,
        Sort::Views | Sort::Relevance => row.popularity,
    }
}

/// The classes that have an index of their own, the most popular first.
fn classes(db: &impl Read, kind: Kind) -> Vec<Option<i32>> {
    if is_postgres(db.conn()) && kind == Kind::Video { (0..TIERS).rev().map(Some).collect() } else { vec![None] }
}

async fn read(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<Vec<Candidate>> {
    let rows = db.conn().query_all_raw(statement(db.conn(), sql, values)).await?;
    Ok(rows.iter().map(|row| Candidate::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
}
