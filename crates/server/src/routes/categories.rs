//! `/api/categories` and `/api/tags`: what videos are about.

use super::respond::{self, Cache};
use crate::context::Context;
use crate::extract::Query;
use crate::problem::{Language, Problem};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use catalog::categories;
use domain::category::{CategoryView, TagView};
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_categories).service(list_tags);
}

/// All categories in the order in which they are shown, named in the language of the request.
#[utoipa::path(operation_id = "listCategories", tag = "videos", responses(
    (status = 200, description = "All of them", body = Page<CategoryView>, headers(
        ("ETag" = String, description = "Tag of the list"), ("Vary" = String, description = "`Accept-Language`"))),
    (status = 304, description = "The client has them already")
))]
#[get("/api/categories")]
async fn list_categories(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    let mut items = categories::list(&context.catalog).await?;
    let locale = Language::of(request.headers()).locale();
    for category in &mut items {
        category.speak(locale);
    }
    Ok(respond::in_language(respond::content(&request, &Page { items, next_cursor: None }, Cache::Shared)?))
}

/// Which tags are wanted.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TagParams {
    /// How they begin, in any case.
    #[garde(length(chars, max = 40))]
    #[serde(default)]
    #[param(max_length = 40, required = false)]
    prefix: String,
    /// Most tags.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
}

/// Tags of public videos, the most used first.
#[utoipa::path(operation_id = "listTags", tag = "videos", params(TagParams), responses(
    (status = 200, description = "The most used of them", body = Page<TagView>, headers(("ETag" = String, description = "Tag of the list"))),
    (status = 304, description = "The client has them already")
))]
#[get("/api/tags")]
async fn list_tags(request: HttpRequest, context: Data<Context>, Query(params): Query<TagParams>) -> Result<HttpResponse, Problem> {
    let items = categories::tags(&context.catalog, &params.prefix, params.limit.unwrap_or(DEFAULT_LIMIT)).await?;
    respond::content(&request, &Page { items, next_cursor: None }, Cache::Shared)
}
