//! Answers in the order of their scores, a window of the most popular ones at a time.

use crate::{Ctx, Result};
use domain::search::cursor::RankCursor;
use domain::search::rank;
use persistence::search::{After, Candidate, Search};
use std::cmp::Reverse;

/// An answer with its place.
pub(crate) struct Ranked {
    pub(crate) candidate: Candidate,
    pub(crate) place: RankCursor,
}

/// Up to `limit + 1` answers after a place. `first` are the most popular answers of all, if they are known.
pub(crate) async fn ranked(
    ctx: &Ctx,
    search: Search<'_>,
    after: Option<RankCursor>,
    limit: usize,
    first: Option<&[Candidate]>,
) -> Result<Vec<Ranked>> {
    let most = ctx.settings.candidates;
    let (mut window, mut seen) = (after.and_then(|place| place.window), after.map(|place| (place.score, place.id)));
    let mut found: Vec<Ranked> = Vec::new();
    loop {
        let candidates = match first {
            Some(first) if window.is_none() => first.to_vec(),
            _ => ctx.index.find(search, window.map(|(popularity, id)| After { popularity, id }), most).await?,
        };
        let end = candidates.last().filter(|_| candidates.len() >= most).map(|last| (last.popularity, last.id));
        let mut here: Vec<Ranked> = candidates.into_iter().map(|candidate| scored(search, window, candidate)).collect();
        here.retain(|answer| seen.is_none_or(|(score, id)| (answer.place.score, answer.place.id) < (score, id)));
        here.sort_unstable_by_key(|answer| Reverse((answer.place.score, answer.place.id)));
        found.extend(here.into_iter().take(limit + 1 - found.len()));
        if found.len() > limit || end.is_none() {
            return Ok(found);
        }
        (window, seen) = (end, None);
    }
}

fn scored(search: Search<'_>, window: Option<(i64, uuid::Uuid)>, candidate: Candidate) -> Ranked {
    let score = rank::score(search.question, &candidate.head, candidate.written, candidate.popularity);
    Ranked { place: RankCursor { window, score, id: candidate.id }, candidate }
}
