//! Answers with what explains them.

use crate::ranking::ranked;
use crate::{Ctx, Result, facets, meant, trending};
use domain::id::{PlaylistId, UserId, VideoId};
use domain::page::Cursor;
use domain::playlist::PlaylistView;
use domain::search::analysis::{Language, tokens};
use domain::search::cursor::RankCursor;
use domain::search::rank;
use domain::search::{FacetName, Field, Filter, Highlight, Hit, Kind, Question, SearchPage, Sort};
use domain::user::{Author, AuthorView};
use domain::video::VideoSummary;
use persistence::search::{Candidate, Search, key};
use persistence::{playlist, user, video};
use std::collections::HashMap;
use uuid::Uuid;

/// Characters of a long text that are shown around what was looked for, and before it.
const EXCERPT: usize = 200;
const BEFORE: usize = 40;
/// With fewer answers than this, something else may have been meant.
const FEW: usize = 5;

/// A search as the client asks for it.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// What was typed.
    pub q: String,
    /// What shall be found.
    pub kind: Kind,
    /// The order.
    pub sort: Sort,
    /// The condition.
    pub filter: Filter,
    /// What to count.
    pub facets: Vec<FacetName>,
    /// The most results.
    pub limit: u64,
    /// The cursor of the page before.
    pub cursor: Option<String>,
    /// Tells people apart and not who they are: for what many search for.
    pub viewer: String,
}

/// A page of answers, the best first.
///
/// # Errors
/// [`crate::Error::Cursor`] for a cursor of another list.
pub async fn search(ctx: &Ctx, request: &SearchRequest) -> Result<SearchPage> {
    let question = Question::parse(&request.q);
    let search = Search { question: &question, kind: request.kind, filter: &request.filter };
    let most = ctx.settings.candidates;
    let counted = if request.facets.is_empty() { None } else { Some(ctx.index.find(search, None, most).await?) };
    let facets = counted.as_deref().map(|all| facets::count(all, &request.facets, all.len() < most));
    let (candidates, next_cursor) = page(ctx, request, search, counted.as_deref()).await?;
    let first = request.cursor.is_none();
    let did_you_mean = if first && candidates.len() < FEW { meant::instead(ctx, &request.q, &question).await? } else { None };
    if first && !candidates.is_empty() {
        trending::note(ctx, &question, &request.viewer);
    }
    let items = match request.kind {
        Kind::Video => videos(ctx, &question, &candidates).await?,
        Kind::User => accounts(ctx, &question, &candidates).await?,
        Kind::Playlist => playlists(ctx, &question, &candidates).await?,
    };
    Ok(SearchPage { items, next_cursor, facets, did_you_mean })
}

/// The candidates of a page, and where the next one begins.
async fn page(
    ctx: &Ctx,
    request: &SearchRequest,
    search: Search<'_>,
    counted: Option<&[Candidate]>,
) -> Result<(Vec<Candidate>, Option<String>)> {
    let identity = (search.question, request.kind, request.filter.clone(), request.sort);
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let cursor = request.cursor.as_deref();
    if request.sort == Sort::Relevance {
        let after = cursor.map(|text| RankCursor::decode(text, &identity)).transpose()?;
        let found = ranked(ctx, search, after, limit, counted).await?;
        return Ok((found.answers, found.next.map(|place| place.encode(&identity))));
    }
    let after = cursor.map(|text| Cursor::decode(text, &identity)).transpose()?;
    let mut found = ctx.index.page(search, request.sort, after, request.limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|row| Cursor { key: key(request.sort, row), id: row.id }.encode(&identity));
    Ok((found, next))
}

