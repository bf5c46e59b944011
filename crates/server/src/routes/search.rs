//! `/api/search`: finding things.

use super::respond::{self, Cache};
use crate::context::Context;
use crate::extract::{Client, Query};
use crate::problem::Problem;
use crate::pseudonym::pseudonym;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::Timestamp;
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT};
use domain::search::{FacetName, Filter, Kind, SearchPage, Sort, Suggestions, Trending};
use domain::text::folded;
use garde::Validate;
use search::SearchRequest;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Longer questions are no questions.
const MAX_Q: usize = 500;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(search_all).service(suggest).service(trending);
}

/// What to find, in which order.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchParams {
    /// What was typed. `"these words"` must follow each other, `-this` must not be there; nothing is a syntax
    /// error, and nothing at all finds everything.
    #[garde(length(chars, max = MAX_Q))]
    #[serde(default)]
    #[param(max_length = 500, required = false)]
    q: String,
    /// What shall be found.
    #[garde(skip)]
    #[serde(default, rename = "type")]
    #[param(inline, required = false)]
    kind: Kind,
    /// The order.
    #[garde(skip)]
    #[serde(default)]
    #[param(inline, required = false)]
    sort: Order,
    /// What to count, separated by commas: `category`, `tag`, `language`, `duration`.
    #[garde(inner(custom(facet_list)))]
    #[param(example = "category,duration")]
    facets: Option<String>,
    /// Most rows of a page.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    cursor: Option<String>,
    /// Is of this category.
    #[garde(inner(length(chars, max = 40)))]
    #[param(max_length = 40)]
    category: Option<String>,
    /// Has this tag.
    #[garde(inner(length(chars, max = 40)))]
    #[param(max_length = 40)]
    tag: Option<String>,
    /// Is by the account with this handle.
    #[garde(inner(length(chars, max = 30)))]
    #[param(max_length = 30)]
    author: Option<String>,
    /// Is in this language (BCP 47).
    #[garde(inner(length(chars, max = 35)))]
    #[param(max_length = 35)]
    language: Option<String>,
    /// Is at least so many seconds long.
    #[garde(inner(custom(super::videos::reasonable_length)))]
    #[param(minimum = 0, maximum = 1_000_000_000)]
    duration_min: Option<f64>,
    /// Is at most so many seconds long.
    #[garde(inner(custom(super::videos::reasonable_length)))]
    #[param(minimum = 0, maximum = 1_000_000_000)]
    duration_max: Option<f64>,
    /// Was published at this instant or later.
    #[garde(skip)]
    published_after: Option<Timestamp>,
    /// Was published before this instant.
    #[garde(skip)]
    published_before: Option<Timestamp>,
    /// Has captions, or has none.
    #[garde(skip)]
    has_captions: Option<bool>,
}

/// Orders of results.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// The best answer first; without words the most popular.
    #[default]
    Relevance,
    /// Latest publication first.
    Newest,
    /// Most views first.
    Views,
    /// Most likes first.
    Likes,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Self::Relevance,
            Order::Newest => Self::Newest,
            Order::Views => Self::Views,
            Order::Likes => Self::Likes,
        }
    }
}

fn facet(name: &str) -> Option<FacetName> {
    match name {
        "category" => Some(FacetName::Category),
        "tag" => Some(FacetName::Tag),
        "language" => Some(FacetName::Language),
        "duration" => Some(FacetName::Duration),
        _ => None,
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde hands its context to custom rules by reference")]
fn facet_list(names: &str, _: &()) -> garde::Result {
    let known = names.split(',').all(|name| facet(name).is_some());
    if known { Ok(()) } else { Err(garde::Error::new("must be of category, tag, language, duration")) }
}

impl SearchParams {
    fn into_request(self, viewer: String) -> SearchRequest {
        let millis = super::videos::millis;
        let filter = Filter {
            category: self.category,
            tag: self.tag.as_deref().map(folded),
            author: self.author.as_deref().map(folded),
            language: self.language,
            duration_min_ms: self.duration_min.map(millis),
            duration_max_ms: self.duration_max.map(millis),
            published_after: self.published_after.map(Timestamp::millis),
            published_before: self.published_before.map(Timestamp::millis),
            has_captions: self.has_captions,
        };
        let facets = self.facets.as_deref().into_iter().flat_map(|names| names.split(',')).filter_map(facet).collect();
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        SearchRequest { q: self.q, kind: self.kind, sort: self.sort.into(), filter, facets, limit, cursor: self.cursor, viewer }
    }
}

/// Find videos or accounts. Of very many results the most popular are ranked, and counted, together:
/// `facets.exact` tells whether that were all.
#[utoipa::path(operation_id = "search", tag = "search", params(SearchParams), responses(
    (status = 200, description = "A page of results", body = SearchPage, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/search")]
async fn search_all(
    request: HttpRequest,
    context: Data<Context>,
    Client(device): Client,
    Query(params): Query<SearchParams>,
) -> Result<HttpResponse, Problem> {
    let viewer = pseudonym(&context.viewer_key, &(device.address(), device.user_agent()));
    let page = search::search(&context.search, &params.into_request(viewer)).await?;
    respond::page_of(&request, &page, page.next_cursor.as_deref(), Cache::Shared)
}

/// What was typed so far.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SuggestParams {
    /// What was typed so far.
    #[garde(length(chars, max = MAX_Q))]
    #[serde(default)]
    #[param(max_length = 500, required = false)]
    q: String,
}

/// What could be meant: words to go on with, tags, accounts and titles.
#[utoipa::path(operation_id = "suggest", tag = "search", params(SuggestParams), responses(
    (status = 200, description = "The likeliest first, at most ten", body = Suggestions),
    (status = 304, description = "The client has this answer already")
))]
#[get("/api/search/suggest")]
async fn suggest(request: HttpRequest, context: Data<Context>, Query(params): Query<SuggestParams>) -> Result<HttpResponse, Problem> {
    respond::content(&request, &search::suggest(&context.search, &params.q).await?, Cache::Shared)
}

/// What many people search for these days.
#[utoipa::path(operation_id = "listTrendingSearches", tag = "search", responses(
    (status = 200, description = "The most wanted first", body = Trending),
    (status = 304, description = "The client has this answer already")
))]
#[get("/api/search/trending")]
async fn trending(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    respond::content(&request, &search::trending(&context.search).await?, Cache::Shared)
}
