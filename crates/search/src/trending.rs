//! What many people search for.

use crate::{Ctx, Result};
use domain::Timestamp;
use domain::search::{Question, Trending};
use persistence::search::{self, Seen};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Searches that wait to be written; more are not worth the memory.
const WAITING: usize = 10_000;
/// Longer searches are nobody else's.
const WORDS: usize = 6;
const LETTERS: usize = 60;
/// Trending searches that are told.
const TOLD: i64 = 10;

/// Searches since they were last written.
#[derive(Debug, Default)]
pub(crate) struct Noted(Mutex<BTreeMap<Seen, Timestamp>>);

/// What most people search for these days.
///
/// # Errors
/// If the database fails.
pub async fn trending(ctx: &Ctx) -> Result<Trending> {
    Ok(Trending { items: search::trending(&ctx.base.db).await? })
}

/// Notes that somebody searched for this and found something.
pub(crate) fn note(ctx: &Ctx, question: &Question, viewer: &str) {
    let words: Vec<&str> = question.terms.iter().map(|term| term.word.exact.as_str()).collect();
    let query = words.join(" ");
    if query.is_empty() || words.len() > WORDS || query.chars().count() > LETTERS {
        return;
    }
    let mut noted = ctx.noted.0.lock().unwrap_or_else(PoisonError::into_inner);
    if noted.len() < WAITING {
        noted.insert(Seen { query, viewer: viewer.to_owned() }, ctx.base.clock.now());
    }
}

/// Writes what was noted.
pub(crate) async fn flush(ctx: &Ctx) -> Result<()> {
    let noted = std::mem::take(&mut *ctx.noted.0.lock().unwrap_or_else(PoisonError::into_inner));
    if noted.is_empty() {
        return Ok(());
    }
    let tx = ctx.base.db.begin_write().await?;
    search::note_searches(&tx, &noted).await?;
    Ok(tx.commit().await?)
}

/// Finds out anew what most people search for, and forgets who did long ago.
pub(crate) async fn rank(ctx: &Ctx) -> Result<()> {
    let days = Duration::from_secs(ctx.settings.trending_days * 86_400);
    let since = ctx.base.clock.now().minus(days);
    let tx = ctx.base.db.begin_write().await?;
    search::forget_searches(&tx, since).await?;
    search::rank_trends(&tx, since, ctx.settings.trending_people, TOLD).await?;
    Ok(tx.commit().await?)
}
