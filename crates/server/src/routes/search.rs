//! `/api/search`: finding things.

use super::respond::{self, Cache};
use crate::context::Context;
use crate::extract::{Client, FilterParams, Filtered, Query};
use crate::problem::{Language, Problem};
use crate::pseudonym::pseudonym;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT};
use domain::search::{FacetName, Kind, SearchPage, Sort, Suggestions, Trending};
use domain::{FieldError, Rule};
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
    /// What shall be found. Accounts and playlists have the orders `relevance` and `newest` and no facets; of the filters
    /// playlists have `author`, accounts none.
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
}

/// Orders of results.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// The best answer first; without words the most popular.
    #[default]
    Relevance,
    /// Latest publication first; of accounts and playlists those that were made last.
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

/// The facets that can be asked for.
const FACETS: [&str; 4] = ["category", "tag", "language", "duration"];

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
    if known { Ok(()) } else { Err(Rule::OneOf { choices: FACETS.map(str::to_owned).to_vec() }.into()) }
}

impl SearchParams {
    /// The parameters that mean nothing for what shall be found.
    fn strange(&self, filter: &FilterParams) -> Vec<FieldError> {
        let own = [("sort", matches!(self.sort, Order::Views | Order::Likes)), ("facets", self.facets.is_some())];
        let means = |name| match self.kind {
            Kind::Video => true,
            Kind::Playlist => name == "author",
            Kind::User => false,
        };
        let strange = own.into_iter().chain(filter.given()).filter(|(name, given)| *given && !means(*name));
        strange.map(|(name, _)| FieldError::in_parameter(name, Rule::MeaningfulForType)).collect()
    }

    fn into_request(self, filter: FilterParams, viewer: String) -> SearchRequest {
        let facets = self.facets.as_deref().into_iter().flat_map(|names| names.split(',')).filter_map(facet).collect();
        SearchRequest {
            q: self.q,
            kind: self.kind,
            sort: self.sort.into(),
            filter: filter.into(),
            facets,
            limit: self.limit.unwrap_or(DEFAULT_LIMIT),
            cursor: self.cursor,
            viewer,
        }
    }
}

/// Find videos, accounts or playlists. Of very many results the most popular are ranked, and counted, together:
/// `facets.exact` tells whether that were all.
#[utoipa::path(operation_id = "search", tag = "search", params(SearchParams, FilterParams), responses(
    (status = 200, description = "A page of results", body = SearchPage, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/search")]
async fn search_all(
    request: HttpRequest,
    context: Data<Context>,
    Client(device): Client,
    Filtered(params, filter): Filtered<SearchParams>,
) -> Result<HttpResponse, Problem> {
    let strange = params.strange(&filter);
    if !strange.is_empty() {
        return Err(Problem::invalid(strange));
    }
    let viewer = pseudonym(&context.viewer_key, &(device.address(), device.user_agent()));
    let mut page = search::search(&context.search, &params.into_request(filter, viewer)).await?;
    let locale = Language::of(request.headers()).locale();
    page.items.iter_mut().filter_map(|hit| hit.video.as_mut()).for_each(|video| video.speak(locale));
    Ok(respond::in_language(respond::page_of(&request, &page, page.next_cursor.as_deref(), Cache::Shared)?))
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
