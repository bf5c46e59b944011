//! What could be meant by what was typed so far.

use crate::meant::nearest;
use crate::ranking::best_of;
use crate::results::places;
use crate::{Ctx, Result};
use domain::id::{UserId, VideoId};
use domain::search::analysis::{Language, Token, tokens};
use domain::search::question::Term;
use domain::search::{Field, Filter, Kind, Question, Suggestion, SuggestionKind, Suggestions, rank};
use futures_util::future::try_join;
use persistence::search::{Candidate, Search, complete, resembling};
use persistence::{user, video};
use std::collections::{HashMap, HashSet};

/// The most of each kind that are told, and all together.
const WORDS: usize = 3;
const TAGS: usize = 3;
const AUTHORS: usize = 2;
const TOLD: usize = 10;
/// Ways in which the last word may go on.
const ENDINGS: i64 = 6;
/// Popular answers among which titles, tags and authors are looked for: whoever types means what many know, and does not
/// wait for more.
const CANDIDATES: usize = 100;

/// What could be meant: words to go on with, tags, authors and titles.
///
/// # Errors
/// If the database fails.
pub async fn suggest(ctx: &Ctx, q: &str) -> Result<Suggestions> {
    let mut question = Question::parse(q);
    let typed = tokens(q);
    let (Some(last), Some(term)) = (typed.last(), question.terms.last_mut()) else { return Ok(Suggestions::default()) };
    let open = q.chars().count() == last.end;
    let words = if open { endings(ctx, term).await? } else { Vec::new() };
    let mut items: Vec<Suggestion> =
        words.iter().take(WORDS).map(|word| (q, last, word)).map(|typed| completed(&question, typed)).collect();
    let filter = Filter::default();
    let videos = best_of(ctx, Search { question: &question, kind: Kind::Video, filter: &filter }, CANDIDATES);
    let (videos, authors) = try_join(videos, authors(ctx, &question, &filter)).await?;
    let tags = tags(&question, &videos);
    // A tag says more than the same words.
    items.retain(|words| tags.iter().all(|tag| tag.text != words.text));
    items.extend(tags);
    items.extend(authors);
    items.extend(titles(ctx, &question, &videos, TOLD.saturating_sub(items.len())).await?);
    let mut told = HashSet::new();
    items.retain(|item| told.insert((item.kind == SuggestionKind::Author, domain::text::folded(&item.text))));
    Ok(Suggestions { items })
}

/// The words that the last one may become; they are looked for in its place, since nobody asked for a word that
/// ends here.
async fn endings(ctx: &Ctx, term: &mut Term) -> Result<Vec<String>> {
    let base = term.word.base.clone();
    let mut words: Vec<String> = complete(&ctx.base.db, &base, ENDINGS).await?.into_iter().map(|known| known.word).collect();
    if words.is_empty() {
        let alike = resembling(&ctx.base.db, &[&base]).await?;
        words.extend(nearest(&base, &alike).map(str::to_owned));
    }
    for word in words.iter().flat_map(|word| tokens(word)).map(|token| token.word.base) {
        if !term.keys.contains(&word) {
            term.keys.push(word);
        }
    }
    term.open = true;
    Ok(words)
}

fn suggestion(question: &Question, kind: SuggestionKind, text: String, target: Option<String>) -> Suggestion {
    let highlights = places(question, Field::Title, &text, None);
    Suggestion { kind, text, target, highlights }
}

/// What was typed with its last word completed.
fn completed(question: &Question, (q, last, word): (&str, &Token, &String)) -> Suggestion {
    let before: String = q.chars().take(last.start).collect();
    suggestion(question, SuggestionKind::Words, format!("{before}{word}").trim_start().to_owned(), None)
}

/// Tags of the answers that hold what was typed, the commonest first.
fn tags(question: &Question, videos: &[Candidate]) -> Vec<Suggestion> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for tag in videos.iter().flat_map(|candidate| candidate.tags.lines()) {
        *counts.entry(tag).or_default() += 1;
    }
    let mut found: Vec<(&str, usize)> = counts.into_iter().filter(|(tag, _)| !rank::places(question, tag, None).is_empty()).collect();
    found.sort_unstable_by_key(|(tag, count)| (std::cmp::Reverse(*count), *tag));
    found.into_iter().take(TAGS).map(|(tag, _)| suggestion(question, SuggestionKind::Tag, tag.to_owned(), None)).collect()
}

async fn authors(ctx: &Ctx, question: &Question, filter: &Filter) -> Result<Vec<Suggestion>> {
    let search = Search { question, kind: Kind::User, filter };
    let found = best_of(ctx, search, CANDIDATES).await?;
    let ids: Vec<UserId> = found.iter().take(AUTHORS).map(|answer| UserId(answer.id)).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut known: HashMap<UserId, _> = user::find_all(&ctx.base.db, &ids).await?.into_iter().map(|user| (user.id, user)).collect();
    let named = ids.iter().filter_map(|id| known.remove(id));
    Ok(named.map(|user| suggestion(question, SuggestionKind::Author, user.display_name, Some(user.handle.as_str().to_owned()))).collect())
}

async fn titles(ctx: &Ctx, question: &Question, videos: &[Candidate], most: usize) -> Result<Vec<Suggestion>> {
    let ids: Vec<VideoId> = videos.iter().take(most).map(|candidate| VideoId(candidate.id)).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let stored = video::listed_by_ids(&ctx.base.db, &ids).await?;
    let mut stored: HashMap<VideoId, _> = stored.into_iter().map(|row| (row.video.id, row.video)).collect();
    let found = ids.iter().filter_map(|id| stored.remove(id)).filter_map(|video| {
        let language = Language::of_tag(video.metadata.language.as_deref());
        // What was only found in a description is no suggestion.
        let highlights = places(question, Field::Title, &video.metadata.title, language);
        let target = Some(video.id.to_string());
        (!highlights.is_empty()).then_some(Suggestion { kind: SuggestionKind::Title, text: video.metadata.title, target, highlights })
    });
    Ok(found.collect())
}