async fn videos(ctx: &Ctx, question: &Question, candidates: &[Candidate]) -> Result<Vec<Hit>> {
    let ids: Vec<VideoId> = candidates.iter().map(|c| VideoId(c.id)).collect();
    let stored = if ids.is_empty() { Vec::new() } else { video::listed_by_ids(&ctx.base.db, &ids).await? };
    let mut stored: HashMap<Uuid, _> = stored.into_iter().map(|row| (row.video.id.0, row)).collect();
    let now = ctx.base.clock.now();
    // What was hidden a moment ago is left out.
    let hits = candidates.iter().filter_map(|candidate| {
        let row = stored.remove(&candidate.id)?;
        let m = &row.video.metadata;
        let language = Language::of_tag(m.language.as_deref());
        let mut highlights = places(question, Field::Title, &m.title, language);
        highlights.extend(places(question, Field::Author, &row.author.display_name, None));
        let excerpt = excerpt(question, &m.description, language, &mut highlights);
        let tags = candidate.tags.lines().filter(|tag| !rank::places(question, tag, language).is_empty()).map(str::to_owned).collect();
        let view = VideoSummary::new(&row.video, row.author, row.counts, ctx.base.links.as_ref(), now);
        Some(Hit { video: Some(view), excerpt, tags, highlights, ..Hit::of(Kind::Video) })
    });
    Ok(hits.collect())
}

async fn accounts(ctx: &Ctx, question: &Question, candidates: &[Candidate]) -> Result<Vec<Hit>> {
    let ids: Vec<UserId> = candidates.iter().map(|c| UserId(c.id)).collect();
    let found = if ids.is_empty() { Vec::new() } else { user::find_all(&ctx.base.db, &ids).await? };
    let mut found: HashMap<Uuid, _> = found.into_iter().map(|user| (user.id.0, user)).collect();
    let hits = candidates.iter().filter_map(|candidate| {
        let user = found.remove(&candidate.id)?;
        let mut highlights = places(question, Field::Title, &user.display_name, None);
        let excerpt = excerpt(question, &user.bio, None, &mut highlights);
        let view = AuthorView::new(Author::from(&user), ctx.base.links.avatars());
        Some(Hit { user: Some(view), excerpt, highlights, ..Hit::of(Kind::User) })
    });
    Ok(hits.collect())
}

async fn playlists(ctx: &Ctx, question: &Question, candidates: &[Candidate]) -> Result<Vec<Hit>> {
    let ids: Vec<PlaylistId> = candidates.iter().map(|c| PlaylistId(c.id)).collect();
    let found = if ids.is_empty() { Vec::new() } else { playlist::findable_by_ids(&ctx.base.db, &ids).await? };
    let mut found: HashMap<Uuid, _> = found.into_iter().map(|row| (row.playlist.id.0, row)).collect();
    let now = ctx.base.clock.now();
    let hits = candidates.iter().filter_map(|candidate| {
        let row = found.remove(&candidate.id)?;
        let language = Language::of_tag(candidate.language.as_deref());
        let mut highlights = places(question, Field::Title, &row.playlist.title, language);
        highlights.extend(places(question, Field::Author, &row.owner.display_name, None));
        let excerpt = excerpt(question, &row.playlist.description, language, &mut highlights);
        let view = PlaylistView::new(row.playlist, row.owner, row.cover, ctx.base.links.as_ref(), now);
        Some(Hit { playlist: Some(view), excerpt, highlights, ..Hit::of(Kind::Playlist) })
    });
    Ok(hits.collect())
}

pub(crate) fn places(question: &Question, field: Field, text: &str, language: Option<Language>) -> Vec<Highlight> {
    rank::places(question, text, language).into_iter().map(|(start, end)| Highlight { field, start, end }).collect()
}

/// The part of a long text around the first word that is looked for, from one word's beginning to another's end.
fn excerpt(question: &Question, text: &str, language: Option<Language>, highlights: &mut Vec<Highlight>) -> Option<String> {
    let found = rank::places(question, text, language);
    let (first, _) = *found.first()?;
    let words = tokens(text);
    let start = words.iter().map(|t| t.start).find(|start| *start + BEFORE >= first).unwrap_or(first);
    let end = words.iter().map(|t| t.end).take_while(|end| *end <= start + EXCERPT).last().unwrap_or(start + EXCERPT);
    let part: String = text.chars().skip(start).take(end.saturating_sub(start)).collect();
    let inside = found.into_iter().filter(|(_, to)| *to <= end);
    highlights.extend(inside.map(|(from, to)| Highlight { field: Field::Excerpt, start: from - start, end: to - start }));
    Some(part)
}
