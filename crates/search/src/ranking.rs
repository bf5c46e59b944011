//! Answers in the order of their scores: the most popular ones together, and beyond them page by page.

use crate::{Ctx, Result};
use domain::search::cursor::RankCursor;
use domain::search::rank;
use persistence::search::{After, Candidate, Search};
use std::cmp::Reverse;

/// Answers, the best first, and where the next ones begin.
pub(crate) struct Ranked {
    pub(crate) answers: Vec<Candidate>,
    pub(crate) next: Option<RankCursor>,
}

/// Up to `limit` answers after a place. `first` are the most popular answers of all, if they are known.
pub(crate) async fn ranked(
    ctx: &Ctx,
    search: Search<'_>,
    after: Option<RankCursor>,
    limit: usize,
    first: Option<&[Candidate]>,
) -> Result<Ranked> {
    let seen = match after {
        None => None,
        Some(RankCursor::Among { score, id }) => Some((score, id)),
        Some(RankCursor::Beyond { popularity, id }) => return beyond(ctx, search, After { popularity, id }, limit).await,
    };
    let most = ctx.settings.candidates;
    let first = match first {
        Some(first) => first.to_vec(),
        None => ctx.index.find(search, None, most).await?,
    };
    let end = first.last().filter(|_| first.len() >= most).map(place);
    let mut found = scored(search, first);
    found.retain(|(score, answer)| seen.is_none_or(|seen| (*score, answer.id) < seen));
    if let Some(end) = end.filter(|_| found.len() <= limit) {
        let rest = beyond(ctx, search, end, limit - found.len()).await?;
        let answers = found.into_iter().map(|(_, answer)| answer).chain(rest.answers).collect();
        return Ok(Ranked { answers, next: rest.next });
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(score, answer)| RankCursor::Among { score: *score, id: answer.id });
    Ok(Ranked { answers: found.into_iter().map(|(_, answer)| answer).collect(), next })
}

/// The most popular answers, so many of them and no others, the best first.
pub(crate) async fn best_of(ctx: &Ctx, search: Search<'_>, most: usize) -> Result<Vec<Candidate>> {
    let found = ctx.index.find(search, None, most).await?;
    Ok(scored(search, found).into_iter().map(|(_, answer)| answer).collect())
}

/// The next most popular answers, no more than are shown: what is read to find one grows with how rare it is, and
/// nobody sees an order among thousands.
async fn beyond(ctx: &Ctx, search: Search<'_>, after: After, limit: usize) -> Result<Ranked> {
    let mut found = ctx.index.find(search, Some(after), limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let After { popularity, id } = found.last().map_or(after, place);
    let answers = scored(search, found).into_iter().map(|(_, answer)| answer).collect();
    Ok(Ranked { answers, next: more.then_some(RankCursor::Beyond { popularity, id }) })
}

fn place(answer: &Candidate) -> After {
    After { popularity: answer.popularity, id: answer.id }
}

/// The best first.
fn scored(search: Search<'_>, answers: Vec<Candidate>) -> Vec<(i64, Candidate)> {
    let score = |answer: &Candidate| rank::score(search.question, &answer.head, answer.written, answer.popularity);
    let mut scored: Vec<(i64, Candidate)> = answers.into_iter().map(|answer| (score(&answer), answer)).collect();
    scored.sort_unstable_by_key(|(score, answer)| Reverse((*score, answer.id)));
    scored
}
